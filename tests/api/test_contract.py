"""The document holds: schemathesis calls everything it describes, as a stranger and as an administrator, with all its checks.

Two checks are read as the product means them. `use_after_free` expects a thing to be gone after DELETE; here nothing is erased,
and the thing must say of itself that it is over. `positive_data_acceptance` also takes 422, because a schema cannot say that
the end comes after the start, that a room exists, or which hour a clock change skips.
"""

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema

from conference.kernel import clock
from conference.people.actions import create_token
from tests.api.test_bookings import MEETING
from tests.api.test_events import SCHOOL, TALK
from tests.api.test_registrations import HANAKO

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning"),  # it complains of its own large examples
]
ACCEPTED = ["2xx", "3xx", "401", "403", "404", "409", "422", "429"]
OVER = {"cancelled", "released"}
CHECKS = {"positive_data_acceptance": {"expected-statuses": ACCEPTED}}


def config(token, *, examples, coverage):
    bounded = {"max-examples": examples, "deterministic": True, "database": "none"}
    phases = {"coverage": {"enabled": coverage}, "stateful": {"generation": {"max-examples": examples}}}
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return SchemathesisConfig.from_dict({"headers": headers, "checks": CHECKS, "generation": bounded, "phases": phases})


def findings(server, token, **how):
    """What schemathesis objects to, one line each, and how many calls it made."""
    schema = schemathesis.openapi.from_url(f"{server.url}/api/v1/openapi.json", config=config(token, **how))
    found, calls = set(), 0
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            calls += len(event.recorder.interactions)
            for id, checks in event.recorder.checks.items():
                found |= set(failed(event.recorder.cases[id].value, checks, event.recorder.interactions[id].response))
        elif isinstance(event, events.NonFatalError | events.FatalError):
            found.add(f"{getattr(event, 'label', '')} {getattr(event, 'info', None) or event.exception}")
    return sorted(found), calls


def failed(case, checks, answer):
    for check in checks:
        still_there = check.name == "use_after_free" and answer.json().get("status") in OVER
        if check.status is Status.FAILURE and not still_there:
            said = check.failure_info.failure
            yield f"{check.name} {case.method} {case.path}: {said.title} {said.message} | {case.query} {case.body}"[:1500]


@pytest.fixture
def lived_in(centre, acting):
    """A centre in which something is going on."""
    alice = acting(centre.alice)
    alice.post("/bookings", MEETING)
    alice.post("/events", SCHOOL)
    alice.post("/events/spring-school/sessions", TALK)
    alice.post("/events/spring-school/releases")
    alice.post("/events/spring-school/registrations", HANAKO)
    return centre


def test_a_stranger_finds_nothing_that_the_document_does_not_say(server, lived_in):
    found, calls = findings(server, None, examples=3, coverage=False)

    assert found == []
    assert calls > 60


def test_an_administrator_finds_nothing_that_the_document_does_not_say(server, lived_in):
    found, calls = findings(server, create_token(lived_in.ada, by=lived_in.ada, now=clock.now()), examples=2, coverage=True)

    assert found == []
    assert calls > 3000

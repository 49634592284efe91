"""Nothing that people say gets into the log, by whichever door they come: an address and a name are planted in every query, form,
body, header and path, and each line is read as the running centre writes it."""

import logging
from urllib.parse import urlencode

import pytest
from werkzeug.routing import BuildError

from conference.kernel import jobs
from conference.kernel.telemetry import Lines
from tests.doors_arguments import BODIES, FORMS
from tests.test_doors import address, house, rules

__all__ = ["house"]

ADDRESS, NAME = "zoe.planted@example.net", "Zoëplanted"
pytestmark = pytest.mark.slow
FIELDS = (
    "q", "email", "name", "given_name", "family_name", "title", "note", "comment", "text", "reason", "affiliation", "password", "slug", "url", "people",
    "starts_at", "ends_at", "code", "nonce", "next", "search", "date", "from", "language", "timezone", "country",
)  # fmt: skip


class Written(logging.Handler):
    """Every line of the log, as the server and the worker write it."""

    def __init__(self):
        super().__init__(logging.INFO)
        self.setFormatter(Lines())
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


@pytest.fixture
def written():
    handler, root = Written(), logging.getLogger()
    before = root.level
    root.addHandler(handler), root.setLevel(logging.INFO)
    yield handler.lines
    root.removeHandler(handler), root.setLevel(before)


def planted_path(house, rule):
    """The route with the planted name wherever it takes a text."""
    values = dict.fromkeys(rule.arguments, NAME)
    try:
        return house.app.url_map.bind("localhost").build(rule.endpoint, values, method=next(iter(rule.methods)))
    except (BuildError, ValueError):  # it takes a number
        return None


@pytest.mark.parametrize("who", ["stranger", "alice", "ada"])
def test_no_door_writes_down_what_people_say(house, written, who):
    house.again()
    client = house.app.test_client()
    if who != "stranger":
        with client.session_transaction() as session:
            session["_user_id"] = house.facts["logins"][who]
    said = dict.fromkeys(FIELDS, f"{NAME} {ADDRESS}") | {"email": ADDRESS}
    headers = {
        "User-Agent": f"{NAME} <{ADDRESS}>",
        "Referer": f"http://localhost/?q={ADDRESS}",
        "X-Forwarded-For": ADDRESS,
        "X-Request-Id": f"{NAME} {ADDRESS}",
    }
    if who != "stranger":
        headers["Authorization"] = f"Bearer {house.facts['tokens'][who]}"
    asked = 0
    for endpoint, method, rule in list(rules(house.app)):
        if endpoint in {"people.sign_out", "people.erase", "people.end_other_logins"}:
            continue
        for path in {address(house.app, house.facts, endpoint, rule), planted_path(house, rule)} - {None}:
            body = {"json": BODIES.get(endpoint, {}) | said} if path.startswith("/api/") else {"data": FORMS.get(endpoint, {}) | said}
            if method == "GET":
                path, body = f"{path}{'&' if '?' in path else '?'}{urlencode(said)}", {}
            assert client.open(path, method=method, headers=headers, **body).status_code < 500
            asked += 1
    jobs.work(once=True)

    assert asked > 300
    assert sum('"message": "request"' in line for line in written) > 200
    assert [line for line in written if "planted" in line.lower()][:5] == []

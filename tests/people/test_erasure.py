"""One's own data: taken along, and really erased."""

import json

import pytest
from sqlalchemy import inspect, select, text

from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.history import Change, history_of
from conference.kernel.mail import Letter
from conference.people import actions, erasure
from conference.people.models import Grant, Person, User
from tests import make
from tests.make import MONDAY, PASSWORD, sign_in


def everything():
    """The whole database as one text."""
    said = []
    for table in inspect(db.engine).get_table_names():
        said += [str(tuple(row)) for row in db.session.execute(text(f'SELECT * FROM "{table}"'))]
    db.session.rollback()
    return "\n".join(said).lower()


@pytest.fixture
def lived_in(app, alice, monday):
    """Alice has used her account: changed it, asked for letters, made tokens."""
    institute = make.organisation()
    actions.grant_role(alice, make.Role.ORGANISER, organisation=institute, by=alice, now=MONDAY)
    actions.update_profile(alice, by=alice, now=MONDAY, given_name="Alicia", family_name="Martinez", country="FR", language="en", timezone=None)
    actions.create_token(alice, name="Alicia's display", by=alice, now=MONDAY)
    client = sign_in(app.test_client(), alice)
    client.environ_base["HTTP_USER_AGENT"] = "Alicia's browser"
    for email in (alice.email, "alicia@example.net"):
        actions.ask_for_link(actions.links.LinkPurpose.EMAIL_CHANGE, email, address="", user=alice, now=MONDAY)
    actions.answer_link_requests(MONDAY)
    client.post("/password-reset/", data={"email": alice.email})
    actions.begin_second_factor(alice)
    return client


def test_nothing_of_an_erased_person_is_left_in_the_database(lived_in, alice, both_engines):
    assert "alici" in everything()

    answer = lived_in.post("/account/erasure")

    assert (answer.status_code, answer.location) == (303, "/")
    left = everything()
    assert [word for word in ("alic", "martin") if word in left] == []
    assert lived_in.get("/account/").status_code == 303
    user, person = db.session.scalars(select(User)).one(), db.session.scalars(select(Person)).one()
    assert (user.is_active, user.password_hash, user.totp_sealed, person.erased_at) == (False, None, None, MONDAY)
    assert user.name == "erased account"


def test_the_history_says_that_something_was_and_that_it_was_erased(lived_in, alice):
    lived_in.post("/account/erasure")

    lines = [
        (change.action, change.before, change.after) for change in db.session.scalars(history_of(alice.actor).order_by(None).order_by(Change.id))
    ]
    assert lines == [(action, None, None) for action in ("role_granted", "profile_changed", "token_created", "erased")]


def test_the_letter_files_go_too(app, lived_in, tmp_path):
    from conference.kernel import outbox

    outbox.deliver(clock.now())
    assert len(list((tmp_path / "mail").iterdir())) == 1

    lived_in.post("/account/erasure")

    assert list((tmp_path / "mail").iterdir()) == []
    assert db.session.scalars(select(Letter)).all() == []


def test_nobody_signs_in_to_an_erased_account_nor_brings_it_back(app, lived_in, alice, office):
    lived_in.post("/account/erasure")

    assert app.test_client().post("/login", data={"email": "alice@example.org", "password": PASSWORD}).status_code == 422
    assert office.post(f"/manage/centre/people/{alice.uid}/opening").status_code == 409
    assert "erased account" not in office.get("/manage/centre/people/").text


def test_the_address_is_free_again(lived_in, ada):
    lived_in.post("/account/erasure")

    assert make.user("Alice Other").email == "alice@example.org"


def test_the_download_holds_everything_and_no_secret(lived_in, alice):
    answer = lived_in.get("/account/data/download")

    told = json.loads(answer.text)
    account = told["account"]
    assert (answer.content_type, answer.headers["Cache-Control"]) == ("application/json", "no-store")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert account["person"] == {
        "given_name": "Alicia", "family_name": "Martinez", "email": "alice@example.org", "country": "FR", "language": "en", "timezone": None,
        "created_at": MONDAY.isoformat(),
    }  # fmt: skip
    assert account["roles"] == [{"role": "organiser", "organisation": "institute", "since": MONDAY.isoformat()}]
    assert [token["name"] for token in account["tokens"]] == ["Alicia's display"]
    assert [line["action"] for line in account["history"]] == ["token_created", "profile_changed", "role_granted"]
    assert "hash" not in answer.text
    assert "sealed" not in answer.text


def test_every_feature_adds_its_part_and_is_erased_before_the_person(app, alice):
    seen = []
    erasure.register(app, "stars", export=lambda person: {"of": person.name}, erase=lambda person, now: seen.append((person.email, now)))

    assert erasure.export_data(alice.person)["stars"] == {"of": "Alice Martin"}
    erasure.erase_person(alice.person, by=alice, now=MONDAY)

    assert seen == [("alice@example.org", MONDAY)]
    with pytest.raises(ValueError, match="two parts"):
        erasure.register(app, "stars", export=dict, erase=print)


def test_a_person_without_an_account_is_erased_as_well(app):
    speaker = make.saved(Person(given_name="Sam", family_name="Speaker", email="sam@example.org", created_at=MONDAY))

    erasure.erase_person(speaker, by="system", now=MONDAY)

    assert "sam" not in everything()


def test_what_fails_erases_nothing(app, alice):
    def fail(person, now):
        raise RuntimeError("the disk is full")

    erasure.register(app, "broken", export=lambda person: {}, erase=fail)
    with pytest.raises(RuntimeError):
        erasure.erase_person(alice.person, by=alice, now=MONDAY)

    assert db.session.scalars(select(Person)).one().name == "Alice Martin"
    assert db.session.scalars(select(Grant)).all() == []

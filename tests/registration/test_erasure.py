"""Erased means erased: from the rows, the letters, the history, the files."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from conference.kernel import outbox
from conference.kernel.clock import at
from conference.kernel.database import Base, db, empty_log
from conference.kernel.history import Change
from conference.kernel.mail import Letter
from conference.kernel.owed import write_letters
from conference.people.erasure import erase_person, export_data
from conference.registration import queries
from conference.registration.actions import change_registration, check_in, withdraw_consent
from conference.registration.erasure import Purged, erase_registration, own_data, purge
from conference.registration.models import CheckIn, Registration
from tests import make
from tests.registration.cast import congress, consent_text, enrol, stand

NOW = make.MONDAY
PERSONAL = ("Zxqana", "Pérezwyz", "zxqana@example.org", "Wyzlab", "gluten", "zxqsecond")


@pytest.fixture(autouse=True)
def frozen():
    with at(NOW):
        yield


def everything() -> str:
    """Every cell of every table."""
    return "\n".join(str(row) for table in Base.metadata.sorted_tables for row in db.session.execute(select(table)))


def zxqana(event, **more):
    """A registrant whose every word can be searched for, with letters, history, consents, a scan and a twin."""
    made = enrol(event, "Zxqana", family_name="Pérezwyz", affiliation="Wyzlab", answers={"diet": "gluten"}, **more)
    enrol(event, "Zxqsecond", email="ZXQANA@example.org", **more)
    write_letters(NOW)
    change_registration(made.registration, by=made.registration, now=NOW, affiliation="Wyzlab II")
    check_in(event, code=made.registration.code, nonce="one", by="user:dora", now=NOW)
    return made


def test_an_erased_registrant_is_in_no_table(app, both_engines):
    event = congress()
    consent_text(event, "privacy", required=True)
    made = zxqana(event, consents=["privacy"])
    assert all(word.lower() in everything().lower() for word in PERSONAL)

    erase_registration(made.registration, by=made.registration, now=NOW)

    left = everything().lower()
    assert [word for word in (*PERSONAL, made.registration.email_key or "zxqana", made.secret) if word.lower() in left] == []
    assert queries.link(made.secret) is None
    assert [(scan.registration_id, scan.result.value) for scan in db.session.scalars(select(CheckIn))] == [(None, "admitted")]
    assert [change.action for change in db.session.scalars(select(Change).where(Change.entity == made.registration.entity).order_by(Change.id))] == [
        "registered", "changed", "cancelled", "erased"]  # fmt: skip


def test_nothing_of_an_erased_registrant_is_left_in_any_file(app, tmp_path: Path):
    made = zxqana(congress())
    assert outbox.deliver(NOW) == 2
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 2

    erase_registration(made.registration, by=made.registration, now=NOW)
    db.session.remove()
    empty_log(NOW)

    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.name == "centre.db" for path in files)
    found = [(path.name, word) for path in files for word in (*PERSONAL, made.secret) if word.lower().encode() in path.read_bytes().lower()]
    assert found == []


def test_whoever_came_by_the_api_and_the_pages_leaves_no_trace_when_they_erase_themselves(client, tmp_path: Path):
    house = make.centre()
    event = congress(of=house.institute)
    consent_text(event, "privacy", required=True), consent_text(event, "photos")
    told = {"email": "Zxqana@example.org", "given_name": "Zxqana", "family_name": "Pérezwyz", "affiliation": "Wyzlab", "answers": {"diet": "gluten"}}
    told |= {"country": "JP", "language": "fr", "timezone": "Asia/Tokyo", "consents": ["privacy", "photos"]}
    answer = client.post("/api/v1/events/congress/registrations", json=told, headers={"Idempotency-Key": "one"})
    page = answer.json["manage_url"].removeprefix("http://localhost")
    code, secrets = answer.json["code"], [page.split("/")[-2]]
    assert client.post("/api/v1/events/congress/registrations", json=told, headers={"Idempotency-Key": "one"}).json == answer.json
    client.post(f"{page}change/", data=told | {"answers": "", "given_name": "Zxqanna", "consents": "photos"})
    client.post(f"{page}letters"), client.post("/events/congress/register/link/", data={"email": told["email"]})
    make.sign_in(client, house.alice)
    assert "Pérezwyz" in client.get("/manage/events/congress/registrations/?q=perezwyz").text
    client.post("/manage/events/congress/door/", data={"code": code})
    assert (write_letters(NOW), outbox.deliver(NOW)) == (3, 3)
    secrets += [re.search(r"registrations/(\w{32})/", letter.text)[1] for letter in db.session.scalars(select(Letter))]

    assert client.post(f"{page}erasure/").status_code == 303

    words = [word.lower() for word in (*PERSONAL, "Zxqanna", code, *secrets)]
    left = everything().lower()
    assert [word for word in words if word in left] == []
    db.session.remove()
    empty_log(NOW)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [(path.name, word) for path in files for word in words if word.encode() in path.read_bytes().lower()] == []
    assert client.get(page).status_code == 404
    again = client.post("/api/v1/events/congress/registrations", json=told, headers={"Idempotency-Key": "one"})
    assert (again.json["manage_url"], client.get(page).status_code) == (answer.json["manage_url"], 404)


def test_an_erased_place_goes_to_whoever_waits(app):
    event = congress(places=1)
    ana, _ben = enrol(event, "Ana"), enrol(event, "Ben")
    erase_registration(ana.registration, by=ana.registration, now=NOW)
    assert stand(event) == [("", "cancelled"), ("Ben", "confirmed")]


def test_one_takes_along_everything_that_is_kept(app):
    event = congress()
    consent_text(event, "photos")
    made = zxqana(event, consents=["photos"])
    withdraw_consent(made.registration.consents[0], by=made.registration, now=NOW)

    data = json.loads(json.dumps(own_data(made.registration)))

    assert data["registration"] | {"answers": {"diet": "gluten"}} == data["registration"]
    assert (data["registration"]["email"], data["state"], data["event"]) == ("zxqana@example.org", "confirmed", "congress")
    assert [(each["purpose"], each["withdrawn_at"]) for each in data["consents"]] == [("photos", NOW.isoformat())]
    assert [(each["given_name"], each["email"], each["at"]) for each in data["registered_again"]] == [
        ("Zxqsecond", "ZXQANA@example.org", NOW.isoformat())
    ]
    assert [each["result"] for each in data["check_ins"]] == ["admitted"]
    assert [each["subject"] for each in data["letters"]] == ["Your ticket: The Congress"] * 2
    assert [each["action"] for each in data["history"]] == ["consent_withdrawn", "changed", "registered"]
    assert made.secret not in json.dumps(data)


def test_the_clock_erases_whoever_came_to_an_event_that_is_long_over(app):
    host = make.organisation()
    old, young = (congress(slug=slug, of=host, starts_on=day, ends_on=day) for slug, day in (("old", date(2027, 3, 1)), ("young", date(2027, 3, 2))))
    enrol(old, "Ana"), enrol(old, "Ben"), enrol(young, "Ana")
    night = NOW + timedelta(days=181)

    assert purge(night - timedelta(days=1), dry_run=True) == []
    assert purge(night, dry_run=True) == [Purged("old", date(2027, 3, 1), 2, is_due=True, erased_on=date(2027, 8, 29))]
    assert [name for name, _state in stand(old)] == ["Ana", "Ben"]
    assert purge(night) == [Purged("old", date(2027, 3, 1), 2, is_due=True, erased_on=date(2027, 8, 29))]
    assert ([name for name, _state in stand(old)], [name for name, _state in stand(young)]) == (["", ""], ["Ana"])
    assert purge(night) == []


def test_the_command_says_what_it_would_erase(app):
    day = date(2027, 3, 1)
    enrol(congress(starts_on=day, ends_on=day), "Ana")
    with at(NOW + timedelta(days=200)):
        said = app.test_cli_runner().invoke(args=["purge", "--dry-run"])
    assert said.output.splitlines() == [
        "congress: over since Monday, 1 March 2027, 1 registrant",
        "1 registrant of 1 event would be erased (events over for more than 180 days)",
    ]
    assert db.session.scalars(select(Registration.given_name)).all() == ["Ana"]


def test_somebody_with_a_log_in_takes_their_registrations_along_and_erases_them_with_the_account(app):
    alice = make.user("Alice Martin")
    event = congress()
    enrol(event, "Alice"), enrol(event, "Bob")

    assert list(export_data(alice.person)["registrations"]) == ["congress"]
    erase_person(alice.person, by=alice, now=NOW)
    assert [name for name, _state in stand(event)] == ["", "Bob"]

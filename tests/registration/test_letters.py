"""Letters: in the registrant's language, each with a link of its own, none of them old news."""

import base64
from datetime import timedelta

import pytest
from sqlalchemy import select

from conference.kernel.clock import at
from conference.kernel.database import db
from conference.kernel.mail import Attachment, Letter
from conference.kernel.owed import LetterOwed, write_letters
from conference.registration import links, queries
from conference.registration.actions import cancel_registration, send_lost_link
from conference.registration.jobs import end_with_events
from conference.registration.letters import HOOK
from conference.registration.models import ManageLink
from tests import make
from tests.registration.cast import category, changed, congress, enrol, stand

NOW = make.MONDAY


@pytest.fixture(autouse=True)
def frozen():
    with at(NOW):
        yield


def outbox() -> list[Letter]:
    return list(db.session.scalars(select(Letter).order_by(Letter.id)))


def test_a_confirmed_registrant_gets_ticket_and_a_link_that_works(app, both_engines):
    make.centre()
    event = make.event(of=make.organisation("host"), registration_open=True)
    ana = enrol(event, "Ana", family_name="Pérez", language="fr").registration

    assert write_letters(NOW) == 1

    [letter] = outbox()
    assert (letter.recipient, letter.locale, letter.about) == ("ana@example.org", "fr", ana.entity)
    assert letter.subject.endswith("The Congress")
    assert "Ana Pérez" in letter.text and "lundi 1 mars 2027 – mardi 2 mars 2027" in letter.text
    assert ana.code.upper() in letter.text
    secret = letter.text.strip().rpartition("/registrations/")[2].rstrip("/")
    assert letter.text.strip().endswith(links.manage_url(secret))
    assert queries.link(secret).registration_id == ana.id
    assert links.manage_url(secret) in letter.html
    assert [(each["name"], each["inline_id"]) for each in letter.attachments][:2] == [("ticket.png", "ticket"), ("ticket.pdf", "")]
    assert base64.b64decode(letter.attachments[1]["content"])[:5] == b"%PDF-"
    assert db.session.scalars(select(LetterOwed)).all() == []


def test_no_secret_is_in_the_database_but_in_the_letter_itself(app):
    made = enrol(congress())
    assert all(made.secret not in link.secret_hash for link in db.session.scalars(select(ManageLink)))


def test_a_letter_says_in_which_language_it_is_written(app):
    make.centre()
    event = make.event(of=make.organisation("host"), registration_open=True)
    for name, language in (("Ana", "fr"), ("Yuki", "ja"), ("Tom", "en")):
        enrol(event, name, language=language)
    write_letters(NOW)
    assert [(letter.locale, f'lang="{letter.locale}"' in letter.html) for letter in outbox()] == [("fr", True), ("en", True), ("en", True)]


def test_whoever_waits_is_told_the_place_in_the_list_and_gets_no_ticket(app):
    event = congress(places=0)
    for name in ("Ana", "Ben"):
        enrol(event, name)

    assert write_letters(NOW) == 2

    assert ["waiting list: 1" in outbox()[0].text, "waiting list: 2" in outbox()[1].text] == [True, True]
    assert [letter.attachments for letter in outbox()] == [[], []]


def test_a_letter_whose_news_is_old_is_not_written(app):
    event = congress(places=1)
    ana, _ben = enrol(event, "Ana").registration, enrol(event, "Ben")
    cancel_registration(ana, by=ana, now=NOW)

    write_letters(NOW)

    assert [(letter.recipient, letter.subject) for letter in outbox()] == [
        ("ben@example.org", "Your ticket: The Congress"),
        ("ana@example.org", "Registration cancelled: The Congress"),
        ("ben@example.org", "Your ticket: The Congress"),
    ]


def test_the_owner_of_an_address_hears_that_it_was_registered_again(app):
    event = congress()
    ana = enrol(event, "Ana").registration
    twin = enrol(event, "Spy", email="Ana@example.org").registration
    write_letters(NOW)

    second = outbox()[1]
    assert "registered this address again" in second.text
    assert second.recipient == "ana@example.org"
    assert [word in second.text for word in (ana.code.upper(), twin.code.upper(), "Spy")] == [True, False, False]


def test_a_lost_link_is_sent_to_whoever_is_registered_and_to_nobody_else(app):
    event = congress()
    enrol(event, "Ana")
    write_letters(NOW)

    for address in ("nobody@example.org", " ANA@example.org "):
        send_lost_link(event, email=address, now=NOW)
    write_letters(NOW)

    assert [letter.recipient for letter in outbox()] == ["ana@example.org"] * 2


def test_other_features_attach_what_they_have(app):
    app.extensions[HOOK].append(lambda registration: (Attachment("map.txt", "text/plain", registration.uid.encode()),))
    made = enrol(congress()).registration
    write_letters(NOW)

    last = outbox()[0].attachments[-1]
    assert (last["name"], base64.b64decode(last["content"])) == ("map.txt", made.uid.encode())


def test_a_letter_that_cannot_be_written_comes_again_and_keeps_no_other_waiting(app):
    event = congress()
    ana, ben = (enrol(event, name).registration for name in ("Ana", "Ben"))

    def attach(registration):
        if registration.given_name == "Ana" and not mended:
            raise LookupError("broken")
        return ()

    mended: list[bool] = []
    app.extensions[HOOK].append(attach)
    with pytest.raises(LookupError):
        write_letters(NOW)
    assert (ana.id, write_letters(NOW), outbox()[0].recipient) == (ana.id, 1, ben.email)

    mended.append(True)
    with at(NOW + timedelta(minutes=5)):
        assert write_letters(NOW + timedelta(minutes=5)) == 1
    assert [letter.recipient for letter in outbox()] == ["ben@example.org", "ana@example.org"]


def test_a_category_that_needs_approval_is_told_so(app):
    event = congress()
    category(event, "press", needs_approval=True)
    enrol(event, "Ana", category="press")
    write_letters(NOW)
    assert (outbox()[0].subject, "another letter will tell you the answer" in outbox()[0].text) == ("Registration received: The Congress", True)


def test_a_cancelled_event_tells_its_registrants_and_ends_their_registrations_once(app):
    event = congress(places=1)
    for name in ("Ana", "Ben"):
        enrol(event, name)
    write_letters(NOW)
    assert end_with_events(NOW) == 0
    changed(event, cancelled_at=NOW)

    assert [end_with_events(NOW), end_with_events(NOW), write_letters(NOW)] == [2, 0, 2]

    assert stand(event) == [("Ana", "cancelled"), ("Ben", "cancelled")]
    assert [letter.subject for letter in outbox()[2:]] == ["Registration cancelled: The Congress"] * 2
    assert "it does not take place" in outbox()[2].text and "Did you change your mind" not in outbox()[2].text

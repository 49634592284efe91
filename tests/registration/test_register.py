"""Who gets a place, who waits, and what a stranger learns."""

from datetime import timedelta
from hashlib import sha256

import pytest

from conference.kernel.clock import at
from conference.kernel.database import db
from conference.kernel.objection import Refused
from conference.registration import queries
from conference.registration.actions import (
    approve,
    cancel_registration,
    change_registration,
    decline,
    fill_places,
    set_places,
    take_back_cancellation,
)
from conference.registration.models import Consent, Registration
from conference.registration.rules import State
from tests import make
from tests.registration.cast import category, changed, congress, consent_text, enrol, letters_due, stand

NOW = make.MONDAY
LATER = NOW + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def frozen():
    with at(NOW):
        yield


def test_a_registration_is_confirmed_while_there_are_places_then_waits(app, both_engines):
    event = congress(places=2)

    made = [enrol(event, name) for name in ("Ana", "Ben", "Chi", "Dan")]

    assert stand(event) == [("Ana", "confirmed"), ("Ben", "confirmed"), ("Chi", "waitlisted"), ("Dan", "waitlisted")]
    assert [each.position for each in made] == [None, None, 1, 2]
    assert letters_due(event) == [(f"{name}@example.org", "registered") for name in ("ana", "ben", "chi", "dan")]


def test_an_event_without_a_limit_takes_everybody_and_one_without_places_nobody(app):
    assert enrol(congress(places=None)).registration.state == State.CONFIRMED
    assert enrol(congress(places=0, slug="closed-door", of=make.organisation("other"))).position == 1


def test_a_cancelled_place_goes_to_whoever_waits_longest(app, both_engines):
    event = congress(places=1)
    ana, *_rest = [enrol(event, name) for name in ("Ana", "Ben", "Chi")]

    cancel_registration(ana.registration, by=ana.registration, now=LATER)

    assert stand(event) == [("Ana", "cancelled"), ("Ben", "confirmed"), ("Chi", "waitlisted")]
    assert letters_due(event)[3:] == [("ana@example.org", "cancelled"), ("ben@example.org", "moved_up")]


def test_who_takes_a_cancellation_back_gets_the_place_only_if_nobody_had_waited(app):
    event = congress(places=1)
    ana, ben = enrol(event, "Ana"), enrol(event, "Ben")
    cancel_registration(ana.registration, by=ana.registration, now=LATER)

    assert take_back_cancellation(ana.registration, by=ana.registration, now=LATER) == 1
    assert stand(event) == [("Ben", "confirmed"), ("Ana", "waitlisted")]

    cancel_registration(ben.registration, by=ben.registration, now=LATER)
    assert stand(event) == [("Ben", "cancelled"), ("Ana", "confirmed")]


def test_more_places_move_up_those_who_wait_and_fewer_than_are_taken_are_refused(app):
    event = congress(places=1)
    for name in ("Ana", "Ben", "Chi", "Dan"):
        enrol(event, name)

    assert set_places(event, places=3, by="system", now=LATER) == 2
    with pytest.raises(Refused) as refused:
        set_places(event, places=2, by="system", now=LATER)

    assert refused.value.codes == ["places-taken"]
    assert stand(event) == [("Ana", "confirmed"), ("Ben", "confirmed"), ("Chi", "confirmed"), ("Dan", "waitlisted")]


def test_nobody_passes_those_who_wait_when_the_limit_was_raised_elsewhere(app):
    event = congress(places=1)
    enrol(event, "Ana"), enrol(event, "Ben")
    changed(event, places=2)

    assert enrol(event, "Chi").position == 1
    assert stand(event) == [("Ana", "confirmed"), ("Ben", "confirmed"), ("Chi", "waitlisted")]
    assert fill_places(event, now=LATER) == 0


def test_a_category_that_needs_approval_holds_a_place_until_it_is_declined(app):
    event = congress(places=1)
    category(event, "press", needs_approval=True), category(event, "student")
    press, student = enrol(event, "Ana", category="press"), enrol(event, "Ben", category="student")

    assert stand(event) == [("Ana", "pending"), ("Ben", "waitlisted")]
    decline(press.registration, by="system", now=LATER)
    assert stand(event) == [("Ana", "declined"), ("Ben", "confirmed")]
    with pytest.raises(Refused, match="not-pending"):
        approve(student.registration, by="system", now=LATER)


def test_approval_confirms(app):
    event = congress()
    category(event, "press", needs_approval=True)
    press = enrol(event, "Ana").registration

    approve(press, by="system", now=LATER)

    assert (press.state, press.sequence) == (State.CONFIRMED, 1)
    assert letters_due(event) == [("ana@example.org", "registered"), ("ana@example.org", "approved")]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"registration_open": False}, "registration-closed"),
        ({"cancelled_at": NOW}, "event-cancelled"),
    ],
)
def test_nobody_registers_where_nobody_can_come(app, facts, code):
    with pytest.raises(Refused, match=code):
        enrol(congress(**facts))


def test_the_event_is_over_when_its_last_day_ends_where_it_is_held(app):
    event = congress(timezone="Pacific/Auckland")
    last_hour = NOW.replace(month=3, day=2, hour=10, minute=59)

    enrol(event, "Ana", now=last_hour)
    with pytest.raises(Refused, match="event-over"):
        enrol(event, "Ben", now=last_hour + timedelta(minutes=1))


def test_every_wrong_field_is_told_at_once_and_nothing_is_written(app):
    event = congress()
    with pytest.raises(Refused) as refused:
        enrol(event, given_name=" ", email="nobody", country="XX", language="?", timezone="Mars/Base", affiliation="\x00", answers={"a": {"b": 1}})

    assert refused.value.status == 422
    assert [each.field for each in refused.value.objections] == ["given_name", "affiliation", "email", "country", "language", "timezone", "answers"]
    assert db.session.query(Registration).count() == 0


def test_names_are_kept_as_they_are_written_and_a_single_name_is_enough(app, both_engines):
    event = congress()
    for number, name in enumerate(("山田", "محمد‌رضا", "Nguyễn Thị Ánh", "Ώ", "O’Brien-Łukasz", "สมชาย")):
        made = enrol(event, given_name=name, email=f"n{number}@example.org").registration
        assert (made.given_name, made.family_name, made.name) == (name, "", name)


def test_required_consents_must_be_given_and_are_kept_with_version_and_words(app):
    event = congress()
    consent_text(event, "privacy", required=True)
    newer = consent_text(event, "privacy", required=True, version=2)
    consent_text(None, "photos"), consent_text(None, "privacy")

    with pytest.raises(Refused) as refused:
        enrol(event, consents=["photos", "soul"])
    assert refused.value.codes == ["consent-required", "unknown-consent"]

    enrol(event, "Jean", language="fr", consents=["privacy"])
    consent = db.session.query(Consent).one()
    assert (consent.text_id, consent.language, consent.given_at) == (newer.id, "fr", NOW)
    assert consent.text_hash == sha256("J’accepte privacy, version 2.".encode()).hexdigest()


def test_an_event_with_categories_takes_only_its_own(app):
    event = congress()
    category(event, "student"), category(event, "industry")

    for wrong, code in ((None, "category-missing"), ("pirate", "unknown-category")):
        with pytest.raises(Refused, match=code):
            enrol(event, category=wrong)
    assert enrol(event, category="student").registration.category.slug == "student"


def test_an_address_that_is_registered_gets_the_same_answer_and_its_owner_a_letter(app, both_engines):
    event = congress(places=1)
    first = enrol(event, "Ana")
    stranger, newcomer = enrol(event, "Spy", email="ANA@Example.org"), enrol(event, "Ben")

    assert (stranger.registration.state, stranger.position) == (newcomer.registration.state, newcomer.position) == (State.WAITLISTED, 1)
    assert stand(event) == [("Ana", "confirmed"), ("Ben", "waitlisted")]
    assert letters_due(event) == [("ana@example.org", "registered"), ("ana@example.org", "twice"), ("ben@example.org", "registered")]
    assert queries.standing(event).held == 1

    cancel_registration(stranger.registration, by=stranger.registration, now=LATER)
    assert stand(event) == [("Ana", "confirmed"), ("Ben", "waitlisted")]
    cancel_registration(first.registration, by=first.registration, now=LATER)
    assert stand(event) == [("Ana", "cancelled"), ("Ben", "confirmed")]


def test_a_second_registration_seems_to_move_up_when_its_turn_comes(app, both_engines):
    event = congress(places=2)
    first, ben = enrol(event, "Ana"), enrol(event, "Ben")
    early = enrol(event, "Early", email="ana@example.org").registration
    cleo = enrol(event, "Cleo")
    late, alone = (enrol(event, name, email="ana@example.org").registration for name in ("Late", "Alone"))
    assert [queries.position(twin) for twin in (early, late, alone)] == [1, 2, 2]

    cancel_registration(ben.registration, by=ben.registration, now=LATER)
    assert stand(event) == [("Ana", "confirmed"), ("Ben", "cancelled"), ("Cleo", "confirmed")]
    assert [twin.state.value for twin in (early, late, alone)] == ["confirmed", "waitlisted", "waitlisted"]

    cancel_registration(cleo.registration, by=cleo.registration, now=LATER)
    assert [twin.state.value for twin in (early, late, alone)] == ["confirmed"] * 3
    assert queries.standing(event).held == 1
    assert [kind for address, kind in letters_due(event) if address == "ana@example.org"] == ["registered", "twice", "twice", "twice"]
    assert (first.registration.state, first.registration.sequence) == (State.CONFIRMED, 0)


def test_a_second_registration_seems_to_be_decided_with_the_one_that_counts(app):
    event = congress()
    category(event, "press", needs_approval=True)
    for decide, ends in ((approve, "confirmed"), (decline, "declined")):
        name = decide.__name__
        ana, twin = (enrol(event, given, email=f"{name}@example.org", category="press").registration for given in ("Ana", "Spy"))
        decide(ana, by="user:alice", now=LATER)
        assert [each.state.value for each in (ana, twin)] == [ends, ends]


def test_a_form_sent_again_with_another_word_in_it_is_told_that_it_is_ignored(app):
    event = congress()
    consent_text(event, "photos"), category(event, "student"), category(event, "guest")
    told = {"nonce": "form-1", "category": "student", "consents": ["photos"]}
    made = enrol(event, "Ana", **told)
    assert [enrol(event, "Ana", **(told | more)).ignored for more in ({}, {"consents": []}, {"category": "guest"})] == [False, True, True]

    cancel_registration(made.registration, by=made.registration, now=LATER)
    assert enrol(event, "Ana", **told).ignored


def test_the_same_form_sent_twice_is_one_registration(app, both_engines):
    event = congress(places=2)
    first, again = enrol(event, "Ana", nonce="form-1"), enrol(event, "Ana", nonce="form-1")

    assert first.registration.id == again.registration.id
    assert first.secret != again.secret
    assert queries.link(first.secret).registration_id == queries.link(again.secret).registration_id == first.registration.id
    assert letters_due(event) == [("ana@example.org", "registered")]


def test_one_mailbox_gets_no_flood_of_letters(app):
    event = congress()
    for _turn in range(6):
        enrol(event, "Ana")
    with pytest.raises(Refused) as refused:
        enrol(event, "Ana")
    assert refused.value.status == 429
    enrol(event, "Ana", now=NOW + timedelta(hours=2))


def test_a_change_keeps_the_place_and_is_told_to_the_history_only_where_it_differs(app):
    event = congress()
    made = enrol(event, "Ana").registration

    change_registration(made, by=made, now=LATER, family_name="  Pérez ", language="fr")

    assert (made.name, made.language, made.state, made.search_name) == ("Ana Pérez", "fr", State.CONFIRMED, "ana perez ana@example.org")


def test_choosing_a_category_that_needs_approval_asks_the_organiser_again(app):
    event = congress()
    category(event, "student"), category(event, "speaker", needs_approval=True)
    made = enrol(event, "Ana", category="student").registration

    change_registration(made, by=made, now=LATER, category="speaker")

    assert made.state == State.PENDING

"""What the door says to each ticket."""

from datetime import timedelta

import pytest

from conference.kernel.objection import Refused
from conference.registration import queries
from conference.registration.actions import cancel_registration, check_in, check_in_person, undo_check_in
from conference.registration.queries import DoorCount
from conference.registration.rules import ScanResult
from tests import make
from tests.registration.cast import congress, enrol

NOW = make.MONDAY
SOON = NOW + timedelta(seconds=90)
DORA = "user:dora"


def scan(event, code, nonce, now=NOW, **more):
    return check_in(event, code=code, nonce=nonce, by=DORA, now=now, **more)


def test_a_ticket_lets_in_once_and_the_second_time_says_since_when(app, both_engines):
    event = congress()
    ana = enrol(event, "Ana").registration

    first, second = scan(event, ana.code, "one"), scan(event, ana.code.upper() + " ", "two", now=SOON)

    assert (first.result, first.registration.name, first.first_at) == (ScanResult.ADMITTED, "Ana", None)
    assert (second.result, second.registration.name, second.first_at) == (ScanResult.ALREADY_IN, "Ana", NOW)
    assert queries.door_count(event) == DoorCount(expected=1, inside=1)


def test_a_repeated_nonce_is_the_same_scan_even_for_an_unknown_ticket(app, both_engines):
    event = congress()
    ana = enrol(event, "Ana").registration

    assert scan(event, ana.code, "one").id == scan(event, ana.code, "one", now=SOON).id
    assert scan(event, "nothing of ours", "two").id == scan(event, "nothing of ours", "two").id
    assert queries.door_count(event) == DoorCount(expected=1, inside=1)


def test_what_is_not_let_in_is_told_why(app):
    event, other = congress(places=1), congress(slug="other", of=make.organisation("other"))
    ana, ben = enrol(event, "Ana").registration, enrol(event, "Ben").registration
    elsewhere = enrol(other, "Ana").registration

    assert scan(event, ben.code, "1").result == ScanResult.NOT_CONFIRMED
    assert scan(event, "x" * 32, "2").result == ScanResult.UNKNOWN
    assert scan(event, "x" * 9_000, "3").result == ScanResult.UNKNOWN
    wrong = scan(event, elsewhere.code, "4")
    assert (wrong.result, wrong.registration) == (ScanResult.WRONG_EVENT, None)
    cancel_registration(ana, by=ana, now=NOW)
    assert scan(event, ana.code, "5").result == ScanResult.NOT_CONFIRMED


def test_the_ticket_of_a_twin_opens_no_door_and_leads_to_the_registration_that_counts(app):
    event = congress()
    ana, twin = enrol(event, "Ana").registration, enrol(event, "Spy", email="ana@example.org").registration

    told = scan(event, twin.code, "1")

    assert (told.result, told.registration.name) == (ScanResult.NOT_CONFIRMED, "Ana")
    assert check_in_person(event, ana, nonce="2", by=DORA, now=NOW).result == ScanResult.ADMITTED


def test_a_scan_taken_back_lets_in_again_and_who_is_in_does_not_cancel(app):
    event = congress()
    ana = enrol(event, "Ana").registration
    first = scan(event, ana.code, "1")
    with pytest.raises(Refused, match="checked-in"):
        cancel_registration(ana, by=ana, now=NOW)

    undo_check_in(first, by=DORA, now=SOON)

    assert scan(event, ana.code, "2", now=SOON).result == ScanResult.ADMITTED
    with pytest.raises(Refused, match="nobody-let-in"):
        undo_check_in(first, by=DORA, now=SOON)


def test_a_scan_that_comes_late_counts_from_when_it_was_made(app):
    event = congress()
    ana = enrol(event, "Ana").registration

    assert scan(event, ana.code, "1", now=SOON, scanned_at=NOW).at == NOW
    assert scan(event, ana.code, "2", now=SOON, scanned_at=SOON + timedelta(hours=1)).at == SOON
    with pytest.raises(Refused):
        scan(event, ana.code, "")

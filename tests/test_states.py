"""What stands, in words: French bends a state by what it is said of (a booking is « confirmée », an event « annulé »)."""

import pytest

from conference.booking.rules import OccurrenceState
from conference.booking.rules import State as OfBooking
from conference.kernel.message import _p
from conference.people.labels import ACTIONS, VALUES
from conference.programme.rules import SessionState
from conference.registration.rules import State as OfRegistration


@pytest.mark.parametrize(
    ("states", "told"),
    [
        (OfBooking, ["option", "confirmée", "rendue", "annulée"]),
        (OccurrenceState, ["a lieu", "sautée", "annulée"]),
        (SessionState, ["confirmée", "à confirmer", "annulée"]),
        (OfRegistration, ["en attente d’accord", "confirmée", "sur la liste d’attente", "refusée", "annulée"]),
    ],
)
def test_bookings_dates_sessions_and_registrations_are_feminine_in_french(app, states, told):
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        assert [str(state.label) for state in states] == told


def test_an_event_and_what_was_done_to_anything_are_not(app):
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        told = [str(word) for word in (_p("event", "cancelled"), ACTIONS["cancelled"], VALUES["state"]["cancelled"])]

    assert told == ["annulé", "annulé", "annulée"]


def test_where_there_is_no_other_word_the_english_one_stands_without_its_context(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert (str(_p("event", "cancelled")), str(_p("nothing like it", "cancelled"))) == ("cancelled", "cancelled")
    assert str(_p("event", "cancelled")) == "cancelled"

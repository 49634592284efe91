"""The shapes of bookings and of the search for a free room."""

from __future__ import annotations

from marshmallow import fields

from conference.api.answers import Said, Written, instant, listed, maybe, text, whole, yes
from conference.api.fields import Choice, Instant, Many, Text, Whole, YesNo
from conference.api.forms_rooms import address
from conference.api.shapes import Changing, InZone, Paged, Shape
from conference.booking.rules import OccurrenceState, State
from conference.venue.features import FEATURES
from conference.venue.rules import LayoutName

RULE = "An RFC 5545 rule, followed in the centre's zone: `FREQ=WEEKLY;COUNT=10`."


class BookingFactsIn(InZone, Shape):
    """What may be said of a booking, and changed."""

    room = address(metadata={"example": "hall-a", "description": "the room's slug"})
    title = Text(200, shortest=1, metadata={"example": "Board meeting"})
    starts_at = Instant()
    ends_at = Instant(metadata={"example": "2027-03-01T11:00:00+01:00"})
    layout = Choice(LayoutName, allow_none=True)
    attendance = Whole(1, 100_000, allow_none=True)
    setup_minutes = Whole(0, 1440, metadata={"description": "the room's own when left out"})
    teardown_minutes = Whole(0, 1440)
    note = Text(5_000, lines=True)
    is_public = YesNo(metadata={"description": "its title may stand on door panels and in everybody's diary"})
    override_reason = Text(500, metadata={"description": "why the centre's staff make an exception"})


class BookingIn(BookingFactsIn):
    room = address(required=True, metadata={"example": "hall-a", "description": "the room's slug"})
    title = Text(200, shortest=1, required=True, metadata={"example": "Board meeting"})
    starts_at = Instant(required=True)
    ends_at = Instant(required=True, metadata={"example": "2027-03-01T11:00:00+01:00"})
    status = Choice([State.OPTION, State.CONFIRMED], load_default=State.CONFIRMED)
    recurrence = Text(300, shortest=1, metadata={"description": RULE, "example": "FREQ=WEEKLY;COUNT=4"})
    on_conflict = Choice(["refuse", "skip"], load_default="refuse", metadata={"description": "what to do with dates of a series that are taken"})
    event = address(metadata={"description": "the event it is for; the room becomes one of the event's"})
    organisation = address(metadata={"description": "for which of one's organisations; the event's when there is one"})


class BookingChanges(BookingFactsIn):
    status = Choice([State.CONFIRMED, State.RELEASED, State.CANCELLED], metadata={"description": "confirm an option, give it back, or cancel"})
    occurrence = Text(22, shortest=1, metadata={"description": "the one date of a series that is to move"})


class Cancelling(Changing):
    occurrence = Text(22, shortest=1, metadata={"description": "only this date of a series"})


class BookingsAsked(InZone, Paged):
    room = address()
    event = address()
    status = Choice(State)
    starts_at = Instant(metadata={"description": "those that reach beyond this"})
    ends_at = Instant(metadata={"description": "those that begin before this"})


class AvailabilityAsked(InZone, Paged):
    per_page = Whole(1, 200, in_address=True, load_default=200)
    starts_at = Instant(required=True)
    ends_at = Instant(required=True, metadata={"example": "2027-03-01T11:00:00+01:00"})
    attendance = Whole(1, 100_000, in_address=True)
    layout = Choice(LayoutName)
    feature = Many(Choice(FEATURES), most=len(FEATURES), metadata={"description": "may be repeated: all of them are wanted"})


class Occurrence(Said):
    id = text()
    room = text()
    starts_at = instant()
    ends_at = instant()
    status = text(metadata={"enum": [OccurrenceState.PLANNED, OccurrenceState.CANCELLED]})


class Skipped(Said):
    id = text()
    room = text()
    starts_at = instant()
    ends_at = instant()
    reason = maybe(metadata={"description": "the code of why it does not take place"})


class Booking(Written):
    id = text()
    status = text(metadata={"enum": [each.value for each in State]})
    rank = maybe(fields.Integer, metadata={"description": "an option's place in line; null for what is none"})
    room = text()
    title = text()
    note = text()
    organisation = text()
    event = maybe()
    layout = maybe()
    attendance = maybe(fields.Integer)
    setup_minutes = whole()
    teardown_minutes = whole()
    is_public = yes()
    recurrence = maybe()
    timezone = text()
    expires_at = maybe(metadata={"format": "date-time", "description": "when an option lapses"})
    occurrences = listed(fields.Nested(Occurrence))
    skipped = listed(fields.Nested(Skipped))
    created_at = instant()
    changed_at = instant()
    url = text(metadata={"format": "uri"})


class Reason(Said):
    code = text()
    message = text()


class Offer(Said):
    room = text()
    name = text()
    layout = maybe()
    capacity = whole()
    available = yes()
    reasons = listed(fields.Nested(Reason))

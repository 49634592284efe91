"""The diary's list and its picture tell the same: on any day, also those of 23 and 25 hours, and of chosen rooms."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from conference.booking.actions import book_room, close_room
from conference.booking.rules import State
from conference.kernel import clock
from conference.kernel.span import Span
from tests import make
from tests.make import MONDAY, PARIS, sign_in

ROW = re.compile(r'<li class="(state-\w+|diary-free)"><time class="hours" datetime="([^"]+)"')
DAYS = {"an ordinary day": "2027-03-02", "a day of 23 hours": "2027-03-28", "a day of 25 hours": "2027-10-31"}


@pytest.fixture
def day(app, request):
    """A day with everything on it: a hall and its part, options in line, set-up, a closure, and what crosses both midnights."""
    with clock.at(MONDAY):
        centre = make.centre(open_always=True)
        on = datetime.fromisoformat(request.param).date()
        before, after = (str(on + timedelta(days=days)) for days in (-1, 1))
        own = {"by": centre.alice, "organisation": centre.institute, "now": MONDAY}
        place = request.param
        book_room(room=centre.hall_ab, span=make.span(place, "09:00", "12:00"), title="Halves", setup_minutes=30, **own)
        book_room(room=centre.hall_c, span=Span(make.paris(before, "22:00"), make.paris(place, "04:00")), title="Night before", **own)
        book_room(room=centre.seminar, span=Span(make.paris(place, "21:30"), make.paris(after, "05:00")), title="Night after", **own)
        for title in ("First", "Second"):
            book_room(room=centre.auditorium, span=make.span(place, "14:00", "15:00"), title=title, state=State.OPTION, **own)
        close_room(centre.auditorium, span=make.span(place, "16:00", "18:00"), reason="New floor", by=centre.vera, now=MONDAY)
        yield place, centre


def told_by_the_list(client, address):
    """(room, kind, when it begins on the wall's clock) of each row."""
    page = client.get(f"/diary/?view=list&{address}").text
    rooms = page.split('<section class="diary-room" aria-labelledby="room-')[1:]
    rows = [(part.partition('"')[0], kind, datetime.fromisoformat(at)) for part in rooms for kind, at in ROW.findall(part)]
    return sorted((room, kind, f"{at.astimezone(ZoneInfo(PARIS)):%Y-%m-%dT%H:%M}") for room, kind, at in rows)


def told_by_the_picture(client, address):
    day = client.get(f"/diary/events.json?{address}").json
    rows = [(room, f"state-{bar['state']}", bar["start"]) for bar in day["bars"] for room in bar["rooms"]]
    rows += [(room, "state-closure", shut["start"]) for shut in day["shut"] if shut["closure"] for room in shut["rooms"]]
    return sorted(rows + [(free["room"], "diary-free", free["start"]) for free in day["free"]])


@pytest.mark.parametrize("day", DAYS.values(), ids=DAYS, indirect=True)
@pytest.mark.parametrize("narrowed", ["", "&room=hall", "&feature=stage"])
def test_they_tell_the_same(day, client, narrowed):
    place, centre = day
    sign_in(client, centre.alice)
    address = f"date={place}{narrowed}"

    told = told_by_the_list(client, address)

    assert told == told_by_the_picture(client, address)
    kinds = {kind for _room, kind, _at in told}
    assert {"diary-free"} < kinds
    assert narrowed or kinds == {"diary-free", "state-confirmed", "state-option", "state-closure"}


def test_what_is_booked_outside_the_hours_is_drawn_too(app, client):
    with clock.at(MONDAY):
        centre = make.centre()
        own = {"organisation": centre.institute, "by": centre.vera, "now": MONDAY, "override_reason": "Broadcast"}
        book_room(room=centre.seminar, span=make.span("2027-03-02", "05:30", "06:30"), title="Sydney", setup_minutes=45, **own)
        book_room(room=centre.hall_a, span=Span(make.paris("2027-03-02", "21:00"), make.paris("2027-03-03", "01:00")), title="Ball", **own)
        sign_in(client, centre.vera)
        hours = {room: client.get(f"/diary/events.json?date=2027-03-02&room={room}").json for room in ("seminar-1", "hall-a", "hall-c")}
        next_day = client.get("/diary/events.json?date=2027-03-03&room=hall-a").json

    assert {room: (day["opens"], day["closes"]) for room, day in hours.items()} == {
        "seminar-1": ("04:00", "22:00"), "hall-a": ("07:00", "24:00"), "hall-c": ("07:00", "22:00"),
    }  # fmt: skip
    assert (next_day["opens"], next_day["closes"]) == ("00:00", "22:00")


def test_half_an_hour_from_the_first_to_the_second_half_past_two_is_drawn_with_its_length(app, client):
    with clock.at(MONDAY):
        centre = make.centre(open_always=True)
        start = make.paris("2027-10-31", "01:45") + timedelta(hours=1)  # 02:45, summer
        book_room(
            room=centre.seminar,
            span=Span(start, start + timedelta(minutes=30)),
            title="Short",
            organisation=centre.institute,
            by=centre.alice,
            now=MONDAY,
        )
        bar = sign_in(client, centre.alice).get("/diary/events.json?date=2027-10-31&room=seminar-1").json["bars"][0]

    assert (bar["start"], bar["end"], bar["label"]) == ("2027-10-31T02:45", "2027-10-31T03:15", "Seminar 1, 02:45 (UTC+2)–02:15 (UTC+1)")

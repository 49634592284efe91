"""Names as long as names may be, in words that no line holds: on a phone no page grows wider than the screen."""

import pytest

from conference.booking.actions import book_room
from conference.kernel.database import db
from conference.kernel.words import Words
from conference.programme.actions import add_event_room, add_session, add_speaker, add_track, book_for_event, publish_timetable
from conference.programme.rules import Part
from tests import make
from tests.make import MONDAY, hours

WORD = "Rechtsschutzversicherungsgesellschaften"
PUBLIC = """
    / /events/ /events/congress/ /events/congress/schedule/ /events/congress/schedule/?view=list /events/congress/sessions/T1/ /events/congress/speakers/
    /events/congress/speakers/P1/ /events/congress/changes/ /events/congress/register/ /rooms/ /rooms/auditorium/ /calendar/?date=2027-03-01 /search/?q=Rechts
"""
STAFF = """
    / /diary/?date=2027-03-01 /bookings/ /bookings/new?event=congress /manage/events/ /manage/events/congress/ /manage/events/congress/draft/
    /manage/events/congress/draft/T1/ /manage/events/congress/sessions/ /manage/events/congress/sessions/T1/ /manage/events/congress/speakers/
    /manage/events/congress/speakers/P1/ /manage/events/congress/rooms/ /manage/events/congress/rooms/marquee/ /manage/events/congress/tracks/
    /manage/events/congress/team/ /manage/events/congress/publish/ /manage/events/congress/registrations/ /manage/centre/rooms/
    /manage/centre/rooms/auditorium/ /manage/centre/use/?period=coming
"""
WIDER = """() => document.documentElement.scrollWidth <= innerWidth ? '' : [...document.querySelectorAll('main *, header *, footer *')]
  .filter(each => each.getBoundingClientRect().right > innerWidth + 1).slice(0, 4)
  .map(each => `${each.tagName}.${each.className}: ${each.getBoundingClientRect().right}`).join(' ')"""


@pytest.fixture(params=[WORD, WORD * 4], ids=["a long word", "a word of 156 letters"])
def staff(request, app):
    """A centre whose event, rooms, sessions, tracks, speakers, organisation have that name; an administrator."""
    name = request.param[:150]
    centre = make.centre()
    centre.institute.name, centre.auditorium.name = name, Words({"de": name})
    event = make.event(of=centre.institute, title=Words({"de": name}), languages=["de"], registration_open=True)
    event.rooms[0].name = Words({"de": name})
    db.session.commit()
    by = {"by": centre.vera, "now": MONDAY}
    book_for_event(event, room=centre.hall_a, span=hours(0, 4), title=name, **by)
    book_room(room=centre.hall_b, span=hours(0), title=name, organisation=centre.institute, **by)
    facts = {
        "track": add_track(event, name=Words({"de": name}), **by),
        "room": add_event_room(event, room=centre.auditorium, **by),
        "speakers": [(add_speaker(event, name=name, code="P1", affiliation=name, **by), Part.SPEAKER)],
    }
    add_session(event, title=Words({"de": name}), code="T1", span=hours(0), **facts, **by)
    publish_timetable(event, **by)
    return centre.vera.email


def wider(page, pages):
    """Of these pages those that scroll sideways, with what reaches beyond the edge."""
    found = {}
    for path in pages.split():
        answer = page.goto(path)
        assert answer and answer.status == 200, (path, answer and answer.status)
        if beyond := page.evaluate(WIDER):
            found[path] = beyond
    return found


def test_a_long_name_breaks_instead_of_the_page(staff, open_page):
    page = open_page(width=360, locale="en")
    assert wider(page, PUBLIC) == {}

    page.goto("/login")
    page.fill("#email", staff)
    page.fill("#password", make.PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/")
    assert wider(page, STAFF) == {}

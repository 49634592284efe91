"""A small congress with a published timetable, for the tests of feeds: rooms, tracks, people, a chaired block, a cancelled talk."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

from conference.kernel.database import db
from conference.kernel.words import Words
from conference.programme.actions import add_event_room, add_session, add_speaker, add_track, cancel_session, place_session, publish_timetable
from conference.programme.rules import Part
from tests import make

NOW = datetime.fromisoformat("2026-11-24T12:00:00+00:00")  # before the congress of 1 and 2 March 2027


def congress(now=NOW, first=date(2027, 3, 1)):
    """The congress of two days, its sessions by code, published at `now`, with one session cancelled in a second release."""
    centre = make.centre()
    day, next_day = first.isoformat(), (first + timedelta(days=1)).isoformat()
    title = Words({"en": "Genomics, today; tomorrow"})
    event = make.event(of=centre.institute, created_at=now, changed_at=now, title=title, starts_on=first, ends_on=first + timedelta(days=1))
    by = {"by": centre.alice, "now": now}
    hall = add_event_room(event, room=centre.auditorium, **by)
    marquee = next(room for room in event.rooms if room.slug == "marquee")
    track = add_track(event, name=Words({"en": "Ethics & law"}), slug="ethics", **by)
    ann = add_speaker(event, name="Ann Ångström", code="ANN", affiliation="KTH, Stockholm", **by)
    bo = add_speaker(event, name="Bo Chair", code="BO", person=centre.alice.person, **by)
    add_session(
        event,
        title=Words({"en": "Morning"}),
        code="MORN",
        room=hall,
        span=make.span(day, "09:00", "12:00"),
        speakers=[(bo, Part.CHAIR)],
        **by,
    )
    block = session("MORN")
    add_session(
        event,
        title=Words({"en": "Open \\ closed; data"}),
        code="OPEN",
        part_of=block,
        track=track,
        speakers=[(ann, Part.SPEAKER)],
        span=make.span(day, "09:00", "09:45"),
        abstract="<p>About <b>data</b> &amp; <a href='https://example.org/x'>more</a></p>",
        **by,
    )
    add_session(
        event,
        title=Words({"fr": "L’éthique"}),
        code="ETHI",
        language="fr",
        room=marquee,
        track=track,
        speakers=[(ann, Part.SPEAKER)],
        span=make.span(next_day, "09:00", "10:00"),
        abstract="*Markdown*",
        **by,
    )
    add_session(event, title=Words({"en": "Off"}), code="OFF", room=marquee, span=make.span(next_day, "11:00", "12:00"), **by)
    add_session(event, title=Words({"en": "Draft only"}), code="DRAFT", **by)
    publish_timetable(event, **by)
    cancel_session(session("OFF"), **by)
    publish_timetable(event, **by)
    return SimpleNamespace(centre=centre, event=event, hall=hall, marquee=marquee, track=track, ann=ann, bo=bo)


def session(code):
    from conference.programme.models import Session

    return db.session.scalars(db.select(Session).where(Session.code == code)).one()


def move(event, code, *, by, hours=2, now=NOW + timedelta(hours=1)):
    """Move a session and publish."""
    found = session(code)
    place_session(found, span=found.span.shifted(timedelta(hours=hours)), room=found.room, by=by, now=now)
    publish_timetable(event, by=by, now=now)

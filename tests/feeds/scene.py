"""A small congress with a published timetable, for the tests of feeds: rooms, tracks, people, a chaired block, a cancelled talk."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

from conference.kernel.database import db
from conference.kernel.words import Words
from conference.programme.actions import add_event_room, add_session, add_speaker, add_track, cancel_session, place_session, publish_timetable
from conference.programme.models import Session
from conference.programme.rules import Part
from tests import make

NOW = datetime.fromisoformat("2026-11-24T12:00:00+00:00")  # before the congress of 1 and 2 March 2027


def congress(now=NOW, first=date(2027, 3, 1)):
    """The congress of two days, its sessions by code, published at `now`, with one session cancelled in a second release."""
    centre = make.centre()
    title = Words({"en": "Genomics, today; tomorrow"})
    event = make.event(of=centre.institute, created_at=now, changed_at=now, title=title, starts_on=first, ends_on=first + timedelta(days=1))
    by = {"by": centre.alice, "now": now}
    scene = SimpleNamespace(
        centre=centre,
        event=event,
        hall=add_event_room(event, room=centre.auditorium, **by),
        marquee=next(room for room in event.rooms if room.slug == "marquee"),
        track=add_track(event, name=Words({"en": "Ethics & law"}), slug="ethics", **by),
        ann=add_speaker(event, name="Ann Ångström", code="ANN", affiliation="KTH, Stockholm", **by),
        bo=add_speaker(event, name="Bo Chair", code="BO", person=centre.alice.person, **by),
    )
    first_day(scene, first.isoformat(), by)
    second_day(scene, (first + timedelta(days=1)).isoformat(), by)
    publish_timetable(event, **by)
    cancel_session(session("OFF"), **by)
    publish_timetable(event, **by)
    return scene


def first_day(scene, day, by):
    """A chaired block with a talk in it."""
    morning = {"room": scene.hall, "span": make.span(day, "09:00", "12:00"), "speakers": [(scene.bo, Part.CHAIR)]}
    block = add_session(scene.event, title=Words({"en": "Morning"}), code="MORN", **morning, **by)
    abstract = "<p>About <b>data</b> &amp; <a href='https://example.org/x'>more</a></p>"
    talk = {"track": scene.track, "span": make.span(day, "09:00", "09:45"), "speakers": [(scene.ann, Part.SPEAKER)], "abstract": abstract}
    add_session(scene.event, title=Words({"en": "Open \\ closed; data"}), code="OPEN", part_of=block, **talk, **by)


def second_day(scene, day, by):
    """A talk in French, one that will be cancelled, one that has no time yet."""
    talk = {"room": scene.marquee, "track": scene.track, "speakers": [(scene.ann, Part.SPEAKER)], "abstract": "*Markdown*", "language": "fr"}
    add_session(scene.event, title=Words({"fr": "L’éthique"}), code="ETHI", span=make.span(day, "09:00", "10:00"), **talk, **by)
    add_session(scene.event, title=Words({"en": "Off"}), code="OFF", room=scene.marquee, span=make.span(day, "11:00", "12:00"), **by)
    add_session(scene.event, title=Words({"en": "Draft only"}), code="DRAFT", **by)


def session(code):
    return db.session.scalars(db.select(Session).where(Session.code == code)).one()


def move(event, code, *, by, hours=2, now=NOW + timedelta(hours=1)):
    """Move a session and publish."""
    found = session(code)
    place_session(found, span=found.span.shifted(timedelta(hours=hours)), room=found.room, by=by, now=now)
    publish_timetable(event, by=by, now=now)

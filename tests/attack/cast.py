"""What an attacker finds: a centre with two organisations, each with an event, people, bookings and registrations of its own."""

from types import SimpleNamespace

from conference.booking.actions import book_room
from conference.kernel.words import Words
from conference.people.actions import create_token
from conference.people.models import Role
from conference.programme.actions import add_session, add_speaker, add_track, publish_timetable
from conference.programme.models import TeamMember
from conference.programme.rules import Part
from conference.registration.actions import check_in
from conference.registration.models import Category, ConsentText
from tests import make
from tests.make import MONDAY, hours
from tests.registration.cast import enrol

BY = {"by": "system", "now": MONDAY}
PLAIN = "nothing special"


def put_on(slug, organisation, text=PLAIN, **more):
    """A public event in which every text that people fill is `text`; published, with one registrant who is in."""
    event = make.event(slug, of=organisation, registration_open=True, title=Words(text), description=Words(text), place_name=text[:120], **more)
    make.changed(event.rooms[0], name=Words(text))
    track = add_track(event, name=Words(text), slug="track", **BY)
    speaker = add_speaker(event, name=text, code="SPEAK1", affiliation=text, biography=Words(text), **BY)
    talk = add_session(
        event, title=Words(text), span=hours(0), room=event.rooms[0], code="TALK01", track=track, subtitle=text, abstract=text, description=text,
        speakers=[(speaker, Part.SPEAKER)], **BY,
    )  # fmt: skip
    publish_timetable(event, comment=text, **BY)
    category = make.saved(Category(event_id=event.id, slug="guest", name=Words(text)))
    consent = make.saved(ConsentText(event_id=event.id, purpose="privacy", text=Words(text), required=False, created_at=MONDAY))
    guest = enrol(
        event, text[:100], email=f"guest@{slug}.example", family_name=text[:100], latin_name=text[:100], affiliation=text, category="guest",
        consents=["privacy"], answers={text[:80]: text},
    )  # fmt: skip
    scan = check_in(event, code=guest.registration.code, nonce="first", **BY)
    return SimpleNamespace(event=event, track=track, speaker=speaker, talk=talk, category=category, consent=consent, guest=guest, scan=scan)


def two_houses(text=PLAIN):
    """The cast of tests/make.py; Alice's institute and Bob's hospital each with an event and a booking."""
    centre = make.centre()
    ours, theirs = put_on("ours", centre.institute, text), put_on("theirs", centre.hospital, text)
    for house, holder, organisation, room in (
        (ours, centre.alice, centre.institute, centre.seminar),
        (theirs, centre.bob, centre.hospital, centre.hall),
    ):
        house.booking = book_room(
            room=room, span=hours(2), title=text[:120], note=text, organisation=organisation, by=holder, now=MONDAY, is_public=True
        )
        house.member = make.saved(TeamMember(event_id=house.event.id, user_id=centre.rita.id, role=Role.REVIEWER))
        house.token = create_token(holder, by=holder, now=MONDAY)
    return SimpleNamespace(**vars(centre), ours=ours, theirs=theirs)

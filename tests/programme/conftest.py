"""A small congress with its programme, and short ways to say what the tests say often."""

import io
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from conference.kernel.objection import Refused
from conference.kernel.words import Words
from conference.programme.actions import add_session, add_speaker, add_track, publish_timetable
from conference.programme.models_files import Photo
from conference.programme.rules import Part, SessionKind
from tests import make
from tests.make import MONDAY, db, hours

LATER = MONDAY + timedelta(hours=1)
BY = {"by": "system", "now": LATER}
SPEAKER = {"name": "Grace Hopper", "affiliation": "Navy", "biography_en": "She *found* the bug.", "email": ""}


@pytest.fixture
def congress(app):
    """A public event of an institute, in a marquee, without any session."""
    return make.event()


@pytest.fixture
def house(app):
    """The whole small centre with its cast, and the institute's congress in it."""
    centre = make.centre()
    return SimpleNamespace(event=make.event(of=centre.institute), **vars(centre))


@pytest.fixture
def alice(house, client):
    return make.sign_in(client, house.alice)


def file(content, name):
    """What a form sends of a file."""
    return io.BytesIO(content), name


def photos():
    db.session.rollback()
    return db.session.scalars(select(Photo)).all()


def talk(event, title="Opening", span=None, **more):
    room = more.pop("room", event.rooms[0])
    return add_session(event, title=Words(title), span=span or hours(0), room=room, by="system", now=MONDAY, **more)


def refused(action, *args, **kwargs):
    """The status and the codes with which an action is refused."""
    with pytest.raises(Refused) as caught:
        action(*args, **kwargs)
    return caught.value.status, sorted(caught.value.codes)


def publish(event, now=MONDAY):
    return publish_timetable(event, by="system", now=now)


@pytest.fixture
def programme(house):
    """Published: a keynote by Grace, a block chaired by Ada Lovelace with a talk in it; all in the marquee on Monday."""
    event = house.event
    by = {"by": "system", "now": MONDAY}
    grace = add_speaker(event, name="Grace Hopper", code="GRACE1", affiliation="Navy", biography=Words("She *found* the bug."), **by)
    ada = add_speaker(event, name="Ada Lovelace", code="ADA001", **by)
    track = add_track(event, name=Words("Machines"), **by)
    more = {"kind": SessionKind.KEYNOTE, "track": track, "abstract": "All **about** it"}
    keynote = talk(event, "Compilers", hours(0), code="KEY001", speakers=[(grace, Part.SPEAKER)], **more)
    block = talk(event, "Engines", hours(1, 2), code="BLOCK1", kind=SessionKind.SESSION, speakers=[(ada, Part.CHAIR)])
    part = talk(event, "The mill", hours(1), code="PART01", part_of=block, speakers=[(grace, Part.SPEAKER)])
    publish(event)
    return SimpleNamespace(**vars(house), grace=grace, ada_lovelace=ada, track=track, keynote=keynote, block=block, part=part)

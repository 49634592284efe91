"""A schedule file becomes an event; again it changes nothing; changed it changes what it changed, and says what."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from conference.feeds.exports import programme_of
from conference.feeds.frab_read import read, read_file
from conference.feeds.frab_write_json import write_json
from conference.feeds.frab_write_xml import write_xml
from conference.feeds.imports import import_schedule
from conference.kernel.database import db
from conference.kernel.history import SYSTEM, Change, history_of
from conference.kernel.objection import Refused
from conference.kernel.span import Span
from conference.kernel.stamps import stamps
from conference.kernel.words import Words
from conference.people.erasure import erase_person
from conference.programme.actions import add_session, add_speaker, add_track, change_event, change_session, change_speaker, publish_timetable
from conference.programme.models import Event, EventRoom, PublishedSession, Release, Session, Speaker, Track
from conference.programme.rules import Part, Visibility
from tests import make
from tests.feeds.test_frab_files import FILES, json_problems, xml_problems  # noqa: F401 - fixtures

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def camp(shared):
    return read_file(shared / "data/frab/frab-camp2019.json")


def bring(programme, slug="camp", now=NOW, **more):
    return import_schedule(programme, slug=slug, by=SYSTEM, now=now, **more)


def event_of(slug="camp"):
    return db.session.scalars(select(Event).where(Event.slug == slug)).one()


def session_of(talk):
    return db.session.scalars(select(Session).where(Session.code == str(talk.id))).one()


def with_talk(programme, number, **changes):
    """The programme with one talk changed."""
    talks = list(programme.talks)
    talks[number] = replace(talks[number], **changes)
    return replace(programme, talks=tuple(talks))


def counted(*models):
    return [db.session.scalar(select(func.count()).select_from(model)) for model in models]


def everything():
    """Every table's number of rows and every stamp: what must not move when nothing has changed."""
    tables = db.metadata.sorted_tables
    return [db.session.execute(select(func.count()).select_from(table)).scalar() for table in tables], stamps(["centre", event_of().scope])


@pytest.mark.parametrize("name", FILES)
def test_a_real_file_becomes_an_event_and_comes_out_as_it_went_in(app, shared, name):
    given = read_file(shared / "data/frab" / name)
    done = bring(given, slug="given")
    assert done.is_new and done.release == 1 and done.difference.counts() == {"added": len(given.talks), "moved": 0, "changed": 0, "cancelled": 0}
    assert counted(Session, PublishedSession, EventRoom, Speaker, Track) == [
        len(given.talks),
        len(given.talks),
        len(given.rooms),
        len(given.people),
        len(given.tracks_in_use),
    ]
    kept = programme_of(event_of("given"), page_of=lambda code: f"https://example.org/{code}")
    assert kept == given
    assert read(write_xml(kept)) == given and read(write_json(kept)) == given


def test_the_same_on_postgresql(pg_app, camp):
    bring(camp)
    assert programme_of(event_of(), page_of=str) == camp
    before = everything()
    assert not bring(camp, now=LATER)
    assert everything() == before


def test_the_event_is_public_and_its_rooms_are_its_own(app, camp):
    centre = make.centre()
    bring(camp, organisation=centre.hospital)
    event = event_of()
    assert (event.visibility, event.organisation_id, event.timezone) == (Visibility.PUBLIC, centre.hospital.id, "Europe/Berlin")
    assert event.languages == ["en", "de"]
    assert [(room.slug, room.room_id) for room in event.rooms] == [("curie", None), ("meitner", None)]


def test_an_empty_centre_gets_an_organisation_for_it(app, camp):
    bring(camp)
    made = event_of().organisation
    assert (made.slug, [each.action for each in db.session.scalars(history_of(made.entity))]) == ("centre", ["created"])


def test_the_same_file_again_changes_nothing(app, camp):
    bring(camp)
    before = everything()
    done = bring(camp, now=LATER)
    assert not done and done.release is None
    assert everything() == before


def test_a_trial_tells_and_writes_nothing(app, camp):
    make.centre()
    tables = db.metadata.sorted_tables
    before = [db.session.execute(select(func.count()).select_from(table)).scalar() for table in tables]
    done = bring(camp, dry_run=True)
    assert done.is_new and done.difference.counts()["added"] == 79
    assert [db.session.execute(select(func.count()).select_from(table)).scalar() for table in tables] == before
    bring(camp)
    kept = everything()
    changed = bring(with_talk(camp, 3, title="Another title"), now=LATER, dry_run=True)
    assert changed.difference.counts() == {"added": 0, "moved": 0, "changed": 1, "cancelled": 0}
    assert everything() == kept


def test_a_changed_file_changes_only_what_it_changed(app, camp):
    bring(camp)
    before = dict(db.session.execute(select(PublishedSession.code, PublishedSession.sequence)).all())
    moved, renamed, gone = camp.talks[0], camp.talks[1], camp.talks[2]
    new = replace(camp.talks[5], id=99, guid="99999999-9999-4999-8999-999999999999", title="A new one", people=())
    later = replace(moved, when=moved.when.shifted(timedelta(hours=2)), room=camp.rooms[1].name)
    talks = [later, replace(renamed, title="Another title"), *camp.talks[3:], new]
    done = bring(replace(camp, talks=tuple(talks)), now=LATER)
    lines = {kind: [line.code for line in getattr(done.difference, kind)] for kind in ("added", "moved", "changed", "cancelled")}
    assert lines == {"added": ["99"], "moved": [str(moved.id)], "changed": [str(renamed.id)], "cancelled": [str(gone.id)]}
    assert done.difference.moved[0].was == moved.when and done.difference.moved[0].span == later.when
    after = dict(db.session.execute(select(PublishedSession.code, PublishedSession.sequence)).all())
    assert {code for code in after if after[code] != before.get(code)} == {str(moved.id), str(renamed.id), str(gone.id), "99"}
    assert db.session.scalars(select(PublishedSession.cancelled).where(PublishedSession.code == str(gone.id))).one()


def test_a_talk_that_returns_takes_place_again(app, camp):
    bring(camp)
    bring(replace(camp, talks=camp.talks[1:]), now=LATER)
    done = bring(camp, now=LATER + timedelta(hours=1))
    assert [line.code for line in done.difference.added] == [str(camp.talks[0].id)]
    row = db.session.scalars(select(PublishedSession).where(PublishedSession.code == str(camp.talks[0].id))).one()
    assert (row.cancelled, row.sequence) == (False, 2)


def test_a_talk_is_known_by_its_id_when_its_guid_is_another(app, camp):
    bring(camp)
    done = bring(with_talk(camp, 0, guid="99999999-9999-4999-8999-999999999999"), now=LATER)
    assert done.difference.counts() == {"added": 0, "moved": 0, "changed": 1, "cancelled": 0}


def test_what_an_organiser_changed_stays_unless_the_file_changed_that_talk(app, camp):
    bring(camp)
    first, second = camp.talks[0], camp.talks[1]
    for talk in (first, second):
        change_session(session_of(talk), title=Words({"en": "By hand"}), by=SYSTEM, now=LATER)
    bring(with_talk(camp, 1, subtitle="New in the file"), now=LATER)
    assert [str(session_of(talk).title) for talk in (first, second)] == ["By hand", second.title]


def test_a_file_that_changes_leaves_the_translations_of_organisers(app, camp):
    bring(camp)
    talk, event = camp.talks[1], event_of()
    language, kept = session_of(talk).language or event.languages[0], {"title": "Salut", "abstract": "Tout"}
    for name, text in kept.items():
        change_session(session_of(talk), **{name: getattr(session_of(talk), name).with_text("fr", text)}, by=SYSTEM, now=LATER)
    change_event(event, title=event.title.with_text("fr", "Le camp"), by=SYSTEM, now=LATER)
    assert not bring(camp, now=LATER).event_changed
    bring(replace(with_talk(camp, 1, title="New in the file"), subtitle="Also new"), now=LATER)

    assert dict(session_of(talk).title) == {language: "New in the file", "fr": "Salut"}
    assert session_of(talk).abstract["fr"] == "Tout"
    assert event_of().title["fr"] == "Le camp"
    assert programme_of(event_of(), page_of=str).talks[1].title == "New in the file"


def test_a_language_that_an_organiser_gives_a_talk_keeps_its_translation(app, camp):
    camp = with_talk(camp, 1, language="en")
    bring(camp)
    talk = camp.talks[1]
    change_session(session_of(talk), language="fr", title=session_of(talk).title.with_text("fr", "Salut"), by=SYSTEM, now=LATER)
    bring(with_talk(camp, 1, language="en", title="New in the file"), now=LATER)

    assert dict(session_of(talk).title) == {"en": "New in the file", "fr": "Salut"}


def test_what_an_organiser_changed_of_the_event_stays_unless_the_file_changed_it(app, camp):
    bring(camp)
    told = event_of().languages
    change_event(event_of(), languages=[*told, "pt"], place_name="Behind the hill", by=SYSTEM, now=LATER)
    bring(replace(camp, version="2", subtitle="Also new"), now=LATER)
    assert (event_of().languages, event_of().place_name) == ([*told, "pt"], "Behind the hill")

    bring(replace(camp, version="3", venue="The old mill", city=""), now=LATER)
    assert (event_of().languages, event_of().place_name) == ([*told, "pt"], "The old mill")


def test_whoever_was_erased_does_not_come_back_with_the_next_file(app, camp):
    known = replace(camp.people[0], biography="Wrote a book.", avatar="https://example.org/face.jpg")
    bring(replace(camp, people=(known, *camp.people[1:])))
    user = make.user("Known")
    speaker = db.session.scalars(select(Speaker).where(Speaker.name == known.name)).one()
    change_speaker(speaker, person_id=user.person_id, by=SYSTEM, now=LATER)
    erase_person(user.person, by=SYSTEM, now=LATER)
    again = replace(known, biography="Wrote two.", avatar="https://example.org/other.jpg")
    bring(replace(camp, people=(again, *camp.people[1:])), now=LATER)

    printed = next(each for each in programme_of(event_of(), page_of=str).people if each.name == known.name)
    assert (printed.biography, printed.avatar, printed.guid) == ("", "", "")


def test_what_an_organiser_added_stays(app, camp):
    bring(camp)
    add_session(event_of(), title=Words({"en": "Ours"}), code="OURS", span=Span(NOW, LATER), by=SYSTEM, now=NOW)
    assert not bring(camp, now=LATER)
    bring(replace(camp, talks=camp.talks[1:]), now=LATER)
    assert db.session.scalars(select(PublishedSession.cancelled).where(PublishedSession.code == "OURS")).one() is False


def test_a_changed_person_and_a_changed_event_are_told(app, camp):
    bring(camp)
    people = (replace(camp.people[0], biography="Wrote a book."), *camp.people[1:])
    done = bring(replace(camp, people=people, title="Camp, revised"), now=LATER)
    assert (done.people, done.event_changed, len(done.difference)) == ((camp.people[0].name,), True, 0)
    assert programme_of(event_of(), page_of=str).version == camp.version
    assert programme_of(event_of(), page_of=str).people[0].biography == "Wrote a book."


def test_an_event_with_a_programme_of_its_own_is_not_overwritten(app, camp):
    event = make.event("camp")
    add_session(event, title=Words({"en": "Ours"}), by=SYSTEM, now=NOW)
    with pytest.raises(Refused) as refused:
        bring(camp)
    assert refused.value.codes == ["own-programme"]


def test_an_address_that_no_event_can_have_is_refused(app, camp):
    with pytest.raises(Refused):
        bring(camp, slug="Not An Address")
    assert counted(Event, Session, Speaker, Change) == [0, 0, 0, 0]


def test_two_events_may_come_from_the_same_file(app, camp):
    bring(camp)
    bring(camp, slug="camp-again")
    assert counted(Event, Session) == [2, 158]


def test_every_imported_session_has_its_history(app, camp):
    bring(camp)
    assert db.session.scalar(select(func.count()).where(Change.entity.like("session:%"), Change.action == "import")) == 79


def test_a_release_of_ours_has_its_own_version(app, camp):
    bring(camp)
    assert programme_of(event_of(), page_of=str).version == camp.version
    bring(with_talk(camp, 0, title="Changed"), now=LATER)
    assert db.session.scalar(select(func.count()).select_from(Release)) == 2


def test_an_event_of_ours_is_written_validly(app, json_problems, xml_problems):  # noqa: F811
    centre = make.centre()
    event = make.event(of=centre.institute)
    room = event.rooms[0]
    track = add_track(event, name=Words({"en": "Genomics & more"}), by=centre.alice, now=NOW)
    ann = add_speaker(event, name="Ann Ångström", by=centre.alice, now=NOW)
    block = add_session(event, title=Words({"en": "Morning"}), room=room, span=make.span("2027-03-01", "09:00", "12:00"), by=centre.alice, now=NOW)
    for hour in (9, 10):
        add_session(
            event,
            title=Words({"en": f"Talk at {hour}"}),
            part_of=block,
            track=track,
            span=make.span("2027-03-01", f"{hour:02}:00", f"{hour:02}:45"),
            speakers=[(ann, Part.SPEAKER)],
            abstract="# *Much*",
            by=centre.alice,
            now=NOW,
        )
    add_session(event, title=Words({"en": "Not yet placed"}), by=centre.alice, now=NOW)
    publish_timetable(event, by=centre.alice, now=NOW)
    programme = programme_of(event, page_of=lambda code: f"https://example.org/events/congress/sessions/{code}/")
    assert [talk.title for talk in programme.talks] == ["Talk at 9", "Talk at 10"]
    assert [person.name for person in programme.people] == ["Ann Ångström"]
    assert json_problems(write_json(programme)) == [] and xml_problems(write_xml(programme)) == []
    assert read(write_xml(programme)) == programme and read(write_json(programme)) == programme
    assert json.loads(write_json(programme))["schedule"]["conference"]["daysCount"] == 2

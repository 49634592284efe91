"""Calendars over HTTP: what is in them, when they change, and what never is in them."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest

from conference.booking.actions import book_room
from conference.feeds.models import Fragment
from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.words import Words
from conference.programme.actions import cancel_event, change_event, change_session, place_session, publish_timetable
from conference.programme.rules import Visibility
from tests import make
from tests.feeds.scene import NOW, congress, move, session

EVENT = "/calendar/events/congress.ics"
PARTS = {
    "/calendar/events/congress.ics": ["MORN", "OPEN", "ETHI", "OFF"],
    "/calendar/events/congress/tracks/ethics.ics": ["OPEN", "ETHI"],
    "/calendar/events/congress/rooms/marquee.ics": ["ETHI", "OFF"],
    "/calendar/events/congress/rooms/auditorium.ics": ["MORN", "OPEN"],
    "/calendar/events/congress/speakers/ANN.ics": ["OPEN", "ETHI"],
    "/calendar/events/congress/speakers/BO.ics": ["MORN"],
    "/calendar/events/congress/sessions/ETHI.ics": ["ETHI"],
    "/calendar/events/congress/sessions/MORN.ics": ["MORN", "OPEN"],
}


@pytest.fixture
def scene(app):
    with clock.at(NOW + timedelta(minutes=1)):
        yield congress()


def events_in(answer):
    assert answer.status_code == 200, answer.text
    return {str(event["URL"]).rstrip("/").rpartition("/")[2]: event for event in icalendar.Calendar.from_ical(answer.data).events}


def read(client, path):
    return events_in(client.get(path))


@pytest.mark.parametrize("path", PARTS)
def test_each_part_of_a_timetable_has_its_calendar(scene, client, path):
    assert sorted(read(client, path)) == sorted(PARTS[path])


def test_an_item_is_the_same_in_every_calendar(scene, client):
    forms = {path: client.get(path).data.split(b"BEGIN:VEVENT") for path in PARTS if "ETHI" in PARTS[path]}
    assert len({next(part for part in parts[1:] if b"thique" in part).removesuffix(b"END:VCALENDAR\r\n") for parts in forms.values()}) == 1


def test_a_session_says_where_when_who_and_what(scene, client):
    talk = read(client, EVENT)["OPEN"]
    assert talk["SUMMARY"] == "Open \\ closed; data"
    assert talk["LOCATION"] == "Auditorium, Campus Example"
    assert talk["DTSTART"].dt.astimezone(UTC) == datetime(2027, 3, 1, 8, tzinfo=UTC) and talk["DTSTART"].params["TZID"] == "Europe/Paris"
    url = "http://localhost/events/congress/sessions/OPEN/"
    assert talk["DESCRIPTION"] == f"Ann Ångström (KTH, Stockholm)\nEthics & law\n\nAbout data & more (https://example.org/x)\n\n{url}"
    assert talk["CATEGORIES"].to_ical() == b"Ethics & law"
    assert read(client, EVENT)["MORN"]["DESCRIPTION"].startswith("Chair: Bo Chair")
    assert read(client, EVENT)["ETHI"]["SUMMARY"] == "L’éthique"


def test_a_cancelled_session_stays_until_the_event_is_over(scene, client):
    off = read(client, EVENT)["OFF"]
    assert (off["STATUS"], off["SUMMARY"], off["SEQUENCE"]) == ("CANCELLED", "CANCELLED: Off", 1)
    with clock.at(datetime(2027, 3, 3, 12, tzinfo=UTC)):
        answer = client.get(EVENT)
    assert sorted(events_in(answer)) == ["ETHI", "MORN", "OPEN"]
    assert answer.last_modified == datetime(2027, 3, 2, 23, tzinfo=UTC)


def test_a_move_raises_version_and_instant_of_that_item_only(scene, client):
    before, tag = read(client, EVENT), client.get(EVENT).headers["ETag"]
    move(scene.event, "ETHI", by=scene.centre.alice)
    answer = client.get(EVENT)
    after = events_in(answer)
    assert answer.headers["ETag"] != tag
    assert after["ETHI"]["SEQUENCE"] == 1 and after["ETHI"]["LAST-MODIFIED"].dt == after["ETHI"]["DTSTAMP"].dt == NOW + timedelta(hours=1)
    assert after["ETHI"]["UID"] == before["ETHI"]["UID"]
    assert {code: event.to_ical() for code, event in after.items() if code != "ETHI"} == {
        code: event.to_ical() for code, event in before.items() if code != "ETHI"
    }


def test_a_session_that_moves_to_another_room_is_cancelled_in_the_calendar_of_the_old_one(scene, client):
    old, new = (f"/calendar/events/congress/rooms/{room}.ics" for room in ("marquee", "auditorium"))
    before = read(client, old)["ETHI"]
    read(client, new)
    put(scene, "ETHI", scene.hall, NOW + timedelta(hours=1))
    left, there = read(client, old)["ETHI"], read(client, new)["ETHI"]
    assert (left["STATUS"], left["SUMMARY"], left["UID"]) == ("CANCELLED", "CANCELLED: L’éthique", before["UID"])
    assert (there["STATUS"], there["SEQUENCE"], left["SEQUENCE"], before["SEQUENCE"]) == ("CONFIRMED", 1, 1, 0)
    put(scene, "ETHI", scene.marquee, NOW + timedelta(hours=2))
    back, gone = read(client, old)["ETHI"], read(client, new)["ETHI"]
    assert (back["STATUS"], back["SEQUENCE"], gone["STATUS"], gone["SEQUENCE"]) == ("CONFIRMED", 2, "CANCELLED", 2)
    assert back["LAST-MODIFIED"].dt > left["LAST-MODIFIED"].dt


def put(scene, code, room, now):
    found = session(code)
    place_session(found, span=found.span, room=room, by=scene.centre.alice, now=now)
    publish_timetable(scene.event, by=scene.centre.alice, now=now)


def test_somebody_who_is_taken_off_a_session_is_told_so(scene, client):
    path = "/calendar/events/congress/speakers/BO.ics"
    assert sorted(read(client, path)) == ["MORN"]
    change_session(session("MORN"), speakers=[], by=scene.centre.alice, now=NOW + timedelta(hours=1))
    publish_timetable(scene.event, by=scene.centre.alice, now=NOW + timedelta(hours=1))
    assert [str(each["STATUS"]) for each in read(client, path).values()] == ["CANCELLED"]


def test_what_calendars_do_not_show_moves_nothing_in_them(scene, client):
    before = client.get(EVENT).data
    change_event(scene.event, registration_open=True, places=10, by=scene.centre.alice, now=NOW + timedelta(hours=1))
    after = client.get(EVENT).data
    assert icalendar.Calendar.from_ical(after).events == icalendar.Calendar.from_ical(before).events


def test_a_new_name_of_the_place_moves_the_items_that_show_it(scene, client):
    before = read(client, EVENT)
    change_event(scene.event, place_name="Parc floral", by=scene.centre.alice, now=NOW + timedelta(hours=1))
    after = read(client, EVENT)
    assert after["ETHI"]["LOCATION"] == "Marquee, Parc floral"
    assert (before["ETHI"]["SEQUENCE"], after["ETHI"]["SEQUENCE"]) == (0, 1)
    assert after["ETHI"]["LAST-MODIFIED"].dt > before["ETHI"]["LAST-MODIFIED"].dt
    assert after["OPEN"].to_ical() == before["OPEN"].to_ical()


def test_the_bytes_do_not_depend_on_who_asks(scene, client):
    plain = client.get(EVENT).data
    assert client.get(EVENT, headers={"Accept-Language": "fr"}).data == plain
    assert client.get(EVENT + "?lang=fr&tz=Asia/Tokyo", headers={"Cookie": "zone=Asia/Tokyo"}).data == plain


def test_an_unchanged_calendar_is_answered_304_by_one_statement(scene, client, statements):
    tag = client.get(EVENT).headers["ETag"]
    with statements() as seen:
        assert client.get(EVENT, headers={"If-None-Match": tag}).status_code == 304
    assert len(seen) == 1


def test_only_changed_items_are_written_again(scene, client):
    client.get(EVENT)
    written = {row.uid: row.body for row in db.session.scalars(db.select(Fragment))}
    move(scene.event, "ETHI", by=scene.centre.alice)
    client.get(EVENT)
    again = {row.uid: row.body for row in db.session.scalars(db.select(Fragment))}
    assert [uid for uid in written if written[uid] != again[uid]] == [session("ETHI").uid + "@conference-centre"]


def test_public_calendars_may_be_kept_by_caches(scene, client):
    headers = client.get(EVENT).headers
    assert headers["Cache-Control"] == "public, max-age=300" and headers["Vary"] == "Accept-Encoding" and "Set-Cookie" not in headers
    assert headers["Content-Type"] == "text/calendar; charset=utf-8" and headers["Content-Disposition"] == 'inline; filename="congress.ics"'


@pytest.mark.parametrize(
    "path",
    [
        "events/none",
        "events/congress/tracks/none",
        "events/congress/rooms/none",
        "events/congress/speakers/none",
        "events/congress/sessions/none",
        "events/congress/sessions/DRAFT",
        "rooms/seminar-1",
        "rooms/none",
        "private/none",
        "rooms/seminar-1.ics?token=x",
        "private/" + "x" * 500,
    ],
)
def test_what_is_not_there_is_404(scene, client, path):
    assert client.get(f"/calendar/{path}" + ("" if ".ics" in path else ".ics")).status_code == 404


def test_a_private_events_timetable_is_in_no_calendar(scene, client):
    change_event(scene.event, visibility=Visibility.PRIVATE, by=scene.centre.alice, now=NOW)
    for path in [*PARTS, "/events/congress/schedule.xml", "/events/congress/schedule.json"]:
        assert client.get(path).status_code == 404
    make.sign_in(client, scene.centre.alice)
    assert client.get(EVENT).status_code == 404  # a calendar program has no log-in, and a cache must not keep what a log-in opens
    assert b"Genomics" not in client.get("/calendar/centre.ics").data


def test_nothing_private_is_in_anything_public(scene, client):
    alice, centre = scene.centre.alice, scene.centre
    span = make.span("2026-12-01", "09:00", "10:00")
    book_room(room=centre.seminar, span=span, title="Secret merger", organisation=centre.institute, by=alice, now=NOW)
    make.event("hidden", of=centre.hospital, visibility=Visibility.PRIVATE, title=Words({"en": "Hidden gathering"}))
    change_session(session("ETHI"), abstract="Not yet released", by=alice, now=NOW + timedelta(hours=1))
    for path in [*PARTS, "/calendar/centre.ics", "/calendar/", "/events/congress/schedule.xml", "/events/congress/schedule.json"]:
        body = client.get(path).text
        assert [secret for secret in ("Secret merger", "Hidden gathering", "Not yet released", "Draft only", "@example.org") if secret in body] == []


def test_an_unlisted_events_calendar_is_open_and_not_listed(scene, client):
    change_event(scene.event, visibility=Visibility.UNLISTED, by=scene.centre.alice, now=NOW)
    assert client.get(EVENT).headers["X-Robots-Tag"] == "noindex"
    assert b"Genomics" not in client.get("/calendar/centre.ics").data


def test_the_centres_calendar_has_public_events_as_days(scene, client):
    [event] = read(client, "/calendar/centre.ics").values()
    assert (event["SUMMARY"], event["DTSTART"].dt, event["DTEND"].dt) == ("Genomics, today; tomorrow", date(2027, 3, 1), date(2027, 3, 3))
    assert (event["TRANSP"], event["LOCATION"]) == ("TRANSPARENT", "Campus Example")


def test_a_cancelled_event_cancels_its_sessions(scene, client):
    cancel_event(scene.event, by=scene.centre.alice, now=NOW + timedelta(hours=1))
    assert {str(each["STATUS"]) for each in read(client, EVENT).values()} == {"CANCELLED"}
    assert {str(each["STATUS"]) for each in read(client, "/calendar/centre.ics").values()} == {"CANCELLED"}


def test_the_page_of_all_calendars_offers_them(scene, client):
    page = client.get("/calendar/").text
    assert "webcal://localhost/calendar/centre.ics" in page and "http://localhost/calendar/events/congress.ics" in page


def test_schedule_files_are_served_and_answered_304(scene, client):
    for form in ("xml", "json"):
        answer = client.get(f"/events/congress/schedule.{form}")
        assert answer.status_code == 200 and "éthique" in answer.text and "Draft only" not in answer.text
        assert client.get(f"/events/congress/schedule.{form}", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert client.get("/events/none/schedule.xml").status_code == 404

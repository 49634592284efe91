"""Facts to calendar bytes: what other programs read in them is what was meant."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject.icalendar
from hypothesis import given, settings
from hypothesis import strategies as st

from conference.feeds.entries import Days, Entry, FeedFacts, Organiser, State
from conference.feeds.ical import calendar, calendar_name, colour_name, fragment
from conference.feeds.plaintext import clean, harmless, one_line
from conference.kernel.span import Span
from tests.feeds.checker import check_feed

CHANGED = datetime(2026, 1, 5, 10, tzinfo=UTC)
NASTY = [
    "Comma, semicolon; backslash \\ colon: quote \" '",
    "C:\\new\\name; \\, \\;",
    "国際会議・医学、研究 👩‍🔬 naïve café " * 6,
    "line\r\nBEGIN:VEVENT\r\nUID:injected",
    "nul\x00 vt\x0b ff\x0c nel\x85 ls\u2028 ps\u2029 esc\x1b",
    "<b>bold</b> &amp; <a href='x'>link</a> &nbsp;",
    "\ud800 lone surrogate",
    "مؤتمر القاهرة الدولي \u200f(2027)",
    " leading and trailing ",
    "x" * 300,
]


def entry(number=0, **more):
    start = datetime(2027, 3, 1, 8, tzinfo=UTC) + timedelta(hours=number)
    facts = {
        "uid": f"talk-{number}@centre",
        "sequence": 0,
        "changed_at": CHANGED,
        "when": Span(start, start + timedelta(minutes=45)),
        "title": f"Talk {number}",
        "zone": "Europe/Paris",
    }
    return Entry(**{**facts, **more})


def forget_zones():
    """vobject keeps the first VTIMEZONE that it meets for the life of the process."""
    known = vars(vobject.icalendar)["__tzidMap"]
    for zone in [name for name in known if name != "UTC"]:
        del known[zone]


def feed(**more):
    return FeedFacts(**{"name": "The Congress", "changed_at": CHANGED, "zone": "Europe/Paris", **more})


def read(*entries, **more):
    return icalendar.Calendar.from_ical(calendar(feed(**more), [fragment(each) for each in entries]))


def test_an_item_says_who_it_is_and_which_version():
    event = read(entry(sequence=3, created_at=CHANGED - timedelta(days=1))).events[0]
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("talk-0@centre", 3, "CONFIRMED")
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == CHANGED
    assert event["CREATED"].dt == CHANGED - timedelta(days=1)


def test_a_time_is_the_venues_wall_clock_and_the_right_instant():
    event = read(entry()).events[0]
    assert event["DTSTART"].params["TZID"] == "Europe/Paris"
    assert event["DTSTART"].dt == datetime(2027, 3, 1, 9, tzinfo=ZoneInfo("Europe/Paris"))
    assert event["DTEND"].dt.astimezone(UTC) == datetime(2027, 3, 1, 8, 45, tzinfo=UTC)


@pytest.mark.parametrize("start", [datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)])
def test_in_the_hour_that_comes_twice_the_time_is_utc(start):
    body = fragment(entry(when=Span(start, start + timedelta(hours=3))))
    assert b"TZID" not in body
    assert f"DTSTART:{start:%Y%m%dT%H%M%S}Z\r\n".encode() in body


def test_a_whole_day_has_dates_and_an_exclusive_end():
    body = fragment(entry(when=Days(date(2027, 3, 1), date(2027, 3, 2)), busy=False))
    assert b"DTSTART;VALUE=DATE:20270301\r\n" in body and b"DTEND;VALUE=DATE:20270303\r\n" in body
    assert b"TRANSP:TRANSPARENT\r\n" in body


def test_a_cancelled_item_says_so_where_outlook_looks():
    event = read(entry(state=State.CANCELLED)).events[0]
    assert (event["SUMMARY"], event["STATUS"], event["SEQUENCE"]) == ("CANCELLED: Talk 0", "CANCELLED", 1)


def test_the_feeds_name_needs_no_escaping():
    read_back = read(entry(), name="Hall A, level 1; \r\n\x00the \\ rest")
    assert read_back["NAME"] == read_back["X-WR-CALNAME"] == "Hall A level 1 the rest"


def test_a_feed_of_several_zones_explains_each_and_no_other():
    body = calendar(feed(), [fragment(entry()), fragment(entry(1, zone="Asia/Tokyo")), fragment(entry(2, zone="UTC"))])
    assert [line for line in body.decode().split("\r\n") if line.startswith("TZID:")] == ["TZID:Asia/Tokyo", "TZID:Europe/Paris"]


@pytest.mark.parametrize("zone", ["Europe/Paris", "UTC"])
def test_an_empty_feed_still_has_a_component(zone):
    """RFC 5545 3.6: one at least."""
    (component,) = icalendar.Calendar.from_ical(calendar(feed(zone=zone), [])).subcomponents
    assert (component.name, str(component["TZID"])) == ("VTIMEZONE", zone)


def test_the_same_facts_give_the_same_bytes():
    assert calendar(feed(), [fragment(entry(1)), fragment(entry(2))]) == calendar(feed(), [fragment(entry(1)), fragment(entry(2))])


def test_nobody_is_invited():
    body = calendar(feed(), [fragment(entry(organiser=Organiser('Committee, "Programme"; x', "programme@example.org")))])
    assert b"METHOD" not in body and b"ATTENDEE" not in body
    assert b"mailto:programme@example.org" in body


def test_the_calendar_itself_has_no_uid():
    """vdirsyncer takes it for the uid of every item, and keeps one item of a whole feed."""
    assert calendar(feed(), [fragment(entry())]).count(b"\r\nUID:") == 1


def test_a_reminder_has_a_text():
    alarm = read(entry(alarm_minutes=15)).events[0].subcomponents[0]
    assert (alarm["ACTION"], alarm["DESCRIPTION"], alarm["TRIGGER"].dt) == ("DISPLAY", "Talk 0", timedelta(minutes=-15))


@pytest.mark.parametrize(("colour", "name"), [("#ff0000", "red"), ("#008081", "teal"), ("red", ""), ("", ""), ("#ffffff", "white")])
def test_a_colour_gets_the_nearest_name(colour, name):
    assert colour_name(colour) == name


ZONES = ["Europe/Paris", "America/St_Johns", "Asia/Kolkata", "UTC", "Pacific/Chatham"]
WORDS = st.text(max_size=120)
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)).map(lambda at: at.replace(microsecond=0))
ENTRIES = st.builds(
    lambda title, location, description, category, start, minutes, zone, state, geo: entry(
        title=title,
        location=location,
        description=description,
        categories=(category,),
        state=state,
        zone=zone,
        geo=geo,
        when=Span(start, start + timedelta(minutes=minutes)),
    ),
    WORDS,
    WORDS,
    WORDS,
    WORDS,
    INSTANTS,
    st.integers(1, 3000),
    st.sampled_from(ZONES),
    st.sampled_from(State),
    st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
)


@settings(max_examples=60, deadline=None)
@given(ENTRIES, WORDS)
def test_whatever_people_write_two_readers_find_exactly_that(item, name):
    body = calendar(feed(name=name), [fragment(item)])
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert b"\r" not in body.replace(b"\r\n", b"") and b"\n" not in body.replace(b"\r\n", b"")
    for line in body.split(b"\r\n"):
        line.decode()
    event = icalendar.Calendar.from_ical(body).events[0]
    assert (event.start, event.end) == (item.when.start, item.when.end)
    assert str(event.get("DESCRIPTION", "")) == harmless(clean(item.description)).strip()
    forget_zones()
    other = vobject.readOne(body.decode()).vevent
    assert (other.dtstart.value.astimezone(UTC), other.dtend.value.astimezone(UTC)) == (item.when.start, item.when.end)
    assert other.summary.value == str(event["SUMMARY"])


@given(st.text())
def test_a_calendars_name_never_needs_an_escape(name):
    assert not set(calendar_name(name)) & set("\\;,\r\n\0")
    assert calendar_name(name)


def test_the_checker_finds_nothing_in_nasty_words(shared, tmp_path):
    items = [
        entry(
            number,
            title=words,
            location=words,
            description=f"{words}\n{words}",
            categories=(one_line(words), "b"),
            url="https://example.org/?a=1,2;3",
            state=list(State)[number % 3],
            geo=(48.84, 2.31),
            place=words,
            organiser=Organiser(words, "programme@example.org"),
            colour="#0f5c63",
            html=words,
            alarm_minutes=5,
        )
        for number, words in enumerate(NASTY)
    ]
    items += [entry(100, when=Days(date(2027, 3, 1), date(2027, 3, 3)), busy=False), entry(101, zone="America/New_York")]
    fold = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    items.append(entry(102, when=Span(fold, fold + timedelta(hours=1))))
    path = tmp_path / "nasty.ics"
    path.write_bytes(
        calendar(
            feed(name=NASTY[0], colour="#123456", url="https://example.org/", source="https://example.org/x.ics"),
            [fragment(each) for each in items],
        )
    )
    check_feed(shared, str(path))


@pytest.mark.parametrize("zone", [*ZONES, "Europe/Dublin", "America/Sao_Paulo", "Australia/Lord_Howe", "America/Nuuk", "Africa/Casablanca"])
def test_the_checker_finds_nothing_in_a_year_of_a_zone(zone, shared, tmp_path):
    starts = [datetime(2027, 1, 1, tzinfo=UTC) + timedelta(hours=number) for number in range(0, 8760, 91)]
    items = [entry(number, zone=zone, when=Span(at, at + timedelta(hours=1))) for number, at in enumerate(starts)]
    path = tmp_path / "year.ics"
    path.write_bytes(calendar(feed(zone=zone), [fragment(each) for each in items]))
    outlook_only = ["--skip", "Z08"] if zone == "Africa/Casablanca" else []
    check_feed(shared, str(path), *outlook_only)

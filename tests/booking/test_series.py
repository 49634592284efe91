"""Series: the wall clock of the zone, against dateutil and against the calendar on the wall."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz
from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from conference.booking.recurrence import FREQUENCIES, WEEKDAYS, gives, in_words, read, written
from conference.booking.series import MOST_DATES, Series, expand
from conference.kernel.objection import Refused
from conference.kernel.span import Span
from tests.make import span

pytestmark = pytest.mark.pure

ZONES = ["Europe/Paris", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns", "UTC", "Pacific/Auckland"]


def starts(first: Span, rule: str, zone: str = "Europe/Paris") -> list[str]:
    place = ZoneInfo(zone)
    return [each.span.start.astimezone(place).isoformat() if each.span else f"none {each.wall}" for each in expand(Series.of(first, zone, rule))]


def local(day: str, at: str, zone: str, minutes: int = 60) -> Span:
    start = datetime.fromisoformat(f"{day}T{at}").replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return Span(start, start + timedelta(minutes=minutes))


def test_nine_stays_nine_when_the_clocks_go_back():
    assert starts(span("2026-10-13", "09:00", "10:00"), "RRULE:FREQ=WEEKLY;COUNT=4") == [
        "2026-10-13T09:00:00+02:00", "2026-10-20T09:00:00+02:00", "2026-10-27T09:00:00+01:00", "2026-11-03T09:00:00+01:00",
    ]  # fmt: skip


def test_nine_stays_nine_when_the_clocks_go_forward():
    assert starts(span("2027-03-22", "09:00", "10:00"), "freq=weekly;until=20270405") == [
        "2027-03-22T09:00:00+01:00", "2027-03-29T09:00:00+02:00", "2027-04-05T09:00:00+02:00",
    ]  # fmt: skip


def test_a_zone_that_moves_by_half_an_hour():
    assert starts(local("2027-04-02", "09:15", "Australia/Lord_Howe"), "FREQ=DAILY;COUNT=4", "Australia/Lord_Howe") == [
        "2027-04-02T09:15:00+11:00", "2027-04-03T09:15:00+11:00", "2027-04-04T09:15:00+10:30", "2027-04-05T09:15:00+10:30",
    ]  # fmt: skip


def test_a_time_that_does_not_exist_is_left_out_and_not_counted():
    assert starts(span("2027-03-27", "02:30", "03:30"), "FREQ=DAILY;COUNT=3") == [
        "2027-03-27T02:30:00+01:00", "none 2027-03-28 02:30:00", "2027-03-29T02:30:00+02:00", "2027-03-30T02:30:00+02:00",
    ]  # fmt: skip


def test_of_a_time_that_exists_twice_the_first_is_meant():
    assert starts(span("2027-10-30", "02:30", "04:00"), "FREQ=DAILY;COUNT=2") == ["2027-10-30T02:30:00+02:00", "2027-10-31T02:30:00+02:00"]


def test_an_overnight_date_keeps_both_wall_times_over_the_change():
    night = Span(datetime(2026, 10, 23, 18, tzinfo=UTC), datetime(2026, 10, 24, 6, tzinfo=UTC))
    assert [each.span.length for each in expand(Series.of(night, "Europe/Paris", "FREQ=DAILY;COUNT=3"))] == [
        timedelta(hours=number) for number in (12, 13, 12)
    ]


def test_until_in_utc_is_an_instant():
    first = span("2027-03-01", "09:00", "10:00")
    assert len(starts(first, "FREQ=DAILY;UNTIL=20270303T080000Z")) == 3
    assert len(starts(first, "FREQ=DAILY;UNTIL=20270303T075959Z")) == 2


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("", "rule-not-understood"), ("every week", "rule-not-understood"), ("FREQ=WEEKLY;BYDAY=XX;COUNT=2", "rule-not-understood"),
        ("FREQ=HOURLY;COUNT=2", "rule-frequency"), ("FREQ=SECONDLY;COUNT=2", "rule-frequency"), ("FREQ=DAILY;BYHOUR=9;COUNT=2", "rule-not-understood"),
        ("FREQ=DAILY", "rule-without-end"), ("FREQ=DAILY;COUNT=2;UNTIL=20270401", "rule-without-end"), ("FREQ=DAILY;COUNT=0", "rule-too-many"),
        ("FREQ=DAILY;COUNT=367", "rule-too-many"), ("FREQ=DAILY;UNTIL=20290401", "rule-too-many"), ("FREQ=DAILY;UNTIL=20271340", "rule-not-understood"),
        ("FREQ=MONTHLY;BYDAY=9MO;COUNT=2", "rule-not-understood"), ("FREQ=WEEKLY;BYDAY=2MO;COUNT=2", "rule-not-understood"),
        ("FREQ=DAILY;INTERVAL=0;COUNT=2", "rule-not-understood"), ("FREQ=DAILY;COUNT=2;COUNT=3", "rule-not-understood"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31;COUNT=2", "series-starts-elsewhere"), ("FREQ=WEEKLY;BYDAY=TU;COUNT=2", "series-starts-elsewhere"),
        ("FREQ=MONTHLY;BYDAY=MO,2TU;COUNT=2", "rule-not-understood"), ("FREQ=DAILY;COUNT=2;" + "X" * 400, "rule-not-understood"),
    ],
)  # fmt: skip
def test_a_rule_that_makes_no_sense_is_refused(rule, code):
    with pytest.raises(Refused) as refused:
        expand(Series.of(span("2027-03-01", "09:00", "10:00"), "Europe/Paris", rule))
    assert (refused.value.codes, refused.value.status, refused.value.objections[0].field) == ([code], 422, "recurrence")


def test_a_rule_in_words():
    assert [str(in_words(rule)) for rule in ("FREQ=WEEKLY;COUNT=2", "FREQ=MONTHLY;INTERVAL=3;COUNT=2")] == ["every week", "every 3 months"]


@st.composite
def rules(draw):
    parts = {"FREQ": draw(st.sampled_from(FREQUENCIES))}
    some = lambda values, most=3: ",".join(str(each) for each in draw(st.lists(st.sampled_from(values), min_size=1, max_size=most, unique=True)))  # noqa: E731
    if draw(st.booleans()):
        parts["INTERVAL"] = str(draw(st.integers(1, 5)))
    if draw(st.booleans()):
        ordinals = parts["FREQ"] in {"MONTHLY", "YEARLY"} and draw(st.booleans())
        parts["BYDAY"] = some([f"{number}{day}" for number in (1, 2, 4, -1, -2) for day in WEEKDAYS] if ordinals else WEEKDAYS)
    if draw(st.booleans()):
        parts["BYMONTH"] = some(range(1, 13), 8)
    if parts["FREQ"] != "WEEKLY" and draw(st.booleans()):
        parts["BYMONTHDAY"] = some([1, 2, 13, 28, 30, 31, -1, -5], 5)
    if parts["FREQ"] in {"MONTHLY", "YEARLY"} and draw(st.booleans()):
        parts["BYSETPOS"] = some([1, 2, 3, -1, -2], 2)
    if draw(st.booleans()):
        parts["WKST"] = draw(st.sampled_from(WEEKDAYS))
    return parts


days = st.dates(date(2026, 1, 1), date(2028, 12, 31))
times = st.times(time(0), time(23, 30)).map(lambda at: at.replace(second=0, microsecond=0))


@settings(max_examples=300, deadline=None)
@given(rules(), days, times, st.sampled_from(ZONES), st.integers(1, 60))
def test_the_expansion_is_dateutils_without_what_does_not_exist(parts, day, at, zone, count):
    """dateutil on the naive wall clock, then the instants that exist, the first of two: RFC 5545 3.3.5 and 3.3.10."""
    wall = datetime.combine(day, at)
    place = tz.gettz(zone)
    assume(tz.datetime_exists(wall, place))
    assume(gives(parts, day))
    first = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    found = [
        each.span.start
        for each in expand(Series.of(Span(first, first + timedelta(minutes=25)), zone, f"{written(parts)};COUNT={count}"))
        if each.span
    ]
    horizon = wall + timedelta(days=round(365.25 * 12))
    walls = rrulestr(f"{written(parts)};UNTIL={horizon:%Y%m%dT%H%M%S}", dtstart=wall)
    expected = []
    for each in walls:
        if tz.datetime_exists(each, place):
            expected.append(tz.resolve_imaginary(each.replace(tzinfo=place)).astimezone(UTC))
        if len(expected) == count:
            break
    assert found == expected


@settings(max_examples=300, deadline=None)
@given(rules(), days)
def test_a_first_day_is_given_exactly_when_dateutil_begins_there(parts, day):
    assume(gives(parts, day) or len(parts) < 3)
    wall = datetime.combine(day, time(9))
    try:
        read(f"{written(parts)};COUNT=2")
    except Refused:
        assume(False)
    first = next(iter(rrulestr(f"{written(parts)};UNTIL={wall + timedelta(days=800):%Y%m%dT%H%M%S}", dtstart=wall)), None)
    assert (first == wall) == gives(parts, day)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_typed_is_expanded_or_refused(text):
    try:
        assert len(expand(Series.of(span("2027-03-01", "09:00", "10:00"), "Europe/Paris", text))) <= MOST_DATES
    except Refused as refused:
        assert refused.status == 422

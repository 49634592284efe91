"""Series: the wall clock of the zone, against dateutil and against the calendar on the wall."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz
from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from conference.booking.recurrence import FREQUENCIES, WEEKDAYS, gives, in_words, written
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


def some(values, most=3):
    """Up to `most` of these values: how many, then which. Two draws, where a list of unique values takes one for each and more."""
    return st.one_of([st.sampled_from(list(combinations([str(each) for each in values], number))) for number in range(1, most + 1)])


PLAIN_DAYS, STANDING_DAYS = some(WEEKDAYS), some([f"{number}{day}" for number in (1, 2, 4, -1, -2) for day in WEEKDAYS])
MONTHS, MONTH_DAYS = some(range(1, 13), 8), some([1, 2, 13, 28, 30, 31, -1, -5], 5)
POSITIONS = some([1, 2, 3, -1, -2], 2)
OPTIONAL = ["INTERVAL", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS", "WKST"]
asked = st.integers(0, 2 ** len(OPTIONAL) - 1).map(lambda bits: {name for at, name in enumerate(OPTIONAL) if bits >> at & 1})
days = st.dates(date(2026, 1, 1), date(2028, 12, 31))
times = st.times(time(0), time(23, 30)).map(lambda at: at.replace(second=0, microsecond=0))


@st.composite
def rules(draw, names=asked, day=None):
    """Any rule with these parts. With a day, one that gives it as the first: each part names it too, so nothing drawn is thrown away."""
    names, parts = draw(names), {"FREQ": draw(st.sampled_from(FREQUENCIES))}
    counted = parts["FREQ"] in {"MONTHLY", "YEARLY"}
    if "INTERVAL" in names:
        parts["INTERVAL"] = str(draw(st.integers(1, 5)))
    if "BYMONTH" in names:
        parts["BYMONTH"] = listed(draw, MONTHS, day and [day.month])
    if "BYDAY" in names:
        standing = counted and draw(st.booleans())
        own = day and (standings(day, of_month=parts["FREQ"] == "MONTHLY" or "BYMONTH" in parts) if standing else [WEEKDAYS[day.weekday()]])
        parts["BYDAY"] = listed(draw, STANDING_DAYS if standing else PLAIN_DAYS, own)
    if "BYMONTHDAY" in names and parts["FREQ"] != "WEEKLY":
        parts["BYMONTHDAY"] = listed(draw, MONTH_DAYS, day and [day.day, day.day - monthrange(day.year, day.month)[1] - 1])
    if "BYSETPOS" in names and counted:
        positioned = parts | {"BYSETPOS": listed(draw, POSITIONS)}
        parts = positioned if day is None or gives(positioned, day) else parts
    if "WKST" in names:
        parts["WKST"] = draw(st.sampled_from(WEEKDAYS))
    return parts


def listed(draw, others, own=None):
    """One of the day's own ways to be said, alone as often as beside others."""
    mine = [str(draw(st.sampled_from(own)))] if own else []
    return ",".join(dict.fromkeys([*mine, *(() if mine and draw(st.booleans()) else draw(others))]))


def standings(day, *, of_month):
    """`2MO` and `-4MO`: the ways to say which Monday of its month or year a day is."""
    last = date(day.year, day.month, monthrange(day.year, day.month)[1]) if of_month else date(day.year, 12, 31)
    place = day.day if of_month else day.timetuple().tm_yday
    return [f"{(place - 1) // 7 + 1}{WEEKDAYS[day.weekday()]}", f"-{(last - day).days // 7 + 1}{WEEKDAYS[day.weekday()]}"]


def beginning(days):
    return days.flatmap(lambda day: st.tuples(rules(day=day), st.just(day)))


@settings(max_examples=300, deadline=None)
@given(beginning(days), times, st.sampled_from(ZONES), st.integers(1, 60))
def test_the_expansion_is_dateutils_without_what_does_not_exist(rule, at, zone, count):
    """dateutil on the naive wall clock, then the instants that exist, the first of two: RFC 5545 3.3.5 and 3.3.10."""
    parts, day = rule
    wall = datetime.combine(day, at)
    place = tz.gettz(zone)
    assume(tz.datetime_exists(wall, place))
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


# dateutil looks for a day that never comes until the year 9999: from here that is not far, so any rule may be asked about
late_days = st.dates(date(9996, 1, 1), date(9998, 12, 31))


@settings(max_examples=300, deadline=None)
@given(beginning(late_days) | st.tuples(rules(), late_days))
def test_a_first_day_is_given_exactly_when_dateutil_begins_there(rule):
    parts, day = rule
    wall = datetime.combine(day, time(9))
    first = next(iter(rrulestr(f"{written(parts)};UNTIL={wall:%Y%m%dT%H%M%S}", dtstart=wall)), None)
    assert (first == wall) == gives(parts, day)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_typed_is_expanded_or_refused(text):
    try:
        assert len(expand(Series.of(span("2027-03-01", "09:00", "10:00"), "Europe/Paris", text))) <= MOST_DATES
    except Refused as refused:
        assert refused.status == 422

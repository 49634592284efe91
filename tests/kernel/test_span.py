"""Spans and the way from wall clocks to them, over both Paris clock changes and a half-hour zone."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from babel.dates import get_timezone_location
from hypothesis import given
from hypothesis import strategies as st

from conference.kernel.objection import Refused
from conference.kernel.span import Span, day_start, is_zone, local_days, merged, wall, wall_span, whole_days
from tests.make import PARIS, paris, span

pytestmark = pytest.mark.pure

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))
spans = st.builds(lambda start, minutes: Span(start, start + timedelta(minutes=minutes)), instants, st.integers(1, 3000))


def test_a_span_refuses_naive_instants():
    with pytest.raises(ValueError, match="aware"):
        Span(datetime(2027, 3, 1, 9), datetime(2027, 3, 1, 10))


def test_a_span_that_ends_before_it_starts_is_refused_with_its_reason():
    with pytest.raises(Refused) as refused:
        span("2027-03-01", "10:00", "09:00")
    assert refused.value.codes == ["ends-before-it-starts"]
    assert refused.value.status == 422


def test_back_to_back_is_no_overlap():
    assert not span("2027-03-01", "09:00", "10:00").overlaps(span("2027-03-01", "10:00", "11:00"))


@given(spans, spans)
def test_overlap_is_mutual_and_means_a_shared_instant(one, other):
    shared = max(one.start, other.start) < min(one.end, other.end)
    assert one.overlaps(other) == other.overlaps(one) == shared


@given(st.lists(spans, max_size=8))
def test_merging_keeps_every_instant_and_leaves_no_overlap(given_spans):
    joined = merged(given_spans)
    assert all(any(whole.contains(each) for whole in joined) for each in given_spans)
    assert all(one.end < other.start for one, other in pairwise(joined))


def test_the_hour_that_the_clocks_jump_over_is_asked_back():
    with pytest.raises(Refused) as refused:
        wall(SPRING, time(2, 30), PARIS, field="starts_at")
    assert [(each.code, each.field) for each in refused.value.objections] == [("time-does-not-exist", "starts_at")]


def test_the_hour_that_comes_twice_is_asked_back_with_both_instants():
    with pytest.raises(Refused) as refused:
        wall(AUTUMN, time(2, 30), PARIS)
    assert refused.value.codes == ["time-exists-twice"]
    assert refused.value.objections[0].data["choices"] == ["2027-10-31T02:30:00+02:00", "2027-10-31T02:30:00+01:00"]


def test_a_half_hour_change_is_known():
    with pytest.raises(Refused) as refused:
        wall(date(2027, 10, 3), time(2, 15), "Australia/Lord_Howe")
    assert refused.value.codes == ["time-does-not-exist"]
    assert wall(date(2027, 10, 3), time(2, 30), "Australia/Lord_Howe") == datetime(2027, 10, 2, 15, 30, tzinfo=UTC)


def test_a_night_over_the_autumn_change_is_an_hour_longer():
    night = wall_span(date(2027, 10, 30), time(20), time(8), PARIS)
    assert night.length == timedelta(hours=13)


@given(instants, st.sampled_from([PARIS, "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo", "Pacific/Auckland", "Asia/Kathmandu"]))
def test_every_instant_comes_back_from_its_own_wall_clock_or_is_asked_back(instant, zone):
    local = instant.astimezone(ZoneInfo(zone))
    try:
        assert wall(local.date(), local.time(), zone) == instant
    except Refused as refused:
        assert refused.codes == ["time-exists-twice"]


def test_days_of_a_span_are_those_of_the_zone():
    evening = Span(datetime(2027, 3, 1, 22, tzinfo=UTC), datetime(2027, 3, 2, 3, tzinfo=UTC))
    assert local_days(evening, PARIS) == [date(2027, 3, 1), date(2027, 3, 2)]
    assert local_days(evening, "Asia/Tokyo") == [date(2027, 3, 2)]


def test_whole_days_count_the_lost_and_the_won_hour():
    assert whole_days(SPRING, SPRING, PARIS).length == timedelta(hours=23)
    assert whole_days(AUTUMN, AUTUMN, PARIS).length == timedelta(hours=25)


def test_a_midnight_that_is_skipped_gives_the_first_instant_of_the_day():
    assert day_start(date(2018, 11, 4), "America/Sao_Paulo") == datetime(2018, 11, 4, 3, tzinfo=UTC)


def test_set_up_and_clear_away_widen_the_span():
    talk = span("2027-03-01", "09:00", "10:00")
    assert talk.widened(before=30, after=15) == Span(paris("2027-03-01", "08:30"), paris("2027-03-01", "10:15"))


def test_every_zone_that_is_taken_can_be_told_in_words():
    """`localtime` and `Factory` lie in the folder of zones; no page could say where that is."""
    for zone in available_timezones():
        if is_zone(zone):
            assert get_timezone_location(zone, locale="fr")
    assert [is_zone(name) for name in ("localtime", "Factory", "../Europe/Paris", "right/Europe/Paris", "Japan", "UTC", "Asia/Kolkata")] == [
        False, False, False, False, True, True, True,
    ]  # fmt: skip

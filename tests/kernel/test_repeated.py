"""The hour that comes twice is never told without saying which of the two it is."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.kernel.i18n import format_span, format_time, format_when, speaking
from conference.kernel.repeated import offset_where_repeated
from conference.kernel.span import Span

PARIS, LORD_HOWE = "Europe/Paris", "Australia/Lord_Howe"
FIRST = datetime(2027, 10, 31, 0, 0, tzinfo=UTC)  # 02:00 in Paris, for the first time


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_a_span_over_the_repeated_hour_says_which_one(app, locale):
    with speaking(locale, PARIS):
        told = format_span(Span(FIRST, FIRST + timedelta(minutes=105))).striptags()
        assert told == "02:00 (UTC+2)–02:45 (UTC+1)"
        assert "02:00 (UTC+2)" in format_when(FIRST)


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(-1, "01:59"), (0, "02:00 (UTC+2)"), (59, "02:59 (UTC+2)"), (60, "02:00 (UTC+1)"), (119, "02:59 (UTC+1)"), (120, "03:00")],
)
def test_only_the_repeated_hour_is_marked(app, minutes, told):
    with speaking("en"):
        assert format_time(FIRST + timedelta(minutes=minutes), PARIS) == told


def test_half_an_hour_that_is_repeated_and_offsets_behind_utc(app):
    with speaking("en"):
        half = datetime(2027, 4, 3, 14, 45, tzinfo=UTC)  # Lord Howe's clocks go back by half an hour
        assert [format_time(half + timedelta(minutes=each), LORD_HOWE) for each in (0, 30)] == ["01:45 (UTC+11)", "01:45 (UTC+10:30)"]
        assert format_time(datetime(2027, 11, 7, 5, 30, tzinfo=UTC), "America/New_York") == "01:30 (UTC−4)"


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)), st.sampled_from([PARIS, LORD_HOWE, "Asia/Kolkata"]))
def test_what_is_told_is_never_ambiguous(instant, zone):
    """Whatever is not marked comes back from its wall clock, whichever of two is taken."""
    local = instant.astimezone(ZoneInfo(zone))
    if not offset_where_repeated(local):
        assert {local.replace(fold=fold).astimezone(UTC) for fold in (0, 1)} == {instant}

"""A VTIMEZONE must give zoneinfo's own instants; an evaluator written here from RFC 5545 3.6.5 reads it back."""

import re
from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil.rrule import rrulestr

from conference.feeds.vtimezone import vtimezone

FIRST, LAST = 2026, 2028
ZONES = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("posix/", "right/", "SystemV/")))
WITHOUT_YEARLY_RULE = {"Africa/Casablanca", "Africa/El_Aaiun", "Asia/Gaza", "Asia/Hebron"}


def offset_of(text):
    sign = -1 if text[0] == "-" else 1
    return sign * timedelta(hours=int(text[1:3]), minutes=int(text[3:5]), seconds=int(text[5:7] or 0))


class Evaluator:
    """Reads a VTIMEZONE as the RFC says: each onset is wall clock in TZOFFSETFROM."""

    def __init__(self, body: bytes, until: datetime) -> None:
        self.onsets = []
        for part in re.findall(r"BEGIN:(?:STANDARD|DAYLIGHT)\r\n(.*?)END:", body.decode(), re.DOTALL):
            facts = dict(line.split(":", 1) for line in part.split("\r\n") if line)
            first = datetime.strptime(facts["DTSTART"], "%Y%m%dT%H%M%S")
            before, after = offset_of(facts["TZOFFSETFROM"]), offset_of(facts["TZOFFSETTO"])
            local = rrulestr(facts["RRULE"], dtstart=first).between(first, until, inc=True) if "RRULE" in facts else [first]
            self.onsets += [((onset - before).replace(tzinfo=UTC), after) for onset in local]
        self.onsets.sort()

    def offset(self, instant: datetime) -> timedelta:
        return self.onsets[bisect_right(self.onsets, instant, key=lambda onset: onset[0]) - 1][1]


@pytest.mark.parametrize("zone", ZONES)
def test_every_zone_has_zoneinfos_offset_at_every_step_of_three_years(zone):
    reader = Evaluator(vtimezone(zone, FIRST, LAST), datetime(LAST + 2, 1, 1))
    place = ZoneInfo(zone)
    instant, end = datetime(FIRST, 1, 1, tzinfo=UTC), datetime(LAST + 1, 1, 1, tzinfo=UTC)
    steps = [instant + timedelta(hours=11 * number) for number in range(int((end - instant) / timedelta(hours=11)))]
    around = [at + timedelta(seconds=second) for at, _ in reader.onsets if instant <= at < end for second in (-1, 0, 1)]
    wrong = [each for each in steps + around if reader.offset(each) != each.astimezone(place).utcoffset()]
    assert wrong == []


@pytest.mark.parametrize("zone", ZONES)
def test_every_zone_but_four_is_written_so_that_outlook_reads_it(zone):
    body = vtimezone(zone, FIRST, LAST).decode()
    parts = body.count("BEGIN:STANDARD") + body.count("BEGIN:DAYLIGHT")
    if zone in WITHOUT_YEARLY_RULE:
        assert parts > 2
    else:
        assert parts == 1 or (parts == 2 and body.count("RRULE:FREQ=YEARLY") == 2)
    assert "COMMENT" not in body and "RDATE" not in body


def test_the_spring_onset_is_the_hour_before_the_jump():
    assert "DTSTART:20260329T020000\r\n" in vtimezone("Europe/Paris", 2027, 2027).decode()


def test_dublins_summer_is_daylight_although_the_database_calls_its_winter_negative_saving():
    body = vtimezone("Europe/Dublin", 2027, 2027).decode()
    assert re.search(r"BEGIN:DAYLIGHT\r\nDTSTART:20260329T010000\r\n", body)


def test_a_country_that_changed_its_law_gets_one_part_per_change():
    """Paraguay stayed on summer time from October 2024 on; a yearly rule would put it back in March 2025."""
    reader = Evaluator(vtimezone("America/Asuncion", 2023, 2025), datetime(2027, 1, 1))
    assert [reader.offset(datetime(year, 7, 1, tzinfo=UTC)) for year in (2023, 2024, 2025)] == [timedelta(hours=hours) for hours in (-4, -4, -3)]


def test_the_same_question_gets_the_same_bytes():
    vtimezone.cache_clear()
    first = vtimezone("Europe/Paris", 2026, 2027)
    vtimezone.cache_clear()
    assert vtimezone("Europe/Paris", 2026, 2027) == first
    assert first.endswith(b"END:VTIMEZONE\r\n") and b"\n" not in first.replace(b"\r\n", b"")

"""A schedule file to a Programme, whole or not at all: every value has its type, its limit and its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from conference.feeds.frab import LIMIT, MEGABYTE, Programme, ScheduleFileError, in_order
from conference.feeds.frab_days import given_moments, in_sequence, read_day, refuse_repeated_days
from conference.feeds.frab_fields import LINE, PROSE, Facts
from conference.feeds.frab_json import json_values
from conference.feeds.frab_links import address
from conference.feeds.frab_people import People
from conference.feeds.frab_rooms import overlaid, overlaid_rooms, read_colours, read_keywords, read_rooms, read_tracks
from conference.feeds.frab_talks import Talks
from conference.feeds.frab_xml import xml_values
from conference.feeds.frab_zone import zone_of
from conference.feeds.identity import acronym_of
from conference.kernel.disk import reason
from conference.kernel.message import _


def read_file(path: Path, *, default_zone: str = "UTC") -> Programme:
    """The programme in a file. Raises ScheduleFileError, also for a file that is not there, is a folder or is too large."""
    try:
        if path.stat().st_size > LIMIT:
            raise too_large(path.stat().st_size)
        content = path.read_bytes()
    except OSError as problem:
        raise ScheduleFileError("", _("The file cannot be opened: %(reason)s.", reason=reason(problem))) from None
    return read(content, default_zone=default_zone)


def read(content: bytes, *, default_zone: str = "UTC") -> Programme:
    """The programme in schedule.xml or schedule.json, whichever it is. Raises ScheduleFileError naming place and problem.

    `default_zone` counts only where the file names no zone and neither its city nor its offsets tell one.
    """
    if len(content) > LIMIT:
        raise too_large(len(content))
    head = content.removeprefix(b"\xef\xbb\xbf")[:1000].lstrip().replace(b"\0", b"")  # UTF-16 writes zeros between
    if not head.strip(b"\xff\xfe"):
        raise ScheduleFileError("", _("The file is empty."))
    if head.lstrip(b"\xff\xfe").startswith(b"<"):
        return programme(xml_values(content), default_zone)
    if head.lstrip(b"\xff\xfe").startswith((b"{", b"[")):
        return programme(json_values(content), default_zone)
    raise ScheduleFileError("", _("This is no schedule: the file is neither XML nor JSON."))


def too_large(size: int) -> ScheduleFileError:
    megabytes = LIMIT // MEGABYTE
    return ScheduleFileError("", _("The file has %(size)s MB; at most %(limit)s MB are taken.", size=-(-size // MEGABYTE), limit=megabytes))


def programme(values: dict[str, Any], default_zone: str) -> Programme:
    """Values in the shape of schedule.json to a Programme, every doubt refused."""
    root = Facts(values)
    exact = root.inside("exact", values.get("exact") or {})
    conference = overlaid(root.inside("conference", values.get("conference")), exact.group("conference"))
    days = list(conference.each("days", "day"))
    if not days:
        raise conference.wrong(_("There is no day in it."))
    zone = zone_of(conference, given_moments(days), default_zone)
    title = conference.text("title", LINE, required=True)
    acronym = conference.word("acronym") or acronym_of(title)
    base = address(root, "base_url") or address(conference, "base_url")
    dates = [read_day(day, number, conference, zone) for number, day in enumerate(days, start=1)]
    refuse_repeated_days(days, dates)
    people = People(base)
    people.meet_all(conference.each("people", "person"))
    talks = Talks(zone=zone, base=base, acronym=acronym, people=people, exact=exact.group("talks"))
    rooms = read_rooms(conference, days, acronym)
    for number, (day, when) in enumerate(zip(days, dates, strict=True), start=1):
        talks.read_day(day, when, f"day {number}")
    if not talks.found:
        raise conference.wrong(_("There is no talk in it."))
    people.overlay(exact.group("people"))
    starts_on, ends_on = conference.day("start") or min(day.date for day in dates), conference.day("end") or max(day.date for day in dates)
    if ends_on < starts_on:
        raise conference.wrong(_("It ends on %(end)s, before it starts on %(start)s.", start=starts_on, end=ends_on))
    rooms = overlaid_rooms(rooms, exact.group("rooms"))
    return Programme(
        title=title, acronym=acronym, zone=zone, starts_on=starts_on, ends_on=ends_on, days=in_sequence(dates),
        rooms=rooms, tracks=read_tracks(conference, talks, exact.group("tracks")), people=people.all(), talks=in_order(talks.found, rooms),
        version=root.word("version"), subtitle=conference.text("subtitle", LINE), description=conference.text("description", PROSE),
        venue=conference.text("venue", LINE), city=conference.text("city", LINE), url=address(conference, "url", base), base_url=base,
        logo=address(conference, "logo", base), colours=read_colours(conference.group("colors")), keywords=read_keywords(conference),
        day_change=conference.word("day_change"), timeslot=conference.word("timeslot_duration"),
    )  # fmt: skip

"""A schedule file to a Programme, whole or not at all: every value has its type, its limit and its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from conference.feeds.frab import LIMIT, MEGABYTE, Day, FileRoom, FileTrack, Programme, ScheduleFileError, in_order
from conference.feeds.frab_fields import LINE, PROSE, Facts, address, shown
from conference.feeds.frab_json import json_values
from conference.feeds.frab_people import People
from conference.feeds.frab_talks import Talks
from conference.feeds.frab_xml import xml_values
from conference.feeds.frab_zone import zone_of
from conference.feeds.identity import acronym_of, derived_guid
from conference.kernel.message import _
from conference.kernel.objection import Refused
from conference.kernel.span import wall


def read_file(path: Path, *, default_zone: str = "UTC") -> Programme:
    """The programme in a file. Raises ScheduleFileError, also for a file that is not there, is a folder or is too large."""
    try:
        if path.stat().st_size > LIMIT:
            raise too_large(path.stat().st_size)
        content = path.read_bytes()
    except OSError as problem:
        raise ScheduleFileError("", _("The file cannot be opened: %(reason)s.", reason=problem.strerror or str(problem))) from None
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


def in_sequence(days: list[Day]) -> tuple[Day, ...]:
    return tuple(sorted(days, key=lambda day: (day.date, day.index)))


def overlaid(facts: Facts, exact: Facts) -> Facts:
    """The facts with those put over them that the schema had no place for."""
    return Facts({**facts.values, **exact.values}, facts.place, facts.line)


def given_moments(days: list[Facts]) -> Iterator[datetime]:
    """Every date with an offset that the file names: they tell the zone where it does not. Wrong ones are refused later, in place."""
    for day in days:
        for key in ("day_start", "day_end"):
            if moment := day.moment(key):
                yield moment
        for room in day.items("rooms"):
            for event in room.get("events") or [] if isinstance(room, dict) else []:
                text = event.get("date") if isinstance(event, dict) else None
                if isinstance(text, str):
                    yield from soft_moment(text)


def soft_moment(text: str) -> Iterator[datetime]:
    try:
        yield datetime.fromisoformat(text.strip())
    except ValueError:
        return


def read_day(day: Facts, number: int, conference: Facts, zone: str) -> Day:
    """A day with both its ends; without them it lasts from the hour at which days change to a minute before that."""
    on = day.day("date")
    if on is None:
        raise day.wrong(_("%(key)s is missing.", key="date"))
    changes = conference.clock_time("day_change") or time(0)
    start = instant(day, day.moment("day_start"), zone) or in_zone(day, lambda: wall(on, changes, zone))
    end = instant(day, day.moment("day_end"), zone) or start + timedelta(days=1, minutes=-1)
    if end <= start:
        raise day.wrong(_("It ends before it starts."))
    return Day(index=day.number("index") or number, date=on, start=start, end=end)


def refuse_repeated_days(days: list[Facts], dates: list[Day]) -> None:
    seen: set[int] = set()
    for facts, day in zip(days, dates, strict=True):
        if day.index in seen:
            raise facts.wrong(_("The index %(index)s is already that of another day.", index=day.index))
        seen.add(day.index)


def instant(facts: Facts, moment: datetime | None, zone: str) -> datetime | None:
    """The moment in UTC; one without offset is read on the zone's clock."""
    if moment is None:
        return None
    if moment.tzinfo is not None:
        return moment.astimezone(UTC).replace(microsecond=0)
    return in_zone(facts, lambda: wall(moment.date(), moment.time().replace(microsecond=0), zone))


def in_zone(facts: Facts, reading: Callable[[], datetime]) -> datetime:
    """A wall time in the zone; one that a clock change skips or repeats is told with its place."""
    try:
        return reading()
    except Refused as refused:
        raise facts.wrong(refused.objections[0].message) from None


def read_rooms(conference: Facts, days: list[Facts], acronym: str) -> tuple[FileRoom, ...]:
    """Every room that is listed or has a column in a day, in the order of first sight."""
    rooms: dict[str, FileRoom] = {}
    for facts in [*conference.each("rooms", "room"), *(room for day in days for room in day.each("rooms", "room"))]:
        name = facts.word("name", 240, required=True)
        if name not in rooms:
            rooms[name] = read_room(facts, name, acronym)
    return tuple(rooms.values())


def read_room(facts: Facts, name: str, acronym: str) -> FileRoom:
    known = {"name", "guid", "slug", "description", "capacity", "events", "line"}
    described = facts.values.get("description")
    more = {key: value for key, value in facts.values.items() if key not in known and value not in (None, "", {}, [])}
    if isinstance(described, dict):  # texts by language
        more["description"] = described
    return FileRoom(
        name=name, guid=facts.guid() or derived_guid(acronym, "room", name), slug=facts.word("slug"),
        description="" if isinstance(described, dict) else facts.text("description", PROSE), capacity=facts.number("capacity"), more=more,
    )  # fmt: skip


def overlaid_rooms(rooms: tuple[FileRoom, ...], exact: Facts) -> tuple[FileRoom, ...]:
    return tuple(overlaid_room(room, exact.group(room.name)) if room.name in exact.values else room for room in rooms)


def overlaid_room(room: FileRoom, exact: Facts) -> FileRoom:
    plain = {"guid": room.guid, "slug": room.slug, "description": room.description, "capacity": room.capacity, **room.more}
    return read_room(overlaid(Facts(plain, f"room {shown(room.name)}"), exact), room.name, "")


def read_tracks(conference: Facts, talks: Talks, exact: Facts) -> tuple[FileTrack, ...]:
    """The tracks that are listed, then those that only talks name."""
    listed = [overlaid(facts, exact.group(facts.word("name"))) for facts in conference.each("tracks", "track") if facts.word("name")]
    tracks: dict[str, FileTrack] = {}
    for facts in listed:
        name = facts.word("name", 240)
        found = FileTrack(name=name, slug=facts.word("slug"), colour=facts.word("color"), description=facts.text("description", PROSE))
        tracks.setdefault(name, found)
    for name in talks.track_names:
        slug = exact.group(name).word("slug")
        tracks.setdefault(name, FileTrack(name=name, slug=slug))
    return tuple(tracks.values())


def read_colours(facts: Facts) -> dict[str, str]:
    return {key: facts.word(key) for key in facts.values if key != "line" and facts.word(key)}


def read_keywords(conference: Facts) -> tuple[str, ...]:
    words = conference.items("keywords")
    return tuple(Facts({"keyword": word}, conference.place).word("keyword") for word in words)

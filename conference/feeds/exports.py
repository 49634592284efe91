"""A published timetable as a schedule file would tell it: what was imported comes back as it was, what is ours gets derived ids.

Only published facts, and of people only those on a published session or in an imported file's own list.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from conference.feeds.export_parts import Numbers, file_of, human, rooms_of, speakers_of, talk, tracks_of
from conference.feeds.file_rows import in_file
from conference.feeds.frab import Day, Programme, in_order
from conference.feeds.plaintext import clean
from conference.kernel.database import db
from conference.programme.facts import SessionFacts
from conference.programme.models import Event, PublishedSession, Release

DAY_BEGINS = time(4)  # a night's sessions belong to the evening before


def programme_of(event: Event, *, page_of: Callable[[str], str]) -> Programme:
    """The published timetable of an event. `page_of` gives a session's address by its code. Five statements whatever the size."""
    language = (event.languages or ["en"])[0]
    facts = published(event)
    rooms = rooms_of(event, facts, language)
    speakers = speakers_of(event, facts)
    numbers = Numbers({in_file(each)["id"] for each in speakers if in_file(each)})
    people = {each.code: human(each, numbers, language) for each in speakers}
    own = Numbers({file_of(each)["id"] for each in facts if file_of(each)})
    talks = [talk(each, own, rooms, people, language, page_of) for each in facts]
    kept = in_file(event)
    columns = tuple(rooms.values())
    own_place, own_url = ("", "") if kept else (event.place_name, event.url)
    return Programme(
        title=clean(event.title.best(language)), acronym=kept.get("acronym") or event.slug, zone=event.timezone, starts_on=event.starts_on,
        ends_on=event.ends_on, days=days_of(event), rooms=columns, tracks=tracks_of(event, facts, language),
        people=tuple(sorted(people.values(), key=lambda person: person.id)), talks=in_order(talks, columns), version=version_of(event),
        subtitle=kept.get("subtitle", ""), description=clean(event.description.best(language)), venue=kept.get("venue", own_place),
        city=kept.get("city", ""), url=kept.get("url", own_url), base_url=kept.get("base_url", ""), logo=kept.get("logo", ""),
        colours=kept.get("colors", {}), keywords=tuple(kept.get("keywords", ())), day_change=kept.get("day_change", ""),
        timeslot=kept.get("timeslot_duration", ""),
    )  # fmt: skip


def published(event: Event) -> list[SessionFacts]:
    """What takes place: no cancelled ones, and of a chaired block its talks, not the block."""
    wanted = (PublishedSession.event_id == event.id, PublishedSession.cancelled.is_(False))
    facts = [SessionFacts.from_json(kept) for kept in db.session.scalars(select(PublishedSession.facts).where(*wanted))]
    return [each for each in facts if not each.has_parts]


def version_of(event: Event) -> str:
    """The file's own version as long as its import is the last release, then the release's number."""
    number = db.session.scalar(select(Release.number).where(Release.event_id == event.id).order_by(Release.number.desc()).limit(1))
    kept = in_file(event)
    return str(kept.get("version", "")) if kept and kept.get("release") == number else str(number or "")


def days_of(event: Event) -> tuple[Day, ...]:
    """The file's days; of an event of ours each day from four in the morning to four."""
    given = in_file(event).get("days")
    if given:
        moment = datetime.fromisoformat
        return tuple(Day(index, date.fromisoformat(on), moment(start), moment(end)) for index, on, start, end in given)
    zone = ZoneInfo(event.timezone)
    dates = [event.starts_on + timedelta(days=number) for number in range((event.ends_on - event.starts_on).days + 1)]
    begins = [datetime.combine(each, DAY_BEGINS).replace(tzinfo=zone).astimezone(UTC) for each in [*dates, dates[-1] + timedelta(days=1)]]
    return tuple(Day(number + 1, each, begins[number], begins[number + 1]) for number, each in enumerate(dates))

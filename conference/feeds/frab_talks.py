"""The talks of a schedule file, day by day and room by room; no two with the same guid or id, none that ends before it starts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from conference.feeds.frab import Day, Talk
from conference.feeds.frab_fields import LINE, PROSE, Facts, shown
from conference.feeds.frab_links import address, read_links
from conference.feeds.frab_people import People
from conference.feeds.identity import derived_guid, derived_number
from conference.kernel.message import _
from conference.kernel.objection import Refused
from conference.kernel.span import Span, wall

LONGEST = timedelta(days=31)


class Talks:
    """Reads talks and remembers where each guid and id was seen first."""

    def __init__(self, *, zone: str, base: str, acronym: str, people: People, exact: Facts) -> None:
        self.zone, self.base, self.acronym, self.people, self.exact = zone, base, acronym, people, exact
        self.found: list[Talk] = []
        self.seen: dict[tuple[str, str | int], str] = {}
        self.track_names: dict[str, None] = {}

    def read_day(self, facts: Facts, day: Day, place: str) -> None:
        for column in facts.each("rooms", "room"):
            name = column.word("name", 240, required=True)
            here = Facts(column.values, f"{place}, room {shown(name)}", column.line)
            for number, values in enumerate(here.items("events"), start=1):
                self.add(here.inside(f"talk {number}", values), here, name, day)

    def add(self, facts: Facts, here: Facts, room: str, day: Day) -> None:
        number, guid = facts.number("id"), facts.guid()
        facts = Facts(facts.values, f"{here.place}, talk {number or guid}", facts.line) if number or guid else facts
        if not number and not guid:
            raise facts.wrong(_("It has neither a guid nor an id."))
        number = number or derived_number(guid)
        guid = guid or derived_guid(self.acronym, "talk", str(number))
        for key, value in (("id", number), ("guid", guid)):
            if (key, value) in self.seen:
                first = self.seen[key, value]
                raise facts.wrong(_("The %(key)s %(value)s is already that of another talk (%(first)s).", key=key, value=value, first=first))
            self.seen[key, value] = facts.place
        if more := self.exact.group(guid).values:
            facts = Facts({**facts.values, **more}, facts.place, facts.line)
        talk = self.read(facts, guid, number, room, self.when(facts, day))
        if talk.track:
            self.track_names.setdefault(talk.track)
        self.found.append(talk)

    def when(self, facts: Facts, day: Day) -> Span:
        start = self.start(facts, day)
        end = facts.moment("end")
        length = facts.length("duration")
        if end is not None:
            ends_at = self.instant(facts, end)
        elif length is not None:
            ends_at = start + length
        else:
            raise facts.wrong(_("%(key)s is missing.", key="duration"))
        if ends_at <= start:
            raise facts.wrong(_("It ends before it starts.") if ends_at < start else _("It ends when it starts."))
        if ends_at - start > LONGEST:
            raise facts.wrong(_("It lasts longer than %(days)s days.", days=LONGEST.days))
        return Span(start, ends_at)

    def start(self, facts: Facts, day: Day) -> datetime:
        """Its date with offset; else its start on the clock, after midnight when the day began later than that."""
        if moment := facts.moment("date"):
            return self.instant(facts, moment)
        clock = facts.clock_time("start")
        if clock is None:
            raise facts.wrong(_("%(key)s is missing.", key="date"))
        begins = day.start.astimezone(ZoneInfo(self.zone)).time()
        return self.instant(facts, datetime.combine(day.date + timedelta(days=1 if clock < begins else 0), clock))

    def instant(self, facts: Facts, moment: datetime) -> datetime:
        if moment.tzinfo is not None:
            return moment.astimezone(UTC).replace(microsecond=0)
        try:
            return wall(moment.date(), moment.time().replace(microsecond=0), self.zone)
        except Refused as refused:
            raise facts.wrong(refused.objections[0].message) from None

    def read(self, facts: Facts, guid: str, number: int, room: str, when: Span) -> Talk:
        base = self.base
        people = tuple(dict.fromkeys(self.people.meet(each) for each in facts.each("persons", "person")))
        return Talk(
            guid=guid, id=number, room=room, when=when, title=facts.text("title", LINE, required=True), subtitle=facts.text("subtitle", 400),
            track=facts.word("track"), type=facts.word("type", 80), language=facts.word("language", 16), code=facts.word("code", 40),
            slug=facts.word("slug"), url=address(facts, "url", base), abstract=facts.text("abstract", PROSE),
            description=facts.text("description", PROSE), people=people,
            links=read_links(facts, "links", base), attachments=read_links(facts, "attachments", base), logo=address(facts, "logo", base),
            feedback_url=address(facts, "feedback_url", base), origin_url=address(facts, "origin_url", base),
            video_url=address(facts, "video_download_url", base), licence=facts.text("recording_license", LINE),
            recording_url=address(facts, "recording_url", base), recording_link=address(facts, "recording_link", base),
            do_not_record=facts.flag("do_not_record"), do_not_stream=facts.flag("do_not_stream"),
        )  # fmt: skip

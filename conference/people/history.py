"""The history as people read it: who, what, when, from what to what. Other features' pages use `lines` and the page part
`people/_history.html`, and say in `named` how their things are called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import lazyload

from conference.kernel.cldr import country_name, language_name
from conference.kernel.database import db
from conference.kernel.history import SYSTEM, Change
from conference.kernel.i18n import format_date, format_time, format_when, venue_zone, zone_city
from conference.kernel.message import _
from conference.kernel.tongues import is_language
from conference.people import named
from conference.people.labels import ACTIONS, FIELDS, KINDS, VALUES, label
from conference.people.models import User

TECHNICAL = {"interchange", "position", "digest"}  # what only programs look at
NAMED_BY_CLDR = {"country": country_name, "language": language_name, "languages": language_name, "locale": language_name}
AT_MOST = 5  # of a list that is told
LONG = 300  # letters of a text that are told
SPAN = re.compile(r"(\d{4}-\d\d-\d\dT\S+)/(\d{4}-\d\d-\d\dT\S+) ?")


@dataclass(frozen=True)
class Line:
    """One change, in words. `facts` is (field, before, after); a value that is not there is empty."""

    id: int
    at: datetime
    who: str
    action: str
    entity: str
    kind: str
    thing: str  # what it is called, or whose account it is; empty for what has no name, or none any more
    facts: Sequence[tuple[str, str, str]]
    request_id: str | None


def lines(changes: Iterable[Change]) -> list[Line]:
    """The changes in the reader's language, with the names of who made them and of what was changed. Two statements for all."""
    changes = list(changes)
    wanted = {change.entity for change in changes} | {thing for change in changes for thing in meant_by(change)}
    names = names_of({change.actor for change in changes} | {thing for thing in wanted if thing.startswith("user:")})
    things = {**names, **named.names(wanted)}
    return [
        Line(
            id=change.id, at=change.at, who=names[change.actor], action=label(ACTIONS, change.action), entity=change.entity,
            kind=label(KINDS, change.entity.partition(":")[0]), thing=things.get(change.entity, ""), facts=facts(change, things),
            request_id=change.request_id,
        )
        for change in changes
    ]  # fmt: skip


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """The name behind each actor: a user's, or what kind of actor it is."""
    actors = set(actors)
    uids = [actor.partition(":")[2] for actor in actors if actor.startswith("user:")]
    users = select(User).where(User.uid.in_(uids)).options(lazyload(User.grants))
    found = {user.actor: user.name for user in db.session.scalars(users)} if uids else {}
    others = {"user": _("a former user"), "registration": _("the person registered"), SYSTEM: _("the centre, by itself")}
    return {actor: found.get(actor) or str(others.get(actor.partition(":")[0], actor)) for actor in actors}


def meant_by(change: Change) -> set[str]:
    """The other things that the change's values mean."""
    kind = change.entity.partition(":")[0]
    values = [pair for told in (change.before or {}, change.after or {}) for pair in told.items()]
    return {thing for field, value in values for thing, _rest in named.meant(kind, field, value)}


def facts(change: Change, things: dict[str, str]) -> list[tuple[str, str, str]]:
    """(field, before, after) of one change, in words; what was empty and still is says nothing."""
    before, after = change.before or {}, change.after or {}
    kind = change.entity.partition(":")[0]
    told = []
    for name in dict.fromkeys([*before, *after]):
        if name not in TECHNICAL:
            was, now = differing(before.get(name), after.get(name))
            told.append((label(FIELDS, name), worded(kind, name, was, things), worded(kind, name, now, things)))
    return [fact for fact in told if fact[1] or fact[2]]


def differing(before: Any, after: Any) -> tuple[Any, Any]:
    """Of two lists what the other has not; of two texts the part from shortly before where they differ."""
    if isinstance(before, list) and isinstance(after, list):
        return [each for each in before if each not in after], [each for each in after if each not in before]
    if isinstance(before, str) and isinstance(after, str) and min(len(before), len(after)) > LONG:
        same = next((place for place, (old, new) in enumerate(zip(before, after, strict=False)) if old != new), min(len(before), len(after)))
        start = max(same - 40, 0)
        return (f"…{before[start:]}", f"…{after[start:]}") if start else (before, after)
    return before, after


def worded(kind: str, name: str, value: Any, things: dict[str, str]) -> str:
    """A field's value: by the names of the things it means, by its label where the field has some, otherwise as it is."""
    if pointed := list(named.meant(kind, name, value)):
        said = shown([f"{things.get(thing, thing.partition(':')[2])}{behind(rest)}" for thing, rest in pointed])
        return f"{said} ({zone_city(venue_zone())})" if SPAN.match(pointed[0][1]) else said
    if told := named.said(f"{kind}.{name}", value):
        return str(told)
    if name in NAMED_BY_CLDR and value:
        return ", ".join(NAMED_BY_CLDR[name](each) for each in (value if isinstance(value, list) else [value]))
    words = VALUES.get(f"{kind}.{name}") or VALUES.get(name, {})
    return str(words[value]) if isinstance(value, str) and value in words else shown(value)


def behind(rest: str) -> str:
    """What stands behind the name of a thing: as what somebody takes part, or when a room is taken."""
    if span := SPAN.match(rest):
        start, end = (datetime.fromisoformat(each) for each in span.groups())
        state = rest[span.end() :]
        zone = venue_zone()
        said = f", {format_date(start, 'medium', zone)}, {format_time(start, zone)}–{format_time(end, zone)}"
        return said if state in {"", "planned"} else f"{said} ({state_word(state)})"
    return f" ({VALUES['part'].get(rest, rest)})" if rest else ""


def state_word(state: str) -> str:
    return str(VALUES["state"].get(state, state))


def shown(value: Any) -> str:
    """A stored value as one line."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, dict):
        return " · ".join(str(_("%(label)s: %(text)s", label=label_of(key), text=shown(each))) for key, each in value.items())
    if isinstance(value, list):
        more = [str(_("and %(number)s more", number=len(value) - AT_MOST))] if len(value) > AT_MOST else []
        return "; ".join([*(shown(each) for each in value[:AT_MOST]), *more])
    return shown_text(str(value))


def label_of(key: str) -> str:
    """What a text in several languages is in, or the name of an answer."""
    return language_name(key) if is_language(key) else key


def shown_text(text: str) -> str:
    """An instant is told in the venue's zone, as everything here, a day as the reader writes it; of a long text the beginning."""
    if text[4:5] == "-" and (len(text) == 10 or (len(text) >= 19 and text[10:11] == "T")):
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            return text
        return format_date(at.date(), "long") if len(text) == 10 else format_when(at, venue_zone()) if at.tzinfo else text
    return text if len(text) <= LONG else f"{text[:LONG]}…"

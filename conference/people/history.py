"""The history as people read it: who, what, when, from what to what. Other features' pages use `lines` and the page part
`people/_history.html`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import lazyload

from conference.kernel.database import db
from conference.kernel.history import SYSTEM, Change
from conference.kernel.i18n import format_when
from conference.kernel.message import _
from conference.people.labels import ACTIONS, FIELDS, KINDS, VALUES, label
from conference.people.models import User


@dataclass(frozen=True)
class Line:
    """One change, in words. `facts` is (field, before, after); a value that is not there is empty."""

    id: int
    at: datetime
    who: str
    action: str
    entity: str
    kind: str
    thing: str  # whose account it is; empty for other things
    facts: Sequence[tuple[str, str, str]]
    request_id: str | None


def lines(changes: Iterable[Change]) -> list[Line]:
    """The changes in the reader's language, with the names of who made them and whose account it was. One statement for all."""
    changes = list(changes)
    accounts = {change.entity for change in changes if change.entity.startswith("user:")}
    names = names_of({change.actor for change in changes} | accounts)
    return [
        Line(
            id=change.id, at=change.at, who=names[change.actor], action=label(ACTIONS, change.action), entity=change.entity,
            kind=label(KINDS, change.entity.partition(":")[0]), thing=names.get(change.entity, ""), facts=facts(change), request_id=change.request_id,
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


def facts(change: Change) -> list[tuple[str, str, str]]:
    """(field, before, after) of one change, in words."""
    before, after = change.before or {}, change.after or {}
    return [(label(FIELDS, name), worded(name, before.get(name)), worded(name, after.get(name))) for name in dict.fromkeys([*before, *after])]


def worded(name: str, value: Any) -> str:
    """A field's value: by its label where the field has some, otherwise as it is."""
    words = VALUES.get(name, {})
    return str(words[value]) if isinstance(value, str) and value in words else shown(value)


def shown(value: Any) -> str:
    """A stored value as one line."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, dict):
        return " · ".join(f"{key}: {shown(each)}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(shown(each) for each in value)
    return shown_text(str(value))


def shown_text(text: str) -> str:
    """An instant is told in the reader's zone; every other text as it is."""
    if len(text) >= 19 and text[4:5] == "-" and text[10:11] == "T":
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            return text
        return format_when(at) if at.tzinfo else text
    return text

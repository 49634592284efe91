"""Written items and their versions. An item is serialised when its content changes and never again; all feeds share it.

The version is kept here because calendars compare content: a registration that changes an event, a release that changes
only a file's slug must not move DTSTAMP; a new venue name, which moves no session, must.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from operator import attrgetter
from types import MappingProxyType, NoneType
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from conference.feeds.entries import Entry, State
from conference.feeds.ical import EMITTER, fragment
from conference.feeds.models import FeedMember, Fragment
from conference.kernel.database import db, transaction

SECOND = timedelta(seconds=1)
AT_ONCE = 400
VERSIONLESS = {"sequence": 0, "changed_at": datetime.min.replace(tzinfo=UTC), "created_at": None}
NAMES = tuple(each.name for each in fields(Entry))
TOLD: Callable[[Entry], tuple[Any, ...]] = attrgetter(*NAMES)
VERSIONS = tuple((NAMES.index(name), value) for name, value in VERSIONLESS.items())
NONE: Mapping[str, str] = MappingProxyType({})
PLAIN = frozenset((str, int, bool, NoneType, datetime, State))  # stands as it is


def digest_of(entry: Entry) -> str:
    """Of everything that a calendar shows of an item; not of its version."""
    told = list(TOLD(entry))
    for place, value in enumerate(told):
        if type(value) not in PLAIN:
            told[place] = as_tuple(value)
    for place, value in VERSIONS:
        told[place] = value
    return hashlib.sha256(f"{EMITTER}{tuple(told)!r}".encode("utf-8", "surrogatepass")).hexdigest()


@cache
def names_of(kind: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


def as_tuple(value: Any) -> Any:
    """What dataclasses.astuple gives, without its deep copies, which were a third of a cold calendar's time."""
    if is_dataclass(value):
        kind: Any = type(value)
        return tuple(as_tuple(getattr(value, name)) for name in names_of(kind))
    return tuple(map(as_tuple, value)) if isinstance(value, tuple) else value


def untouched(sources: Mapping[str, str], *, flavour: str) -> dict[str, bytes]:
    """The bytes, by uid, of those items that were made from these same sources."""
    uids, found = list(sources), {}
    for start in range(0, len(uids), AT_ONCE):
        wanted = select(Fragment.uid, Fragment.source, Fragment.body)
        wanted = wanted.where(Fragment.flavour == flavour, Fragment.uid.in_(uids[start : start + AT_ONCE]))
        found.update({uid: body for uid, source, body in db.session.connection().execute(wanted) if source == sources[uid]})
    return found


def fragments(entries: Sequence[Entry], *, flavour: str, now: datetime, sources: Mapping[str, str] = NONE) -> list[bytes]:
    """The items' bytes, in their order. Only new and changed ones are serialised and written down. `sources` says from what
    each is made, for `untouched`."""
    known = kept([entry.uid for entry in entries], flavour)
    digests = {entry.uid: digest_of(entry) for entry in entries}
    stale = [entry for entry in entries if entry.uid not in known or known[entry.uid].digest != digests[entry.uid]]
    bodies = {uid: row.body for uid, row in known.items()}
    if stale:
        bodies |= write(stale, digests, flavour=flavour, now=now, sources=sources)
    same = {uid: digests[uid] for uid, row in known.items() if row.digest == digests[uid]}
    if sources and same:
        write_sources(sources, same, flavour=flavour)
    return [bodies[entry.uid] for entry in entries]


def kept(uids: Sequence[str], flavour: str, *, hold: bool = False) -> dict[str, Any]:
    """What is written of these items, by uid."""
    found = {}
    for start in range(0, len(uids), AT_ONCE):
        wanted = select(Fragment.uid, Fragment.digest, Fragment.sequence, Fragment.changed_at, Fragment.created_at, Fragment.body)
        wanted = wanted.where(Fragment.flavour == flavour, Fragment.uid.in_(uids[start : start + AT_ONCE])).order_by(Fragment.uid)
        found.update({row.uid: row for row in db.session.connection().execute(wanted.with_for_update() if hold else wanted)})
    return found


def cancelled(entries: Sequence[Entry], *, flavour: str, now: datetime) -> list[bytes]:
    """The bytes that tell that these items, which go on elsewhere, are no longer in this calendar: in the version that they
    have elsewhere, so that the item is newer again when it returns."""
    fragments(entries, flavour=flavour, now=now)
    rows = kept([entry.uid for entry in entries], flavour)
    newest = [(entry, rows[entry.uid]) for entry in entries]
    return [fragment(replace(entry, state=State.CANCELLED, sequence=row.sequence, changed_at=row.changed_at, created_at=row.created_at))
            for entry, row in newest]  # fmt: skip


def moved_out(feed: str, here: Collection[str]) -> set[str]:
    """Which items (uids) were in this calendar and are no longer; those that are in it are remembered."""
    known = members(feed)
    if new := set(here) - known:
        remember(feed, new)
    return known - set(here)


def members(feed: str) -> set[str]:
    """The uids of all items that ever were in this calendar while it was read."""
    return set(db.session.scalars(select(FeedMember.uid).where(FeedMember.feed == feed)))


@transaction
def remember(feed: str, uids: Collection[str]) -> None:
    """Write down that these items are in this calendar."""
    rows = [{"feed": feed, "uid": uid} for uid in sorted(uids)]
    for start in range(0, len(rows), AT_ONCE):
        db.session.execute(inserting(FeedMember, rows[start : start + AT_ONCE]).on_conflict_do_nothing())


@transaction
def write_sources(sources: Mapping[str, str], digests: Mapping[str, str], *, flavour: str) -> None:
    """Write down from what these items are made, where they still say the same."""
    table = Fragment.__table__
    there = (table.c.uid == bindparam("of"), table.c.flavour == flavour, table.c.digest == bindparam("same"))
    rows = [{"of": uid, "same": digest, "source": sources[uid]} for uid, digest in sorted(digests.items())]
    db.session.connection().execute(update(table).where(*there), rows)


@transaction
def write(
    entries: Sequence[Entry], digests: dict[str, str], *, flavour: str, now: datetime, sources: Mapping[str, str] = NONE
) -> dict[str, bytes]:  # fmt: skip
    """Serialise these items in their next version and keep them; what another process has just written stands."""
    known = kept([entry.uid for entry in entries], flavour, hold=True)
    bodies, rows = {}, []
    for entry in sorted(entries, key=lambda entry: entry.uid):
        before = known.get(entry.uid)
        if before is not None and before.digest == digests[entry.uid]:
            bodies[entry.uid] = before.body
            continue
        newer = versioned(entry, before, now)
        bodies[entry.uid] = fragment(newer)
        rows.append({"uid": entry.uid, "flavour": flavour, "digest": digests[entry.uid], "source": sources.get(entry.uid, ""),
                     "sequence": newer.sequence, "changed_at": newer.changed_at, "created_at": newer.created_at,
                     "body": bodies[entry.uid]})  # fmt: skip
    for start in range(0, len(rows), AT_ONCE):
        save(rows[start : start + AT_ONCE])
    return bodies


def versioned(entry: Entry, before: Any, now: datetime) -> Entry:
    """The item in the version after `before`: sequence and instant both rise, the instant by a second at least."""
    created_at = entry.created_at or entry.changed_at
    if before is None:
        return replace(entry, created_at=min(created_at, entry.changed_at))
    changed_at = entry.changed_at if entry.changed_at > before.changed_at else max(now, before.changed_at + SECOND)
    return replace(entry, sequence=max(entry.sequence, before.sequence + 1), changed_at=changed_at, created_at=before.created_at)


def save(rows: list[dict[str, Any]]) -> None:
    """Insert these rows, or set those that are there already."""
    insert = inserting(Fragment, rows)
    new = {name: insert.excluded[name] for name in ("digest", "source", "sequence", "changed_at", "body")}
    db.session.execute(insert.on_conflict_do_update(index_elements=["uid", "flavour"], set_=new))


def inserting(table: Any, rows: list[dict[str, Any]]) -> Any:
    """An INSERT that can say what to do on a conflict."""
    return (postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert)(table).values(rows)

"""The draft becomes what everybody sees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update

from conference.kernel.database import db, lock, transaction
from conference.kernel.history import record
from conference.kernel.message import _
from conference.kernel.objection import Objection, refuse
from conference.kernel.stamps import touch
from conference.programme import queries_draft, rules_writing
from conference.programme.difference import compare
from conference.programme.facts import SessionFacts, card, digest
from conference.programme.mails_release import owe_news
from conference.programme.models import Event, PublishedSession, Release
from conference.programme.rules import Visibility


@transaction
def publish_timetable(event: Event, *, by: Any, now: datetime, comment: str = "", tell: bool = False) -> Release:
    """Make the draft public: a release with its difference to the one before.

    Only sessions whose facts are different get a new sequence and a strictly later `changed_at`; what was taken off stays
    as a cancelled row. With `tell` those whose own sessions are new, moved or cancelled get a letter, where an address of theirs
    is known. Raises Refused (`nothing-to-publish`) when nothing is different. Three bulk statements whatever the size.
    """
    refuse(rules_writing.objections_to_lengths({"comment": comment}), status=422)
    lock(event)
    draft = queries_draft.publishable(queries_draft.draft_of(event))
    difference = compare(draft, queries_draft.known(event))
    if not len(difference):
        refuse([Objection("nothing-to-publish", _("Nothing has changed since the last release."))])
    concerned = [line.uid for line in difference.lines()]
    write(event, [facts for facts in draft if facts.uid in set(concerned)], {line.uid for line in difference.cancelled}, now=now)
    number = (db.session.scalar(select(func.max(Release.number)).where(Release.event_id == event.id)) or 0) + 1
    actor = getattr(by, "actor", None) or str(by)
    release = Release(event_id=event.id, number=number, comment=comment, difference=difference.to_json(), published_at=now, published_by=actor)
    db.session.add(release)
    db.session.flush()
    record(event.entity, "publish", by=by, at=now, after={"number": number, "comment": comment, **difference.counts()})
    touch(event.scope, event.timetable_scope, *(f"person:{each}" for each in queries_draft.person_ids_on(concerned)), now=now)
    if event.visibility is Visibility.PUBLIC:
        touch("centre", now=now)
    owe_news(event, difference, tell=tell, now=now)
    return release


def write(event: Event, facts: Iterable[SessionFacts], gone: set[str], *, now: datetime) -> None:
    """Insert the new rows, set the different ones, mark the gone ones; each with its own next sequence."""
    row = PublishedSession
    there = {each.uid: each for each in db.session.execute(select(row.id, row.uid, row.sequence, row.changed_at).where(row.event_id == event.id))}
    new = {"event_id": event.id, "cancelled": False, "sequence": 0, "first_published_at": now, "changed_at": now}
    fresh, different = [], []
    for each in facts:
        values = columns(each)
        if known := there.get(each.uid):
            different.append({"id": known.id, "cancelled": False, **values, **later(known, now)})
        else:
            fresh.append({**new, "uid": each.uid, **values})
    taken_off = [{"id": known.id, "cancelled": True, **later(known, now)} for uid, known in there.items() if uid in gone]
    if fresh:
        db.session.execute(insert(row), fresh)
    for batch in (different, taken_off):
        if batch:
            db.session.execute(update(row), batch)


def columns(facts: SessionFacts) -> dict[str, Any]:
    """A published row's columns, from the facts."""
    kept = facts.to_json()
    return {
        "code": facts.code,
        "part_of_code": facts.part_of,
        "has_parts": facts.has_parts,
        "starts_at": facts.starts_at,
        "ends_at": facts.ends_at,
        "room_slug": facts.room.slug if facts.room else None,
        "track_slug": facts.track.slug if facts.track else None,
        "speaker_codes": list(dict.fromkeys(each.code for each in facts.people)),
        "card": card(kept),
        "facts": kept,
        "digest": digest(kept),
    }


def later(known: Any, now: datetime) -> Mapping[str, Any]:
    """The next sequence, and an instant after the last one: calendar programs trust whichever of the two they look at."""
    return {"sequence": known.sequence + 1, "changed_at": max(now, known.changed_at + timedelta(seconds=1))}

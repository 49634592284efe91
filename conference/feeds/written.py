"""An event's published sessions as they are written down. Those of which nothing was touched since are not even read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import current_app

from conference.feeds import items, ledger, queries
from conference.feeds.items import Site
from conference.kernel.i18n import locales
from conference.programme.models import Event

MOST_PICKED = 200  # more are read with the whole event


def session_bodies(event: Event, marks: Sequence[Any], around: str, *, site: Callable[[], Site], now: datetime) -> list[bytes]:
    """The items of these sessions (`queries.published_marks`), in their order. `around` tells what they depend on beside the event."""
    sources = sources_of(event, marks, around)
    bodies = ledger.untouched(sources, flavour="")
    if missing := [uid for uid in sources if uid not in bodies]:
        rows = queries.rows_of(event.id, [items.code_of(uid) for uid in missing] if len(missing) <= MOST_PICKED else None)
        place = site()
        entries = [entry for entry in (items.session_entry(row, event, place) for row in rows) if entry.uid not in bodies]
        made = ledger.fragments(entries, flavour="", now=now, sources=sources)
        bodies.update(zip((entry.uid for entry in entries), made, strict=True))
    return [bodies[uid] for uid in sources]


def sources_of(event: Event, marks: Sequence[Any], around: str) -> dict[str, str]:
    """By item: a digest of all that `items.session_entry` reads, and of the program that reads it."""
    told = (event.slug, event.languages, event.timezone, event.place_name, event.cancelled_at, tuple(locales()), current_app.extensions["edition"])
    frame = repr((around, *told))
    return {items.uid(mark.uid): hashlib.sha256(f"{frame}{mark.digest}{mark.cancelled}".encode()).hexdigest() for mark in marks}

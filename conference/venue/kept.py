"""What a process keeps of the house: under the version of the stamp `centre`, looked at once per request, so that a page is
of a piece and an unchanged house costs one small statement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, g, has_request_context

from conference.kernel.database import db
from conference.kernel.stamps import NEVER, stamp

CENTRE, CHANGED = "centre", "venue changed"
T = TypeVar("T")


def kept(name: str, read: Callable[[], T]) -> T:
    """What `read` makes, kept until the centre's stamp rises. A centre that was never touched (an empty one) is read each
    time, and so is one that the running transaction changes."""
    if db.session.info.get(CHANGED):
        return read()
    seen: dict[str, Any] = g.setdefault("venue", {}) if has_request_context() else {}
    if name in seen:
        return seen[name]
    version = seen.get(CENTRE) or stamp(CENTRE)
    store: dict[str, Any] = current_app.extensions.setdefault("venue", {})
    known, value = store.get(name, (None, None))
    if known != version or version == NEVER:
        value = read()
        store[name] = (version, value)
    if version != NEVER:
        seen[CENTRE], seen[name] = version, value
    return value


def changed() -> None:
    """The running transaction changes the house: what is kept is out of date for it, and for the rest of this request."""
    db.session.info[CHANGED] = True
    if has_request_context():
        g.pop("venue", None)

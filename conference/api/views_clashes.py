"""What a draft contradicts itself in: told to those who make or review it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from conference.api.answers import at
from conference.api.forms_parts import Clash as ClashSaid
from conference.api.frame import Calls
from conference.api.pages import cut, envelope, page_of
from conference.api.shapes import Paged
from conference.kernel.span import Span
from conference.kernel.web import load
from conference.people.rules import Scope
from conference.programme import policy, queries_draft
from conference.programme.clashes import Clash
from conference.programme.models import Event

bp = Calls("clashes", "What a draft contradicts itself in.")


@bp.call("GET", "/events/<slug>/clashes", query=Paged, answer=page_of(ClashSaid), scope=Scope.EVENTS)
def clashes(slug: str, query: Any) -> Any:
    """What the draft contradicts itself in, in the order of time

    Two sessions in one room, somebody in two places, a session outside what is booked. Nothing of it forbids to publish.
    """
    event = load(Event, slug=slug, may=policy.read_draft, see=policy.see)
    shown, total = cut(queries_draft.clashes(event), query)
    return envelope(list(clashes_said(event, shown)), total, query)


def clashes_said(event: Event, found: Iterable[Clash]) -> Iterator[dict[str, Any]]:
    def ends(span: Span) -> dict[str, Any]:
        return {"starts_at": at(span.start, event.timezone), "ends_at": at(span.end, event.timezone)}

    for clash in found:
        sides = [{"code": each.code, "title": str(each.title), "room": str(each.room_name) or None, **ends(each.span)} for each in clash.sessions]
        yield {"kind": clash.kind, "message": clash.message, **ends(clash.span), "sessions": sides}

"""Which room would do: the search that everybody may make. Who has a taken room is not told here."""

from __future__ import annotations

from typing import Any

from conference.api.forms_bookings import AvailabilityAsked, Offer
from conference.api.frame import Calls
from conference.api.pages import cut, envelope, page_of
from conference.booking import queries
from conference.kernel import clock
from conference.kernel.span import Span
from conference.people.rules import Scope
from conference.venue import policy

bp = Calls("availability", "Which rooms are free, best fit first, and why the others are not.")


@bp.call("GET", "/availability", query=AvailabilityAsked, answer=page_of(Offer), scope=Scope.BOOKINGS, token=False, may=policy.see_rooms)
def availability(query: Any) -> Any:
    """Every room in service for a span: those that are free and fit first, the others with every reason why not

    Each room's own set-up and clear-away for the layout must be free too.
    """
    span = Span(query["starts_at"], query["ends_at"])
    found = queries.free_rooms(span, query.get("attendance"), query.get("layout"), query.get("feature", ()), now=clock.now())
    shown, total = cut(found, query)
    return envelope([offer(each) for each in shown], total, query)


def offer(each: Any) -> dict[str, Any]:
    return {
        "room": each.room.slug,
        "name": str(each.room.name),
        "layout": each.layout,
        "capacity": each.capacity,
        "available": each.available,
        "reasons": [{"code": why.code, "message": why.message} for why in each.reasons],
    }

"""Closures: spans in which a room may not be booked. The centre's staff close and open; that a room is closed, everybody is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import url_for
from flask_login import current_user

from conference.api.answers import at
from conference.api.forms_closures import Closure as ClosureSaid
from conference.api.forms_closures import ClosureIn, ClosuresAsked
from conference.api.frame import Calls
from conference.api.pages import page, page_of
from conference.booking import actions, policy
from conference.kernel import clock
from conference.kernel.message import _
from conference.kernel.objection import Objection, refuse
from conference.kernel.span import Span
from conference.kernel.web import load
from conference.people.rules import Scope
from conference.venue import queries
from conference.venue.models import Closure

bp = Calls("closures", "When rooms are closed.")


@bp.call("GET", "/closures", query=ClosuresAsked, answer=page_of(ClosureSaid), scope=Scope.ROOMS, may=policy.close)
def closures(query: Any) -> Any:
    """Closures that are on or to come, the next first"""
    found = queries.closures_from(clock.now())
    if "room" in query:
        room = queries.room(query["room"])
        found = found.where(Closure.room_id == (room.id if room else None))
    return page(found, query, said)


@bp.call("POST", "/closures", body=ClosureIn, answer=ClosureSaid, status=201, scope=Scope.ROOMS, may=policy.close, others={409: "RoomTaken"})
def close_a_room(body: Any) -> Any:
    """Close a room for a span, and with it every hall that it is part of

    Booked then: 409 with what is in the way. Move or cancel that first.
    """
    room = queries.house().by_slug.get(body["room"])
    refuse([] if room else [Objection("room-unknown", _("There is no room %(slug)s.", slug=body["room"]), field="room")], status=422)
    assert room is not None
    span = Span(body["starts_at"], body["ends_at"])
    (answer,) = said([actions.close_room(room, span=span, reason=body["reason"], by=current_user, now=clock.now())])
    return answer, answer["url"]


@bp.call("GET", "/closures/<id>", answer=ClosureSaid, scope=Scope.ROOMS, may=policy.close)
def closure(id: str) -> Any:
    """One closure"""
    return said([load(Closure, uid=id, may=policy.close)])[0]


@bp.call("DELETE", "/closures/<id>", answer=ClosureSaid, scope=Scope.ROOMS, may=policy.close)
def open_a_room_again(id: str) -> Any:
    """Open the room again, from now on

    Nothing is erased: the closure can still be read, as lifted.
    """
    found = load(Closure, uid=id, may=policy.close)
    actions.lift_closure(found, by=current_user, now=clock.now())
    return said([found])[0]


def said(found: Iterable[Closure]) -> list[dict[str, Any]]:
    zone, rooms = queries.zone(), queries.house().by_id
    return [
        {
            "id": each.uid,
            "room": rooms[each.room_id].slug,
            "starts_at": at(each.starts_at, zone),
            "ends_at": at(each.ends_at, zone),
            "reason": each.reason,
            "lifted_at": at(each.lifted_at, zone),
            "url": url_for("api_closures.closure", id=each.uid, _external=True),
        }
        for each in found
    ]

"""Rooms: the catalogue, which everybody may read and the centre's staff may change."""

from __future__ import annotations

from typing import Any

from flask import abort, request, url_for
from flask_login import current_user
from sqlalchemy import select

from conference.api.forms_rooms import Room as RoomSaid
from conference.api.forms_rooms import RoomChanges, RoomIn, in_words, retold, room_said
from conference.api.frame import JSON, Calls, dumps
from conference.api.pages import cut, envelope, page_of
from conference.api.shapes import Paged
from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.i18n import tag
from conference.kernel.message import _
from conference.kernel.objection import Objection, refuse
from conference.kernel.stamps import NEVER, stamp
from conference.kernel.web import load, stamped
from conference.people.rules import Scope
from conference.venue import policy, queries
from conference.venue.actions import add_room, change_room
from conference.venue.models import Room

bp = Calls("rooms", "The rooms of the centre, their layouts and features.")


@bp.call("GET", "/rooms", query=Paged, answer=page_of(RoomSaid), scope=Scope.ROOMS, token=False, may=policy.see_rooms)
def rooms(query: Any) -> Any:
    """Every room in service, in the centre's order"""

    def tell() -> dict[str, Any]:
        shown, total = cut(list(queries.rooms()), query)
        return envelope([said(room) for room in shown], total, query)

    mark = stamp(queries.CENTRE)
    if mark == NEVER:
        return tell()
    return stamped(f"api|rooms|{mark.version}|{tag()}|{request.url}", mark.changed_at, lambda: dumps(tell()).encode(), content_type=JSON, max_age=0)


@bp.call("GET", "/rooms/<slug>", answer=RoomSaid, scope=Scope.ROOMS, token=False, may=policy.see_rooms)
def room(slug: str) -> Any:
    """One room"""
    return said(queries.room(slug) or abort(404))


@bp.call("POST", "/rooms", body=RoomIn, answer=RoomSaid, status=201, scope=Scope.ROOMS, may=policy.manage_rooms)
def add_a_room(body: Any) -> Any:
    """Add a room

    With `parts` a combined hall: whoever books it books its parts, and the other way round.
    """
    parts = parts_named(body.pop("parts", []))
    made = add_room(**stored(body), parts=parts, by=current_user, now=clock.now())
    return said(queries.room(made.slug)), address(made.slug)


@bp.call("PATCH", "/rooms/<slug>", body=RoomChanges, answer=RoomSaid, scope=Scope.ROOMS)
def change_a_room(slug: str, body: Any) -> Any:
    """Change a room

    `layouts` replaces all of them. `in_service: false` takes the room out of service; what is booked stays booked.
    """
    room = load(Room, slug=slug, may=policy.manage_rooms, see=policy.see_rooms)
    change_room(room, by=current_user, now=clock.now(), **stored(body, room))
    return said(queries.room(slug))


def said(room: Any) -> dict[str, Any]:
    return room_said(room, queries.house(), address(room.slug))


def address(slug: str) -> str:
    return url_for("api_rooms.room", slug=slug, _external=True)


def stored(body: dict[str, Any], room: Room | None = None) -> dict[str, Any]:
    """Texts without a language are in the centre's first one."""
    language = (queries.venue().locales or ("en",))[0]
    texts = {name: body[name] for name in ("name", "description") if name in body}
    if room is None:
        return {**body, **{name: in_words(value, language) for name, value in texts.items()}}
    return {**body, **{name: retold(getattr(room, name), value, language) for name, value in texts.items()}}


def parts_named(slugs: list[str]) -> list[Room]:
    """The rooms of these names. Refuses (422) those that are not there."""
    found = {room.slug: room for room in db.session.scalars(select(Room).where(Room.slug.in_(slugs)))} if slugs else {}
    missing = [slug for slug in slugs if slug not in found]
    refuse([Objection("room-unknown", _("There is no room %(slug)s.", slug=slug), field="parts") for slug in missing], status=422)
    return [found[slug] for slug in slugs]

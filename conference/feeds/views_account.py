"""One's own private links: made and shown once, renewed, withdrawn."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, url_for
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from conference.feeds import actions, policy, queries
from conference.feeds.forms import LinkForm
from conference.feeds.models import FeedToken
from conference.feeds.rules import OWN, Purpose
from conference.feeds.views import bp
from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.message import _
from conference.kernel.objection import Refused
from conference.kernel.web import absolute, allow, load, see_other
from conference.people.models import User
from conference.venue import queries as venue_queries
from conference.venue.models import Room


@bp.route("/account/feeds/", methods=["GET", "POST"])
def mine() -> Any:
    """All one's links. The secret of a new one is on the answer to the POST and nowhere else."""
    allow(policy.make)
    form = link_form()
    if not form.is_submitted():
        return answer(form)
    if form.validate():
        room = db.session.scalars(db.select(Room).where(Room.slug == form.room.data)).one_or_none() if form.purpose.data == Purpose.ROOM else None
        try:
            secret = actions.make_link(
                me(), Purpose(form.purpose.data), room=room, detailed=form.detail.data == "detailed", by=me(), now=clock.now()
            )  # fmt: skip
            return answer(link_form(), made=(Purpose(form.purpose.data), address(secret, room)), status=201)
        except Refused as refused:
            form.object_to(refused.objections)
            return answer(form, status=refused.status)
    return answer(form, status=422)


def me() -> User:
    return current_user._get_current_object()


def link_form() -> LinkForm:
    """The form with the rooms in service; details of a diary only for those who may see them."""
    form = LinkForm()
    form.room.choices = [SelectChoice("", "–"), *(SelectChoice(each.slug, str(each.name)) for each in venue_queries.rooms())]
    form.detail.choices = [SelectChoice("busy", str(_("only when the room is taken")))]
    if policy.see_details(current_user):
        form.detail.choices.append(SelectChoice("detailed", str(_("whose each booking is"))))
    return form


def address(secret: str, room: Room | None) -> str:
    return absolute("feeds.room", room=room.slug, token=secret) if room else absolute("feeds.private", token=secret)


def answer(form: LinkForm, *, made: tuple[Purpose, str] | None = None, status: int = 200) -> Any:
    links = db.session.scalars(queries.tokens_of(me())).all()
    own = {each.purpose: each for each in links if each.purpose is not Purpose.ROOM}
    diaries = [each for each in links if each.purpose is Purpose.ROOM]
    body = render_template("feeds/mine.html", form=form, own=own, purposes=OWN, diaries=diaries, made=made)
    return body, status, {"Cache-Control": "no-store"}


@bp.post("/account/feeds/<uid>/renewal")
def renew(uid: str) -> Any:
    """Another address for the same calendar; the old one stops working."""
    token = load(FeedToken, uid=uid, may=policy.withdraw)
    purpose, room = token.purpose, token.room
    secret = actions.renew_link(token, by=me(), now=clock.now())
    return answer(link_form(), made=(purpose, address(secret, room)), status=201)


@bp.post("/account/feeds/<uid>/withdrawal")
def withdraw(uid: str) -> Any:
    actions.withdraw_link(load(FeedToken, uid=uid, may=policy.withdraw), by=me(), now=clock.now())
    flash(str(_("The link is withdrawn. Calendars that use it no longer get anything.")), "success")
    return see_other(url_for("feeds.mine"))

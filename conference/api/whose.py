"""For whom somebody acts: the organisation that a booking or an event will belong to."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from sqlalchemy import Select, String, bindparam, select
from sqlalchemy.exc import IntegrityError

from conference.kernel.database import db
from conference.kernel.message import _
from conference.kernel.objection import Objection, Refused
from conference.kernel.words import Words
from conference.people.actions import create_organisation
from conference.people.models import Organisation, User
from conference.people.policy import manages_venue
from conference.people.rules import Kind, Role
from conference.venue import queries as venue_queries

OWN = "centre"  # the short name of the organisation that the centre itself is


def organisation_for(user: User, slug: str | None, *, now: datetime) -> Organisation:
    """The organisation that was named, or the one in which the user organises, or (for the centre's staff) the centre itself.

    Refuses (422) one that is not theirs to act for, and asks back when they organise in several.
    """
    staff = manages_venue(user)
    theirs = user.organisation_ids(Role.ORGANISER)
    mine = {each.slug: each for each in db.session.scalars(select(Organisation).where(Organisation.id.in_(theirs)))} if theirs else {}
    if slug is not None:
        found = mine.get(slug) or (named(slug) if staff else None)
        if found is None:
            raise refused("organisation-unknown", _("There is no organisation %(slug)s for which you may act.", slug=slug), mine)
        return found
    if len(mine) > 1:
        raise refused("choose-an-organisation", _("You organise for several. Say for which of them."), mine)
    return next(iter(mine.values())) if mine else named(OWN) or found_the_centre(now)


def named(slug: str) -> Organisation | None:
    return db.session.scalars(_named(), {"slug": slug}).one_or_none()


@cache
def _named() -> Select[Organisation]:
    """The statement, made once."""
    return select(Organisation).where(Organisation.slug == bindparam("slug", type_=String()))


def found_the_centre(now: datetime) -> Organisation:
    """The centre as an organisation, made when its staff first act for it; when two do so at once, by the quicker one."""
    name = venue_queries.venue().name
    words = name if isinstance(name, Words) else Words({"en": str(name)})
    try:
        with db.session.begin_nested():
            return create_organisation(OWN, name=words, kind=Kind.MEMBER, by=None, now=now)
    except (IntegrityError, Refused):  # the other was quicker: before this one looked, or before it wrote
        if (made := named(OWN)) is None:
            raise
        return made


def refused(code: str, message: object, mine: dict[str, Organisation]) -> Refused:
    return Refused([Objection(code, message, field="organisation", data={"choices": sorted(mine)})], status=422)  # type: ignore[arg-type]

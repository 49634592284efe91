"""What every registration and every scan asks of the database."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from sqlalchemy import Select, String, bindparam, or_, select
from sqlalchemy.orm import lazyload

from conference.registration.models import Category, CheckIn, ConsentText, Registration
from conference.registration.rules import ScanResult


class Often(NamedTuple):
    """Statements that every registration or scan asks."""

    of_code: Select[Registration]
    admitting: Select[CheckIn]
    categories: Select[Category]
    texts: Select[ConsentText]


@cache
def asked_often() -> Often:
    """Made once: making a statement costs more than running it. A ticket's event is nearly always at hand already."""
    event_id = bindparam("event_id", type_=Category.event_id.type)
    code = select(Registration).where(Registration.code == bindparam("code", type_=String())).options(lazyload(Registration.event))
    let_in = (CheckIn.result == ScanResult.ADMITTED, CheckIn.undone_at.is_(None))
    scans = select(CheckIn).where(CheckIn.registration_id == bindparam("registration_id", type_=Registration.id.type), *let_in)
    kinds = select(Category).where(Category.event_id == event_id).order_by(Category.position, Category.id)
    texts = select(ConsentText).where(or_(ConsentText.event_id == event_id, ConsentText.event_id.is_(None)))
    newest_first = texts.order_by(ConsentText.event_id.is_(None), ConsentText.version.desc(), ConsentText.id.desc())
    return Often(code, scans.order_by(CheckIn.id).limit(1), kinds, newest_first)

"""What an event asks of its registrants: categories, and texts to agree to. A text that somebody may have agreed to is never
edited: a change is a new version."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from conference.kernel.database import db, lock, transaction
from conference.kernel.history import record
from conference.kernel.i18n import fold
from conference.kernel.message import _, _n
from conference.kernel.objection import Objection, refuse
from conference.kernel.stamps import touch
from conference.kernel.words import Words
from conference.programme.models import Event
from conference.registration import queries
from conference.registration.models import Category, ConsentText, Registration

PURPOSE = re.compile(r"[a-z][a-z0-9_-]{0,39}")


@transaction
def add_category(event: Event, *, name: Words, needs_approval: bool, by: Any, now: datetime) -> Category:
    """Add a kind of participant, behind the others. Refuses (422) one without a name."""
    lock(event)
    name = named(name)
    present = queries.categories(event)
    slug = free_slug(name, {each.slug for each in present})
    category = Category(event_id=event.id, slug=slug, name=name, needs_approval=needs_approval, position=len(present))
    db.session.add(category)
    touch(event.scope, now=now)
    record(event.entity, "category_added", by=by, at=now, after={"slug": slug, "name": name, "needs_approval": needs_approval})
    return category


@transaction
def change_category(category: Category, *, name: Words, needs_approval: bool, by: Any, now: datetime) -> None:
    """Rename a category or change whether it needs approval, for those who come from now on. Its short name stays."""
    event = db.session.get_one(Event, category.event_id)
    name = named(name)
    before = {"name": category.name, "needs_approval": category.needs_approval}
    after = {"name": name, "needs_approval": needs_approval}
    record(event.entity, "category_changed", by=by, at=now, before=before | {"category": ""}, after=after | {"category": category.slug})
    category.name, category.needs_approval = name, needs_approval
    touch(event.scope, now=now)


@transaction
def remove_category(category: Category, *, by: Any, now: datetime) -> None:
    """Remove a category that nobody has chosen. Refuses one that somebody has."""
    event = db.session.get_one(Event, category.event_id)
    lock(event)
    number = db.session.scalar(select(func.count()).where(Registration.category_id == category.id)) or 0
    if number:
        message = _n("%(number)s person has chosen this category, so it stays.", "%(number)s people have chosen this category, so it stays.", number)
        refuse([Objection("category-chosen", message)])
    record(event.entity, "category_removed", by=by, at=now, before={"slug": category.slug, "name": category.name})
    db.session.delete(category)
    touch(event.scope, now=now)


@transaction
def ask_consent(event: Event, *, purpose: str, text: Words, required: bool, by: Any, now: datetime) -> ConsentText:
    """Ask registrants from now on to agree to this text: a new version under its purpose. An empty text asks no more.

    What was agreed to before stays as it was. Refuses (422) a purpose that is no short name.
    """
    purpose = purpose.strip().lower()
    if not PURPOSE.fullmatch(purpose):
        message = _("A purpose is one word of small letters, digits, _ or -, such as photos.")
        refuse([Objection("not-a-purpose", message, field="purpose")], status=422)
    lock(event)
    last = db.session.scalar(select(func.max(ConsentText.version)).where(ConsentText.event_id == event.id, ConsentText.purpose == purpose)) or 0
    version = ConsentText(event_id=event.id, purpose=purpose, version=last + 1, text=text, required=required and bool(text), created_at=now)
    db.session.add(version)
    touch(event.scope, now=now)
    record(event.entity, "consent_text", by=by, at=now, after={"purpose": purpose, "version": version.version, "text": text, "required": required})
    return version


def named(name: Words) -> Words:
    """The name itself. Refuses (422) none at all and one of more than 200 characters."""
    if not name or any(len(text) > 200 for text in name.values()):
        refuse([Objection("name-missing", _("Please give a name of at most 200 characters."), field="name")], status=422)
    return name


def free_slug(name: Words, taken: set[str]) -> str:
    """A short name for addresses and programs, made of the name; numbered when it is taken."""
    stem = re.sub(r"[^a-z0-9]+", "-", fold(str(name.best("en")))).strip("-")[:50] or "category"
    return next(slug for slug in (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3))) if slug not in taken)

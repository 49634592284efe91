"""Who registers in these tests, and how they are asked about."""

from typing import Any

from sqlalchemy import select

from conference.kernel.database import db, transaction
from conference.kernel.owed import LetterOwed
from conference.kernel.words import Words
from conference.programme.models import Event
from conference.registration.actions import Registered, register
from conference.registration.models import Category, ConsentText, Registration
from tests import make

TOLD = {"country": "JP", "language": "ja", "timezone": "Asia/Tokyo"}


def enrol(event: Event, name: str = "Yuki", *, now=make.MONDAY, **more: Any) -> Registered:
    """`enrol(congress, "Yuki")` registers yuki@example.org from Tokyo."""
    return register(event, **({"given_name": name, "email": f"{name.lower()}@example.org", "now": now} | TOLD | more))


def congress(places: int | None = None, **more: Any) -> Event:
    """A public event of July 2027, open for registration."""
    return make.event(**({"places": places, "registration_open": True} | more))


@transaction
def changed(row: Any, **facts: Any) -> None:
    """Change a row as another feature might, past the actions of this one."""
    for name, value in facts.items():
        setattr(row, name, value)


def category(event: Event, slug: str, needs_approval: bool = False) -> Category:
    return make.saved(Category(event_id=event.id, slug=slug, name=Words({"en": slug.capitalize()}), needs_approval=needs_approval))


def consent_text(event: Event | None, purpose: str, required: bool = False, version: int = 1) -> ConsentText:
    words = Words({"en": f"I agree to {purpose}, version {version}.", "fr": f"J’accepte {purpose}, version {version}."})
    owner = event.id if event else None
    return make.saved(ConsentText(event_id=owner, purpose=purpose, version=version, text=words, required=required, created_at=make.MONDAY))


def stand(event: Event) -> list[tuple[str, str]]:
    """Everybody in order of arrival with their state, twins left out."""
    rows = select(Registration).where(Registration.event_id == event.id, Registration.twin_of_id.is_(None)).order_by(Registration.queue_number)
    return [(row.given_name, row.state.value) for row in db.session.scalars(rows)]


def letters_due(event: Event) -> list[tuple[str, str]]:
    """The letters that are owed: to whom, of which kind."""
    due = select(Registration, LetterOwed.kind).join(LetterOwed, LetterOwed.about == "registration:" + Registration.uid)
    rows = db.session.execute(due.where(Registration.event_id == event.id).order_by(LetterOwed.id))
    return [((each.twin_of or each).email, kind) for each, kind in rows]

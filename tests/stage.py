"""One of everything, for walking every door: the small centre with a published congress and a private event of the institute, a
booking, an option, a closure, registrations with their links, private calendars, tokens; and who tries the doors."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select

from conference.booking.actions import book_room, cancel_booking, close_room
from conference.booking.models import Occurrence
from conference.booking.rules import State
from conference.feeds.actions import make_link
from conference.feeds.models import FeedToken
from conference.feeds.rules import Purpose
from conference.kernel.crypto import hash_token, new_token
from conference.kernel.database import db
from conference.kernel.mail import Delivery, Letter
from conference.kernel.words import Words
from conference.people import actions as people
from conference.people.actions.links import make_link as make_one_time_link
from conference.people.actions.links import transaction
from conference.people.models import ApiToken, Grant, LinkPurpose, Login
from conference.programme.actions import (
    add_material,
    add_session,
    add_speaker,
    add_to_team,
    add_track,
    cancel_session,
    publish_timetable,
    set_photo,
)
from conference.programme.models import Session, Speaker
from conference.programme.models_team import TeamInvitation
from conference.programme.rules import Part, Visibility
from conference.registration.actions import check_in, register
from conference.registration.models import Category, ConsentText
from tests import make
from tests.make import MONDAY, hours

one_time_link = transaction(make_one_time_link)
BY = {"by": "system", "now": MONDAY}


def build() -> dict[str, Any]:
    """Put everything into the empty database; returns plain facts (names, secrets), which outlive it."""
    centre = make.centre()
    centre.member, centre.rolf, centre.guest = make.user("Tim Team"), make.user("Rolf Reader"), make.user("Gus Guest")
    facts = events(centre) | bookings(centre) | accounts(centre)
    everybody = {name: getattr(centre, name) for name in ("guest", "dora", "rita", "rolf", "member", "alice", "bob", "vera", "ada")}
    facts["logins"] = {name: people.open_login(user, agent="", address="", now=MONDAY) for name, user in everybody.items()}
    facts["tokens"] = {name: people.create_token(user, name=name, by=user, now=MONDAY) for name, user in everybody.items()}
    facts["read_token"] = people.create_token(centre.ada, scopes=["read"], name="reads", by=centre.ada, now=MONDAY)
    facts["revoked_token"] = people.create_token(centre.ada, name="withdrawn", by=centre.ada, now=MONDAY)
    people.revoke_token(db.session.scalars(select(ApiToken).filter_by(name="withdrawn")).one(), **BY)
    facts |= gone(centre)
    facts |= {"login": owned(Login, centre.alice), "api_token": owned(ApiToken, centre.alice)}
    return facts


def gone(centre: SimpleNamespace) -> dict[str, Any]:
    """Keys that opened every door once: signed out, not used for too long, of a closed account; a token that has run out."""
    by = {"by": centre.ada, "now": MONDAY}
    carl = make.user("Carla Closed", make.Role.ADMINISTRATOR)
    old = MONDAY - timedelta(days=40)
    facts = {
        "ended_login": people.open_login(centre.ada, agent="", address="", now=MONDAY),
        "idle_login": people.open_login(centre.ada, agent="", address="", now=MONDAY - timedelta(hours=12, minutes=1)),
        "old_login": people.open_login(centre.ada, agent="", address="", now=old),
        "closed_login": people.open_login(carl, agent="", address="", now=MONDAY),
        "closed_token": people.create_token(carl, name="closed", **by),
        "expired_token": people.create_token(centre.ada, name="over", by=centre.ada, now=old, expires_at=old + timedelta(days=1)),
    }
    people.end_login(db.session.scalars(select(Login).filter_by(secret_hash=hash_token(facts["ended_login"]))).one(), now=MONDAY)
    kept = db.session.scalars(select(Login).filter_by(secret_hash=hash_token(facts["old_login"]))).one()
    people.mark_seen(kept, now=MONDAY)  # used to the last, and yet over
    people.disable_user(carl, **by)
    return facts


def owned(model: Any, user: Any) -> str:
    return db.session.scalars(select(model.uid).filter_by(user_id=user.id)).first()


def events(centre: SimpleNamespace) -> dict[str, Any]:
    """A public congress with its programme and registrations, and a private event."""
    event = make.event(of=centre.institute, places=50, registration_open=True)
    private = make.event("retreat", of=centre.institute, visibility=Visibility.PRIVATE, places=50, registration_open=True)
    team = add_to_team(event, email=centre.member.email, role=make.Role.ORGANISER, **BY)
    add_to_team(private, email=centre.member.email, role=make.Role.ORGANISER, **BY)
    for each in (event, private):
        add_to_team(each, email=centre.rolf.email, role=make.Role.REVIEWER, **BY)
        programme(each)
        make.saved(ConsentText(event_id=each.id, purpose="photos", text=Words({"en": "Photos of me may be taken."}), created_at=MONDAY))
    told = {"country": "JP", "language": "ja", "timezone": "Asia/Tokyo", "now": MONDAY}
    yuki = register(event, given_name="Yuki", email="yuki@example.org", consents=["photos"], **told)
    make.saved(Category(event_id=event.id, slug="student", name=Words({"en": "Student"}), needs_approval=True))
    ken = register(event, given_name="Ken", email="ken@example.org", category="student", **told)
    files = uploads(event) | {f"private_{kind}": uid for kind, uid in uploads(private).items()}
    scan = check_in(event, code=yuki.registration.code, nonce="a first scan", **BY)
    return {
        "event": "congress", "private": "retreat", "team": team.id, **invited(event), "registration": yuki.registration.uid, "pending": ken.registration.uid, "manage": yuki.secret,
        "speaker": "CONGRESS-GRACE", "private_speaker": "RETREAT-GRACE", "ticket": yuki.registration.code, "scan": scan.id, "consent": yuki.registration.consents[0].id,
        **files,
    }  # fmt: skip


def uploads(event: Any) -> dict[str, str]:
    """A photo of its speaker, and slides of its first session."""
    speaker = db.session.scalars(select(Speaker).filter_by(event_id=event.id)).one()
    session = db.session.scalars(select(Session).filter_by(event_id=event.id, code="KEY001")).one()
    material = add_material(session, title="Slides", content=make.pdf(), file_name="slides.pdf", **BY)
    return {"photo": set_photo(speaker, make.picture(), **BY).uid, "material": material.uid}


def invited(event: Any) -> dict[str, Any]:
    """An open invitation to its team: the row and the secret of its link."""
    secret = new_token()
    offered = {"email": "new@example.org", "role": make.Role.DOOR, "secret_hash": hash_token(secret)}
    row = make.saved(TeamInvitation(event_id=event.id, invited_at=MONDAY, expires_at=MONDAY + timedelta(days=7), **offered))
    return {"team_invitation": row.id, "team_secret": secret}


def programme(event: Any) -> None:
    grace = add_speaker(event, name="Grace Hopper", code=f"{event.slug}-GRACE".upper(), **BY)
    track = add_track(event, name=Words({"en": "Machines"}), slug="machines", **BY)
    more = {"room": event.rooms[0], "track": track, "speakers": [(grace, Part.SPEAKER)], **BY}
    add_session(event, title=Words({"en": "Compilers"}), span=hours(0), code="KEY001", **more)
    cancelled = add_session(event, title=Words({"en": "Off"}), span=hours(2), code="OFF001", **more)
    cancel_session(cancelled, **BY)
    publish_timetable(event, **BY)


def bookings(centre: SimpleNamespace) -> dict[str, Any]:
    """Alice's for the institute: a confirmed one, an option, a cancelled one; a closure; a link to a room's diary."""
    by = {"organisation": centre.institute, "by": centre.alice, "now": MONDAY}
    span = hours(26, 2)
    booking = book_room(room=centre.hall_a, span=span, title="Board", **by)
    option = book_room(room=centre.hall_b, span=span, title="Perhaps", state=State.OPTION, **by)
    cancelled = book_room(room=centre.hall_c, span=span, title="Off", **by)
    cancel_booking(cancelled, by=centre.alice, now=MONDAY)
    closure = close_room(centre.seminar, span=span, reason="painting", by=centre.vera, now=MONDAY)
    occurrence = db.session.scalars(select(Occurrence.uid).filter_by(booking_id=booking.id)).one()
    agenda = make_link(centre.alice, Purpose.AGENDA, by=centre.alice, now=MONDAY)
    diary = make_link(centre.alice, Purpose.ROOM, room=centre.hall_a, by=centre.alice, now=MONDAY)
    feed = db.session.scalars(select(FeedToken.uid).filter_by(secret_hash=hash_token(agenda))).one()
    return {
        "room": "hall-a", "booking": booking.uid, "option": option.uid, "cancelled": cancelled.uid, "closure": closure.uid, "occurrence": occurrence,
        "agenda": agenda, "diary": diary, "feed": feed,
    }  # fmt: skip


def accounts(centre: SimpleNamespace) -> dict[str, Any]:
    """Links by mail, a dead letter, somebody invited and somebody closed."""
    letter = Letter(
        about="", recipient="lost@example.org", locale="en", subject="Lost", text="Lost", due_at=MONDAY, posted_at=MONDAY, state=Delivery.DEAD
    )
    make.saved(letter)
    invited = people.invite("nina@example.org", role=make.Role.DOOR, organisation=None, language="en", by=centre.ada, now=MONDAY)
    closed = make.user("Carl Closed", disabled_at=MONDAY)
    grant = db.session.scalars(select(Grant).filter_by(user_id=centre.rita.id)).one()
    return {
        "letter": letter.uid, "person": centre.rita.uid, "grant": grant.id, "invited": invited.uid, "closed": closed.uid, "organisation": "institute",
        "reset": one_time_link(centre.rita, LinkPurpose.PASSWORD_RESET, now=MONDAY - timedelta(minutes=5)),
        "invitation": one_time_link(centre.rita, LinkPurpose.INVITATION, now=MONDAY),
        "email_change": one_time_link(centre.rita, LinkPurpose.EMAIL_CHANGE, now=MONDAY, email="rita@example.net"),
    }  # fmt: skip

"""The demonstration centre with something in every table: what a centre holds after a while, for migrations and backups."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy import select, text

from conference.desk.demo.build import build
from conference.desk.demo.stage import Stage
from conference.feeds.actions import make_link
from conference.feeds.rules import Purpose
from conference.kernel import clock, jobs, outbox
from conference.kernel.database import db
from conference.kernel.words import Words
from conference.people import actions as people
from conference.people import totp
from conference.people.actions.links import make_link as make_one_time_link
from conference.people.actions.links import transaction
from conference.people.models import LinkPurpose, User
from conference.people.rules import Role
from conference.programme.actions import add_material, add_to_team, change_session, invite_to_team, publish_timetable, set_photo
from conference.programme.models import Event, Session, Speaker
from conference.registration.actions import change_registration
from conference.registration.models import Registration
from conference.registration.rules import State
from tests import make

KEY = "made-once"
one_time_link = transaction(make_one_time_link)


def fill() -> Stage:
    """Put everything into the empty database, at the clock's present."""
    now = clock.now()
    stage = build(now)
    ada, host = stage.users["admin@campus-mirabelle.example"], stage.users["organiser@institute.example"]
    programme(ada, now)
    guest = db.session.scalars(select(Registration).where(Registration.state == State.CONFIRMED).order_by(Registration.id)).first()
    for answers in ({"diet": "vegan"}, {"diet": "vegan", "access": ["wheelchair"]}):
        change_registration(guest, answers=answers, by=host, now=now)
    accounts(stage, ada, host, now)
    with clock.at(now):
        calls(ada, host, now)
        jobs.beat("a worker", now=now)
        jobs.take(jobs.Job("purge letters", timedelta(days=1), outbox.purge_letters), now=now)
        outbox.deliver(now)
    db.session.rollback()
    return stage


def programme(by, now) -> None:
    """A photo, a file and a link; a session in two languages, one of them its own; a release that writes letters."""
    event = db.session.scalars(select(Event).order_by(Event.starts_on.desc())).first()
    session = db.session.scalars(select(Session).where(Session.event_id == event.id, Session.starts_at.is_not(None)).order_by(Session.id)).first()
    speaker = db.session.scalars(select(Speaker).where(Speaker.event_id == event.id).order_by(Speaker.id)).first()
    set_photo(speaker, make.picture(), by=by, now=now)
    add_material(session, title="Slides", content=make.pdf(), file_name="slides.pdf", by=by, now=now)
    add_material(session, title="Code", url="https://example.org/code", by=by, now=now)
    change_session(
        session, language="fr", title=Words({"en": "Bread", "fr": "Du pain"}), abstract=Words({"en": "On bread", "fr": "Sur le pain"}), by=by, now=now
    )
    publish_timetable(event, by=by, now=now, comment="With words in two languages", tell=True)
    add_to_team(event, email="reviewer@institute.example", role=Role.REVIEWER, by=by, now=now)
    host = db.session.scalars(select(User).where(User.email == "organiser@institute.example")).one()
    invite_to_team(event, email="new@example.org", role=Role.DOOR, by=host, now=now)


def accounts(stage: Stage, ada, host, now) -> None:
    """Keys of every kind, a second step with its recovery codes, a link that was asked for and one that was sent."""
    secret = people.begin_second_factor(host)
    people.confirm_second_factor(host, totp.code(totp.base64.b32decode(secret), totp.step_of(now)), by=host, now=now)
    people.open_login(host, agent="Firefox", address="192.0.2.1", now=now)
    one_time_link(ada, LinkPurpose.PASSWORD_RESET, now=now)
    people.ask_for_link(LinkPurpose.PASSWORD_RESET, host.email, address="192.0.2.1", now=now)


def calls(ada, host, now) -> None:
    """A call with a key, and calendars that somebody has read."""
    private = [make_link(host, purpose, by=host, now=now) for purpose in (Purpose.AGENDA, Purpose.BOOKINGS, Purpose.DUTIES)]
    token, client = people.create_token(ada, by=ada, now=now), current_app.test_client()
    slugs = list(db.session.scalars(select(Event.slug)))
    at = {"starts_at": (now + timedelta(days=200)).isoformat(), "ends_at": (now + timedelta(days=200, hours=1)).isoformat()}
    body = {"room": db.session.scalar(text("SELECT slug FROM room ORDER BY id")), "title": "By a program", **at}
    answer = client.post("/api/v1/bookings", json=body, headers={"Authorization": f"Bearer {token}", "Idempotency-Key": KEY})
    assert answer.status_code in {201, 409}, answer.text
    for path in (
        "/calendar/centre.ics",
        *(f"/calendar/events/{slug}.ics" for slug in slugs),
        *(f"/calendar/private/{secret}.ics" for secret in private),
    ):
        assert client.get(path).status_code == 200


def empty_tables() -> list[str]:
    """Tables without a row: none, after fill()."""
    with db.engine.connect() as connection:
        return [name for name in sorted(db.metadata.tables) if not connection.scalar(text(f'SELECT count(*) FROM "{name}"'))]

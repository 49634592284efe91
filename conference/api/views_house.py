"""The house's state and who one is: health, me, the OpenAPI document."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_login import current_user
from marshmallow import fields
from sqlalchemy import text as sql
from sqlalchemy.exc import SQLAlchemyError

from conference.api.answers import Health, Said, at, inside, listed, maybe, text
from conference.api.frame import Calls, dumps
from conference.kernel import clock, jobs
from conference.kernel.database import db
from conference.kernel.i18n import venue_zone
from conference.kernel.policy import anyone, signed_in
from conference.people.doors import this_token

bp = Calls("centre", "The centre's state, and who one is.")


class Role(Said):
    role = text()
    organisation = maybe(metadata={"description": "null: in the whole centre"})


class Token(Said):
    id = text()
    name = text()
    scopes = listed(fields.String(), metadata={"description": "empty: whatever the user may"})
    expires_at = maybe(metadata={"format": "date-time"})


class Me(Said):
    id = text()
    name = text()
    email = text()
    locale = maybe()
    timezone = maybe()
    roles = listed(fields.Nested(Role))
    token = inside(Token)


@bp.call("GET", "/health", answer=Health, token=False, may=anyone, others={503: "Down"})
def health() -> Any:
    """Whether the centre works

    503 when the database does not answer. A silent worker does not stop anybody, so it is `degraded`.
    """
    try:
        db.session.execute(sql("SELECT 1"))
        worker = jobs.worker_state(clock.now())
    except SQLAlchemyError:
        db.session.rollback()
        said = dumps({"status": "down", "database": "down", "worker": "unknown"})
        return Response(said, 503, content_type="application/json", headers={"Retry-After": "5"})
    status = "ok" if worker is jobs.WorkerState.RUNNING else "degraded"
    return {"status": status, "database": "ok", "worker": worker}


@bp.call("GET", "/me", answer=Me, may=signed_in)
def me() -> Any:
    """Who this token is"""
    token = this_token()
    assert token is not None  # `signed_in`, and nothing but a token signs in here
    roles = [{"role": each.role, "organisation": each.organisation.slug if each.organisation else None} for each in current_user.grants]
    return {
        "id": current_user.uid,
        "name": current_user.name,
        "email": current_user.email,
        "locale": current_user.locale,
        "timezone": current_user.timezone,
        "roles": sorted(roles, key=lambda each: (each["organisation"] or "", each["role"])),
        "token": {"id": token.uid, "name": token.name, "scopes": token.scopes or [], "expires_at": at(token.expires_at, venue_zone())},
    }

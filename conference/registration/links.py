"""Self-service links: whoever holds one acts for its registration. Stored as hashes; every letter and answer has its own."""

from __future__ import annotations

from datetime import datetime

from flask import current_app

from conference.kernel.crypto import hash_token, new_token
from conference.kernel.database import put
from conference.registration.models import ManageLink, Registration


def mint(registration: Registration, *, now: datetime) -> str:
    """A new secret for this registration, in the running transaction; it is never to be seen again."""
    secret = new_token()
    keep(registration.id, secret, now=now)
    return secret


def keep(registration_id: int, secret: str, *, now: datetime) -> None:
    """Let this secret open this registration, in the running transaction."""
    put(ManageLink, registration_id=registration_id, secret_hash=hash_token(secret), created_at=now)


def manage_url(secret: str) -> str:
    """The self-service page's full address, for letters and answers."""
    return f"{current_app.config['BASE_URL']}/registrations/{secret}/"

"""The empty form of a public page, drawn once for all strangers: what many open in the same minute costs little."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from flask import current_app, request, session
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from conference.kernel.cache import cached
from conference.kernel.i18n import reader_zone, tag

CSRF_HERE, NONCE_HERE = "\0csrf\0", "\0nonce\0"  # no text of ours or anybody's has a NUL


def fresh_form(key: str, make: Callable[[str], str]) -> str:
    """A public page with an empty form that depends only on `key`, the reader's language and zone: kept for strangers, each
    of whom gets a token and a nonce of their own put in. `make` is given the nonce to write into the form.
    """
    nonce = secrets.token_urlsafe(24)
    if current_user.is_authenticated or "_flashes" in session or session.modified:
        return make(nonce)
    token = generate_csrf()
    whole = f"form|{current_app.config['BASE_URL']}|{tag()}|{reader_zone()}|{request.full_path}|{key}"
    body = cached(whole, lambda: make(nonce).replace(token, CSRF_HERE).replace(nonce, NONCE_HERE).encode()).decode()
    return body.replace(CSRF_HERE, token).replace(NONCE_HERE, nonce)

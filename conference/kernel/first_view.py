"""A page that was made for a zone nobody told says so, and for which: the browser then asks again for its own (static/js/zone.js)."""

from __future__ import annotations

from flask import Flask, has_request_context, request
from flask_login import current_user

from conference.kernel.i18n import reader_zone


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"assumed_zone": assumed_zone()})


def assumed_zone() -> str | None:
    """The zone that a page which may simply be asked for again is made for; None when the reader chose it, or sent a form."""
    if not has_request_context() or request.method not in {"GET", "HEAD"} or request.args.get("tz"):
        return None
    return None if current_user and current_user.is_authenticated and current_user.timezone else reader_zone()

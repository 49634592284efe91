"""What is looked at before any view is: a Host that is not ours, a NUL; and redirects that the router makes by itself.

A request's Host is whatever its sender writes. Nothing here builds an address from it: pages name paths, letters and
feeds begin with BASE_URL, and in production a Host that is none of the centre's names is refused altogether.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from flask import abort, current_app, request

ASKED_BY_ADDRESS = {"api_centre.health", "telemetry.metrics"}


def refuse_foreign_host() -> None:
    """400 for a Host that is none of the centre's names. Whoever watches its health asks by the machine's address."""
    hosts = current_app.config["HOSTS"]
    if hosts and request.endpoint not in ASKED_BY_ADDRESS and re.sub(r"\.?(:\d*)?$", "", request.host.lower()) not in hosts:
        abort(400)


def refuse_nul() -> None:
    """400 for a NUL in address or form: no honest text has one, and PostgreSQL takes none. JSON is looked at field by field."""
    told = [request.path, *request.args.values(), *(() if for_programs() else request.form.values())]
    if any("\0" in text for text in told):
        abort(400)


def for_programs() -> bool:
    return request.path.startswith("/api/")


def on_this_site(url: str) -> str:
    """The path and question of an address that the router made (a slash at the end, one too many inside), without the host,
    which the request gave it."""
    parts = urlsplit(url)
    return urlunsplit(("", "", "/" + parts.path.lstrip("/\\"), parts.query, ""))

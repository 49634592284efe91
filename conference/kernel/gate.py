"""What is looked at before any view is: a Host that is not ours, a NUL; and redirects that the router makes by itself.

A request's Host is whatever its sender writes. Nothing here builds an address from it: pages name paths, letters and
feeds begin with BASE_URL, and in production a Host that is none of the centre's names is refused altogether.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from flask import abort, current_app, request

ASKED_BY_ADDRESS = {"api_centre.health", "telemetry.metrics"}


def refuse_foreign_host() -> None:
    """400 for a Host that is none of the centre's names. Whoever watches its health asks by the machine's address."""
    hosts = current_app.config["HOSTS"]
    if hosts and request.endpoint not in ASKED_BY_ADDRESS and plain_host(request.host) not in map(plain_host, hosts):
        abort(400)


@lru_cache(maxsize=256)
def plain_host(host: str) -> str:
    """A name as browsers send it, for comparing: small letters, IDNA, without port, brackets and a dot at the end."""
    if set(host) & set("@/\\?#"):  # nothing of it is a name
        return ""
    bare = host.count(":") > 1 and not host.startswith("[")  # an IPv6 address as a setting may name it
    try:
        return (urlsplit(f"//[{host}]" if bare else f"//{host.lower()}").hostname or "").rstrip(".").encode("idna").decode()
    except ValueError:
        return ""


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

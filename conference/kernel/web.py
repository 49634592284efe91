"""The doors: closed unless a view is public or asked a policy; security headers; answers that know 304."""

from __future__ import annotations

import gzip
import hashlib
import logging
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, has_request_context, redirect, request, session, url_for
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import Forbidden
from werkzeug.routing import BuildError, IntegerConverter, Map, RequestRedirect
from werkzeug.wrappers import Response as Answer

from conference.kernel import history
from conference.kernel.cache import cached
from conference.kernel.database import find, runs_before_commit
from conference.kernel.gate import for_programs, on_this_site, refuse_foreign_host, refuse_nul
from conference.kernel.i18n import reader_zone, tag
from conference.kernel.policy import Predicate, nobody
from conference.kernel.stamps import offer

T = TypeVar("T")
MOST_ADDRESSES, LONGEST_PART = 4096, 120  # half a kilobyte each
View = TypeVar("View", bound=Callable[..., Any])
log = logging.getLogger(__name__)

login_manager = LoginManager()
csrf = CSRFProtect()

CSP = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; report-uri /policy-breaches"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


class Number(IntegerConverter):
    """`<int:…>` in a route, no larger than a table's numbers: what is larger is an address that does not exist."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=2**31 - 1)


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = Number
    login_manager.init_app(app)
    # It looks into the session after every request for a remember-cookie that nobody has; every answer would vary by cookie.
    app.after_request_funcs[None].remove(login_manager._update_remember_cookie)
    csrf.init_app(app)
    app.before_request(begin)
    app.after_request(finish)
    app.context_processor(lambda: {"link": link})


# Doors ---------------------------------------------------------------------------------------------------------------


def public(view: View) -> View:
    """Mark a view as open to everybody."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def is_public(endpoint: str | None, method: str) -> bool:
    """True when the view behind this endpoint and method is marked public (static files are)."""
    if endpoint is None or endpoint.rpartition(".")[2] == "static":
        return True
    view = current_app.view_functions[endpoint]
    of_class = getattr(view, "view_class", None)
    handler = getattr(of_class, {"HEAD": "get"}.get(method, method.lower()), None) if of_class else None
    return any(getattr(each, "is_public", False) for each in (view, of_class, handler))


def load(model: type[T], *, may: Predicate, see: Predicate = nobody, **key: Any) -> T:
    """Find and permit in one call: 404 for what is not there or may not be seen, 403 for what is seen but not permitted."""
    thing: T | None = find(model, **key)
    if thing is None:
        g.permitted = True
        abort(404)
    return permitted(thing, may=may, see=see)


def permitted(thing: T, *, may: Predicate, see: Predicate = nobody) -> T:
    """The same for a thing that is already at hand."""
    g.permitted = True
    user = current_user._get_current_object()
    if may(user, thing):
        return thing
    if see(user, thing):
        turn_away()
    return abort(404)


@runs_before_commit
def nothing_is_written_unasked() -> None:
    """A page that asked no policy changes nothing: what its view did is rolled back, and answered 403. The API asks at its
    own door (api.frame), before anything is read."""
    asked = g.get("permitted") or g.get("finding_out") or for_programs() if has_request_context() else True
    if not asked and not is_public(request.endpoint, request.method):
        log.error("view asked no policy", extra={"endpoint": request.endpoint})
        abort(403)


def allow(policy: Predicate, thing: Any = None) -> None:
    """Ask a policy that needs no lookup. A stranger is sent to sign in, somebody signed in gets 403."""
    g.permitted = True
    if not policy(current_user._get_current_object(), thing):
        turn_away()


def turn_away() -> None:
    """401 for strangers (pages lead to the sign-in), 403 for those who are known."""
    abort(403 if current_user.is_authenticated else 401)


def begin() -> None:
    """Give the request its id: the proxy's, when it sends a harmless one, else a new one."""
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if given.isalnum() and len(given) <= 40 else secrets.token_hex(8)
    history.correlation.set(g.request_id)
    refuse_foreign_host()
    refuse_nul()


def finish(response: Response) -> Response:
    """Close what no view opened, and put the security headers on."""
    if response.status_code < 400 and request.method != "OPTIONS" and not g.get("permitted") and not is_public(request.endpoint, request.method):
        log.error("view asked no policy", extra={"endpoint": request.endpoint})
        response = current_app.make_response(current_app.handle_user_exception(Forbidden()))
    if isinstance(request.routing_exception, RequestRedirect):  # Flask answers it before any error handler
        response = current_app.make_response(redirect(on_this_site(request.routing_exception.new_url), 308))
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["APP_ENV"] == "production":
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    response.headers["X-Request-Id"] = g.get("request_id", "")
    if "Cache-Control" not in response.headers and request.endpoint != "static":
        response.headers["Cache-Control"] = "private, no-cache"
    return response


# Going on ------------------------------------------------------------------------------------------------------------


def see_other(url: str) -> Answer:
    """303: the change is made, look there now."""
    return redirect(url, 303)


def link(endpoint: str, **values: Any) -> str | None:
    """An address, or None where this installation has no such page."""
    try:
        return url_for(endpoint, **values)
    except BuildError:
        return None


def absolute(endpoint: str, **values: Any) -> str:
    """An address under BASE_URL, whoever asks: a page, the worker, a command. For letters, feeds, QR codes."""
    base = str(current_app.config["BASE_URL"])

    def build() -> str:
        parts = urlsplit(base)
        urls = current_app.url_map.bind(parts.netloc, script_name=parts.path or "/", url_scheme=parts.scheme)
        return str(urls.build(endpoint, values, force_external=True))

    return worked_out(current_app, (base, endpoint), values, build)


def worked_out(app: Flask, start: tuple[str, ...], values: Mapping[str, Any], build: Callable[[], str]) -> str:
    """An address, built once by each process: a list links to the same fifty things each time. What is secret is not kept, nor
    what somebody typed."""
    told = [(name, value) for name, value in values.items() if value is not None]
    if values.keys() & {"secret", "token", "next", "q"} or not all(isinstance(value, str) and len(value) <= LONGEST_PART for _name, value in told):
        return build()
    known: dict[tuple[Any, ...], str] = app.extensions.setdefault("worked_out", {})
    key = *start, *told
    if (address := known.get(key)) is None:
        address = build()
        if len(known) >= MOST_ADDRESSES:
            known.clear()
        known[key] = address
    return address


def safe_next(fallback: str) -> str:
    """Where `next=` leads, when it stays on this site; else the fallback. No scheme, no host, no backslash tricks."""
    target = request.values.get("next", "")
    plain = target.startswith("/") and not target.startswith(("//", "/\\")) and all(char.isprintable() and char != "\\" for char in target)
    return target if plain else fallback


def page_number() -> int:
    """The page of a list that `?page=` asks for; 1 where it makes no sense or no list can be so long."""
    asked = request.args.get("page", "")
    return int(asked) if asked.isdecimal() and len(asked) < 9 else 1


# Answers that know 304 -----------------------------------------------------------------------------------------------


def stamped(
    key: str, changed_at: datetime, make: Callable[[], bytes], *, content_type: str, private: bool = False, max_age: int = 300, zip_it: bool = True
) -> Response:
    """Bytes under a key that contains everything they depend on: strong ETag, 304 before anything is made, gzip when asked.

    Identity and gzip have their own ETags (RFC 9110 8.8.3), and a new edition of the program has new ones; `Last-Modified` is
    when the thing, not one of its rows, changed.
    """
    if not private:
        offer(request.url_rule.rule if request.url_rule else "")
    zipped = zip_it and request.accept_encodings["gzip"] > 0 and "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(content_type=content_type)
    whole = f"{current_app.extensions['edition']}|{key}"
    response.set_etag(hashlib.sha256(whole.encode()).hexdigest()[:32] + ("-gz" if zipped else ""))
    response.last_modified = changed_at
    if zip_it:
        response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = f"{'private' if private else 'public'}, max-age={max_age}" if max_age else "private, no-cache"
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    response.make_conditional(request)
    if response.status_code != 304:
        plain_key = f"{key}|plain"
        if zipped:
            response.set_data(cached(f"{key}|gz", lambda: gzip.compress(cached(plain_key, make), 6, mtime=0)))
        else:
            response.set_data(cached(plain_key, make))
    return response


def page(key: str, changed_at: datetime, make: Callable[[], str]) -> Response | str:
    """A whole public page that depends only on `key`, the reader's language and zone.

    For strangers it is kept and answered 304; whoever is signed in, or has a message waiting, gets it made afresh, because
    the frame around it is theirs.
    """
    if current_user.is_authenticated or "_flashes" in session or session.modified:
        return make()
    whole = f"page|{current_app.config['BASE_URL']}|{tag()}|{reader_zone()}|{request.full_path}|{key}"
    response = stamped(whole, changed_at, lambda: make().encode(), content_type="text/html; charset=utf-8", max_age=0)
    response.vary.update(["Accept-Language", "Cookie"])
    return response

"""Answers that were given before, checked by one raw read: the quick way for calendars and public pages.

What a public answer depends on are version stamps (kernel.stamps). This remembers, per process, which stamps an address
depends on and what it was answered; the next request reads those stamps alone, before the framework wakes up, and gets
the same bytes or 304 when none has risen. Nothing else is skipped: whoever carries a log-in or a token takes the long way.
"""

from __future__ import annotations

import secrets
import sqlite3
import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import Engine
from werkzeug.http import is_resource_modified

from conference.kernel import clock, telemetry
from conference.kernel.database import db
from conference.kernel.stamps import watching

MOST_ADDRESSES = 512
MOST_BYTES = 16 * 1024 * 1024
# What changes with the hour rather than with a stamp (today's events, a cancelled talk's last day) is at most so old.
FRESH = timedelta(seconds=60)
NOT_IN_304 = frozenset({"content-length", "content-type", "content-encoding"})
DRIVER_ERRORS = (sqlite3.Error, psycopg.Error)  # below SQLAlchemy, which is not asked here
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]


@dataclass(frozen=True)
class Answer:
    """What was answered, with the stamps' versions read before it was made. Of a 304 the body is not known: a calendar that
    only ever asks whether something has changed is told so just as quickly."""

    versions: tuple[int, ...]
    made_at: datetime
    headers: Headers
    body: bytes | None
    etag: str
    last_modified: str
    route: str


@dataclass
class Known:
    """An address: the scopes its answer depends on, in order, and the answer once it was given under known versions."""

    scopes: tuple[str, ...]
    answer: Answer | None = None


def init_app(app: Flask) -> None:
    """Put the quick way before the application."""
    app.wsgi_app = Quick(app)  # type: ignore[method-assign]


class Quick:
    """The middleware: see the module's text."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.inner = app.wsgi_app
        self.session_cookie = f"{app.config['SESSION_COOKIE_NAME']}="
        self.known: OrderedDict[tuple[str, ...], Known] = OrderedDict()
        self.size = 0
        self.lock = threading.Lock()
        self.readers = threading.local()

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        key = self.key(environ)
        if key is None:
            return self.inner(environ, start_response)
        began = time.perf_counter()
        known = self.known.get(key)
        versions = self.versions(known.scopes) if known else None
        answer = known.answer if known else None
        if answer and answer.versions == versions and timedelta(0) <= clock.now() - answer.made_at < FRESH:
            # RFC 9110 13.2.2, by werkzeug
            modified = is_resource_modified(environ, answer.etag, last_modified=answer.last_modified or None, ignore_if_range=True)
            body = answer.body if modified else b""
            if body is not None:
                return self.repeat(start_response, answer, body, began, modified=modified)
        return self.ask(environ, start_response, key, known, versions)

    def key(self, environ: dict[str, Any]) -> tuple[str, ...] | None:
        """Everything a public answer may depend on besides the database; None for whoever must take the long way."""
        cookies = environ.get("HTTP_COOKIE", "")
        if environ["REQUEST_METHOD"] != "GET" or "HTTP_AUTHORIZATION" in environ or self.session_cookie in cookies:
            return None
        names = ("PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_LANGUAGE", "HTTP_HOST", "wsgi.url_scheme", "SCRIPT_NAME")
        return (*(environ.get(name, "") for name in names), cookies)

    def repeat(self, start_response: StartResponse, answer: Answer, body: bytes, began: float, *, modified: bool) -> Iterable[bytes]:
        """The answer again, or 304 for whoever has it."""
        status = "200 OK" if modified else "304 NOT MODIFIED"
        headers = answer.headers if modified else [pair for pair in answer.headers if pair[0].lower() not in NOT_IN_304]
        request_id = secrets.token_hex(8)
        start_response(status, [*headers, ("X-Request-Id", request_id)])
        telemetry.note("GET", answer.route, int(status[:3]), time.perf_counter() - began, len(body), request_id=request_id)
        return [body]

    def ask(
        self, environ: dict[str, Any], start_response: StartResponse, key: tuple[str, ...], known: Known | None, versions: tuple[int, ...] | None
    ) -> Iterable[bytes]:
        """Let the application answer, and remember what it depends on; its bytes too, when the stamps were read before it began."""
        said: list[Any] = []

        def note(status: str, headers: Headers, *rest: Any) -> Any:
            said[:] = [status, headers]
            return start_response(status, headers, *rest)

        with watching() as seen:
            chunks = self.inner(environ, note)
        if not seen.offered or not seen.scopes or not said[0].startswith(("200", "304")):
            return chunks
        scopes = tuple(sorted(seen.scopes))
        answer = None
        if known and known.scopes == scopes and versions is not None:
            body = None
            if said[0].startswith("200"):
                body = b"".join(chunks)
                close = getattr(chunks, "close", None)
                if close:
                    close()
                chunks = [body]
            answer = answer_of(said[1], body, versions, seen.route)
        self.keep(key, Known(scopes, answer))
        return chunks

    def keep(self, key: tuple[str, ...], known: Known) -> None:
        with self.lock:
            before = self.known.pop(key, None)
            self.size += weight(known) - weight(before)
            self.known[key] = known
            while len(self.known) > MOST_ADDRESSES or self.size > MOST_BYTES:
                self.size -= weight(self.known.popitem(last=False)[1])

    def versions(self, scopes: tuple[str, ...]) -> tuple[int, ...] | None:
        """The stamps' versions now; None where the database does not answer: the long way will say so properly."""
        reader: Reader | None = getattr(self.readers, "reader", None)
        try:
            if reader is None:
                with self.app.app_context():
                    reader = self.readers.reader = Reader(db.engine)
            return reader.read(scopes)
        except DRIVER_ERRORS:
            self.readers.reader = None
            return None


def weight(known: Known | None) -> int:
    return len(known.answer.body or b"") if known and known.answer else 0


def answer_of(headers: Headers, body: bytes | None, versions: tuple[int, ...], route: str) -> Answer | None:
    """What may be given again: not what sets a cookie."""
    named = {name.lower(): value for name, value in headers}
    if "set-cookie" in named or "etag" not in named:
        return None
    kept = [pair for pair in headers if pair[0].lower() != "x-request-id"]
    return Answer(versions, clock.now(), kept, body, named["etag"].strip('"'), named.get("last-modified", ""), route)


class Reader:
    """One raw connection of one thread, for this one statement; outside of any transaction, so it sees what is committed."""

    def __init__(self, engine: Engine) -> None:
        dialect = engine.dialect
        module: Any = dialect.loaded_dbapi
        arguments, options = dialect.create_connect_args(engine.url)
        self.sqlite = dialect.name == "sqlite"
        self.connection: Any = module.connect(*arguments, **options)
        if self.sqlite:
            self.connection.isolation_level = None
        else:
            self.connection.autocommit = True
        self.closer = weakref.finalize(self, self.connection.close)

    def read(self, scopes: tuple[str, ...]) -> tuple[int, ...]:
        """The versions in the order of the scopes; 0 for a stamp that was never raised."""
        marks = ", ".join(["?" if self.sqlite else "%s"] * len(scopes))
        rows = self.connection.execute(f"SELECT scope, version FROM stamp WHERE scope IN ({marks})", scopes)  # noqa: S608 - placeholders only
        found = dict(rows.fetchall())
        return tuple(found.get(scope, 0) for scope in scopes)

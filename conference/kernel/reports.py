"""What browsers refused to do on our pages: they report each breach of the Content-Security-Policy here; it is counted and told.

A rise says that a page of ours breaks its own rule, or that somebody plants things in pages. Anybody may send anything here: only
words that we know ourselves are kept, the page by its route's pattern, and no more lines are written than a few a minute.
"""

from __future__ import annotations

import json
import logging
import re
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, current_app, request
from prometheus_client import Counter
from werkzeug.exceptions import HTTPException

from conference.kernel import clock
from conference.kernel.web import csrf, public

log = logging.getLogger(__name__)
bp = Blueprint("reports", __name__)

TELLING = threading.Lock()
LARGEST = 16 * 1024
LINES, WITHIN = 10, timedelta(minutes=1)
BREACHES = Counter("centre_policy_breaches_total", "policy breaches that browsers reported", ["directive"])
OF_SOURCES = "default|script|style|img|font|connect|worker|manifest|object|frame|media|child"
DIRECTIVE = re.compile(rf"(?:{OF_SOURCES})-src(?:-elem|-attr)?|base-uri|form-action|frame-ancestors")
KEYWORDS = {"inline", "eval", "wasm-eval", "data", "blob", "self", "trusted-types-sink"}
FIELDS = (
    ("directive", "effective-directive", "effectiveDirective"),
    ("blocked", "blocked-uri", "blockedURL"),
    ("page", "document-uri", "documentURL"),
)  # ours, the old form's, the new form's
PLAIN_HOST = re.compile(r"[a-z0-9.-]{1,100}")


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.extensions["breaches_told"] = deque[datetime](maxlen=LINES)


@bp.post("/policy-breaches")
@csrf.exempt  # browsers send it by themselves; it changes nothing
@public
def breaches() -> Any:
    """Old (`application/csp-report`) and new (`application/reports+json`) form. Always 204 for what can be read."""
    if (request.content_length or 0) > LARGEST or len(request.get_data()) > LARGEST:
        abort(413)
    try:
        sent = json.loads(request.get_data())
    except (ValueError, RecursionError):
        abort(400)
    for directive, blocked, page in reported(sent):
        BREACHES.labels(directive).inc()
        if may_tell(clock.now()):
            log.warning("policy breach", extra={"directive": directive, "blocked": blocked, "page": page})
    return "", 204


def reported(sent: Any) -> Iterator[tuple[str, str, str]]:
    """(directive, what was refused, on which of our routes) of every report in it, in words that tell nothing of anybody."""
    for each in sent[:LINES] if isinstance(sent, list) else [sent]:
        body = each.get("csp-report", each.get("body")) if isinstance(each, Mapping) else None
        if isinstance(body, Mapping):
            named = {name: str(body.get(old) or body.get(new) or "") for name, old, new in FIELDS}
            directive = named["directive"].partition(" ")[0]
            yield directive if DIRECTIVE.fullmatch(directive) else "other", source(named["blocked"]), route(named["page"])


def source(told: str) -> str:
    """A keyword, or the host where it would have come from: never a path, which may hold anything."""
    if told in KEYWORDS:
        return told
    try:
        host = urlsplit(told).hostname or ""
    except ValueError:
        host = ""
    return host if PLAIN_HOST.fullmatch(host) else "other"


def route(told: str) -> str:
    """The pattern of the page's route: its path may be a secret."""
    try:
        rule, _values = current_app.url_map.bind("").match(urlsplit(told).path, return_rule=True)
    except (HTTPException, ValueError):
        return "unmatched"
    return str(rule.rule)


def may_tell(now: datetime) -> bool:
    """Whether one more line may be written: LINES of them in a minute, each process for itself."""
    told = current_app.extensions["breaches_told"]
    with TELLING:
        if len(told) == LINES and now - told[0] < WITHIN:
            return False
        told.append(now)
        return True

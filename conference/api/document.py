"""The OpenAPI document, made of the calls themselves when the application starts; and its page for people."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from flask import Blueprint, Flask, Response, current_app, render_template
from flask_smorest import Api

from conference.api.answers import OTHERS, PROBLEMS, Problem
from conference.api.reading import groups
from conference.kernel import clock
from conference.kernel.web import page as web_page
from conference.kernel.web import public, stamped

VERSION = "1.0.0"
OPENAPI = "3.1.0"
ABOUT = """The conference centre for programs: rooms and who has them, events with their programme, registrations, check-ins.

Public reads need no token; everything else a bearer token, which acts as its user within its scopes. Times are RFC 3339 with an
offset. Errors are `application/problem+json` (RFC 9457). A `POST` with an `Idempotency-Key` is done once. `?dry_run=true` answers
the same and writes nothing. Lists come in pages of at most 200."""
bp = Blueprint("api", __name__)


class Document(Api):
    """flask-smorest's document; errors are the kernel's, not its own."""

    DEFAULT_ERROR_RESPONSE_NAME = None
    ERROR_SCHEMA = Problem

    def _register_error_handlers(self) -> None:
        """None: kernel.web answers errors."""

    def _register_pagination_header(self) -> None:
        """None: pages tell their own length."""

    def describe(self) -> None:
        """What is common to all calls."""
        self.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer", "description": "An API token."})
        for name, (said, schema) in {**PROBLEMS, **OTHERS}.items():
            kind = "application/json" if name == "Down" else "application/problem+json"
            response: dict[str, Any] = {"description": said, "content": {kind: {"schema": schema}}}
            if name == "Problem401":
                response["headers"] = {"WWW-Authenticate": {"required": True, "schema": {"type": "string"}}}
            if name in {"Problem429", "Problem503", "Down"}:
                response["headers"] = {"Retry-After": {"required": True, "description": "seconds", "schema": {"type": "integer"}}}
            self.spec.components.response(name, response)

    def finish(self) -> None:
        """Keep the document as bytes: it does not change while the application runs."""
        self.bytes = json.dumps(self.spec.to_dict(), ensure_ascii=False).encode()
        self.digest = hashlib.sha256(self.bytes).hexdigest()
        self.made_at = clock.now()


def make(app: Flask, groups: list[Any]) -> None:
    """Register the calls and write their document."""
    app.config.update(API_TITLE="Conference centre", API_VERSION=VERSION, OPENAPI_VERSION=OPENAPI)
    document = Document(app, spec_kwargs={"info": {"description": ABOUT}})
    document.describe()
    for group in groups:
        document.register_blueprint(group)
    document.finish()
    app.extensions["api"] = document
    app.register_blueprint(bp)


@bp.get("/api/v1/openapi.json")
@public
def openapi() -> Response:
    document: Document = current_app.extensions["api"]
    answer = stamped(f"openapi|{document.digest}", document.made_at, lambda: document.bytes, content_type="application/json", max_age=0)
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


@bp.get("/api/")
@public
def page() -> Any:
    """The same for people, without a program that reads it to them."""
    document: Document = current_app.extensions["api"]

    def make() -> str:
        return render_template("api/document.html", groups=groups(json.loads(document.bytes)), problems=PROBLEMS)

    return web_page(f"api|{document.digest}", document.made_at, make)

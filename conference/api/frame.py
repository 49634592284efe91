"""One line per call: its address, shapes, scope, policy and refusals; the OpenAPI document is made of the same line.

Every call passes here: token and scope first, then the shape of address and body, then the view, all of it in one
transaction when it writes. Cookies mean nothing under /api/, so no other site can make a browser write.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

from flask import Response, abort, g, request
from flask_login import current_user
from flask_smorest import Blueprint
from marshmallow import EXCLUDE, Schema
from sqlalchemy.exc import IntegrityError

from conference.api import actions
from conference.api.actions import Answer, Call, Rehearsed
from conference.api.fields import Text
from conference.api.parsing import Parser
from conference.api.shapes import Asked, Changing
from conference.kernel import clock
from conference.kernel.crypto import signature
from conference.kernel.database import violated
from conference.kernel.message import _
from conference.kernel.objection import Objection, Refused
from conference.kernel.policy import Predicate, anyone
from conference.kernel.problem import as_text, problem, refusal
from conference.kernel.web import allow, csrf, login_manager
from conference.people.doors import this_token
from conference.people.rules import Scope

LARGEST_BODY = 1024 * 1024
JSON = "application/json"
READING = {400, 401, 403, 422}
WRITING = {400, 401, 403, 409, 422, 503}
WITH_BODY = {413, 415}


class Headers(Schema):
    """What a `POST` may carry."""

    class Meta:
        unknown = EXCLUDE

    key = Text(
        200, shortest=1, pattern=r"^[\x21-\x7e]+$", said=_("An Idempotency-Key has up to 200 letters, digits and signs."), data_key="Idempotency-Key",
        metadata={"description": "Your own name for this call, new for each: a repeat within 24 hours gets the same answer and does nothing more."},
    )  # fmt: skip


class Calls(Blueprint):
    """The calls about one thing."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, name: str, description: str) -> None:
        super().__init__(f"api_{name}", __name__, url_prefix="/api/v1", description=description)
        self.title = name
        self.before_request(limit_body)
        self.after_request(share)
        csrf.exempt(self)

    def call(
        self, method: str, rule: str, *, answer: type[Schema], status: int = 200, body: type[Schema] | None = None, query: type[Schema] | None = None,
        scope: Scope | None = None, may: Predicate | None = None, token: bool = True, refuses: Iterable[int] = (),
        others: Mapping[int, str] | None = None,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:  # fmt: skip
        """Decorate a view that gives a dictionary (or one and the address of what it made) with all that a call has.

        The view gets the address's parts, and `query` and `body` where it names them. `token=False`: strangers may call;
        then `may` or the view itself asks the policy. `refuses` adds statuses to the usual ones, `others` names answers
        (of answers.OTHERS) that are not the plain problem.
        """
        writes = method != "GET"
        statuses = {*(WRITING if writes else READING), *(WITH_BODY if body else ()), *((404,) if "<" in rule else ()), *refuses}
        responses = {code: f"Problem{code}" for code in sorted(statuses)} | dict(others or {})

        def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
            made = self.response(status, answer)(answering(view, status, writes=writes))
            if body:
                made = self.arguments(body, arg_name="body", required=any(field.required for field in body().fields.values()))(made)
            made = self.arguments(query or (Changing if writes else Asked), location="query", arg_name="query")(made)
            if method == "POST":
                made = self.arguments(Headers, location="headers", arg_name="headers")(made)
            told = {code: {"$ref": f"#/components/responses/{name}"} for code, name in responses.items()}
            made = self.doc(responses=told, operationId=view.__name__, security=[*([] if token else [{}]), {"token": []}], **{"x-scope": scope})(made)
            self.add_url_rule(rule, view.__name__, guarded(made, scope=scope, may=may, token=token), methods=[method], tags=[self.title])
            return view

        return decorate


def limit_body() -> None:
    request.max_content_length = LARGEST_BODY


def share(response: Response) -> Response:
    """Pages of other sites may read what is public. They cannot send a token: no preflight is answered, and cookies mean nothing."""
    if request.method in {"GET", "HEAD"}:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Last-Modified"
        response.vary.add("Accept-Language")
    return response


# Doors ---------------------------------------------------------------------------------------------------------------


def guarded(view: Callable[..., Any], *, scope: Scope | None, may: Predicate | None, token: bool) -> Callable[..., Any]:
    """Ask for the token, its scope and the policy before anything else is read."""

    @wraps(view)
    def guard(**path: Any) -> Any:
        enter(scope, token=token)
        if may is not None:
            allow(may)
        return view(**path)

    return guard


def enter(scope: Scope | None, *, token: bool) -> None:
    """401 without a token where one is needed and for a wrong one anywhere; 403 where its scopes do not reach.

    Where strangers may call, a token that does not reach opens no more than a stranger has.
    """
    known = current_user.is_authenticated
    if "Authorization" in request.headers and not known:
        headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        abort(problem(401, code="invalid-token", detail=str(_("This token is not known, has expired or was withdrawn.")), headers=headers))
    if not known:
        if token:
            abort(401)
        return
    scopes = set(this_token().scopes or [])  # type: ignore[union-attr]
    reaching = {scope, Scope.READ} if request.method in {"GET", "HEAD"} else {scope}
    if scope is None or not scopes or scopes & reaching:
        return
    if token:
        wanted = Scope.READ if Scope.READ in reaching else scope  # the least that is enough
        headers = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{wanted}"'}
        detail = _("This token does not reach here. It needs the scope %(scope)s: make one that has it under Account, Tokens.", scope=wanted)
        abort(problem(403, code="insufficient-scope", detail=str(detail), headers=headers))
    login_manager._update_request_context_with_user()  # from here on a stranger; Flask-Login has no public way to say so


# Answers --------------------------------------------------------------------------------------------------------------


def answering(view: Callable[..., Any], status: int, *, writes: bool) -> Callable[..., Any]:
    """Turn what the view gives into the answer; a call that writes does so once, in one transaction, or not at all."""
    wanted = inspect.signature(view).parameters.keys() & {"query", "body"}

    @wraps(view)
    def answered(*, query: dict[str, Any], body: Any = None, headers: dict[str, Any] | None = None, **path: Any) -> Response:
        told = {name: value for name, value in (("query", query), ("body", body)) if name in wanted}
        if not writes:
            found = view(**path, **told)
            return found if isinstance(found, Response) else respond(Answer(status, dumps(found)))
        dry = bool(query.get("dry_run"))

        def make() -> Answer:
            found = view(**path, **told)
            said, location = found if isinstance(found, tuple) else (found, None)
            return Answer(status, dumps({**said, "dry_run": True} if dry else said), None if dry else location)

        return respond(run(make, dry=dry, key=(headers or {}).get("key")))

    return answered


def run(make: Callable[[], Answer], *, dry: bool, key: str | None) -> Answer:
    """Make the call: for show, once for its key, or plainly."""
    if dry:
        try:
            actions.rehearse(make)
        except Rehearsed as rehearsed:
            return rehearsed.answer
    try:
        if key is None:
            return actions.perform(make)
        call = Call(caller(), key, f"{request.method} {request.path}"[:300], g.get("body_hash", ""))
        answer = actions.perform_once(call, make, refused, now=clock.now())
        if answer.repeated:
            allow(anyone)  # what this very caller was told when it asked the policy
        return answer
    except IntegrityError as problem:
        if not violated(problem).startswith("uq_"):
            raise
        message = _("Somebody else has just made one with the same name or code. Choose another.")
        raise Refused([Objection("taken", message)]) from problem


def refused(refusal_: Refused) -> Answer:
    """A refusal as an answer that can be kept."""
    return Answer(refusal_.status, refusal(refusal_).get_data(as_text=True))


def caller() -> str:
    """Whose keys are whose: a user's are theirs, strangers' belong to their network address."""
    return current_user.actor if current_user.is_authenticated else f"stranger:{signature('caller', request.remote_addr or '')}"


def respond(answer: Answer) -> Response:
    kind = JSON if answer.status < 400 else "application/problem+json"
    response = Response(answer.body, answer.status, content_type=kind)
    if answer.location:
        response.headers["Location"] = answer.location
    if answer.repeated:
        response.headers["Idempotency-Replayed"] = "true"
    return response


def dumps(value: Any) -> str:
    return json.dumps(value, default=as_text, ensure_ascii=False, separators=(",", ":"))

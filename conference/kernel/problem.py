"""Errors for programs: RFC 9457 `application/problem+json`."""

from __future__ import annotations

import json
from typing import Any

from flask import Response
from werkzeug.http import HTTP_STATUS_CODES

from conference.kernel.message import Message, _
from conference.kernel.objection import Refused

# What a page would say of these makes no sense to a program.
TO_PROGRAMS = {
    401: _("This call needs a token. Send it as Authorization: Bearer, with the token behind it."),
    404: _("There is nothing at this address, or not for you."),
}
NAMED_FIRST = ("room-taken",)  # codes that name the whole problem when they are among several


def as_text(value: Any) -> str:
    """JSON form of messages, instants and dates."""
    if isinstance(value, Message):
        return str(value)
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    raise TypeError(f"{type(value).__name__} has no JSON form")


def problem(
    status: int, *, code: str = "about:blank", title: str = "", detail: str = "", headers: dict[str, str] | None = None, **more: Any
) -> Response:
    """One problem document. `code` becomes the last part of `type`; `errors` maps fields to messages."""
    kind = code if code == "about:blank" else f"/problems/{code}"
    body = {"type": kind, "title": title or HTTP_STATUS_CODES.get(status, ""), "status": status, "detail": detail, **more}
    return Response(json.dumps(body, default=as_text, ensure_ascii=False), status, headers, content_type="application/problem+json")


def refusal(refused: Refused) -> Response:
    """A refusal with every objection: `errors` by field, `objections` with their codes."""
    errors: dict[str, list[str]] = {}
    for objection in refused.objections:
        errors.setdefault(objection.field or "", []).append(str(objection.message))
    codes = refused.codes
    named = next((code for code in NAMED_FIRST if code in codes), codes[0] if codes else "refused")
    said = [{"code": each.code, "message": each.message, "field": each.field, **each.data} for each in refused.objections]
    detail = " ".join(str(each.message) for each in refused.objections)
    return problem(refused.status, code=named, detail=detail, headers=when_again(refused), errors=errors, objections=said, **refused.data)


def when_again(refused: Refused) -> dict[str, str]:
    """The header that tells in how many seconds it may be tried again, where the refusal knows."""
    return {"Retry-After": str(refused.data["retry_after"])} if "retry_after" in refused.data else {}

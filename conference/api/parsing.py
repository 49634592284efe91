"""From bytes to checked values: wrong type 415, unreadable JSON 400, what does not fit 422 with every field's messages at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from flask import Request, abort, g
from marshmallow import RAISE, ValidationError
from webargs.core import is_json
from webargs.flaskparser import FlaskParser

from conference.kernel.message import _
from conference.kernel.objection import Objection, Refused
from conference.kernel.problem import problem

MOST_TOLD = 100  # of what does not fit: a megabyte of unknown names is not worth seconds of sentences


class Parser(FlaskParser):
    """webargs with our limits and our sentences; unknown names are refused everywhere."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"json": RAISE, "query": RAISE}

    def load_json(self, req: Request, schema: Any) -> Any:
        return body_of(req)

    def load_querystring(self, req: Request, schema: Any) -> Any:
        return self._makeproxy(req.args, schema)

    def handle_error(self, error: ValidationError, req: Request, schema: Any, *, error_status_code: Any, error_headers: Any) -> Any:
        turn_down(list(islice(objections_in(error.messages_dict), MOST_TOLD)))


def body_of(call: Request) -> Any:
    """The JSON of a request; no body is an empty object. `g.body_hash` is the same for the same values, however written.

    Raises Refused: 415 for another content type, 400 for what is no JSON (NaN, half characters and bottomless nesting included).
    """
    data = call.get_data(cache=True)
    if data and not is_json(call.mimetype):
        message = _("Send JSON, with Content-Type: application/json.")
        raise Refused([Objection("not-json", message)], status=415)
    try:
        value = json.loads(data, parse_constant=no_number) if data else {}
        same = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    except (ValueError, RecursionError) as problem:
        raise Refused([Objection("malformed-json", _("This is not JSON that can be read."))], status=400) from problem
    g.body_hash = hashlib.sha256(same).hexdigest()
    return value


def no_number(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def objections_in(messages: Any, path: tuple[str, ...] = ()) -> Iterator[Objection]:
    """Every objection of a tree as marshmallow makes it, with its field as `layouts.theatre`, `speakers.0.name`."""
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            step = () if name in {"_schema", "key", "value"} or (not path and name in {"json", "query", "headers"}) else (str(name),)
            yield from objections_in(inner, path + step)
    elif isinstance(messages, list | tuple):
        for each in messages:
            yield from objections_in(each, path)
    else:
        field = ".".join(path) or None
        found = messages if isinstance(messages, Objection) else Objection("wrong-form", messages)
        yield Objection(found.code, found.message, field, found.data)


def turn_down(objections: list[Objection]) -> None:
    """422 `invalid-input` with all of them."""
    errors: dict[str, list[Any]] = {}
    for each in objections:
        errors.setdefault(each.field or "", []).append(each.message)
    said = [{"code": each.code, "message": each.message, "field": each.field, **each.data} for each in objections]
    detail = _("Some of what was sent does not fit. Nothing was changed.")
    abort(problem(422, code="invalid-input", detail=str(detail), errors=errors, objections=said))

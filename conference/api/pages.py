"""Lists page by page: `{"items", "total", "next"}`, two statements whatever their length."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from marshmallow import Schema, fields
from sqlalchemy import Select, func

from conference.kernel.database import db


def page_of(items: type[Schema]) -> type[Schema]:
    """The shape of a page of these."""
    return Schema.from_dict(
        {
            "items": fields.List(fields.Nested(items), required=True),
            "total": fields.Integer(required=True, metadata={"minimum": 0}),
            "next": fields.String(required=True, allow_none=True, metadata={"description": "The address of the next page; null on the last."}),
        },
        name=f"{items.__name__}List",
    )


def page(
    found: Select[Any], query: Mapping[str, Any], tell: Callable[[list[Any]], Iterable[Mapping[str, Any]]], *, whole: bool = True
) -> dict[str, Any]:
    """The page that was asked for. `tell` makes all its rows plain at once, so that what they need is read at once. Not `whole`:
    the statement names columns, and rows of these are all that `tell` needs."""
    total = db.session.scalar(found.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)) or 0
    first = (query["page"] - 1) * query["per_page"]
    read = db.session.scalars if whole else db.session.execute
    rows = list(read(found.limit(query["per_page"]).offset(first))) if first < total else []
    return envelope(list(tell(rows)), total, query)


def cut(items: list[Any], query: Mapping[str, Any]) -> tuple[list[Any], int]:
    """The part of a list at hand that this page shows, and how long the whole list is."""
    first = (query["page"] - 1) * query["per_page"]
    return items[first : first + query["per_page"]], len(items)


def envelope(items: list[Any], total: int, query: Mapping[str, Any]) -> dict[str, Any]:
    more = query["page"] * query["per_page"] < total
    return {"items": items, "total": total, "next": next_page(query["page"] + 1) if more else None}


def next_page(number: int) -> str:
    """This address with another page number, under BASE_URL: whoever forges a Host gets none into an answer."""
    asked = [(name, value) for name, value in request.args.items(multi=True) if name != "page"]
    return f"{url_for(request.endpoint or '', _external=True, **(request.view_args or {}))}?{urlencode([*asked, ('page', number)])}"

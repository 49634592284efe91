"""One page of a list: so many items, and how many there are in all. Two statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request
from sqlalchemy import Select, func, select

from conference.kernel.database import db

PER_PAGE = 50


@dataclass(frozen=True)
class Page:
    items: Sequence[Any]
    number: int
    pages: int
    total: int

    def url(self, number: int) -> str:
        """The address of another page of the same list."""
        return "?" + urlencode([*pairs_without_page(), ("page", number)])


def pairs_without_page() -> list[tuple[str, str]]:
    return [(key, value) for key, value in request.args.items(multi=True) if key != "page"]


def page_of(rows: Select[Any]) -> Page:
    """The page that `?page=` asks for; a number that makes no sense or is past the end gives the nearest."""
    total = db.session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
    pages = max(1, -(-total // PER_PAGE))
    asked = request.args.get("page", "1")
    number = min(max(int(asked) if asked.isdecimal() and len(asked) < 9 else 1, 1), pages)
    return Page(db.session.scalars(rows.limit(PER_PAGE).offset((number - 1) * PER_PAGE)).all(), number, pages, total)

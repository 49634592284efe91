"""An event's registrations as CSV: UTF-8 with its mark, so that spreadsheets read every script, and no cell is a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import StringIO
from typing import Any

from conference.registration.models import Registration

COLUMNS = (
    "uid", "state", "given_name", "family_name", "latin_name", "email", "affiliation", "country", "language", "timezone",
    "category", "registered_at", "checked_in_at",
)  # fmt: skip
# behind a semicolon too: many spreadsheets begin a new cell there; wide signs are signs to those of East Asia
FORMULA = re.compile(r"(^|[;\n])(?=[=+\-@＝＋－＠\t\r])")


LOST = "answers cannot be read"  # sealed with a key that is gone


def harmless(value: Any) -> str:
    """The cell's text; one that a spreadsheet would take as a formula gets an apostrophe before it (OWASP, CSV injection)."""
    text = "" if value is None else value.isoformat() if isinstance(value, datetime) else str(value)
    return FORMULA.sub(r"\1'", text)


def lines(registrations: Iterable[tuple[Registration, datetime | None]]) -> Iterator[str]:
    """The file, line by line: every registration with when it was let in. Answers get a column each."""
    rows = list(registrations)
    asked = sorted({name for registration, _at in rows for name in registration.answers})
    lost = [LOST] if any(registration.answers_are_lost for registration, _at in rows) else []
    yield "\ufeff" + line([*COLUMNS, *(f"answer: {name}" for name in asked), *lost])
    for registration, came_at in rows:
        told = {name: getattr(registration, name, None) for name in COLUMNS} | {
            "state": registration.state.value,
            "category": registration.category.slug if registration.category else "",
            "registered_at": registration.placed_at,
            "checked_in_at": came_at,
        }
        gone = ["yes" if registration.answers_are_lost else ""] if lost else []
        yield line([*(told[name] for name in COLUMNS), *(said(registration.answers.get(name)) for name in asked), *gone])


def said(answer: Any) -> Any:
    return ", ".join(map(str, answer)) if isinstance(answer, list) else answer


def line(cells: Iterable[Any]) -> str:
    out = StringIO()
    csv.writer(out).writerow([harmless(cell) for cell in cells])
    return out.getvalue()

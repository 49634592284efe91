"""Why something may not be done: every reason at once, each with a code for programs and a sentence for people. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from conference.kernel.message import Message


@dataclasses.dataclass(frozen=True)
class Objection:
    """One reason against: `code` for programs, `message` for people, `field` where it belongs on a form."""

    code: str
    message: Message
    field: str | None = None
    data: Mapping[str, Any] = dataclasses.field(default_factory=dict)


class Refused(Exception):
    """The law of the trade says no; nothing has been changed. Carries every objection.

    `status` is 409 (the state of things forbids it); 422 is for what was said wrongly.
    """

    def __init__(self, objections: Iterable[Objection], *, status: int = 409, **data: Any) -> None:
        self.objections = list(objections)
        self.status = status
        self.data = data
        super().__init__("; ".join(f"{objection.code}: {objection.message}" for objection in self.objections))

    @property
    def codes(self) -> list[str]:
        return [objection.code for objection in self.objections]


def refuse(objections: Iterable[Objection], *, status: int = 409, **data: Any) -> None:
    """Raises Refused when there is any objection; returns when there is none."""
    if found := list(objections):
        raise Refused(found, status=status, **data)

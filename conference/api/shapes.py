"""The shapes that calls have in common: objects that refuse unknown fields, pages, calls that can be tried out, times in a zone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import RAISE, Schema, pre_load

from conference.api.fields import Text, Whole, YesNo, Zone
from conference.kernel.message import _
from conference.kernel.objection import Objection
from conference.kernel.span import zone_names

LOST_PLUS = re.compile(r" (\d\d:?\d\d)$")  # `+01:00` in an address reads ` 01:00` when it was not escaped


class Shape(Schema):
    """An object that is sent: unknown fields are refused."""

    error_messages: dict[str, Any] = {
        "unknown": Objection("unknown-field", _("There is no such field here.")),
        "type": Objection("not-an-object", _("This is a JSON object with named fields.")),
    }

    class Meta:
        unknown = RAISE


class Asked(Shape):
    """What every address may carry behind its question mark."""

    lang = Text(16, metadata={"description": "The language of texts and messages, where it is one of the centre's."})


class Paged(Asked):
    """A list, page by page."""

    page = Whole(1, 100_000, in_address=True, load_default=1)
    per_page = Whole(1, 200, in_address=True, load_default=50)


class Changing(Asked):
    """A call that writes: it can be tried out."""

    dry_run = YesNo(in_address=True, load_default=False, metadata={"description": "Answer the same and write nothing."})


class InZone(Schema):
    """Mixin for shapes with instants: `timezone` names the zone of those that carry no offset."""

    timezone = Zone()

    @pre_load
    def name_the_zone(self, given: Any, **_more: Any) -> Any:
        if not isinstance(given, Mapping):
            return given
        told = dict(given.items())
        zone = told.get("timezone")
        for name in ("starts_at", "ends_at"):
            text = told.get(name)
            if isinstance(text, str):
                told[name] = with_zone(text.strip(), zone)
        return told


def with_zone(text: str, zone: Any) -> str:
    """The same time with the zone behind it, when it has neither offset nor zone of its own."""
    text = LOST_PLUS.sub(r"+\1", text)
    bare = re.fullmatch(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?", text, re.ASCII)
    return f"{text}[{zone}]" if bare and isinstance(zone, str) and zone in zone_names() else text

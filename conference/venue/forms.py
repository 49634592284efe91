"""The shape of what staff say of the house: a room, opening hours written as people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from typing import Any

from wtforms import DecimalField, IntegerField, SelectMultipleField, widgets
from wtforms.validators import NumberRange, Optional, Regexp, ValidationError

from conference.kernel.cldr import language_name
from conference.kernel.forms import Form, LongTextField, TextField
from conference.kernel.message import Message, _
from conference.kernel.words import Words
from conference.venue.actions import MOST_PLACES
from conference.venue.features import FEATURES
from conference.venue.rules import MIDNIGHT, Hours, LayoutName, RoomFacts

WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
INTERVAL = re.compile(r"(\d{1,2})[:.h](\d{2})\s*[-–—]\s*(\d{1,2})[:.h](\d{2})")
LAYOUT, NAME, DESCRIPTION = "layout_", "name_", "description_"


class TicksField(SelectMultipleField):
    """Several boxes to tick."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


def whole_number(label: Any, least: int, most: int, **more: Any) -> IntegerField:
    """A number that may be left out, within bounds."""
    message = _("A whole number between %(min)s and %(max)s, please.")
    return IntegerField(label, [Optional(), NumberRange(least, most, message=message)], **more)


class RoomForm(Form):
    """A room's facts; `room_form` adds its texts in the centre's languages and a capacity per layout."""

    room: RoomFacts | None = None

    building = TextField(_("Building"), max_length=80, required=False)
    floor = TextField(_("Floor"), max_length=20, required=False)
    area_m2 = DecimalField(_("Area in m²"), [Optional(), NumberRange(0, 100_000, message=_("Between %(min)s and %(max)s, please."))], places=1)
    legal_capacity = whole_number(_("People the law allows"), 1, MOST_PLACES)
    wheelchair_places = whole_number(_("Wheelchair places"), 0, 1_000)
    features = TicksField(_("Features"), choices=lambda: [(code, str(word)) for code, word in FEATURES.items()])
    setup_minutes = whole_number(_("Set-up, in minutes"), 0, 24 * 60)
    teardown_minutes = whole_number(_("Clear-away, in minutes"), 0, 24 * 60)
    position = whole_number(_("Place in lists"), 0, 10_000)

    def facts(self) -> dict[str, Any]:
        """What `add_room` and `change_room` take."""
        area = self.area_m2.data
        return {
            "name": self.words(NAME), "description": self.words(DESCRIPTION), "building": self.building.data or "", "floor": self.floor.data or None,
            "area_m2": None if area is None else float(area), "legal_capacity": self.legal_capacity.data, "features": self.features.data or [],
            "wheelchair_places": self.wheelchair_places.data, "setup_minutes": self.setup_minutes.data or 0,
            "teardown_minutes": self.teardown_minutes.data or 0,
            "layouts": {each.name.removeprefix(LAYOUT): each.data for each in self if each.name.startswith(LAYOUT) and each.data},
            **({} if self.position.data is None else {"position": self.position.data}),
        }  # fmt: skip

    def words(self, prefix: str) -> Words:
        """What was typed; a text in a language that the form does not show stays."""
        known = getattr(self.room, prefix.removesuffix("_")) if self.room else {}
        return Words({**known, **{each.name.removeprefix(prefix): each.data or "" for each in self if each.name.startswith(prefix)}})


def room_form(locales: tuple[str, ...], room: RoomFacts | None = None) -> RoomForm:
    """The form for these languages, filled from a room; only a new room is asked for its address."""
    fields: dict[str, Any] = {}
    if room is None:
        pattern = Regexp(r"^[a-z0-9]+(-[a-z0-9]+)*$", message=_("Use small letters, digits and single hyphens, at most 60, such as hall-a."))
        fields["slug"] = TextField(_("Address"), max_length=60, validators=[pattern], description=_("As in /rooms/hall-a/. It stays for ever."))
        fields["parts"] = TicksField(_("Parts"), description=_("Only for a hall that is made of other rooms: booking it books them."))
    for number, tag in enumerate(locales):
        language = language_name(tag)
        fields[NAME + tag] = TextField(_("Name (%(language)s)", language=language), max_length=80, required=number == 0)
        fields[DESCRIPTION + tag] = LongTextField(_("Description (%(language)s)", language=language), max_length=5_000)
    for layout in LayoutName:
        fields[LAYOUT + layout] = whole_number(layout.label, 1, MOST_PLACES)
    return type("FilledRoomForm", (RoomForm,), {"room": room, **fields})(data=None if room is None else filled(room))


def filled(room: RoomFacts) -> Mapping[str, Any]:
    """What the form shows of a room."""
    return {
        **{name: getattr(room, name) for name in ("building", "floor", "area_m2", "legal_capacity", "wheelchair_places", "position")},
        "setup_minutes": room.setup_minutes, "teardown_minutes": room.teardown_minutes, "features": sorted(room.features),
        **{NAME + tag: text for tag, text in room.name.items()}, **{DESCRIPTION + tag: text for tag, text in room.description.items()},
        **{LAYOUT + each.name: each.capacity for each in room.layouts},
    }  # fmt: skip


class HoursField(TextField):
    """Opening hours of one weekday as people write them: `09:00–12:00, 14:00–18:00`; nothing means closed. A time at or
    before the opening one is on the next day."""

    def __init__(self, label: Message, weekday: int, **kwargs: Any) -> None:
        super().__init__(label, max_length=120, required=False, **kwargs)
        self.weekday = weekday
        self.hours: list[Hours] = []

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if not self.data or validation_stopped:
            return
        pieces = [piece.strip() for piece in self.data.split(",") if piece.strip()]
        found = [INTERVAL.fullmatch(piece) for piece in pieces]
        try:
            self.hours = [hours for match in found for hours in intervals(self.weekday, *(int(number) for number in match.groups()))]  # type: ignore[union-attr]
        except (AttributeError, ValueError) as problem:
            raise ValidationError(_("Write hours as 09:00–12:00, 14:00–18:00, or leave it empty when it is closed.")) from problem


def intervals(weekday: int, hour: int, minute: int, until_hour: int, until_minute: int) -> list[Hours]:
    """One interval, or two when it runs past midnight. Raises ValueError for no time of day."""
    opens = time(hour, minute)
    if (until_hour, until_minute) in {(24, 0), (0, 0)}:
        return [Hours(weekday, opens, MIDNIGHT)]
    closes = time(until_hour, until_minute)
    if closes > opens:
        return [Hours(weekday, opens, closes)]
    return [Hours(weekday, opens, MIDNIGHT), Hours((weekday + 1) % 7, time(0), closes)]


class HoursForm(Form):
    """A week of opening hours."""

    day_0 = HoursField(WEEKDAYS[0], 0)
    day_1 = HoursField(WEEKDAYS[1], 1)
    day_2 = HoursField(WEEKDAYS[2], 2)
    day_3 = HoursField(WEEKDAYS[3], 3)
    day_4 = HoursField(WEEKDAYS[4], 4)
    day_5 = HoursField(WEEKDAYS[5], 5)
    day_6 = HoursField(WEEKDAYS[6], 6)

    @property
    def days(self) -> list[HoursField]:
        return [self[f"day_{number}"] for number in range(7)]

    @property
    def hours(self) -> list[Hours]:
        return [hours for day in self.days for hours in day.hours]

    def show(self, hours: tuple[Hours, ...]) -> None:
        """Fill the week from hours as they are kept."""
        for day in self.days:
            day.data = ", ".join(each.text for each in hours if each.weekday == day.weekday)

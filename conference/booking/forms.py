"""What people say when they look for a room, book it, move it or close it. Times are those of the venue's clock."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import request
from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, SelectMultipleField, TimeField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from conference.booking.actions.placing import LONGEST_NOTE, LONGEST_TITLE
from conference.booking.recurrence import LONGEST_RULE, WEEKDAYS
from conference.booking.rules import MOST_MINUTES, State
from conference.kernel.forms import Form, LongTextField, SpanForm, TextField
from conference.kernel.i18n import venue_zone
from conference.kernel.message import _
from conference.kernel.objection import Objection, Refused
from conference.kernel.repeated import ASKED_IN_FORM, NOT_ASKED, ask_back
from conference.kernel.span import Span, wall
from conference.venue.features import FEATURES
from conference.venue.rules import House, LayoutName, RoomFacts

MOST_PEOPLE = 100_000
FROM, UNTIL = time(9), time(18)
NUMBER = _("A whole number between %(min)s and %(max)s, please.")
REPEATS = (
    ("", _("does not repeat")),
    ("FREQ=DAILY", _("every day")),
    ("WORKDAYS", _("every working day, Monday to Friday")),
    ("FREQ=WEEKLY", _("every week")),
    ("FREQ=WEEKLY;INTERVAL=2", _("every two weeks")),
    ("MONTHLY", _("every month, on the same weekday of it")),
    ("FREQ=MONTHLY", _("every month, on the same date")),
    ("FREQ=YEARLY", _("every year")),
    ("RULE", _("by a rule of my own")),
)


def people(label: Any, **more: Any) -> IntegerField:
    return IntegerField(label, [Optional(), NumberRange(1, MOST_PEOPLE, message=NUMBER)], **more)


def minutes(label: Any) -> IntegerField:
    return IntegerField(label, [Optional(), NumberRange(0, MOST_MINUTES, message=NUMBER)])


def layouts() -> list[tuple[str, str]]:
    return [("", str(_("any"))), *((each.value, str(each.label)) for each in LayoutName)]


class SearchForm(Form):
    """Which rooms are free. A GET form: what is asked stands in the address."""

    class Meta(Form.Meta):
        csrf = False

    day = DateField(_("Day"), [Optional()], name="date")
    starts = TimeField(_("From"), [Optional()], name="from")
    ends = TimeField(_("Until"), [Optional()], name="to")
    people = people(_("People"))
    layout = SelectField(_("Layout"), choices=layouts, default="")
    feature = SelectMultipleField(
        _("Features"),
        choices=lambda: [(code, str(word)) for code, word in FEATURES.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    span: Span | None = None

    @property
    def asks(self) -> bool:
        """Whether anything is asked at all."""
        return any(request.args.get(name) for name in ("date", "from", "to", "people", "layout", "feature"))

    def read(self, today: date) -> bool:
        """Fill what is left open (09:00 to 18:00, today) and read the span. False when something does not fit."""
        fits = self.validate()
        asks_time = any(request.args.get(name) for name in ("date", "from", "to"))
        self.day.data, self.starts.data, self.ends.data = self.day.data or today, self.starts.data or FROM, self.ends.data or UNTIL
        if asks_time and not (self.day.errors or self.starts.errors or self.ends.errors):
            try:
                if self.day.data.year < 1970:  # the days around it must have a date, too
                    raise Refused([Objection("in-the-past", _("This time is over. Choose one to come."), field="day")])
                if self.day.data.year > 9000:
                    raise OverflowError
                last = self.day.data if self.ends.data > self.starts.data else self.day.data + timedelta(days=1)
                self.span = Span(
                    wall(self.day.data, self.starts.data, venue_zone(), field="starts"), wall(last, self.ends.data, venue_zone(), field="ends")
                )
            except (Refused, OverflowError) as problem:
                self.object_to(ask_back(problem.objections, NOT_ASKED) if isinstance(problem, Refused) else [far_away("day")])
                fits = False
        return fits


def far_away(field: str) -> Objection:
    return Objection("too-far-ahead", _("Rooms can be booked up to three years ahead."), field=field)


class PlaceForm(SpanForm):
    """A room and a span: what moving needs."""

    room = SelectField(_("Room"), [InputRequired(_("Please choose a room."))])
    override_reason = TextField(_("Reason for an exception"), max_length=300, required=False)

    def offer(self, house: House, *, keep: RoomFacts | None = None) -> None:
        """Offer the rooms in service (and the one that stands there already)."""
        self.zone_name = house.zone
        rooms = [room for room in house.rooms if room.closed_at is None or room is keep]
        self.room.choices = [(room.slug, str(room.name)) for room in rooms]

    def read_span(self) -> Span:
        try:
            return super().read_span()
        except OverflowError as problem:
            raise Refused([far_away("starts_at")], status=422) from problem


class FactsForm(Form):
    """What a booking is for and how the room is to be."""

    title = TextField(_("Title"), max_length=LONGEST_TITLE)
    attendance = people(_("People"))
    layout = SelectField(_("Layout"), choices=layouts, default="")
    setup_minutes = minutes(_("Set-up before, in minutes"))
    teardown_minutes = minutes(_("Clear-away after, in minutes"))
    note = LongTextField(_("Note for the centre"), max_length=LONGEST_NOTE)
    is_public = BooleanField(_("Show the title to everybody"))

    def facts(self) -> dict[str, Any]:
        """What `book_room` and `change_booking` take."""
        return {
            "title": self.title.data, "attendance": self.attendance.data, "layout": LayoutName(self.layout.data) if self.layout.data else None,
            "setup_minutes": self.setup_minutes.data, "teardown_minutes": self.teardown_minutes.data, "note": self.note.data or "",
            "is_public": bool(self.is_public.data),
        }  # fmt: skip


class BookingForm(PlaceForm, FactsForm):
    """Book a room: once, or as a series."""

    organisation = SelectField(_("For"), [InputRequired(_("Please choose an organisation."))])
    state = RadioField(
        _("As"), default=State.CONFIRMED.value,
        choices=lambda: [(State.CONFIRMED.value, str(_("a confirmed booking"))), (State.OPTION.value, str(_("an option, to be confirmed later")))],
    )  # fmt: skip
    repeats = SelectField(_("Repeats"), default="", choices=lambda: [(value, str(word)) for value, word in REPEATS])
    repeats_until = DateField(_("Until, at the latest"), [Optional()])
    rule = TextField(_("Rule (RFC 5545)"), max_length=LONGEST_RULE, required=False)
    skip = BooleanField(_("Leave out dates on which the room is taken or closed"))

    def validate_repeats_until(self, field: DateField) -> None:
        if self.repeats.data and self.repeats.data != "RULE":
            if field.data is None:
                raise ValidationError(_("Please say until when it repeats."))
            if self.day.data and field.data < self.day.data:
                raise ValidationError(_("This is before the first date."))

    def validate_rule(self, field: TextField) -> None:
        if self.repeats.data == "RULE" and not field.data:
            raise ValidationError(_("Please write the rule, such as FREQ=WEEKLY;COUNT=10."))

    def rrule(self) -> str | None:
        """The RRULE that was chosen."""
        chosen, day, until = self.repeats.data, self.day.data, self.repeats_until.data
        if not chosen or chosen == "RULE":
            return self.rule.data if chosen else None
        rule = {"WORKDAYS": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "MONTHLY": f"FREQ=MONTHLY;BYDAY={nth_weekday(day)}"}.get(chosen, chosen)
        return f"{rule};UNTIL={until:%Y%m%d}"


def nth_weekday(day: date) -> str:
    """`2TU` for the second Tuesday of its month; a fifth one is the last, `-1TU`, so that every month has it."""
    number = (day.day - 1) // 7 + 1
    return f"{number if number < 5 else -1}{WEEKDAYS[day.weekday()]}"


class EditForm(FactsForm):
    """Correct what a booking is for."""

    override_reason = TextField(_("Reason for an exception"), max_length=300, required=False)


class ClosureForm(PlaceForm):
    """Close a room for a time."""

    reason = TextField(_("Reason"), max_length=200)


class DragForm(Form):
    """What a drag in the diary says: a room, and two wall-clock times without offset."""

    room = TextField(_("Room"), max_length=60)
    starts_at = TextField(_("From"), max_length=32)
    ends_at = TextField(_("Until"), max_length=32)

    def read(self, zone: str) -> Span:
        """The span on the venue's clock. Raises Refused (422) for what is no time there."""
        return Span(*(self._instant(field, zone) for field in (self.starts_at, self.ends_at)))

    def _instant(self, field: TextField, zone: str) -> datetime:
        try:
            said = datetime.fromisoformat(field.data or "")
            return wall(said.date(), said.time(), zone, field=field.name) if said.tzinfo is None else said.astimezone(ZoneInfo(zone))
        except Refused as refused:
            raise Refused(ask_back(refused.objections, ASKED_IN_FORM), status=refused.status) from refused
        except (ValueError, OverflowError) as problem:
            raise Refused(
                [Objection("not-a-time", _("This is not a time. Write it as 2027-03-01T09:00."), field=field.name)], status=422
            ) from problem

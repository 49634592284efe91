"""Forms: the shape of input. Every field has a limit; times are parsed here and nowhere else; all messages come at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from flask_babel import get_locale
from flask_wtf import FlaskForm
from markupsafe import Markup, escape
from wtforms import DateField, EmailField, Field, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import html_params

from conference.kernel.cldr import language_name
from conference.kernel.countries import countries, countries_in
from conference.kernel.field_words import field_words, one_sentence
from conference.kernel.message import _
from conference.kernel.objection import Objection, Refused
from conference.kernel.repeated import ASKED_BELOW, ask_back
from conference.kernel.span import Span, wall, zone_names

LANGUAGES = ("ar", "de", "en", "es", "fr", "hi", "it", "ja", "ko", "nl", "pl", "pt", "ru", "sv", "tr", "uk", "zh")


def stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


class Form(FlaskForm):
    """Base of all forms: CSRF, the reader's language, and a place for objections."""

    as_seen: str = ""  # digests of what the fields showed, and how they are filled (kernel.meanwhile)
    fill: Callable[[], Any] | None = None
    is_asked: bool = False

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> Any:
            return field_words(str(get_locale() or Locale("en")))

    def validate(self, extra_validators: Any = None) -> bool:
        fits = super().validate(extra_validators)
        for field in self:
            one_sentence(field)
        return bool(fits)

    def object_to(self, objections: Iterable[Objection]) -> None:
        """Put objections to the fields they belong to, the others on top of the form."""
        for objection in objections:
            field = self._fields.get(objection.field or "")
            target = field.errors if field is not None else self.form_errors
            if isinstance(target, tuple):
                field.errors = target = list(target)
            target.append(objection.message)


class TextField(StringField):
    """One line of at most `max_length` characters, stripped. `required` is said on the page and checked here."""

    def __init__(self, label: Any, *, max_length: int = 200, required: bool = True, validators: Iterable[Any] = (), **kwargs: Any) -> None:
        first = InputRequired(_("Please fill this in.")) if required else Optional()
        limit = Length(max=max_length, message=_("At most %(max)d characters, please."))
        super().__init__(label, [first, limit, no_control_characters, *validators], filters=[stripped], **kwargs)


class LongTextField(TextAreaField):
    """Several lines of at most `max_length` characters."""

    def __init__(self, label: Any, *, max_length: int = 10_000, required: bool = False, validators: Iterable[Any] = (), **kwargs: Any) -> None:
        first = InputRequired(_("Please fill this in.")) if required else Optional()
        limit = Length(max=max_length, message=_("At most %(max)d characters, please."))
        super().__init__(label, [first, limit, *validators], filters=[stripped], **kwargs)


class AddressField(EmailField):
    """An e-mail address, internationalised ones included (RFC 6531); its form is checked, not its existence."""

    def __init__(self, label: Any, *, required: bool = True, validators: Iterable[Any] = (), **kwargs: Any) -> None:
        first = InputRequired(_("Please fill this in.")) if required else Optional()
        super().__init__(label, [first, Length(max=254), is_address, *validators], filters=[stripped], **kwargs)


class ZoneField(StringField):
    """An IANA time zone, typed or picked from the list."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, [InputRequired(_("Please fill this in.")), known_zone], filters=[stripped], **kwargs)

    @property
    def options(self) -> Markup:
        """The list to pick from, as options of a datalist."""
        return zone_options()


@lru_cache(maxsize=1)
def zone_options() -> Markup:
    return Markup("").join(Markup('<option value="{}">').format(zone) for zone in sorted(zone_names()))


class CountryField(SelectField):
    """An ISO 3166 country by its name in the reader's language. Its 250 options are made once per language: they were half
    of a form's time."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, validate_choice=False, validators=[InputRequired(_("Please choose a country.")), known_country], **kwargs)

    def __call__(self, **attributes: Any) -> Markup:
        required = {"required": True} if self.flags.required else {}
        shown = html_params(**({"id": self.id, "name": self.name} | required | attributes))
        options = country_options(str(get_locale() or Locale("en")))
        chosen = f'<option value="{escape(self.data or "")}">'
        options = options.replace(chosen, chosen.replace("<option", "<option selected"), 1)
        return Markup(f"<select {shown}>{options}</select>")  # noqa: S704 - both parts are escaped

    def iter_choices(self) -> Any:
        return ((code, name, code == self.data, {}) for code, name in (("", "–"), *countries()))


@lru_cache(maxsize=32)
def country_options(locale: str) -> str:
    options = (Markup('<option value="{}">{}</option>').format(code, name) for code, name in (("", "–"), *countries_in(locale)))
    return str(Markup("").join(options))


class LanguageField(SelectField):
    """A language by its name in the reader's language."""

    def __init__(self, label: Any, *, among: Iterable[str] = LANGUAGES, **kwargs: Any) -> None:
        super().__init__(
            label,
            choices=lambda: language_choices(str(get_locale() or Locale("en")), tuple(among)),
            validators=[InputRequired(_("Please choose a language."))],
            **kwargs,
        )


@lru_cache(maxsize=64)
def language_choices(_locale: str, among: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(code, language_name(code)) for code in among]


def no_control_characters(_form: Any, field: Field) -> None:
    if any(not char.isprintable() and char not in "\u200c\u200d\u200e\u200f" for char in field.data or ""):
        raise ValidationError(_("This contains characters that cannot be printed. Please type it again."))


def is_address(_form: Any, field: Field) -> None:
    if not looks_like_address(field.data or ""):
        raise ValidationError(_("This is not an e-mail address. It looks like name@example.org."))


def looks_like_address(text: str) -> bool:
    """One @, something before it, a domain with a dot behind it, no blanks, no second address smuggled in."""
    local, at, domain = text.rpartition("@")
    wrong = not at or not local or "." not in domain or domain.startswith(".") or domain.endswith(".")
    return not wrong and not any(char.isspace() or char in ',;:<>()[]"\\' or not char.isprintable() for char in text)


def known_country(_form: Any, field: Field) -> None:
    if field.data not in {code for code, _name in countries()}:
        raise ValidationError(_("Please choose a country."))


def known_zone(_form: Any, field: Field) -> None:
    if field.data not in zone_names():
        raise ValidationError(_("This time zone is not known. Choose one from the list, such as Europe/Paris."))


def which_of_two() -> list[tuple[str, str]]:
    return [("", "–"), ("first", str(_("the first, before the clocks are put back"))), ("second", str(_("the second, after it")))]


class SpanForm(Form):
    """Mixin for forms with a day and two wall-clock times in the zone that `zone_name` gives; yields a Span."""

    day = DateField(_("Day"), [InputRequired(_("Please give the day."))])
    starts = TimeField(_("From"), [InputRequired(_("Please give the time."))])
    until_day = DateField(_("Last day"), [Optional()])
    ends = TimeField(_("Until"), [InputRequired(_("Please give the time."))])
    # shown only when the clocks are put back in between, so that a time comes twice
    starts_again = SelectField(_("Which “from” is meant"), choices=lambda: which_of_two(), default="")
    ends_again = SelectField(_("Which “until” is meant"), choices=lambda: which_of_two(), default="")

    zone_name: str = "UTC"
    span: Span | None = None
    twice: frozenset[str] = frozenset()

    def validate(self, extra_validators: Any = None) -> bool:
        fits = super().validate(extra_validators)
        if not (self.day.errors or self.starts.errors or self.ends.errors or self.until_day.errors):
            try:
                self.span = self.read_span()
            except Refused as refused:
                names = {"starts_at": "starts", "ends_at": "ends"}
                self.twice = frozenset(names.get(each.field or "", "") for each in refused.objections if each.code == "time-exists-twice")
                self.object_to(replace(each, field=names.get(each.field or "", each.field)) for each in ask_back(refused.objections, ASKED_BELOW))
                fits = False
        return fits

    def read_span(self) -> Span:
        """The span; an end day is taken only when it is given. Raises Refused in a clock change's gap, and in its fold until
        it is said which of the two times is meant."""
        start = self._instant(self.day.data, self.starts.data, self.starts_again.data, "starts_at")
        end = self._instant(self.until_day.data or self.day.data, self.ends.data, self.ends_again.data, "ends_at")
        return Span(start, end)

    def _instant(self, day: date, at: time, which: str, field: str) -> datetime:
        try:
            return wall(day, at, self.zone_name, field=field)
        except Refused as refused:
            choices = refused.objections[0].data.get("choices")
            if not which or not choices:
                raise
            return datetime.fromisoformat(choices[which == "second"])

    def show_span(self, span: Span) -> None:
        """Fill the fields from a span (editing, links that carry a time)."""
        place = ZoneInfo(self.zone_name)
        start, end = span.start.astimezone(place), span.end.astimezone(place)
        self.day.data, self.starts.data, self.ends.data = start.date(), start.time(), end.time()
        self.until_day.data = end.date() if end.date() != start.date() else None


def read_instant(text: str, *, field: str) -> datetime:
    """An RFC 3339 instant with its offset, or a local time that names its zone as RFC 9557 does (`…T09:00[Europe/Paris]`).

    Raises Refused (422) for anything else, naive times included, and in a clock change's gap or fold.
    """
    said, _bracket, zone = str(text).rstrip("]").partition("[")
    try:
        value = datetime.fromisoformat(said)
    except ValueError:
        value = None
    if value is not None and value.tzinfo is not None and not zone:
        return value.astimezone(UTC)
    if value is not None and value.tzinfo is None and zone in zone_names():
        return wall(value.date(), value.time(), zone, field=field)
    message = _("This is not a time with its zone. Write it as 2027-03-01T09:00+01:00 or 2027-03-01T09:00[Europe/Paris].")
    raise Refused([Objection("not-a-time", message, field=field)], status=422)


def read_day(text: str | None) -> date | None:
    """A day from an address (`?date=2027-03-01`), or None where there is none or it makes no sense."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None

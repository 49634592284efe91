"""What organisers type: events, sessions, speakers, tracks, rooms. Times are read in the event's zone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import current_app
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, FieldList, FormField, IntegerField, RadioField, SelectField, SelectMultipleField, StringField, TimeField
from wtforms import Form as Rows
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from conference.kernel.cldr import language_name
from conference.kernel.forms import LANGUAGES, AddressField, Form, LongTextField, SpanForm, TextField, ZoneField, stripped
from conference.kernel.i18n import fold
from conference.kernel.message import Message, _
from conference.kernel.objection import Objection, refuse
from conference.kernel.span import Span
from conference.kernel.tongues import is_language
from conference.kernel.words import Words
from conference.people.rules import Role
from conference.programme.rules import LIMITS, TEAM_ROLES, Part, SessionKind, SessionState, Visibility

EMPTY_ROWS = 3
MOST_TYPED = 20_000
NUMBER_RANGE = _("A number from %(min)s to %(max)s, please.")


class WordsForm(Form):
    """A form with texts in several languages: for each of them one field per language, `title_en`, `title_fr` … (`with_words`)."""

    spoken: frozenset[str] = frozenset()
    tongues: Sequence[str] = ()

    def words(self, name: str, known: Words | None = None) -> Words:
        """What was typed under this name, in all its languages; what is `known` in a language that the form does not show stays."""
        return Words({**(known or {}), **{tongue: self[f"{name}_{tongue}"].data or "" for tongue in self.tongues}})

    def show_words(self, name: str, words: Words) -> None:
        """Fill the fields from a text in several languages."""
        for tongue in self.tongues:
            self[f"{name}_{tongue}"].data = words.get(tongue, "")

    def in_language(self, tongue: str) -> list[Any]:
        """The fields of one language, in their order."""
        return [field for field in self if field.name.endswith(f"_{tongue}") and field.name.removesuffix(f"_{tongue}") in self.spoken]

    @property
    def filled(self) -> list[str]:
        """The languages in which something is written."""
        return [tongue for tongue in self.tongues if any(field.data for field in self.in_language(tongue))]

    @property
    def wrong(self) -> list[str]:
        """The languages in which something does not fit."""
        return [tongue for tongue in self.tongues if any(field.errors for field in self.in_language(tongue))]


def with_words(form: type[WordsForm], tongues: Iterable[str], *, required: bool = True, **names: tuple[Any, bool]) -> type[WordsForm]:
    """The form with a field per language for each `name=(label, is_long)`. The first text, if short, is asked for in the first language."""
    tongues = list(tongues)
    fields: dict[str, Any] = {"tongues": tongues, "spoken": frozenset(names)}
    for number, tongue in enumerate(tongues):
        for place, (name, (label, is_long)) in enumerate(names.items()):
            limit = min(LIMITS.get(name, 4000), MOST_TYPED)
            told = _("%(field)s (%(language)s)", field=label, language=Named(tongue))
            asked = required and number == 0 and place == 0 and not is_long
            fields[f"{name}_{tongue}"] = LongTextField(told, max_length=limit) if is_long else TextField(told, max_length=limit, required=asked)
    return type(form.__name__, (form,), fields)


class Named:
    """A language's name, in the reader's language, when it is shown."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __str__(self) -> str:
        return language_name(self.code)


def tongues_for(*codes: Iterable[str]) -> list[str]:
    """The languages in which a text is asked for: those of the thing, then the centre's pages'; known ones, each once."""
    wanted = [code for group in codes for code in group] + list(current_app.config["LOCALES"])
    return [code for code in dict.fromkeys(wanted) if is_language(code)]


def languages_to_choose(*codes: str) -> list[tuple[str, str]]:
    """The languages that an event may be in, by name: the usual ones, and those it has already."""
    return sorted(((code, language_name(code)) for code in {*LANGUAGES, *codes}), key=lambda pair: fold(pair[1]))


class Boxes(SelectMultipleField):
    """Several boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class DaysForm(WordsForm):
    """Title and days: what an event needs to exist."""

    starts_on = DateField(_("First day"), [InputRequired(_("Please give the day."))])
    ends_on = DateField(_("Last day"), [InputRequired(_("Please give the day."))])
    timezone = ZoneField(_("Time zone"))


class NewEventForm(DaysForm):
    organisation = SelectField(_("Organisation"), coerce=int)


class BasicsForm(DaysForm):
    slug = TextField(_("Address"), max_length=60, description=_("Small letters, digits and hyphens: it becomes the end of the event's web address."))
    place_name = TextField(_("Place, when it is not at the centre"), max_length=LIMITS["place_name"], required=False)


class TextsForm(WordsForm):
    url = TextField(_("Its own website"), max_length=LIMITS["url"], required=False)


class LanguagesForm(WordsForm):
    languages = Boxes(_("Languages"), choices=lambda: languages_to_choose())


class VisibilityForm(WordsForm):
    visibility = RadioField(_("Who finds it"), choices=lambda: [(each.value, HINTS[each]) for each in Visibility], default=Visibility.PRIVATE.value)


HINTS: dict[Visibility, Message] = {
    Visibility.PUBLIC: _("public: everybody finds it"),
    Visibility.UNLISTED: _("unlisted: whoever has the address"),
    Visibility.PRIVATE: _("private: only its team"),
}


class PersonRow(Rows):
    """Somebody on a session: a name as the programme prints it, and as what they take part."""

    name = StringField(_("Name"), [Length(max=LIMITS["name"])], filters=[stripped])
    part = SelectField(_("As"), choices=lambda: [(each.value, each.label) for each in Part], default=Part.SPEAKER.value)


class SessionForm(SpanForm, WordsForm):
    """A session of the draft. Times may stay empty: it is then not placed yet."""

    kind = SelectField(_("Kind"), choices=lambda: [(each.value, each.label) for each in SessionKind], default=SessionKind.TALK.value)
    track = SelectField(_("Track"), coerce=int, default=0)
    room = SelectField(_("Room"), coerce=int, default=0)
    part_of = SelectField(
        _("Part of the session"), coerce=int, default=0, description=_("A talk in a session takes place in its room and moves with it.")
    )
    day = DateField(_("Day"), [Optional()])
    starts = TimeField(_("From"), [Optional()])
    ends = TimeField(_("Until"), [Optional()])
    people = FieldList(FormField(PersonRow), max_entries=60)
    language = SelectField(_("Language"))
    state = SelectField(_("State"), choices=lambda: [(each.value, each.label) for each in (SessionState.CONFIRMED, SessionState.TENTATIVE)])

    def read_span(self) -> Span | None:  # type: ignore[override]
        """The span, or None when there is no time. Refuses what is given in part."""
        given = [self.day.data, self.starts.data, self.ends.data]
        if given[1:] == [None, None]:  # the day comes filled in; without times it says nothing
            return None
        missing = [name for name, each in zip(("day", "starts", "ends"), given, strict=True) if each is None]
        refuse([Objection("incomplete", _("Give day, from and until, or none of them."), field=name) for name in missing], status=422)
        return super().read_span()

    @property
    def participants(self) -> list[tuple[str, Part]]:
        """The names that were typed, in order, each with its part."""
        return [(row.form.name.data, Part(row.form.part.data)) for row in self.people if row.form.name.data]

    def show_participants(self, people: Iterable[tuple[str, Part]]) -> None:
        """Fill the rows, and leave some empty behind them."""
        for name, part in [*people, *[("", Part.SPEAKER)] * EMPTY_ROWS]:
            self.people.append_entry({"name": name, "part": part.value})


class SpeakerForm(WordsForm):
    name = TextField(_("Name"), max_length=LIMITS["name"], description=_("As the programme prints it."))
    affiliation = TextField(_("Affiliation"), max_length=LIMITS["affiliation"], required=False)
    email = AddressField(
        _("E-mail"), required=False, description=_("For letters about changes, and for their own calendar when they sign in. Readers never see it.")
    )
    photo = FileField(_("Photo"), description=_("PNG, JPEG or WebP, at most 6 MB. It is cut to a square; what is hidden in the file is taken out."))
    remove_photo = BooleanField(_("Remove the photo"))


class MaterialForm(Form):
    """Slides, a handout, a poster: a file, or a link to what lies elsewhere."""

    title = TextField(_("Title"), max_length=LIMITS["name"], required=False, description=_("What readers click on, such as “Slides”."))
    file = FileField(_("File"), description=_("A PDF of at most 7 MB, or a picture (PNG, JPEG, WebP) of at most 6 MB."))
    url = TextField(_("Or a link"), max_length=LIMITS["url"], required=False, description=_("It begins with https://."))


class TrackForm(WordsForm):
    colour = SelectField(_("Colour"), coerce=int, choices=lambda: [(number, _("colour %(number)s", number=number)) for number in range(1, 13)])


class ExternalRoomForm(WordsForm):
    capacity = IntegerField(_("Capacity"), [Optional(), NumberRange(1, 1_000_000, NUMBER_RANGE)])


class TeamForm(Form):
    email = AddressField(_("E-mail"))
    role = RadioField(_("Role"), choices=lambda: [(each.value, each.label) for each in TEAM_ROLES], default=Role.ORGANISER.value)


class PublishForm(Form):
    comment = TextField(_("A word on this version"), max_length=LIMITS["comment"], required=False, description=_("Readers see it with the changes."))
    tell = BooleanField(_("Tell the speakers by mail"), default=True)

"""The shape of the centre's settings, in short forms of their own."""

from __future__ import annotations

import re
from typing import Any

from flask import current_app
from flask_wtf.file import FileField
from wtforms import BooleanField, IntegerField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from conference.kernel.cldr import language_name
from conference.kernel.forms import AddressField, Form, LongTextField, TextField, ZoneField, stripped
from conference.kernel.message import Message, _
from conference.kernel.pictures import redrawn
from conference.kernel.words import Words

TEXT_LENGTH = 50_000
LANGUAGES = ("en", "fr")
LOGO_PIXELS = 512


def a_colour(_form: Any, field: Any) -> None:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", field.data or ""):
        raise ValidationError(_("A colour is written as # and six digits or letters from a to f, such as #0f5c63."))
    if contrast_with_white(field.data) < 4.5:
        raise ValidationError(_("White letters on this colour could not be read well. Choose a darker one."))


def contrast_with_white(colour: str) -> float:
    """The contrast ratio of white on a colour (WCAG 2.2, relative luminance)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


class PartForm(Form):
    """One part of the settings: the facts that it holds, and its texts with a field per language (`name_en`, `name_fr`)."""

    plain: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def show(self, centre: Any) -> None:
        """Fill the fields from the centre as it is."""
        for name in self.plain:
            self[name].data = getattr(centre, name)
        for name in self.words:
            for language in LANGUAGES:
                self[f"{name}_{language}"].data = known(centre, name).get(language, "")

    def changes(self, centre: Any) -> dict[str, Any]:
        """What `change_venue` takes; a text in a language that no field shows stays."""
        told = {name: Words({**known(centre, name), **{each: self[f"{name}_{each}"].data or "" for each in LANGUAGES}}) for name in self.words}
        return {**{name: self[name].data or "" for name in self.plain}, **told}


def known(centre: Any, name: str) -> Words:
    """The centre's text in all its languages; the name of a centre that is not set up yet is a plain one."""
    text = getattr(centre, name)
    return text if isinstance(text, Words) else Words(str(text))


class NameForm(PartForm):
    """Name and look."""

    plain = ("address", "contact_email", "accent")
    words = ("name",)
    name_en = TextField(_("Name in English"), max_length=120)
    name_fr = TextField(_("Name in French"), max_length=120, required=False)
    address = TextField(_("Address"), max_length=300, required=False)
    contact_email = AddressField(_("Address for questions"), required=False)
    accent = StringField(_("Accent colour"), [InputRequired(_("Please fill this in.")), a_colour], filters=[stripped])
    logo = FileField(_("Logo"))
    no_logo = BooleanField(_("Take the logo away"))

    def changes(self, centre: Any) -> dict[str, Any]:
        """With the logo drawn anew, when one was chosen. Raises Refused when it is no picture."""
        picture = b""
        if self.logo.data:
            self.logo.data.stream.seek(0)  # a transaction may run twice
            picture = self.logo.data.read()
        logo = {"logo": redrawn(picture, at_most=LOGO_PIXELS, field="logo")} if picture else {"logo": None} if self.no_logo.data else {}
        return super().changes(centre) | logo


class PlaceForm(PartForm):
    """Languages and zone."""

    plain = ("timezone",)
    timezone = ZoneField(_("Time zone"))
    languages = SelectMultipleField(_("Languages of the pages"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages.choices = [(code, language_name(code)) for code in current_app.config["LOCALES"]]

    def validate_languages(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_("Choose at least one language."))

    def show(self, centre: Any) -> None:
        super().show(centre)
        self.languages.data = list(centre.locales) or list(current_app.config["LOCALES"])

    def changes(self, centre: Any) -> dict[str, Any]:
        """The languages are the centre's locales."""
        return super().changes(centre) | {"locales": self.languages.data}


class LegalForm(PartForm):
    """Legal texts."""

    words = ("privacy_text", "terms_text", "imprint_text")
    privacy_text_en = LongTextField(_("Privacy, in English"), max_length=TEXT_LENGTH)
    privacy_text_fr = LongTextField(_("Privacy, in French"), max_length=TEXT_LENGTH)
    terms_text_en = LongTextField(_("Terms, in English"), max_length=TEXT_LENGTH)
    terms_text_fr = LongTextField(_("Terms, in French"), max_length=TEXT_LENGTH)
    imprint_text_en = LongTextField(_("Imprint, in English"), max_length=TEXT_LENGTH)
    imprint_text_fr = LongTextField(_("Imprint, in French"), max_length=TEXT_LENGTH)


class BookingRulesForm(PartForm):
    """Booking rules."""

    option_days = IntegerField(_("Days after which an option lapses"), [Optional(), NumberRange(1, 365, _("Between %(min)d and %(max)d, please."))])

    def show(self, centre: Any) -> None:
        self.option_days.data = centre.option_days

    def changes(self, centre: Any) -> dict[str, Any]:
        """Fourteen days where nothing is said."""
        return {"option_days": self.option_days.data or 14}


SETTINGS: dict[str, tuple[Message, type[PartForm]]] = {
    "name": (_("Name and look"), NameForm),
    "languages": (_("Languages and zone"), PlaceForm),
    "texts": (_("Legal texts"), LegalForm),
    "bookings": (_("Booking rules"), BookingRulesForm),
}

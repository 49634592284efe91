"""The shape of the centre's settings."""

from __future__ import annotations

import re
from typing import Any

from flask import current_app
from flask_wtf.file import FileField
from wtforms import BooleanField, IntegerField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from conference.kernel.forms import AddressField, Form, LongTextField, TextField, ZoneField, stripped
from conference.kernel.i18n import language_name
from conference.kernel.message import _
from conference.kernel.words import Words

TEXT_LENGTH = 50_000
LANGUAGES = ("en", "fr")


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


class SettingsForm(Form):
    """Name, address, looks, zone, languages and legal texts of the centre."""

    name_en = TextField(_("Name in English"), max_length=120)
    name_fr = TextField(_("Name in French"), max_length=120, required=False)
    address = TextField(_("Address"), max_length=300, required=False)
    contact_email = AddressField(_("Address for questions"), required=False)
    timezone = ZoneField(_("Time zone"))
    accent = StringField(_("Accent colour"), [InputRequired(_("Please fill this in.")), a_colour], filters=[stripped])
    logo = FileField(_("Logo"))
    no_logo = BooleanField(_("Take the logo away"))
    languages = SelectMultipleField(_("Languages of the pages"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())
    option_days = IntegerField(_("Days after which an option lapses"), [Optional(), NumberRange(1, 365, _("Between %(min)d and %(max)d, please."))])
    privacy_en = LongTextField(_("Privacy, in English"), max_length=TEXT_LENGTH)
    privacy_fr = LongTextField(_("Privacy, in French"), max_length=TEXT_LENGTH)
    terms_en = LongTextField(_("Terms, in English"), max_length=TEXT_LENGTH)
    terms_fr = LongTextField(_("Terms, in French"), max_length=TEXT_LENGTH)
    imprint_en = LongTextField(_("Imprint, in English"), max_length=TEXT_LENGTH)
    imprint_fr = LongTextField(_("Imprint, in French"), max_length=TEXT_LENGTH)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages.choices = [(code, language_name(code)) for code in current_app.config["LOCALES"]]

    def validate_languages(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_("Choose at least one language."))

    def show(self, centre: Any) -> None:
        """Fill the fields from the centre as it is."""
        self.address.data, self.contact_email.data, self.timezone.data = centre.address, centre.contact_email, centre.timezone
        self.accent.data, self.option_days.data = centre.accent, centre.option_days
        self.languages.data = list(centre.locales) or list(current_app.config["LOCALES"])
        for part, words in (("name", centre.name), ("privacy", centre.privacy_text), ("terms", centre.terms_text), ("imprint", centre.imprint_text)):
            for language in LANGUAGES:
                self[f"{part}_{language}"].data = Words(words if isinstance(words, Words) else {"en": str(words)}).get(language, "")

    def changes(self) -> dict[str, Any]:
        """What `change_venue` takes."""
        words = {
            part: Words({language: self[f"{part}_{language}"].data or "" for language in LANGUAGES})
            for part in ("name", "privacy", "terms", "imprint")
        }
        texts = {f"{part}_text": words[part] for part in ("privacy", "terms", "imprint")}
        plain = {field: self[field].data or "" for field in ("address", "contact_email", "timezone", "accent")}
        return {"name": words["name"], "locales": self.languages.data, "option_days": self.option_days.data or 14, **plain, **texts}

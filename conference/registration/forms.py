"""What registrants and their organisers type. Few fields, names in any script, everything prefilled that can be known."""

from __future__ import annotations

from typing import Any

from babel.core import get_global
from flask import request
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from conference.kernel.forms import LANGUAGES, AddressField, CountryField, Form, LanguageField, TextField, ZoneField, stripped
from conference.kernel.i18n import reader_zone, tag
from conference.kernel.message import Message, _
from conference.programme.forms import Boxes, WordsForm
from conference.programme.models import Event
from conference.registration import queries
from conference.registration.models import Category, ConsentText, Registration
from conference.registration.rules import LIMITS, TERRITORIES, State

BETWEEN = _("Between %(min)d and %(max)d, please.")


class DetailsForm(Form):
    """What somebody tells about themselves; also what they may change later."""

    given_name = TextField(_("Given name"), max_length=LIMITS["given_name"])
    family_name = TextField(_("Family name"), max_length=LIMITS["family_name"], required=False)
    latin_name = TextField(
        _("Name in Latin letters"),
        max_length=LIMITS["latin_name"],
        required=False,
        description=_("For the badge, if you write your name in another script."),
    )
    affiliation = TextField(_("Institution or company"), max_length=LIMITS["affiliation"], required=False)
    country = CountryField(_("Country"))
    language = LanguageField(_("Your language"))
    timezone = ZoneField(_("Time zone"))
    # what is offered is the event's; the actions refuse the rest, so that a form that fits asks the database nothing
    category = RadioField(_("You take part as"), validators=[Optional()], choices=(), validate_choice=False)
    consents = Boxes(_("Your agreement"), validators=[Optional()], choices=(), validate_choice=False)

    def ask(self, categories: list[Category], texts: list[ConsentText]) -> None:
        """Offer the event's categories and texts; what it does not ask is left out."""
        self.category.choices = [(each.slug, labelled(each)) for each in categories]
        self.consents.choices = [(text.purpose, required(str(text.text)) if text.required else str(text.text)) for text in texts]
        for name, offered in (("category", len(categories) > 1), ("consents", bool(texts))):
            if not offered:
                del self[name]

    def told(self) -> dict[str, Any]:
        """What the actions take."""
        names = ("given_name", "family_name", "latin_name", "affiliation", "country", "language", "timezone")
        return {name: self[name].data or "" for name in names} | {"category": self.category.data or None if "category" in self else None}


class RegistrationForm(DetailsForm):
    """The public form. `nonce` names this copy of it, so that sending it twice registers once; the last field is for machines."""

    email = AddressField(_("E-mail address"), description=_("Your ticket is sent there."))
    nonce = HiddenField(validators=[Length(max=64)])
    contact_by_fax = BooleanField(_("Leave this box empty"))

    def validate_contact_by_fax(self, field: Any) -> None:
        if field.data:
            raise ValidationError(_("Please leave this box empty; it is there to tell people from machines."))


class OrganiserForm(DetailsForm):
    """An organiser changes or adds somebody; may correct the address too."""

    email = AddressField(_("E-mail address"))


class LostLinkForm(Form):
    email = AddressField(_("E-mail address"))


class PlacesForm(Form):
    """How many may come, and whether they may register now."""

    places = IntegerField(_("Places"), [Optional(), NumberRange(0, 1_000_000, BETWEEN)], description=_("Leave empty for no limit."))
    is_open = BooleanField(_("Registration is open"))


class CategoryForm(WordsForm):
    """A kind of participant; its names come by `with_words`."""

    needs_approval = BooleanField(_("The organiser approves each registration of this kind"))


class ConsentForm(WordsForm):
    """A text to agree to; saving it makes a new version. Its words come by `with_words`."""

    purpose = TextField(_("Purpose"), max_length=40, description=_("One word in small letters, such as privacy, photos, guest_list, newsletter."))
    required = BooleanField(_("Nobody can register without agreeing"))


class FilterForm(Form):
    """The organiser's list: what is looked for."""

    class Meta(Form.Meta):
        csrf = False

    q = StringField(_("Name, address, institution"), [Length(max=100)], filters=[stripped])
    state = SelectField(_("State"), choices=lambda: [("", _("any")), *((each.value, each.label) for each in State)], default="")
    category = SelectField(_("Category"), validate_choice=False, default="")
    country = SelectField(_("Country"), validate_choice=False, default="")
    came = SelectField(_("Came"), choices=lambda: [("", _("any")), ("yes", _("yes")), ("no", _("no"))], default="")


class ScanForm(Form):
    """One scan at the door: the ticket's code, or somebody who was found by name."""

    code = StringField(_("Ticket code"), filters=[stripped])
    nonce = HiddenField()
    scanned_at = HiddenField()


def labelled(category: Category) -> str:
    return str(_("%(category)s (the organiser approves each)", category=category.name)) if category.needs_approval else str(category.name)


def required(text: str) -> Message:
    return _("%(text)s (needed to register)", text=text)


def prefill(form: RegistrationForm, user: Any, *, nonce: str) -> None:
    """What the browser and the account already tell; all of it can be changed."""
    form.nonce.data = nonce
    form.language.data, form.timezone.data = guessed_language(), reader_zone()
    form.country.data = guessed_country()
    if "zone" not in request.cookies:
        form.timezone.render_kw = {"data-zone-guess": ""}  # the first page that somebody opens here: only their browser knows
    if user is not None and user.is_authenticated:
        person = user.person
        form.given_name.data, form.family_name.data, form.email.data = person.given_name, person.family_name, user.email
        form.country.data = person.country or form.country.data


def guessed_language() -> str:
    """The first of the browser's languages that letters can be addressed in, else that of the page."""
    wanted = [code.replace("_", "-").split("-")[0].lower() for code in request.accept_languages.values()]
    return next((code for code in wanted if code in LANGUAGES), tag().split("-")[0])


def guessed_country() -> str:
    """The country of the browser's zone, else of its language's region; empty when neither says."""
    zone = request.cookies.get("zone", "")
    by_zone = get_global("zone_territories").get(zone, "")
    regions = [code.replace("_", "-").split("-")[-1].upper() for code in request.accept_languages.values() if "-" in code or "_" in code]
    return next((code for code in (by_zone, *regions) if code in TERRITORIES), "")


def shown(form: DetailsForm, registration: Registration) -> None:
    """Fill the form with what was told."""
    for name in ("given_name", "family_name", "latin_name", "affiliation", "country", "language", "timezone", "email"):
        if name in form:
            form[name].data = getattr(registration, name)
    if "category" in form:
        form.category.data = registration.category.slug if registration.category else None
    if "consents" in form:
        form.consents.data = [each.text.purpose for each in registration.consents if each.withdrawn_at is None]


def asked(form: DetailsForm, event: Event) -> DetailsForm:
    """The form with what this event asks."""
    form.ask(queries.categories(event), queries.consents_asked(event))
    return form

"""What people type about themselves and others: shapes and limits."""

from __future__ import annotations

from wtforms import BooleanField, DateField, PasswordField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from conference.kernel.cldr import language_name
from conference.kernel.countries import countries
from conference.kernel.forms import AddressField, Form, LanguageField, TextField, ZoneField, stripped
from conference.kernel.i18n import locales
from conference.kernel.message import _
from conference.people import queries
from conference.people.rules import Kind, Role, Scope

LONGEST_PASSWORD = 1000  # beyond it hashing only costs the centre time
PLEASE = _("Please fill this in.")
SHORT_NAME = _("Only small letters, digits and single hyphens between them, such as research-institute.")


def password_field(label, autocomplete):
    """A password as it is typed: nothing is stripped, pasting is welcome."""
    limits = [InputRequired(PLEASE), Length(max=LONGEST_PASSWORD, message=_("At most %(max)d characters, please."))]
    return PasswordField(label, limits, render_kw={"autocomplete": autocomplete})


def code_field(label):
    limits = [InputRequired(PLEASE), Length(max=40, message=_("At most %(max)d characters, please."))]
    return StringField(
        label, limits, filters=[stripped], render_kw={"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false", "dir": "ltr"}
    )


class SignInForm(Form):
    email = AddressField(_("E-mail address"))
    password = password_field(_("Password"), "current-password")


class CodeForm(Form):
    code = code_field(_("Code"))


class ConfirmationForm(Form):
    """Who is it? `code` is taken away where there is no second step."""

    password = password_field(_("Password"), "current-password")
    code = code_field(_("Code"))


class AddressForm(Form):
    email = AddressField(_("E-mail address"))


TOKENS_TOO = _("Withdraw my tokens for programs too")


class TokensToo(Form):
    """A form that sets a password; whoever has no token for programs is not asked about them."""

    def ask_about_tokens(self, user):
        if not queries.has_tokens(user):
            del self.tokens_too

    @property
    def wants_tokens_gone(self):
        return "tokens_too" in self and self.tokens_too.data


class NewPasswordForm(TokensToo):
    """By a link from a letter: the old one may have been in foreign hands, so tokens go unless their owner says otherwise."""

    password = password_field(_("New password"), "new-password")
    tokens_too = BooleanField(TOKENS_TOO, default=True)


class ChangePasswordForm(TokensToo):
    current = password_field(_("Present password"), "current-password")
    password = password_field(_("New password"), "new-password")
    tokens_too = BooleanField(TOKENS_TOO)


class ProfileForm(Form):
    given_name = TextField(_("Given name"), max_length=120)
    family_name = TextField(_("Family name"), max_length=120, required=False)
    country = SelectField(_("Country"), choices=lambda: [("", "–"), *countries()], validators=[Optional()])
    language = LanguageField(_("Language"))
    timezone = ZoneField(_("Time zone"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.language.choices = page_languages()


class TokenForm(Form):
    name = TextField(_("Name"), max_length=80, description=_("What will use it, so that you know it again."))
    scopes = SelectMultipleField(_("What it may do"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())
    expires_on = DateField(_("Valid until"), [Optional()])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.scopes.choices = [(scope.value, scope.label) for scope in Scope]


class EmptyForm(Form):
    """A button: nothing but the proof that it was pressed on our page."""


def page_languages():
    return [(code, language_name(code)) for code in locales()]


def role_choices():
    return [(role.value, role.label) for role in Role]


def organisation_choices():
    return [("", _("the whole centre")), *((each.slug, str(each.name)) for each in queries.all_organisations())]


class RoleForm(Form):
    role = SelectField(_("Role"), choices=role_choices, validators=[InputRequired(PLEASE)])
    organisation = SelectField(_("In"), choices=organisation_choices, validators=[Optional()])


class InvitationForm(RoleForm):
    email = AddressField(_("E-mail address"))
    given_name = TextField(_("Given name"), max_length=120, required=False)
    family_name = TextField(_("Family name"), max_length=120, required=False)
    language = LanguageField(_("Language of the letter"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.language.choices = page_languages()


class OrganisationForm(Form):
    name_en = TextField(_("Name in English"), max_length=200)
    name_fr = TextField(_("Name in French"), max_length=200, required=False)
    slug = TextField(
        _("Short name"), max_length=60, description=_("For addresses and commands: small letters, digits, hyphens."),
        validators=[Regexp(r"^[a-z0-9]+(-[a-z0-9]+)*$", message=SHORT_NAME)],
    )  # fmt: skip
    kind = SelectField(_("Kind"), choices=lambda: [(kind.value, kind.label) for kind in Kind], validators=[InputRequired(PLEASE)])

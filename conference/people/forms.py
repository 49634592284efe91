"""What people type about themselves and others: shapes and limits."""

from __future__ import annotations

from wtforms import PasswordField
from wtforms.validators import InputRequired, Length

from conference.kernel.forms import AddressField, Form
from conference.kernel.message import _

LONGEST_PASSWORD = 1000  # beyond it hashing only costs the centre time


def password_field(label, autocomplete):
    """A password as it is typed: nothing is stripped, pasting is welcome."""
    limits = [InputRequired(_("Please fill this in.")), Length(max=LONGEST_PASSWORD, message=_("At most %(max)d characters, please."))]
    return PasswordField(label, limits, render_kw={"autocomplete": autocomplete})


class SignInForm(Form):
    email = AddressField(_("E-mail address"))
    password = password_field(_("Password"), "current-password")

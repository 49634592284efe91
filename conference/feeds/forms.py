"""The shape of what is asked for a private link."""

from __future__ import annotations

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from conference.feeds.rules import Purpose
from conference.kernel.forms import Form
from conference.kernel.message import _


class LinkForm(Form):
    """Which link is wanted; a diary names its room and how much it tells."""

    purpose = SelectField(_("Calendar"), choices=lambda: [SelectChoice(each.value, str(each.label)) for each in Purpose])
    room = SelectField(_("Room"), choices=[], default="")
    detail = SelectField(_("What it shows"), choices=[], default="busy")

"""The shape of what is asked for a private link."""

from __future__ import annotations

from wtforms import SelectField

from conference.feeds.rules import Purpose
from conference.kernel.forms import Form
from conference.kernel.message import _

DETAILS = [("busy", _("only when the room is taken")), ("detailed", _("whose each booking is"))]


class LinkForm(Form):
    """Which link is wanted; a diary names its room and how much it tells."""

    purpose = SelectField(_("Calendar"), choices=[(each.value, each.label) for each in Purpose])
    room = SelectField(_("Room"), choices=[], default="")
    detail = SelectField(
        _("What it shows"), choices=[("busy", _("only when the room is taken")), ("detailed", _("whose each booking is"))], default="busy"
    )

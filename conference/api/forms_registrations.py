"""The shapes of registrations."""

from __future__ import annotations

from marshmallow import fields

from conference.api.answers import Said, Written, instant, maybe, text
from conference.api.fields import Address, Choice, Many, Named, Text, YesNo, Zone
from conference.api.forms_events import LANGUAGE_SAID
from conference.api.forms_rooms import address
from conference.api.shapes import Paged, Shape
from conference.kernel.message import _
from conference.registration.rules import LIMITS, LONGEST_ANSWER, MOST_ANSWERS, State

COUNTRY_SAID = _("This country is not known. Use its two-letter code, such as JP.")


class RegistrationIn(Shape):
    email = Address(required=True)
    given_name = Text(LIMITS["given_name"], shortest=1, required=True, metadata={"example": "花子"})
    family_name = Text(LIMITS["family_name"], metadata={"example": "山田"})
    latin_name = Text(LIMITS["latin_name"], metadata={"description": "for the badge, where the name is in another script"})
    affiliation = Text(LIMITS["affiliation"])
    country = Text(2, shortest=2, pattern=r"^[A-Za-z]{2}$", said=COUNTRY_SAID, required=True, metadata={"example": "JP"})
    language = Text(16, shortest=2, pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$", said=LANGUAGE_SAID, required=True, metadata={"example": "ja"})
    timezone = Zone(required=True)
    category = address(allow_none=True, metadata={"description": "one of the event's categories"})
    answers = Named(
        keys=Text(200, shortest=1), values=fields.Raw(allow_none=True, metadata={"type": ["string", "number", "boolean", "array"]}),
        most=MOST_ANSWERS, metadata={"description": f"a text of at most {LONGEST_ANSWER} characters, number, yes or no, or list for each question"},
    )  # fmt: skip
    consents = Many(Text(40, shortest=1), most=40, metadata={"description": "purposes of the event's texts that the person agrees to", "example": []})
    on_behalf = YesNo(metadata={"description": "an organiser adds somebody, also while registration is closed"})


class Registered(Written):
    code = text(metadata={"description": "what the ticket's QR code carries"})
    status = text(metadata={"enum": [State.CONFIRMED, State.PENDING, State.WAITLISTED, State.CANCELLED, State.DECLINED]})
    position = maybe(fields.Integer, metadata={"description": "the place on the waiting list"})
    manage_url = text(metadata={"format": "uri", "description": "whoever holds this link may change and cancel: keep it like a password"})


class RegistrationsAsked(Paged):
    status = Choice(State)
    category = address()
    country = Text(2)
    search = Text(200, metadata={"description": "words of names, address, affiliation"})
    checked_in = YesNo(in_address=True)


class Registration(Said):
    code = text()
    status = text(metadata={"enum": [each.value for each in State]})
    position = maybe(fields.Integer)
    email = text()
    given_name = text()
    family_name = text()
    latin_name = text()
    affiliation = text()
    country = text()
    language = text()
    timezone = text()
    category = maybe()
    answers = fields.Dict(required=True)
    registered_at = instant()
    checked_in_at = maybe(metadata={"format": "date-time"})

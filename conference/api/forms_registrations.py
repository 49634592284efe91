"""The shapes of registrations."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from conference.api.answers import Written, instant, maybe, text
from conference.api.fields import Address, Choice, Many, Named, Text, YesNo, Zone
from conference.api.forms_events import LANGUAGE_SAID
from conference.api.forms_rooms import address
from conference.api.shapes import Paged, Shape
from conference.kernel.message import _
from conference.registration.rules import LIMITS, LONGEST_ANSWER, MOST_ANSWERS, State

COUNTRY_SAID = _("This country is not known. Use its two-letter code, such as JP.")


def country(**more: Any) -> Text:
    return Text(2, shortest=2, pattern=r"^[A-Za-z]{2}$", said=COUNTRY_SAID, metadata={"example": "JP"}, **more)


def language(**more: Any) -> Text:
    return Text(16, shortest=2, pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$", said=LANGUAGE_SAID, metadata={"example": "ja"}, **more)


class RegistrantFactsIn(Shape):
    """What somebody tells of themselves."""

    email = Address()
    given_name = Text(LIMITS["given_name"], shortest=1, metadata={"example": "花子"})
    family_name = Text(LIMITS["family_name"], metadata={"example": "山田"})
    latin_name = Text(LIMITS["latin_name"], metadata={"description": "for the badge, where the name is in another script"})
    affiliation = Text(LIMITS["affiliation"])
    country = country()
    language = language()
    timezone = Zone()
    category = address(metadata={"description": "one of the event's categories"})
    answers = Named(
        keys=Text(200, shortest=1), values=fields.Raw(allow_none=True, metadata={"type": ["string", "number", "boolean", "array"]}),
        most=MOST_ANSWERS, metadata={"description": f"a text of at most {LONGEST_ANSWER} characters, number, yes or no, or list for each question"},
    )  # fmt: skip


class RegistrationIn(RegistrantFactsIn):
    email = Address(required=True)
    given_name = Text(LIMITS["given_name"], shortest=1, required=True, metadata={"example": "花子"})
    country = country(required=True)
    language = language(required=True)
    timezone = Zone(required=True)
    category = address(allow_none=True, metadata={"description": "one of the event's categories"})
    consents = Many(Text(40, shortest=1), most=40, metadata={"description": "purposes of the event's texts that the person agrees to", "example": []})
    on_behalf = YesNo(metadata={"description": "an organiser adds somebody, also while registration is closed"})


class RegistrationChanges(RegistrantFactsIn):
    status = Choice(
        [State.CONFIRMED, State.DECLINED, State.CANCELLED], metadata={"description": "approve or decline who waits for approval, or cancel"}
    )


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


class Registration(Written):
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

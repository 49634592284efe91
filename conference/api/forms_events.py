"""The shapes of events, their sessions, speakers and releases."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from conference.api.answers import Said, Written, instant, listed, maybe, text, whole, words, yes
from conference.api.fields import LANGUAGE, Choice, Day, Inside, Instant, Many, Spoken, Text, Whole, YesNo, Zone
from conference.api.forms_rooms import address
from conference.api.shapes import InZone, Paged, Shape
from conference.kernel.message import _
from conference.programme.rules import CODE, LIMITS, Part, SessionKind, SessionState, Visibility

CODE_SAID = _("A code has letters and digits only, at most 40.")
MARKDOWN = "Markdown: a text, or one for each language."
LANGUAGE_SAID = _("Name the language by its code, such as en or fr.")


def code(**more: Any) -> Text:
    return Text(40, shortest=1, pattern=f"^{CODE.pattern}$", said=CODE_SAID, **more)


def language(**more: Any) -> Text:
    return Text(16, pattern=LANGUAGE, said=LANGUAGE_SAID, **more)


class EventFactsIn(Shape):
    """What may be said of an event."""

    slug = address(metadata={"example": "spring-school-2027"})
    title = Spoken(400, metadata={"example": "Spring School"})
    description = Spoken(20_000, shortest=0)
    starts_on = Day(metadata={"example": "2027-03-01"})
    ends_on = Day(metadata={"example": "2027-03-02"})
    timezone = Zone()
    languages = Many(language(), least=1, most=20, metadata={"example": ["en"]})
    visibility = Choice(Visibility)
    places = Whole(0, 1_000_000, allow_none=True, metadata={"description": "null: no limit"})
    registration_open = YesNo()
    place_name = Text(200)
    website = Text(500, pattern=r"^(https?://[^\s]*)?$", said=_("A web address begins with https://."))


class EventIn(EventFactsIn):
    slug = address(required=True, metadata={"example": "spring-school-2027"})
    title = Spoken(400, required=True, metadata={"example": "Spring School"})
    starts_on = Day(required=True, metadata={"example": "2027-03-01"})
    ends_on = Day(required=True, metadata={"example": "2027-03-02"})
    organisation = address(metadata={"description": "for which of one's organisations"})


class EventChanges(EventFactsIn):
    cancelled = YesNo(metadata={"description": "true: the event does not take place; it stays and says so"})


class EventsAsked(Paged):
    ends_from = Day(metadata={"description": "not over before this day"})
    starts_until = Day(metadata={"description": "begun by this day"})


class Track(Said):
    slug = text()
    name = text()
    names = words()
    colour = whole()


class EventRoom(Said):
    slug = text()
    name = text()
    names = words()
    capacity = maybe(fields.Integer)
    centre_room = maybe(metadata={"description": "the centre's room behind it; null: elsewhere"})


class Category(Said):
    slug = text()
    name = text()
    needs_approval = yes()


class ConsentAsked(Said):
    purpose = text()
    text = text()
    required = yes()


class Event(Written):
    slug = text()
    title = text()
    titles = words()
    description = text()
    descriptions = words()
    starts_on = text(metadata={"format": "date"})
    ends_on = text(metadata={"format": "date"})
    timezone = text()
    languages = listed(fields.String())
    visibility = text()
    places = maybe(fields.Integer)
    registration_open = yes()
    organisation = text()
    place_name = text()
    website = text()
    cancelled = yes()
    url = text(metadata={"format": "uri"})
    release = fields.Integer(allow_none=True, metadata={"description": "the version of the timetable that is public"})
    tracks = fields.List(fields.Nested(Track))
    rooms = fields.List(fields.Nested(EventRoom))
    categories = fields.List(fields.Nested(Category), metadata={"description": "what registrants choose from"})
    consents = fields.List(fields.Nested(ConsentAsked), metadata={"description": "what registrants are asked to agree to"})


# Sessions -------------------------------------------------------------------------------------------------------------


class OnStage(Shape):
    """Somebody on the programme: by code, or by name, who is added when nobody is called so."""

    code = code()
    name = Text(LIMITS["name"], shortest=1)
    affiliation = Text(LIMITS["affiliation"])
    part = Choice(Part)


class Somebody(Inside):
    """A code, a name, or an object that says more."""

    def __init__(self) -> None:
        said = "A speaker's code, a name, or an object with `code` or `name`, `affiliation`, `part`."
        super().__init__(OnStage, metadata={"description": said})

    def _deserialize(self, value: Any, attr: Any, data: Any, partial: Any = None, **more: Any) -> Any:
        if isinstance(value, str):
            value = {"code" if CODE.fullmatch(value.strip()) else "name": value}
        return super()._deserialize(value, attr, data, partial=partial, **more)


class SessionFactsIn(InZone, Shape):
    title = Spoken(LIMITS["title"], metadata={"example": "On bridges"})
    kind = Choice(SessionKind)
    kind_label = Text(LIMITS["kind_label"])
    track = Text(LIMITS["name"], shortest=1, allow_none=True, metadata={"description": "a track's slug or name; a new one is added"})
    room = address(allow_none=True, metadata={"description": "of the event, or of the centre: then it becomes the event's", "example": "hall-a"})
    starts_at = Instant(allow_none=True, metadata={"example": "2027-03-01T09:00:00+01:00"})
    ends_at = Instant(allow_none=True, metadata={"example": "2027-03-01T10:00:00+01:00"})
    speakers = Many(Somebody(), most=200, metadata={"example": []})
    subtitle = Spoken(LIMITS["subtitle"], shortest=0)
    abstract = Spoken(LIMITS["abstract"], shortest=0, metadata={"description": MARKDOWN})
    description = Spoken(LIMITS["description"], shortest=0, metadata={"description": MARKDOWN})
    language = Text(16, pattern=f"^$|{LANGUAGE}", said=LANGUAGE_SAID)
    status = Choice(SessionState)
    part_of = code(allow_none=True, metadata={"description": "the code of the session in which this is a talk"})


class SessionIn(SessionFactsIn):
    code = code(metadata={"description": "made when it is left out"})
    title = Spoken(LIMITS["title"], required=True, metadata={"example": "On bridges"})


class SessionAsked(Paged):
    version = Choice(["draft", "published"], metadata={"description": "the draft: for those who may change or review it"})
    track = Text(60)
    room = Text(60)


class OneSessionAsked(Paged):
    version = Choice(["draft", "published"])


class Person(Said):
    code = text()
    name = text()
    affiliation = text()
    part = text()


class Session(Written):
    code = text()
    title = text()
    titles = words()
    subtitle = text()
    subtitles = words()
    kind = text()
    kind_label = text()
    track = maybe()
    room = maybe()
    starts_at = maybe(metadata={"format": "date-time"})
    ends_at = maybe(metadata={"format": "date-time"})
    speakers = listed(fields.String(), metadata={"description": "codes of everybody on it"})
    people = listed(fields.Nested(Person))
    abstract = text()
    abstracts = words()
    description = text()
    descriptions = words()
    language = text()
    status = text()
    part_of = maybe()
    url = text(metadata={"format": "uri"})


# Speakers and releases ------------------------------------------------------------------------------------------------


class SpeakerIn(Shape):
    name = Text(LIMITS["name"], shortest=1, required=True, metadata={"example": "Hana Novak"})
    code = code(metadata={"description": "made when it is left out"})
    affiliation = Text(LIMITS["affiliation"])
    biography = Spoken(LIMITS["biography"], shortest=0)


class SpeakerChanges(Shape):
    name = Text(LIMITS["name"], shortest=1, metadata={"example": "Hana Novak"})
    affiliation = Text(LIMITS["affiliation"])
    biography = Spoken(LIMITS["biography"], shortest=0)


class Speaker(Written):
    code = text()
    name = text()
    affiliation = text()
    biography = text()
    biographies = words()


class ReleaseIn(Shape):
    comment = Text(LIMITS["comment"], lines=True)
    tell_speakers = YesNo(
        metadata={"description": "do those whose sessions are new, moved or cancelled get a letter? As on the page, true unless the event is private"}
    )


class Release(Written):
    version = whole()
    added = whole(metadata={"description": "how many sessions are new"})
    moved = whole()
    changed = whole()
    cancelled = whole()
    sessions = fields.Dict(keys=fields.String(), values=fields.List(fields.String()), required=True, metadata={"description": "their codes"})
    comment = text()
    published_at = instant()

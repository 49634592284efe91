"""The law of a programme: what kinds of sessions there are, what may follow what, and which placements clash. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from conference.kernel.message import Message, _
from conference.people.rules import Role


class Visibility(StrEnum):
    """Who finds an event: everybody, whoever has the address, or only its team."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    PRIVATE = "private"

    @property
    def label(self) -> Message:
        return {Visibility.PUBLIC: _("public"), Visibility.UNLISTED: _("unlisted"), Visibility.PRIVATE: _("private")}[self]

    @property
    def is_open(self) -> bool:
        """Whether whoever has an address may read the page there. A letter with links is sent unasked only then."""
        return self is not Visibility.PRIVATE


class SessionKind(StrEnum):
    SESSION = "session"  # a chaired block of talks
    TALK = "talk"
    KEYNOTE = "keynote"
    PANEL = "panel"
    WORKSHOP = "workshop"
    POSTER = "poster"
    BREAK = "break"
    OTHER = "other"

    @property
    def label(self) -> Message:
        return KIND_LABELS[self]


KIND_LABELS: dict[SessionKind, Message] = {
    SessionKind.SESSION: _("session"),
    SessionKind.TALK: _("talk"),
    SessionKind.KEYNOTE: _("keynote"),
    SessionKind.PANEL: _("panel"),
    SessionKind.WORKSHOP: _("workshop"),
    SessionKind.POSTER: _("poster"),
    SessionKind.BREAK: _("break"),
    SessionKind.OTHER: _("other"),
}


class SessionState(StrEnum):
    """In the draft: on the programme, or taken off it. Published cancelled ones stay visible as such."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"

    @property
    def label(self) -> Message:
        return {SessionState.CONFIRMED: _("confirmed"), SessionState.TENTATIVE: _("tentative"), SessionState.CANCELLED: _("cancelled")}[self]


class Part(StrEnum):
    """As what somebody takes part in a session."""

    SPEAKER = "speaker"
    CHAIR = "chair"
    MODERATOR = "moderator"

    @property
    def label(self) -> Message:
        return {Part.SPEAKER: _("speaker"), Part.CHAIR: _("chair"), Part.MODERATOR: _("moderator")}[self]


# What may be written down ---------------------------------------------------------------------------------------------

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,58}[a-z0-9])?")
CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,39}")
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}")
RESERVED = frozenset({"new"})  # the manage pages' own word in the place of an event's address
LONGEST_EVENT = timedelta(days=731)
COLOURS = 12
TEAM_ROLES = (Role.ORGANISER, Role.REVIEWER, Role.DOOR)
LIMITS: Mapping[str, int] = {
    "title": 400, "subtitle": 400, "name": 240, "affiliation": 240, "kind_label": 80, "place_name": 200, "url": 500, "comment": 500,
    "abstract": 100_000, "description": 100_000, "biography": 20_000,
}  # fmt: skip

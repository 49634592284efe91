"""The law of registration: states, transitions, who gets a place, what a registrant may write. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import isfinite
from typing import Any

from babel import Locale

from conference.kernel.message import Message, _
from conference.kernel.objection import Objection
from conference.kernel.span import day_start, is_zone


class State(StrEnum):
    """The life of a registration. Confirmed and pending ones hold a place."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    DECLINED = "declined"
    CANCELLED = "cancelled"

    @property
    def label(self) -> Message:
        return LABELS[self]

    @property
    def is_alive(self) -> bool:
        return self in ALIVE


HOLDING = frozenset({State.PENDING, State.CONFIRMED})
ALIVE = HOLDING | {State.WAITLISTED}

LABELS: Mapping[State, Message] = {
    State.PENDING: _("waiting for approval"),
    State.CONFIRMED: _("confirmed"),
    State.WAITLISTED: _("on the waiting list"),
    State.DECLINED: _("declined"),
    State.CANCELLED: _("cancelled"),
}

TRANSITIONS: Mapping[State, frozenset[State]] = {
    State.PENDING: frozenset({State.CONFIRMED, State.DECLINED, State.CANCELLED}),
    State.CONFIRMED: frozenset({State.PENDING, State.CANCELLED}),  # pending again: a category that needs approval was chosen
    State.WAITLISTED: frozenset({State.PENDING, State.CONFIRMED, State.CANCELLED}),
    State.DECLINED: frozenset(),
    State.CANCELLED: frozenset({State.PENDING, State.CONFIRMED, State.WAITLISTED}),  # taken back: see actions.take_back_cancellation
}


class ScanResult(StrEnum):
    """What a scan at the door came to."""

    ADMITTED = "admitted"
    ALREADY_IN = "already_in"
    NOT_CONFIRMED = "not_confirmed"
    WRONG_EVENT = "wrong_event"
    UNKNOWN = "unknown"

    @property
    def label(self) -> Message:
        return SCAN_LABELS[self]


SCAN_LABELS: Mapping[ScanResult, Message] = {
    ScanResult.ADMITTED: _("Welcome"),
    ScanResult.ALREADY_IN: _("Already in"),
    ScanResult.NOT_CONFIRMED: _("Not confirmed"),
    ScanResult.WRONG_EVENT: _("Ticket of another event"),
    ScanResult.UNKNOWN: _("Unknown ticket"),
}


class LetterKind(StrEnum):
    """The occasions on which a registrant gets a letter."""

    REGISTERED = "registered"  # says how it stands: confirmed, waiting for approval, on the waiting list
    MOVED_UP = "moved_up"
    APPROVED = "approved"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    LINK = "link"  # asked for again
    TWICE = "twice"  # somebody registered this address once more


# In which states each letter still tells news; the others may go in any.
OCCASIONS: Mapping[LetterKind, frozenset[State]] = {
    LetterKind.REGISTERED: ALIVE,
    LetterKind.MOVED_UP: HOLDING,
    LetterKind.APPROVED: frozenset({State.CONFIRMED}),
    LetterKind.CANCELLED: frozenset({State.CANCELLED}),
    LetterKind.DECLINED: frozenset({State.DECLINED}),
}


# Places --------------------------------------------------------------------------------------------------------------


def placement(free: int | None, *, needs_approval: bool) -> State:
    """The state of whoever comes now: `free` places are left (None: no limit)."""
    if free is not None and free <= 0:
        return State.WAITLISTED
    return State.PENDING if needs_approval else State.CONFIRMED


def is_over(ends_on: date, zone: str, now: datetime) -> bool:
    """True when the event's last day has ended where it is held."""
    return now >= day_start(ends_on + timedelta(days=1), zone)


def objections_to_coming(*, is_open: bool, cancelled: bool, over: bool) -> list[Objection]:
    """Why nobody can register for an event now; the first reason says it all."""
    if cancelled:
        return [Objection("event-cancelled", _("This event has been cancelled, so there is nothing to register for."))]
    if over:
        return [Objection("event-over", _("This event is over. Look at the coming events."))]
    if not is_open:
        return [Objection("registration-closed", _("Registration for this event is closed. Ask the organiser if you think you should be let in."))]
    return []


def objections_to_moving(state: State, target: State) -> list[Objection]:
    """Why a registration in this state cannot get into another one."""
    if target in TRANSITIONS[state]:
        return []
    message = _("This registration is %(state)s; that cannot be changed in this way.", state=state.label)
    return [Objection("wrong-state", message, data={"state": state.value})]


# What a registrant tells ----------------------------------------------------------------------------------------------

NO_COUNTRY = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}  # what CLDR names beside countries
TERRITORIES = frozenset(code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha()) - NO_COUNTRY
LANGUAGE_TAG = re.compile(r"[a-zA-Z]{2,3}([-_][a-zA-Z0-9]{2,8})*")
JOINERS = "\u200c\u200d\u200e\u200f"  # names in Persian, Hindi, Hebrew need them though they do not print
LIMITS = {"given_name": 120, "family_name": 120, "latin_name": 240, "affiliation": 240}
MOST_ANSWERS, LONGEST_ANSWER = 60, 4_000


@dataclass(frozen=True)
class Details:
    """What somebody tells when registering: as they write it, stripped of blanks around it."""

    given_name: str
    email: str
    country: str
    language: str
    timezone: str
    family_name: str = ""
    latin_name: str = ""
    affiliation: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)


FAMILY_FIRST = re.compile("[\u2e80-\u30ff\u3100-\u318f\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")


def full_name(given: str, family: str) -> str:
    """The whole name as its owner would write it: in Chinese, Japanese and Korean script the family name comes first."""
    parts = (family, given) if FAMILY_FIRST.search(family) and FAMILY_FIRST.search(given) else (given, family)
    return " ".join(part for part in parts if part)


def objections_to_details(details: Details) -> list[Objection]:
    """Everything that has the wrong shape, each with its field."""
    found = []
    if not details.given_name:
        found.append(Objection("name-missing", _("Please give your name."), field="given_name"))
    for name, limit in LIMITS.items():
        found += objections_to_text(getattr(details, name), limit, name)
    if not email_key(details.email) or len(details.email) > 254:
        found.append(Objection("not-an-address", _("This is not an e-mail address. It looks like name@example.org."), field="email"))
    if details.country.upper() not in TERRITORIES:
        found.append(Objection("unknown-country", _("This country is not known. Use its two-letter code, such as JP."), field="country"))
    if len(details.language) > 16 or not LANGUAGE_TAG.fullmatch(details.language):
        found.append(Objection("unknown-language", _("This is not a language. Use its code, such as fr."), field="language"))
    if len(details.timezone) > 60 or not is_zone(details.timezone):
        found.append(Objection("unknown-zone", _("This time zone is not known. Use a name such as Asia/Tokyo."), field="timezone"))
    return found + objections_to_answers(details.answers)


def objections_to_text(text: str, limit: int, name: str) -> list[Objection]:
    """Why a text may not stand in this field: too long, or with characters that nobody can see."""
    if len(text) > limit:
        return [Objection("too-long", _("At most %(max)s characters, please.", max=limit), field=name)]
    if not all(char.isprintable() or char in JOINERS for char in text):
        return [Objection("not-printable", _("This contains characters that cannot be printed. Please type it again."), field=name)]
    return []


def objections_to_answers(answers: Mapping[str, Any]) -> list[Objection]:
    """Answers are flat: a text, number, yes or no, or a list of texts under each name."""
    if len(answers) > MOST_ANSWERS:
        return [Objection("too-many-answers", _("At most %(max)s answers, please.", max=MOST_ANSWERS), field="answers")]
    for name, value in answers.items():
        parts = value if isinstance(value, list) else [value]
        texts = [name, *(part for part in parts if isinstance(part, str))]
        plain = len(parts) <= MOST_ANSWERS and all(is_plain(part) for part in parts)
        if not plain or any(len(each) > LONGEST_ANSWER or "\0" in each or not encodes(each) for each in texts):
            return [Objection("not-an-answer", _("An answer is a text, a number, yes or no, or a list of these."), field="answers")]
    return []


def is_plain(value: Any) -> bool:
    """A value that JSON in a database can hold: no NaN, no infinity, nothing nested."""
    return value is None or isinstance(value, str | int) or (isinstance(value, float) and isfinite(value))


def encodes(text: str) -> bool:
    """False for half characters (lone surrogates), which no database takes."""
    return not any("\ud800" <= char <= "\udfff" for char in text)


def email_key(address: str) -> str:
    """One key for one mailbox, whatever its case or how its domain is written (RFC 5891); empty when it is no address."""
    local, at, domain = address.rpartition("@")
    strange = any(char.isspace() or char in ',;:<>()[]"\\@' or not char.isprintable() for char in local + domain)
    if strange or not at or not local or "." not in domain:
        return ""
    try:
        return f"{local.casefold()}@{domain.casefold().encode('idna').decode()}"
    except UnicodeError:
        return ""

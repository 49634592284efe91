"""The law of accounts: how attempts are slowed, what a role needs, when somebody may lose theirs. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from conference.kernel.message import Message, _
from conference.kernel.objection import Objection

# ASVS 5.0 7.3: a session ends after a time without use, and after a time in any case
IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=30)
INVITATION_LASTS = timedelta(days=7)
RESET_LASTS = timedelta(hours=1)
EMAIL_CHANGE_LASTS = timedelta(days=1)
CONFIRMED_FOR = timedelta(minutes=15)
TOKENS_EACH = 50


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    VENUE_MANAGER = "venue_manager"
    ORGANISER = "organiser"
    REVIEWER = "reviewer"
    DOOR = "door"

    @property
    def label(self) -> Message:
        return ROLE_LABELS[self]


ROLE_LABELS: dict[Role, Message] = {
    Role.ADMINISTRATOR: _("administrator"),
    Role.VENUE_MANAGER: _("venue manager"),
    Role.ORGANISER: _("organiser"),
    Role.REVIEWER: _("reviewer"),
    Role.DOOR: _("door staff"),
}


class Kind(StrEnum):
    """What an organisation is to the centre; tariffs and quotas will look at it."""

    MEMBER = "member"
    START_UP = "start_up"
    PARTNER = "partner"
    EXTERNAL = "external"

    @property
    def label(self) -> Message:
        return KIND_LABELS[self]


KIND_LABELS: dict[Kind, Message] = {
    Kind.MEMBER: _("member institution"),
    Kind.START_UP: _("start-up of the incubator"),
    Kind.PARTNER: _("partner"),
    Kind.EXTERNAL: _("external organisation"),
}


class Scope(StrEnum):
    """What an API token may be narrowed to; without any it may do whatever its user may."""

    READ = "read"
    ROOMS = "rooms:write"
    BOOKINGS = "bookings:write"
    EVENTS = "events:write"
    REGISTRATIONS = "registrations:write"
    CHECK_INS = "check-ins:write"

    @property
    def label(self) -> Message:
        return SCOPE_LABELS[self]


SCOPE_LABELS: dict[Scope, Message] = {
    Scope.READ: _("read what you may see"),
    Scope.ROOMS: _("change rooms"),
    Scope.BOOKINGS: _("book rooms and change bookings"),
    Scope.EVENTS: _("change events, their sessions and speakers"),
    Scope.REGISTRATIONS: _("register people and change registrations"),
    Scope.CHECK_INS: _("check people in"),
}


@dataclass(frozen=True)
class Limit:
    """So many attempts are free within the window; each one more doubles the wait, up to the longest."""

    name: str
    free: int
    window: timedelta = timedelta(days=1)
    first_wait: timedelta = timedelta(seconds=15)
    longest_wait: timedelta = timedelta(minutes=15)


# An office behind one address holds many people; one account belongs to one person. The longest wait is short enough that
# nobody can keep somebody else out for good, and 15 minutes between guesses is 96 a day.
SIGN_IN_ACCOUNT = Limit("sign-in:account", free=5)
SIGN_IN_ADDRESS = Limit("sign-in:address", free=30)
CODE_ACCOUNT = Limit("code:account", free=5)
LETTER_ACCOUNT = Limit("letter:account", free=3, first_wait=timedelta(minutes=5), longest_wait=timedelta(hours=6))
LETTER_ADDRESS = Limit("letter:address", free=20, first_wait=timedelta(minutes=1))


def wait_after(limit: Limit, attempts: Collection[datetime], now: datetime) -> timedelta:
    """How long the next attempt must still wait after these; zero when it may come now."""
    counted = [at for at in attempts if at > now - limit.window]
    over = len(counted) - limit.free
    if over < 0:
        return timedelta(0)
    wait = min(limit.first_wait * 2 ** min(over, 30), limit.longest_wait)
    return max(max(counted) + wait - now, timedelta(0))


def objections_to_role(role: Role, *, in_organisation: bool) -> list[Objection]:
    """Administrators and venue managers serve the whole centre, organisers an organisation, the others either."""
    if role is Role.ORGANISER and not in_organisation:
        return [Objection("organisation-missing", _("An organiser belongs to an organisation. Choose which."), field="organisation")]
    if role in {Role.ADMINISTRATOR, Role.VENUE_MANAGER} and in_organisation:
        return [Objection("organisation-not-wanted", _("This role is for the whole centre. Leave the organisation empty."), field="organisation")]
    return []


def objections_to_losing_administrator(*, is_administrator: bool, others: int) -> list[Objection]:
    """The centre keeps at least one administrator who can sign in."""
    if is_administrator and others == 0:
        return [Objection("last-administrator", _("This is the last administrator. Make somebody else an administrator first."))]
    return []

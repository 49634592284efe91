"""The facts of one calendar item and of one feed, as plain values. Whoever fills them knows tables; who serialises them does not."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from conference.kernel.span import Span


class State(StrEnum):
    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class Days:
    """Whole days, the last one included: banners and closures, which have no hour."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("the last day comes before the first")


@dataclass(frozen=True)
class Organiser:
    """Who answers for an item: a mailbox that is really read."""

    name: str
    email: str


@dataclass(frozen=True)
class Entry:
    """One item of a calendar.

    `uid` never changes and is the same in every feed; `changed_at` is when its published content last changed and
    `sequence` counts those changes. `zone` is the one whose wall clock a subscriber may be shown. `html` is an
    alternative to `description`, never instead of it. The room comes first in `location`.
    """

    uid: str
    sequence: int
    changed_at: datetime
    when: Span | Days
    title: str
    zone: str = "UTC"
    state: State = State.CONFIRMED
    created_at: datetime | None = None
    location: str = ""
    description: str = ""
    html: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()
    colour: str = ""
    geo: tuple[float, float] | None = None
    place: str = ""
    organiser: Organiser | None = None
    busy: bool = True
    alarm_minutes: int | None = None


@dataclass(frozen=True)
class FeedFacts:
    """What a feed says about itself. `changed_at` is when the feed last changed, a removal included."""

    name: str
    changed_at: datetime
    zone: str = "UTC"
    colour: str = ""
    url: str = ""
    source: str = ""
    description: str = ""
    refresh_minutes: int = field(default=60)

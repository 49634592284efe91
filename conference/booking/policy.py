"""Who may do what with bookings. Free or taken is everybody's business; whose and what for is not."""

from __future__ import annotations

from typing import Any

from conference.kernel.policy import predicate
from conference.people.models import Role
from conference.people.policy import manages_venue, organises_its_organisation, organises_somewhere


@predicate
def holds_it(user: Any, booking: Any) -> bool:
    """Whoever made the booking."""
    return bool(user is not None and user.is_authenticated and getattr(booking, "holder_id", None) == user.id)


@predicate
def keeps_doors(user: Any, _thing: Any) -> bool:
    """Door staff of the centre: they must know what is on."""
    return bool(user is not None and user.is_authenticated and user.holds(Role.DOOR))


@predicate
def is_public(_user: Any, booking: Any) -> bool:
    """A booking whose title may stand on door panels."""
    return bool(getattr(booking, "is_public", False))


works_with_bookings = manages_venue | organises_somewhere | keeps_doors

book = manages_venue | organises_somewhere  # any room, for one's own organisation
book_for = manages_venue | organises_its_organisation  # asked of the organisation's booking or a stand-in for it
see_diary = works_with_bookings
see_all = manages_venue | keeps_doors
see = see_all | organises_its_organisation | holds_it
see_title = see | is_public
see_conflict = see_title
change = manages_venue | organises_its_organisation
confirm = release = cancel = move = change
close = manages_venue
see_use = manages_venue
override = manages_venue
see_history = manages_venue | organises_its_organisation

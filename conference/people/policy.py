"""Who may, as far as it depends on roles alone: one readable table of predicates. Other features compose with these.

A thing that belongs to an organisation has `organisation_id`. Rights come from a role for the whole centre, or from
membership in the organisation; never from knowing an id.
"""

from __future__ import annotations

from typing import Any

from conference.kernel.policy import predicate, signed_in
from conference.people.rules import Role

STAFF = (Role.ADMINISTRATOR, Role.VENUE_MANAGER)


@predicate
def is_administrator(user: Any, _thing: Any) -> bool:
    """An administrator of the centre."""
    return bool(user is not None and user.is_authenticated and user.holds(Role.ADMINISTRATOR))


@predicate
def manages_venue(user: Any, _thing: Any) -> bool:
    """The centre's staff: administrators and venue managers."""
    return bool(user is not None and user.is_authenticated and user.holds(*STAFF))


@predicate
def organises_somewhere(user: Any, _thing: Any) -> bool:
    """An organiser of any organisation."""
    return bool(user is not None and user.is_authenticated and user.organisation_ids(Role.ORGANISER))


@predicate
def organises_its_organisation(user: Any, thing: Any) -> bool:
    """An organiser of the organisation that the thing belongs to."""
    organisation_id = getattr(thing, "organisation_id", None)
    return bool(user is not None and user.is_authenticated and organisation_id in user.organisation_ids(Role.ORGANISER))


@predicate
def is_themselves(user: Any, thing: Any) -> bool:
    """The user to whom the thing (a log-in, a token, a feed) belongs."""
    return bool(user is not None and user.is_authenticated and getattr(thing, "user_id", None) == user.id)


works_here = manages_venue | organises_somewhere

manage_people = is_administrator
manage_organisations = is_administrator
see_history = manages_venue
see_history_of_people = is_administrator  # what is theirs to manage; the rest of the staff reads of rooms, bookings, events
own_account = signed_in
end_login = is_themselves
withdraw_token = is_themselves

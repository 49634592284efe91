"""Who may do what with an event and with everything that belongs to one (a thing with `.event`). Closed by default."""

from __future__ import annotations

from typing import Any

from conference.kernel.policy import Predicate, predicate, signed_in
from conference.people.policy import manages_venue, organises_its_organisation, works_here
from conference.people.rules import Role


def event_of(thing: Any) -> Any:
    return getattr(thing, "event", thing)


def about_its_event(question: Predicate) -> Predicate:
    """The same question, asked about the event that the thing belongs to."""
    return Predicate(lambda user, thing: question(user, event_of(thing)), question.name)


def on_its_team_as(*roles: Role) -> Predicate:
    """Somebody whom this event's team has in one of these roles (none named: in any)."""

    def holds(user: Any, thing: Any) -> bool:
        known = user is not None and user.is_authenticated
        return known and any(member.user_id == user.id and (not roles or member.role in roles) for member in event_of(thing).team)

    return Predicate(holds, f"on_its_team_as_{'_or_'.join(roles) or 'anything'}")


@predicate
def is_open(_user: Any, thing: Any) -> bool:
    """A public event, or an unlisted one: whoever has its address."""
    return bool(event_of(thing).visibility.is_open)


@predicate
def keeps_the_door(user: Any, thing: Any) -> bool:
    """Door staff of the centre or of the event's organisation."""
    return bool(user is not None and user.is_authenticated and user.holds(Role.DOOR, organisation_id=event_of(thing).organisation_id))


@predicate
def reviews(user: Any, thing: Any) -> bool:
    """A reviewer of the whole centre, or of the event's organisation."""
    return bool(user is not None and user.is_authenticated and user.holds(Role.REVIEWER, organisation_id=event_of(thing).organisation_id))


@predicate
def may_act_for(user: Any, organisation: Any) -> bool:
    """An organiser of this organisation."""
    return bool(user is not None and user.is_authenticated and organisation.id in user.organisation_ids(Role.ORGANISER))


organises = about_its_event(organises_its_organisation) | on_its_team_as(Role.ORGANISER)

# what costs nothing to know is asked first, the team last
see = is_open | manages_venue | reviews | organises | on_its_team_as()
edit = manages_venue | organises
read_draft = reviews | edit | on_its_team_as(Role.REVIEWER)  # the programme before it is published; nobody's registration
publish = edit
run_registration = edit
check_in = keeps_the_door | edit | on_its_team_as(Role.DOOR)

take_booking = organises_its_organisation | manages_venue  # (user, booking)

runs_every_event = manages_venue
list_own = signed_in  # whoever is on an event's team may have no role elsewhere
create = works_here
create_for = may_act_for | manages_venue  # (user, organisation)

"""Who may see, edit and check in, as a table."""

from types import SimpleNamespace

import pytest

from conference.people.rules import Role
from conference.programme import policy
from conference.programme.actions import add_to_team
from conference.programme.rules import Visibility
from tests import make
from tests.make import MONDAY

PUBLIC, PRIVATE = {"see"}, set()
EVERYTHING = {"see", "read_draft", "edit", "publish", "run_registration", "check_in"}


def rights(user, thing):
    return {name for name in EVERYTHING if getattr(policy, name)(user, thing)}


@pytest.fixture
def cast(house):
    event = make.event("secret", house.institute, visibility=Visibility.PRIVATE)
    for name, role in (("Tim Team", Role.ORGANISER), ("Dan Door", Role.DOOR), ("Rea Reader", Role.REVIEWER)):
        add_to_team(event, email=make.user(name).email, role=role, by=house.alice, now=MONDAY)
    door = make.user("Olga Door", Role.DOOR, house.institute)
    others = {
        "rosa": make.user("Rosa Reader", Role.REVIEWER),
        "rob": make.user("Rob Reader", Role.REVIEWER, house.hospital),
    }  # of the centre, of another
    members = {member.user.person.given_name.lower(): member.user for member in event.team}
    return SimpleNamespace(**{**vars(house), "event": event, "olga": door, **others, "stranger": SimpleNamespace(is_authenticated=False), **members})


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("stranger", set()), ("bob", set()), ("rita", {"see", "read_draft"}), ("rosa", {"see", "read_draft"}), ("rob", set()), ("dora", {"check_in"}), ("olga", {"check_in"}), ("dan", {"see", "check_in"}),
        ("rea", {"see", "read_draft"}), ("tim", EVERYTHING), ("alice", EVERYTHING), ("vera", EVERYTHING), ("ada", EVERYTHING),
    ],
)  # fmt: skip
def test_rights_on_a_private_event_and_on_what_belongs_to_it(cast, who, may):
    user = getattr(cast, who)

    assert rights(user, cast.event) == may
    assert rights(user, SimpleNamespace(event=cast.event)) == may


def test_everybody_sees_a_public_and_an_unlisted_event_and_no_more(cast):
    for visibility in (Visibility.PUBLIC, Visibility.UNLISTED):
        event = make.event(f"open-{visibility}", cast.institute, visibility=visibility)
        assert rights(cast.stranger, event) == {"see"}
        assert rights(cast.bob, event) == {"see"}


def test_events_are_made_for_ones_own_organisation(house):
    assert [policy.create_for(user, house.institute) for user in (house.alice, house.bob, house.vera, house.dora)] == [True, False, True, False]
    assert [policy.create(user) for user in (house.alice, house.dora, house.rita)] == [True, False, False]

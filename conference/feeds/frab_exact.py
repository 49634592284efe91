"""What could not be written as it is, by thing; and the talks of each day and room. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conference.feeds.frab import Day, FileRoom, Programme, Talk
from conference.feeds.frab_carry import Values, person_values, present


@dataclass
class Exact:
    """The values that could not be written as they are, by thing: what the reader puts over the ones it reads."""

    conference: Values = field(default_factory=dict)
    rooms: dict[str, Values] = field(default_factory=dict)
    tracks: dict[str, Values] = field(default_factory=dict)
    people: dict[str, Values] = field(default_factory=dict)
    talks: dict[str, Values] = field(default_factory=dict)

    def values(self) -> Values:
        groups = {"conference": self.conference, "rooms": self.rooms, "tracks": self.tracks, "people": self.people, "talks": self.talks}
        return {name: group for name, group in groups.items() if group}


def missed(full: Values, written: Mapping[str, Any]) -> Values:
    """What a reader of `written` would get wrong: the true values, None where there is none."""
    said = present(written)
    wrong = {key: value for key, value in full.items() if said.get(key) != value}
    return wrong | {key: None for key in said if key not in full}


def note(group: dict[str, Values], name: str, full: Values, written: Mapping[str, Any]) -> None:
    if wrong := missed(full, written):
        group[name] = wrong


def note_absent(programme: Programme, exact: Exact) -> None:
    """Somebody without a talk stands in no list of the format."""
    speaking = {number for talk in programme.talks for number in talk.people}
    for person in programme.people:
        if person.id not in speaking:
            exact.people[str(person.id)] = {"name": person.name, **person_values(person)}


@dataclass(frozen=True)
class Grid:
    """The talks of each day and room, in order."""

    programme: Programme
    cells: dict[tuple[int, str], list[Talk]]

    def talks(self, day: Day, room: FileRoom) -> list[Talk]:
        return self.cells.get((day.index, room.name), [])


def grid_of(programme: Programme) -> Grid:
    cells: dict[tuple[int, str], list[Talk]] = {}
    for talk in programme.talks:
        cells.setdefault((programme.day_of(talk).index, talk.room), []).append(talk)
    return Grid(programme, cells)

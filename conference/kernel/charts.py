"""Counts into pictures: where each column, bar or cell of a chart stands. Pure; `_macros/chart.html` draws it as SVG.

Across, everything is in percent of the picture's width and measured from where reading begins, so that one picture serves
phones, wide screens and both directions of writing, and letters keep their size. Down, it is in pixels.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

HEIGHT = 160
ROW = 44  # of a bar with its words above it
CELL = 30
MOST_TICKS = 5
FEWEST = 7  # so many columns have room, also where there are fewer
LEVELS = (0.0, 0.25, 0.5, 0.75)  # from nothing to full in five shades


@dataclass(frozen=True)
class Mark:
    """A column or a bar: its words, its number, its rectangle."""

    label: str
    value: float
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Line:
    """A line across with the number it stands for."""

    at: float
    label: str


@dataclass(frozen=True)
class Tick:
    """A word under the columns; those between the first and the last are left out where there is little room."""

    at: float
    label: str
    anchor: str
    always: bool


@dataclass(frozen=True)
class Cell:
    """A field of a heat map; `share` is None where there is nothing to fill (closed)."""

    row: int
    column: int
    share: float | None
    level: int
    x: float
    y: float
    width: float


@dataclass(frozen=True)
class Columns:
    """Columns beside each other: for what happens day by day."""

    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    height: int = HEIGHT


def top_of(most: float) -> int:
    """The round number at which an axis ends: so that few steps lie below it and its half is whole; at least 2."""
    if most <= 2:
        return 2
    power = 10 ** floor(log10(most))
    return next(step * power for step in (1, 2, 3, 4, 6, 8, 10, 20) if step * power >= most and step * power % 2 == 0)


def columns(values: Sequence[tuple[str, int]], short: Sequence[str] = ()) -> Columns:
    """(label, count) in their order; `short` are the words under the columns (the labels by themselves), of which a few are
    written: the first and the last always."""
    top = top_of(max((value for _label, value in values), default=0))
    wide = 100 / max(len(values), FEWEST)
    marks = tuple(
        Mark(label, value, place * wide + wide * 0.12, HEIGHT - HEIGHT * value / top, wide * 0.76, HEIGHT * value / top)
        for place, (label, value) in enumerate(values)
    )
    lines = tuple(Line(HEIGHT - HEIGHT * value / top, str(value)) for value in (0, top // 2, top))
    return Columns(marks, lines, tuple(ticks(short or [label for label, _value in values], wide)))


def ticks(words: Sequence[str], wide: float) -> Iterator[Tick]:
    """At most about five, evenly apart; where columns are narrow the outer ones keep to the picture's edges."""
    last = len(words) - 1
    every = max(1, ceil(last / (MOST_TICKS - 1)))
    for place, word in enumerate(words):
        edge = len(words) > FEWEST and place in {0, last}
        if place == last or (place % every == 0 and last - place >= every * 0.6):
            at = (100.0 if place else 0.0) if edge else (place + 0.5) * wide
            yield Tick(at, word, ("end" if place else "start") if edge else "middle", place in {0, last})


def bars(values: Sequence[tuple[str, float]], *, most: float | None = None) -> tuple[Mark, ...]:
    """(label, number), one below the other, as long as their number; `most` is a full bar (the largest number by itself)."""
    full = most or max((value for _label, value in values), default=0) or 1
    return tuple(
        Mark(label, value, 0, place * ROW + 22, max(100 * value / full, 0.3 if value else 0), 12) for place, (label, value) in enumerate(values)
    )


def heat(shares: Mapping[tuple[int, int], float], rows: Sequence[int], across: Sequence[int], *, beginning: float) -> tuple[Cell, ...]:
    """A cell for each row and column; shares go from 0 to 1. `beginning` is the part of the width, in percent, that the words
    of the rows take."""
    wide = (100 - beginning) / max(len(across), 1)
    cells = []
    for down, row in enumerate(rows):
        for place, column in enumerate(across):
            share = shares.get((row, column))
            cells.append(Cell(row, column, share, level(share), beginning + place * wide, down * CELL, wide))
    return tuple(cells)


def level(share: float | None) -> int:
    """The shade of a share: 0 for nothing, then a shade for each quarter."""
    return sum(share > step for step in LEVELS) if share else 0

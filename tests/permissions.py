"""Writes docs/permissions.md from the code: `python -m tests.permissions > docs/permissions.md`. A test says when it is old."""

from __future__ import annotations

import importlib
import inspect
import re
import sys
from collections.abc import Iterator

from conference.kernel.policy import Predicate
from tests.doors import CALLERS, DOORS, GROUPS

FEATURES = ("people", "venue", "booking", "programme", "registration", "feeds", "desk")

HEAD = """# Who may do what

Made from the code by `python -m tests.permissions > docs/permissions.md`; a test fails when it is old.

Rights come from a role in the whole centre, a role in an organisation, a place on an event's team, or from owning the thing;
never from knowing an address, but for links that are secrets themselves (160 random bits, kept as hashes). Every view asks one
of these permissions or is marked public; a view that asks nothing is answered 403. What somebody may not see is answered 404,
what they see but may not do 403. `tests/test_doors.py` tries every route as everybody.
"""


def predicates(feature: str) -> Iterator[tuple[str, Predicate]]:
    """The permissions that a feature's policy names itself, in its order."""
    module = importlib.import_module(f"conference.{feature}.policy")
    source = inspect.getsource(module)
    for name, value in vars(module).items():
        own = re.search(rf"^(.* = )?{name} = |^def {name}\(|^from .* import {name} as {name}$", source, re.MULTILINE)
        if isinstance(value, Predicate) and own:
            yield name, value


def plain(name: str) -> str:
    """A composed predicate in words. One that only says "or" needs no brackets."""
    words = name.replace("_", " ")
    return words if " and " in words or "not " in words else words.replace("(", "").replace(")", "")


def permissions() -> Iterator[str]:
    """The table of permissions: what each feature calls it, and who has it."""
    yield "\n## Permissions\n\n| feature | permission | who |\n| --- | --- | --- |"
    for feature in FEATURES:
        for name, value in predicates(feature):
            meaning = (inspect.getdoc(value.test) or "").partition("\n")[0].rstrip(".") if value.name == name else ""
            yield f"| {feature} | {name.replace('_', ' ')} | {meaning or plain(value.name)} |"


def doors() -> Iterator[str]:
    """The table of routes: who is let in. `✓` let in, `·` turned away."""
    yield "\n## Doors\n\nThe callers: " + "; ".join(f"**{name}**, {told}" for name, told in CALLERS.items()) + "."
    yield "A line with `@private` is the same page of a private event, one with `@wrong` the same address with a wrong secret.\n"
    yield f"| route | {' | '.join(CALLERS)} |\n| --- |{' --- |' * len(CALLERS)}"
    for key, words in DOORS.items():
        inside = frozenset().union(*(GROUPS[word] for word in words.split()))
        yield f"| `{key}` | {' | '.join('✓' if name in inside else '·' for name in CALLERS)} |"


def document() -> str:
    return "\n".join([HEAD.rstrip("\n"), *permissions(), *doors()]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(document())

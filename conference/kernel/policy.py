"""Who may: small predicates (user, thing) -> bool, composed with | & ~ into one readable table. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Predicate:
    """A question about a user and a thing. `may(user, thing)` answers it; | & ~ compose, so a policy reads as a sentence."""

    def __init__(self, test: Callable[[Any, Any], bool], name: str) -> None:
        self.test = test
        self.name = name

    def __call__(self, user: Any, thing: Any = None) -> bool:
        return self.test(user, thing)

    def __or__(self, other: Predicate) -> Predicate:
        return Predicate(lambda user, thing: self(user, thing) or other(user, thing), f"({self.name} or {other.name})")

    def __and__(self, other: Predicate) -> Predicate:
        return Predicate(lambda user, thing: self(user, thing) and other(user, thing), f"({self.name} and {other.name})")

    def __invert__(self) -> Predicate:
        return Predicate(lambda user, thing: not self(user, thing), f"not {self.name}")

    def __repr__(self) -> str:
        return f"<may: {self.name}>"


def predicate(test: Callable[[Any, Any], bool]) -> Predicate:
    """Make a named predicate of a function (user, thing) -> bool."""
    return Predicate(test, test.__name__)


anyone = Predicate(lambda user, thing: True, "anyone")
nobody = Predicate(lambda user, thing: False, "nobody")
signed_in = Predicate(lambda user, thing: bool(user is not None and user.is_authenticated), "signed_in")

"""Colours in calendars: only names are allowed there (RFC 7986). Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from PIL import ImageColor


@lru_cache(maxsize=512)
def colour_name(colour: str) -> str:
    """The CSS name nearest to "#rrggbb" (RFC 7986 allows nothing else), "" when it is no colour."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        return ""
    wanted = ImageColor.getrgb(colour)
    return min(sorted(ImageColor.colormap), key=lambda name: distance(ImageColor.getrgb(name), wanted))


def distance(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """How different two colours look, roughly: the eye weighs green most and blue least."""
    red, green, blue = (a - b for a, b in zip(one, other, strict=False))
    return 3 * red * red + 4 * green * green + 2 * blue * blue

"""Names for what has none in a file: derived from what it has, so that the same file always gets the same ones. Pure."""

from __future__ import annotations

import hashlib
import uuid

from conference.kernel.slugs import slug_of


def derived_guid(*parts: str) -> str:
    """A UUID of these words (RFC 9562 version 5)."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(parts)))


def derived_number(text: str) -> int:
    """A number from 1 to 2³¹ of a text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") // 2 + 1


def acronym_of(title: str) -> str:
    """An acronym for a programme whose file gives none: "FOSDEM 2024" → fosdem-2024."""
    return slug_of(title, 40)

"""The end of an address, made of a title in any script. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata


def slug_of(text: str, limit: int = 60, *, otherwise: str = "") -> str:
    """Lower-case ASCII letters, digits and hyphens; where a script has none of them, a short stable code."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:limit].strip("-")
    return slug or otherwise or hashlib.sha256(text.encode()).hexdigest()[:8]

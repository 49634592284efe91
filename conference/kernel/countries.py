"""The countries by their names (CLDR), in the order of the reader's language."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

from conference.kernel import i18n


def countries() -> tuple[tuple[str, str], ...]:
    """Every country code with its name in the reader's language, in that language's order É beside E."""
    return countries_in(str(i18n.active()))


@lru_cache(maxsize=32)
def countries_in(locale: str) -> tuple[tuple[str, str], ...]:
    """The same in this locale; worked out once per process, because forms and lists ask for it all the time."""
    named = Locale.parse(locale).territories.items()
    found = ((code, name) for code, name in named if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"})
    return tuple(sorted(found, key=lambda pair: i18n.fold(pair[1])))

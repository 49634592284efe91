"""In which language people's own text stands on a page: told in the reader's, or marked as another (WCAG 3.1.2, docs/decisions/013)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from babel import Locale
from flask import Flask
from markupsafe import Markup

from conference.kernel import i18n
from conference.kernel.words import Words


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(told=told, tongue=tongue)


def told(text: Any) -> Any:
    """People's own text in the reader's language; in another one, because there is no translation, it says in which (`lang`).

    For elements, never for attributes. Whatever is no such text passes through, so that macros can use it for any label.
    """
    if not isinstance(text, Words):
        return text
    languages = i18n.reader_languages()
    if languages[0] in text:
        return text[languages[0]]
    marked = tongue(text)
    return Markup("<span{}>{}</span>").format(marked, str(text)) if marked else str(text)


def tongue(text: Words) -> Markup:
    """The attributes that tell in which language a text stands: nothing when it is the reader's own."""
    own = i18n.active().language
    language = text.language(*i18n.reader_languages()) or own
    primary = language.split("-")[0]
    if primary == own:
        return Markup()
    turned = (primary in i18n.RIGHT_TO_LEFT) != (own in i18n.RIGHT_TO_LEFT)
    direction = Markup(' dir="{}"').format("rtl" if primary in i18n.RIGHT_TO_LEFT else "ltr") if turned else ""
    return Markup(' lang="{}"{}').format(language, direction)


def is_language(code: str) -> bool:
    """Whether CLDR knows the language that this code begins with (`fr`, `pt-BR`, `zh-Hant`)."""
    return code.partition("-")[0] in known_languages()


@lru_cache(maxsize=1)
def known_languages() -> frozenset[str]:
    return frozenset(code for code in map(str, Locale("en").languages) if code.isalpha()) - {"und", "mul", "zxx", "mis"}

"""The language of the command line: help, messages, progress, and what click itself says.

A command runs outside of any request, and its help is shown before there is an application: so whoever sits at the terminal
is spoken to by catalogues of their own. `config.terminal_locale` tells which.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from conference.kernel.message import untranslated
from config import terminal_locale

CATALOGUES = Path(__file__).resolve().parent.parent / "translations"
_there: ContextVar[bool] = ContextVar("at_terminal", default=False)


@contextmanager
def at_terminal() -> Iterator[None]:
    """Everything inside that addresses nobody else is said in the language of whoever typed the command."""
    gettext.bindtextdomain("messages", str(CATALOGUES))  # click asks the standard library's own domain
    os.environ["LANGUAGE"] = terminal_locale()
    token = _there.set(True)
    try:
        yield
    finally:
        _there.reset(token)


def spoken() -> str | None:
    """The language of the terminal while a command runs; None anywhere else."""
    return terminal_locale() if _there.get() else None


def translated(single: str, plural: str | None, number: int | None) -> str:
    """A sentence where there is no application: in the terminal's language while a command runs, else English."""
    if not _there.get():
        return untranslated(single, plural, number)
    words = catalogue(terminal_locale())
    return words.gettext(single) if plural is None else words.ngettext(single, plural, number or 0)


@lru_cache(maxsize=8)
def catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("messages", CATALOGUES, [language], fallback=True)

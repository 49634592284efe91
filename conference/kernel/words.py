"""People's own text in several languages with fallback: a room's name, an event's description (docs/decisions/013). Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

LanguageChooser = Callable[[], tuple[str, ...]]


def _english() -> tuple[str, ...]:
    return ("en",)


_chooser: LanguageChooser = _english


def read_in(chooser: LanguageChooser) -> None:
    """Plug in who tells the reader's languages, best first; called once, when the application is made."""
    global _chooser
    _chooser = chooser


class Words(Mapping[str, str]):
    """An immutable `{language: text}`. `str()` gives the reader's language, else the centre's, else one that is there, else nothing."""

    __slots__ = ("_texts",)

    def __init__(self, texts: Mapping[str, str] | str | None = None, *, language: str = "en") -> None:
        given = {language: texts} if isinstance(texts, str) else dict(texts or {})
        self._texts = {tag: text for tag, text in given.items() if text}

    def __getitem__(self, language: str) -> str:
        return self._texts[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __hash__(self) -> int:
        return hash(tuple(sorted(self._texts.items())))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and self._texts == dict(other)

    def __repr__(self) -> str:
        return f"Words({self._texts!r})"

    def __str__(self) -> str:
        return self.best(*_chooser())

    def best(self, *languages: str) -> str:
        """The text in the first of these languages that is there; `fr` serves `fr-CA` and the other way round."""
        return self._texts.get(self.language(*languages) or "", "")

    def language(self, *languages: str) -> str | None:
        """The tag under which `best` finds its text (for `lang=` on the page); None when there is no text at all."""
        for wanted in languages:
            if wanted in self._texts:
                return wanted
            primary = wanted.split("-")[0]
            for tag in self._texts:
                if tag.split("-")[0] == primary:
                    return tag
        return min(self._texts, default=None)  # not the first: PostgreSQL keeps JSON in an order of its own

    def with_text(self, language: str, text: str) -> Words:
        """The same with one language's text set, or removed when it is empty."""
        return Words({**self._texts, language: text})

    def renewed(self, texts: Mapping[str, str], *, instead_of: str) -> Words:
        """The same with what was said in one language replaced by these texts; translations into others stay.

        For whoever knows one language only (a file that is imported again, a form that shows some).
        """
        return Words({**{tag: text for tag, text in self._texts.items() if tag != instead_of}, **texts})

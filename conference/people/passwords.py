"""How hard a password is to guess, by what guessers know: frequent passwords and words, runs, repeats, years, the person's own names.

A password is cut into the pieces that make it cheapest; what the pieces cost together, in bits, must reach ENOUGH. No rules
about its composition: a long sentence in any script passes, "Password2026!" does not. Pure. See docs/decisions/008-passwords-by-guessing-cost.md.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from conference.kernel.message import _
from conference.kernel.objection import Objection

SHORTEST = 12
ENOUGH = 33.0  # 10^10 guesses: "very unguessable" in zxcvbn's scale (Wheeler, USENIX Security 2016)
WORD, TURN, YEAR, DIGIT, LETTER, OWN = 12.0, 6.0, 7.0, 3.3, 4.7, 2.0
LONGEST_WORD = 26
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "qwertzuiop",
    "01234567890",
    "1q2w3e4r5t6y7u8i9o0p",
)
LEET = str.maketrans("013457@$!|", "oleastasil")
WORDS_FILE = Path(__file__).with_name("common_words.txt")


def objections_to_password(password: str, *, about: Iterable[str]) -> list[Objection]:
    """Why this password cannot be taken; empty when it can. `about` is what others know of the person: address, names."""
    if len(password) < SHORTEST:
        return [
            Objection(
                "password-short", _("Use at least %(number)s characters; a short sentence is easy to remember.", number=SHORTEST), field="password"
            )
        ]
    if guessing_bits(password, about=about) < ENOUGH:
        message = _("This password is among the first that would be guessed. Use several words that do not belong together.")
        return [Objection("password-common", message, field="password")]
    return []


def guessing_bits(password: str, *, about: Iterable[str] = ()) -> float:
    """The cost of the cheapest way to cut the password into pieces that guessers know, in bits."""
    text = unicodedata.normalize("NFKC", password).casefold()
    own = own_words(about)
    best = [0.0]
    for end in range(1, len(text) + 1):
        best.append(min(best[start] + bits for start, bits in pieces(text, end, own)))
    return best[-1]


def pieces(text: str, end: int, own: frozenset[str]) -> Iterator[tuple[int, float]]:
    """(where it starts, what it costs) of each piece that ends at `end`. A single sign is always one."""
    yield end - 1, sign_bits(text, end - 1)
    for start in range(max(0, end - LONGEST_WORD), end - 2):
        piece = text[start:end]
        plain = piece.translate(LEET)
        if piece in own or plain in own:
            yield start, OWN
        elif piece in common_words() or plain in common_words():
            yield start, WORD
        if is_year(piece):
            yield start, YEAR
        if is_run(piece) or repeats_before(text, start, end):
            yield start, TURN


def sign_bits(text: str, at: int) -> float:
    """A sign on its own; one that was there before, or a blank, adds little."""
    char = text[at]
    if char.isspace() or char in text[max(0, at - 2) : at]:
        return 1.0
    return DIGIT if char.isdigit() else LETTER if char.isascii() else LETTER + 2


def is_year(piece: str) -> bool:
    return len(piece) == 4 and piece.isdigit() and 1900 <= int(piece) <= 2100


def is_run(piece: str) -> bool:
    """Part of the alphabet, a keyboard's row or the digits, forwards or backwards."""
    return len(piece) >= 3 and any(piece in row or piece[::-1] in row for row in ROWS)


def repeats_before(text: str, start: int, end: int) -> bool:
    """The piece is what stands right before it, once more, or one sign over and over."""
    piece = text[start:end]
    return text[:start].endswith(piece) or len(set(piece)) == 1


def own_words(about: Iterable[str]) -> frozenset[str]:
    """The words of three letters and more in what is known of a person."""
    known = " ".join(about).casefold()
    return frozenset(word for word in "".join(char if char.isalnum() else " " for char in known).split() if len(word) >= 3)


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    return frozenset(line for line in WORDS_FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))

"""Words on their way into a calendar."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.feeds.plaintext import ENTITY, MARKUP, clean, cut, harmless, one_line, plain

pytestmark = pytest.mark.pure


def test_every_kind_of_line_end_becomes_one():
    assert clean("a\r\nb\rc\x0bd\x0ce\x85f\u2028g\u2029h") == "a\nb\nc\nd\ne\nf\ng\nh"


def test_controls_and_broken_halves_of_characters_are_dropped():
    assert clean("a\x00b\x1bc\x7fd\x9fe\ud800f\uffffg\th") == "abcdefg\th"


def test_a_title_stands_on_one_line():
    assert one_line("  Opening\r\n ceremony\t(day\u00a01)\u2028") == "Opening ceremony (day 1)"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<p>One &amp; two</p><p>Three<br>four</p>", "One & two\n\nThree\nfour"),
        ("<ul><li>one</li><li>two</li></ul>", "• one\n• two"),
        ('See <a href="https://example.org/a">the paper</a>.', "See the paper (https://example.org/a)."),
        ('<a href="https://example.org/">https://example.org/</a>', "https://example.org/"),
        ("<script>alert(1)</script>Safe<style>p{}</style>", "Safe"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("Line one\nLine two", "Line one\nLine two"),
        ("<p>unclosed <b>bold", "unclosed bold"),
        ("", ""),
    ],
)
def test_html_becomes_readable_words(text, words):
    assert plain(text) == words


def test_what_looks_like_markup_stays_readable_and_is_none():
    assert harmless("use <br> and &amp;lt;p&amp;gt; in C:\\new") == "use ‹br› and ‹p› in C:⧵new"


@given(st.text())
def test_harmless_text_has_no_markup_and_stays_so(text):
    once = harmless(clean(text))
    assert not MARKUP.search(once) and not ENTITY.search(once)
    assert harmless(once) == once


@given(st.text(min_size=200, max_size=400))
def test_a_cut_title_has_at_most_255_units_and_no_half_character(text):
    shortened = cut(one_line(text))
    assert len(shortened.encode("utf-16-le")) <= 510


def test_short_titles_are_not_cut():
    assert cut("x" * 255) == "x" * 255
    assert cut("x" * 256) == "x" * 254 + "…"
    assert cut("👩" * 128) == "👩" * 127 + "…"

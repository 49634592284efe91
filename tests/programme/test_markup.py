"""Rich text comes out safe, whoever wrote it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.programme.markup import summary, to_html, to_text

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("Just **this**.", "<p>Just <strong>this</strong>.</p>\n"),
        ("# Big", "<h3>Big</h3>\n"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("<p onclick='x()'>Hi<script>alert(1)</script></p>", "<p>Hi</p>"),
        ("<h1>Big</h1><h6 style='x'>Small</h6>", "<h3>Big</h3><h6>Small</h6>"),
        ("<a href='javascript:x()'>Hi</a>", '<a rel="noopener noreferrer nofollow">Hi</a>'),
        ("<p><img src=x onerror=y>Hi<iframe src=z></iframe></p>", "<p>Hi</p>"),
    ],
)
def test_text_becomes_safe_html(text, html):
    assert str(to_html(text)) == html


def test_html_and_markdown_become_plain_text():
    assert to_text("<p>One &amp; two</p><ul><li>a</li><li>b</li></ul><p>c<br>d</p>") == "One & two\n\n– a\n– b\n\nc\n\nd"
    assert to_text("# Big\n\n- a\n- b") == "Big\n\n– a\n\n– b"
    assert to_text("a < b") == "a < b"


def test_a_summary_is_one_line_cut_at_a_word():
    assert summary("One *two*, three\n\nfour", 12) == "One two…"
    assert summary("<p>Short</p>") == "Short"


dangerous = st.sampled_from(
    ["<script>", "<img onerror=x src=y>", "javascript:", "<p style=x>", "](javascript:x)", "<svg onload=x>", "&lt;script&gt;", "<p>", "[x]"]
)


@given(st.lists(st.one_of(st.text(max_size=20), dangerous), max_size=6).map("".join))
def test_nothing_that_runs_comes_through(text):
    html = str(to_html(text)).lower()

    for tag in ("<script", "<img", "<svg", "<style", "<iframe"):
        assert tag not in html
    assert 'href="javascript' not in html and " style=" not in html.replace(text.lower(), "")

"""Rich text: Markdown as organisers write it, HTML as imported files bring it; out come few, safe tags. Pure.

Whatever comes in goes through nh3's allow-list, so no text of anybody's can carry a script, a style or a picture.
"""

from __future__ import annotations

import html
import re

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {"p", "br", "hr", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"}
TAGS |= {"strong", "b", "em", "i", "a", "code", "sub", "sup"}
ATTRIBUTES = {"a": {"href", "title"}, "th": {"colspan", "rowspan"}, "td": {"colspan", "rowspan"}}
SCHEMES = {"https", "http", "mailto"}
REL = "noopener noreferrer nofollow"

IS_HTML = re.compile(r"<(p|br|div|ul|ol|li|a|strong|b|em|i|pre|code|blockquote|h[1-6]|table|span)\b[^>]*>", re.IGNORECASE)
HEADING = re.compile(r"(</?)h([1-6])\b", re.IGNORECASE)
BREAK = re.compile(r"<br\s*/?>|</(?:p|div|h\d|ul|ol|dl|pre|blockquote|tr|table)>", re.IGNORECASE)
ITEM = re.compile(r"<li\b[^>]*>", re.IGNORECASE)
MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")


def to_html(text: str) -> Markup:
    """Safe HTML of a Markdown or HTML text. Its headings begin below the page's own (h1 becomes h3)."""
    if not text.strip():
        return Markup()
    raw = text if IS_HTML.search(text) else MARKDOWN.render(text)
    lowered = HEADING.sub(lambda found: f"{found[1]}h{min(6, int(found[2]) + 2)}", raw)
    return Markup(nh3.clean(lowered, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=REL))  # noqa: S704 - nh3 made it safe


def to_text(text: str) -> str:
    """The same without any tag: paragraphs apart, items with a dash; for calendars, letters and previews."""
    safe = str(to_html(text))
    broken = ITEM.sub("\n– ", BREAK.sub("\n\n", safe))
    bare = html.unescape(nh3.clean(broken, tags=set()))
    lines = (" ".join(line.split()) for line in bare.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def summary(text: str, length: int = 200) -> str:
    """The beginning of a text in one line, cut at a word."""
    line = " ".join(to_text(text).split())
    return line if len(line) <= length else line[:length].rsplit(" ", 1)[0].rstrip(",;:–") + "…"

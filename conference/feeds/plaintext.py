"""Words made fit for calendars: no control characters, no markup, nothing that a client would show as rubbish. Pure."""

from __future__ import annotations

import html
import re
import unicodedata
from html.parser import HTMLParser

# What Python, vobject and some phones take for a line end, beside CR and LF.
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
# C0, DEL and C1 controls but TAB and LF; lone surrogates; noncharacters that XML forbids.
FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")
ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d+|#[xX][0-9a-fA-F]+);")
BLOCKS = frozenset(
    (
        "address",
        "article",
        "blockquote",
        "div",
        "dl",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    )
)
SILENT = frozenset(("script", "style", "template"))


def clean(text: str) -> str:
    """The text with LF as its only line end and without characters that may not travel; nothing else is changed."""
    return FORBIDDEN.sub("", LINE_ENDS.sub("\n", text))


def one_line(text: str) -> str:
    """The text on one line, single-spaced."""
    return " ".join(clean(text).split())


def cut(text: str, units: int = 255) -> str:
    """At most so many UTF-16 units, ending in "…" when shortened: Outlook cuts SUMMARY and LOCATION at 255, mid-character."""
    if len(text) <= units and len(text.encode("utf-16-le")) <= 2 * units:
        return text
    kept = text.encode("utf-16-le")[: 2 * (units - 1)].decode("utf-16-le", "ignore").rstrip()
    while kept and (unicodedata.combining(kept[-1]) or kept[-1] == "\u200d"):
        kept = kept[:-1]
    return kept + "…"


def has_markup(text: str) -> bool:
    return bool(MARKUP.search(text) or ENTITY.search(text))


def plain(text: str) -> str:
    """Readable text of something that may be HTML: paragraphs and items on lines of their own, addresses of links kept."""
    text = clean(text)
    if not has_markup(text):
        return text.strip()
    reader = _Reader()
    reader.feed(text)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def harmless(text: str) -> str:
    """The text without what calendar clients take for markup or for an escape: `<b>` becomes ‹b›, `&amp;` becomes &, `\\n` stays readable."""
    while (once := html.unescape(text)) != text and ENTITY.search(text):
        text = once
    text = MARKUP.sub(lambda match: f"‹{match[0][1:-1]}›", text)
    return re.sub(r"\\(?=[n,;\\N])", "\u29f5", text)


class _Reader(HTMLParser):
    """Collects the words of a piece of HTML. Never fails: what is no HTML is text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0
        self.link = ""
        self.link_starts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent += 1
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n• ")
        elif tag in BLOCKS:
            self.parts.append("\n\n" if tag != "tr" else "\n")
        elif tag == "a":
            self.link, self.link_starts = dict(attrs).get("href") or "", len(self.parts)

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in BLOCKS:
            self.parts.append("\n\n")
        elif tag == "a" and self.link.startswith(("http://", "https://")):
            if self.link not in "".join(self.parts[self.link_starts :]):
                self.parts.append(f" ({self.link})")
            self.link = ""

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)

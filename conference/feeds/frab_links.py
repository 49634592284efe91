"""Web addresses in a schedule file, and lists of them."""

from __future__ import annotations

from conference.feeds.frab import Link
from conference.feeds.frab_fields import LINE, URL, Facts


def read_links(facts: Facts, key: str, base: str) -> tuple[Link, ...]:
    """The links of a list; an address relative to the schedule's becomes whole."""
    return tuple(
        Link(url=address(each, "url", base), title=each.text("title", LINE), type=each.word("type"), service=each.word("service"))
        for each in facts.each(key, key.removesuffix("s"))
    )


def address(facts: Facts, key: str, base: str = "") -> str:
    """A web address; relative ones are joined to `base`. `urn:uuid:…` stands for "none" in files that must name one."""
    text = facts.word(key, URL)
    if not text or text.startswith("urn:uuid:"):
        return ""
    if "://" in text or text.startswith(("//", "mailto:", "tel:")):
        return text
    return joined(base, text) if base else text


def joined(base: str, text: str) -> str:
    """Like urljoin, for the two forms that schedule files use, and without its surprises on odd characters."""
    if text.startswith("/"):
        scheme, _sep, rest = base.partition("://")
        return f"{scheme}://{rest.split('/', 1)[0]}{text}"
    return f"{base.rsplit('/', 1)[0]}/{text}" if base.count("/") > 2 else f"{base}/{text}"

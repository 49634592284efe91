"""What may be uploaded to a programme, judged by its first and last bytes, and what a link may be. Pure."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from conference.kernel.message import _
from conference.kernel.objection import Objection
from conference.programme.rules import LIMITS

LARGEST_PDF = 7 * 1024 * 1024  # under the limit of a whole request (config.MAX_CONTENT_LENGTH)
MOST_MATERIALS = 12
PHOTO_PIXELS, PICTURE_PIXELS = 480, 1920
PDF_HEAD = re.compile(rb"%PDF-[12]\.\d[\r\n %]")
PDF_TAIL = re.compile(rb"%%EOF\s*\Z")


def is_pdf(content: bytes) -> bool:
    """It says that it is a PDF where the standard wants it, in its very first bytes: what begins as something else is that."""
    return PDF_HEAD.match(content) is not None


def objections_to_pdf(content: bytes) -> list[Objection]:
    """Why this PDF cannot be taken: too large, or it does not end as one (cut off, or with something else behind it)."""
    if len(content) > LARGEST_PDF:
        message = _("The file is larger than 7 MB. Save it smaller, or give a link to it.")
        return [Objection("file-too-large", message, field="file")]
    if not PDF_TAIL.search(content[-2048:]):
        message = _("This PDF is not complete, or something else is hidden behind its end. Save it as PDF again.")
        return [Objection("broken-pdf", message, field="file")]
    return []


def objections_to_material(*, title: str, url: str, has_file: bool, others: int) -> list[Objection]:
    """Why this cannot be put beside a session: neither or both of file and link, a link that leads nowhere safe, too many."""
    wrong = []
    if has_file and url:
        wrong.append(Objection("file-and-link", _("Give a file or a link, not both. Add the other one afterwards."), field="url"))
    if not has_file and not url:
        wrong.append(Objection("nothing-given", _("Choose a file, or give a link."), field="file"))
    if url and not is_web_address(url):
        message = _("A link begins with https:// and has no blanks, such as https://example.org/slides.pdf.")
        wrong.append(Objection("bad-link", message, field="url"))
    if len(title) > LIMITS["name"]:
        wrong.append(Objection("too-long", _("At most %(max)s characters, please.", max=LIMITS["name"]), field="title"))
    if others >= MOST_MATERIALS:
        message = _("A session has at most %(number)s materials. Remove one first.", number=MOST_MATERIALS)
        wrong.append(Objection("too-many", message))
    return wrong


def is_web_address(url: str) -> bool:
    """http or https, with a host, without blanks, control characters or a name and password in it; at most as long as LIMITS allow."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    plain = all(char.isprintable() and not char.isspace() and char != "\\" for char in url)
    return plain and parts.scheme in {"http", "https"} and bool(host) and "@" not in parts.netloc and len(url) <= LIMITS["url"]


def plain_name(name: str, ending: str) -> str:
    """The name under which a file is given out: its last part in letters that every disk takes, with the ending of what it is."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", last)
    clean = " ".join("".join(char if char.isprintable() and char not in '<>:"|?*;' else " " for char in stem).split()).strip(". ")
    return f"{clean[:100] or 'file'}.{ending}"

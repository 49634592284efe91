"""Tickets: the code as a QR picture, and the sheet of paper (A6, one page) in the registrant's language and any script.

Typst sets the sheet without system libraries. Its letters come from fonts that are installed with the program (Latin, Greek,
Cyrillic, Arabic, Devanagari, Thai, Chinese, Japanese, Korean), from those that lie beside the sheet (`bin/fonts`: the other
living scripts, emoji), and from the machine's own.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst
from flask import current_app

from conference.kernel.i18n import format_date, speaking, tag, text_direction
from conference.kernel.message import _
from conference.programme.models import Event
from conference.registration.models import Registration
from conference.venue.queries import venue

FONT_PACKAGES = (
    "fontpkg_noto_sans",
    "fontpkg_noto_sans_arabic",
    "fontpkg_noto_sans_devanagari",
    "fontpkg_noto_sans_thai",
    "noto_cjk_sans_jp_regular",
)


def qr(code: str) -> segno.QRCode:
    """The code as a QR symbol. Capitals take the alphanumeric mode: fewer, larger modules, read faster from a phone's screen."""
    return segno.make_qr(code.upper(), error="m")


def qr_svg(code: str) -> str:
    """The picture for pages and paper: always dark on white, whatever the page's colours, with the quiet zone scanners need."""
    out = BytesIO()
    qr(code).save(out, kind="svg", xmldecl=False, border=4, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None)
    return out.getvalue().decode()


def qr_png(code: str) -> bytes:
    """The picture for a letter."""
    out = BytesIO()
    qr(code).save(out, kind="png", scale=8, border=4)
    return out.getvalue()


def folder() -> Path:
    """Where the sheet lies, and the letters for it that come with the program."""
    return Path(str(current_app.template_folder)) / "registration"


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """The fonts that come with the program and those of the machine, looked up once per process."""
    specs = [find_spec(name) for name in FONT_PACKAGES]
    folders = [str(folder() / "fonts"), *(str(Path(place)) for spec in specs if spec for place in spec.submodule_search_locations or ())]
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True, font_paths=folders)


def where(event: Event) -> str:
    """Where an event is held: its own word for it, else the centre with its address."""
    if event.place_name:
        return event.place_name
    centre = venue()
    return ", ".join(part for part in (str(centre.name), centre.address) if part) if centre else ""


def days(event: Event) -> str:
    """The event's days in the reader's language, as one text."""
    first, last = format_date(event.starts_on, "full"), format_date(event.ends_on, "full")
    return first if first == last else f"{first} – {last}"


def ticket_facts(registration: Registration) -> dict[str, Any]:
    """What stands on the sheet, in the reader's language."""
    event, category = registration.event, registration.category
    return {
        "language": tag().split("-")[0],
        "direction": text_direction(),
        "event": str(event.title),
        "lines": [[str(_("When")), days(event)], [str(_("Where")), where(event)]],
        "name": registration.name,
        "latin": registration.latin_name if registration.latin_name != registration.name else "",
        "affiliation": registration.affiliation,
        "category": str(category.name) if category else "",
        "code": registration.code.upper(),
        "qr": qr_svg(registration.code),
        "alt": str(_("Ticket code")),
        "title": str(_("Ticket: %(event)s", event=event.title)),
        "show": str(_("Show this code at the entrance, on paper or on your phone.")),
    }


def ticket_pdf(registration: Registration) -> bytes:
    """The ticket as an accessible PDF (PDF/UA-1: tagged, titled, with its language). Same facts, same bytes.

    A name with a character that no font has (a new emoji, a script of the museums) is set all the same, with an empty box in
    that place: PDF/UA refuses such a text, and nobody stays without a ticket for it.
    """
    with speaking(registration.language, registration.timezone):
        told = {"ticket": json.dumps(ticket_facts(registration))}
    sheet = folder() / "ticket.typ"
    compiler = typst.Compiler(font_paths=fonts(), root=str(sheet.parent))
    try:
        made = compiler.compile(str(sheet), format="pdf", sys_inputs=told, pdf_standards="ua-1", timestamp=registration.changed_at)
    except typst.TypstError as problem:
        if "could not be displayed" not in str(problem):
            raise
        made = compiler.compile(str(sheet), format="pdf", sys_inputs=told, timestamp=registration.changed_at)
    assert isinstance(made, bytes)
    return made

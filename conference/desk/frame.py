"""What stands around every page: header and footer, drawn once for each kind of reader and kept by each process.

The key holds all that they depend on: language, the centre's facts, the menus that the reader's roles open, where the site
is mounted. What differs from page to page stays open as a gap and is filled in each time: the mark on the place where one
is, the rest of the address for the links to other languages, the token of the form to sign out.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Any

from flask import current_app, request
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from jinja2.filters import do_urlencode
from markupsafe import Markup, escape

from conference.desk.menu import PLACES, WORK, addresses, open_to_reader
from conference.kernel.i18n import locales, tag, venue_zone
from conference.kernel.web import link

MOST_FRAMES = 128
GAP = secrets.token_hex(8)  # in no text that anybody could have written into the centre's name


def gap(name: str, about: str = "") -> Markup:
    """Leave a place open in what is kept."""
    return Markup(f"{GAP}{name} {about}{GAP}")  # noqa: S704 - never shown: a name of ours and an address of ours


class Frames:
    """The last used frames of this process: texts and, between them, gaps."""

    def __init__(self) -> None:
        self.kept: OrderedDict[tuple[Any, ...], Sequence[str]] = OrderedDict()
        self.lock = Lock()

    def get(self, key: tuple[Any, ...]) -> Sequence[str]:
        with self.lock:
            if (found := self.kept.get(key)) is not None:
                self.kept.move_to_end(key)
                return found
        made = drawn(*key).split(GAP)
        with self.lock:
            self.kept[key] = made
            while len(self.kept) > MOST_FRAMES:
                self.kept.popitem(last=False)
        return made


def site_header(centre: Any, tongues: dict[str, str]) -> Markup:
    """The signs at the door, as they are for whoever asks for this page."""
    return framed("_macros/header.html", centre, tuple(tongues.items()))


def site_footer(centre: Any) -> Markup:
    """What every page owes."""
    return framed("_macros/footer.html", centre)


def framed(name: str, centre: Any, tongues: tuple[tuple[str, str], ...] = ()) -> Markup:
    reader = current_user._get_current_object() if current_user else None  # a letter has no reader
    signed_in = bool(reader and reader.is_authenticated)
    menus = (open_to_reader(WORK, reader), open_to_reader(PLACES, reader)) if signed_in else ((), ())
    root = request.script_root if request else ""
    frames: Frames = current_app.extensions.setdefault("frames", Frames())
    pieces = frames.get((name, root, tag(), tuple(locales()), venue_zone(), centre, tongues, signed_in, *menus))
    return Markup("".join(filled(piece) if odd % 2 else piece for odd, piece in enumerate(pieces)))  # noqa: S704 - drawn by templates


def drawn(
    name: str, _root: str, locale: str, offered: tuple[str, ...], zone: str, centre: Any, tongues: tuple[tuple[str, str], ...],
    signed_in: bool, work: Sequence[str], manage: Sequence[str],
) -> str:  # fmt: skip
    """The piece of the frame for this kind of reader, with its gaps."""
    template = current_app.jinja_env.get_template(name)
    return template.render(
        link=link, gap=gap, locale=locale, locales=offered, venue_zone=zone, centre=centre, tongues=dict(tongues), signed_in=signed_in,
        work_links=addresses(WORK, work), manage_links=addresses(PLACES, manage),
    )  # fmt: skip


def filled(piece: str) -> str:
    """What belongs into a gap on this page."""
    name, _space, about = piece.partition(" ")
    if name == "here":
        return ' aria-current="page"' if about == request.path or (len(about) > 1 and request.path.startswith(about)) else ""
    if name == "token":
        return str(escape(generate_csrf()))
    rest = [pair for pair in request.args.items(multi=True) if pair[0] != "lang"]
    return str(escape(f"{do_urlencode(rest)}&")) if rest else ""

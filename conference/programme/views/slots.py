"""A slot of the schedule as HTML. The one piece of markup that is written in Python: a page has up to 900 of it, and a template
needs several times the CPU for each. What many slots share (times, chips) is made once. Whatever people wrote is escaped here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache

from markupsafe import Markup, escape

from conference.kernel.message import _
from conference.programme.layout import Day
from conference.programme.timetable import Choices

Times = Callable[[datetime, datetime], str]


def named(name: str, tongues: Mapping[str, str]) -> str:
    """The name of a room or track; in another language than the page's it says in which."""
    return f'<bdi lang="{escape(tongues[name])}">{escape(name)}</bdi>' if name in tongues else str(escape(name))


def slots_html(day: Day, grid: bool, *, event_url: str, choices: Choices, times: Times, own: Times | None, languages: Mapping[str, str]) -> Markup:
    """The `<li class="slot">` of a day, as static/css/schedule.css and static/js/schedule.js expect them.

    Codes and the addresses of tracks and rooms hold letters, digits, hyphens only (rules.CODE, rules.SLUG): no escaping.
    """
    url, base = f"{event_url}schedule/", f"{event_url}sessions/"
    cancelled = _("cancelled")
    off = f' <span class="state state-cancelled state-small"><span class="state-icon" aria-hidden="true"></span>{escape(cancelled)}</span>'

    @cache
    def when(start: datetime, end: datetime) -> tuple[str, str]:
        first, last = start.isoformat(), end.isoformat()
        beside = f' <span class="when-own" data-own-time>{escape(own(start, end))}</span>' if own else ""
        return f'data-start="{first}" data-end="{last}"', f'<time datetime="{first}">{escape(times(start, end))}</time>{beside}'

    @cache
    def where(room: str | None, track: str | None, language: str) -> tuple[str, str]:
        chips = f'<a class="chip slot-room" href="{url}?room={room}">{named(choices.rooms[room], choices.tongues)}</a>' if room else ""
        if track:
            name, colour = choices.tracks[track]
            chips += f'<a class="chip track track-{colour}" href="{url}?track={track}">{named(name, choices.tongues)}</a>'
        if language and len(languages) > 1:
            chips += f'<span class="chip">{escape(languages[language])}</span>'
        return f'data-track="{track or ""}" data-room="{room or ""}"', chips

    made = []
    for place in day.places:
        slot = place.slot
        (span, time), (spot, chips) = when(slot.starts_at, slot.ends_at), where(slot.room, slot.track, slot.language)
        # `dir` on the block: a title that is cut short is cut at its own end, also in a page that reads the other way
        tongue, turned = (f' lang="{escape(slot.title_language)}"', ' dir="auto"') if slot.title_language else ("", "")
        people = f'<p class="slot-people">{escape(slot.names)}</p>\n' if slot.people else ""
        found = f' data-otherwise="{escape(slot.otherwise)}"' if slot.otherwise else ""  # by the live filter, as by the server's
        made.append(
            f'<li id="s-{slot.code}" class="slot {place.classes(grid)}" {span} {spot} data-code="{slot.code}"{found}>\n'
            f'<p class="slot-time">{time}</p>\n'
            f'<h3 class="slot-title"{turned}><a href="{base}{slot.code}/"{tongue}>{escape(slot.title)}</a>{off if slot.cancelled else ""}</h3>\n'
            f'{people}<p class="slot-chips">{chips}</p>\n</li>\n'
        )
    return Markup("".join(made))  # noqa: S704 - every part of it is escaped above

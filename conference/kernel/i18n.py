"""The reader's language and zone, and how dates and times read in them (CLDR through Babel)."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache, partial
from gettext import NullTranslations
from zoneinfo import ZoneInfo

from babel import Locale, dates
from flask import Flask, current_app, g, has_request_context, request, session
from flask_babel import Babel, force_locale, get_locale, get_translations
from flask_login import current_user
from markupsafe import Markup

from conference.kernel import message, span, terminal, words
from conference.kernel.repeated import offset_where_repeated
from conference.kernel.span import Span

RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}
city_of = lru_cache(maxsize=2048)(partial(dates.get_timezone_location, return_city=True))  # CLDR's exemplar city: what people call a zone
_zone: ContextVar[str | None] = ContextVar("reader_zone", default=None)
_venue_zone: Callable[[], str | None] = lambda: None  # noqa: E731
_venue_locales: Callable[[], Collection[str]] = lambda: ()  # noqa: E731


def init_app(app: Flask) -> None:
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "translations")
    Babel(app, locale_selector=choose_locale, timezone_selector=reader_zone)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: reader().catalogue.gettext(text),
        lambda single, plural, number: reader().catalogue.ngettext(single, plural, number),
        newstyle=True,
        pgettext=lambda context, text: reader().catalogue.pgettext(context, text),
    )
    message.translate_with(translated, format_fact)
    words.read_in(reader_languages)
    app.jinja_env.filters.update(
        date=format_date, time=format_time, when=format_when, span=format_span, day=format_day, days=format_days, city=zone_city,
        hour_name=hour_name, beside=format_beside,
    )  # fmt: skip
    app.context_processor(
        lambda: {"locale": tag(), "text_direction": text_direction(), "reader_zone": reader_zone(), "venue_zone": venue_zone(), "locales": locales()}
    )


def locales() -> list[str]:
    """The languages of the pages: of those that are installed, the ones that the centre offers; all when it chose none."""
    installed, chosen = list(current_app.config["LOCALES"]), _venue_locales()
    return [code for code in installed if code in chosen] or installed


def default_locale() -> str:
    """The language for whoever asked for none that is offered."""
    offered, default = locales(), str(current_app.config["DEFAULT_LOCALE"])
    return default if default in offered else offered[0]


def choose_locale() -> str:
    """`?lang=` (remembered), else the choice made before, else the person's own, else the browser's, else the default."""
    if not has_request_context():
        return terminal.spoken() or str(current_app.config["DEFAULT_LOCALE"])
    offered = locales()
    asked = request.args.get("lang", "")
    if asked in offered:
        if request.endpoint and not request.path.startswith(("/calendar/", "/api/")):
            session["locale"] = asked
        return asked
    kept = session.get("locale")
    own = current_user.locale if current_user and current_user.is_authenticated else None
    for choice in (kept, own):
        if choice in offered:
            return str(choice)
    return request.accept_languages.best_match(offered) or default_locale()


def said_locale() -> str | None:
    """The language of the page when its reader or their browser asked for it; None where it is only our default."""
    return tag() if session.get("locale") in locales() or request.accept_languages.best_match(locales()) else None


def browser_zone() -> str | None:
    """The zone that the browser tells (static/js/zone.js), when it is one that people can choose."""
    zone = request.cookies.get("zone")
    return zone if zone in span.zone_names() else None


def reader_zone() -> str:
    """The zone of whoever reads: `?tz=`, else their own, else the browser's (a cookie), else the venue's."""
    if fixed := _zone.get():
        return fixed
    if not has_request_context():
        return venue_zone()
    if "reader_zone" not in g:
        own = current_user.timezone if current_user and current_user.is_authenticated else None
        asked = (request.args.get("tz"), own, request.cookies.get("zone"))
        g.reader_zone = next((zone for zone in asked if zone and span.is_zone(zone)), venue_zone())
    return str(g.reader_zone)


def venue_zone() -> str:
    """The centre's own zone: what the venue says, before there is one the configured zone."""
    return _venue_zone() or str(current_app.config["DEFAULT_TIMEZONE"])


def zone_from(chooser: Callable[[], str | None]) -> None:
    """Plug in who tells the centre's zone; called once, when the application is made."""
    global _venue_zone
    _venue_zone = chooser


def locales_from(chooser: Callable[[], Collection[str]]) -> None:
    """Plug in who tells which languages the centre offers; called once, when the application is made."""
    global _venue_locales
    _venue_locales = chooser


@contextmanager
def speaking(locale: str, zone: str | None = None) -> Iterator[None]:
    """Everything inside reads in this language and zone (a letter to somebody else, a feed). Once more in the same language, as
    for each entry of a calendar, nothing is asked of the database."""
    token = _zone.set(zone or _zone.get())
    before, outer = g.pop("reader", None), g.get("speaking")
    g.speaking = locale
    try:
        if outer == locale:
            g.reader = before
            yield
        else:
            with force_locale(locale if locale in locales() else default_locale()):
                yield
    finally:
        g.reader, g.speaking = before, outer
        _zone.reset(token)


def spoken() -> Locale:
    return get_locale() or Locale.parse(str(current_app.config["DEFAULT_LOCALE"]))


@dataclass(frozen=True)
class Reader:
    """How the present reader is spoken to: found once, asked for at every sentence and date."""

    locale: Locale
    catalogue: NullTranslations
    tag: str
    languages: tuple[str, str]  # theirs, then the centre's default, for texts that people wrote


def reader() -> Reader:
    """Who reads now; found once per request or letter."""
    known: Reader | None = g.get("reader")
    if known is None:
        locale = spoken()
        known = g.reader = Reader(
            Locale("en", "150") if str(locale) == "en" else locale,
            get_translations(),
            str(locale).replace("_", "-"),
            (locale.language, str(current_app.config["DEFAULT_LOCALE"])),
        )
    return known


def active() -> Locale:
    """The locale dates and numbers are written in. Plain English is Europe's (CLDR en-150): 1 March, 09:00; not March 1, 9:00 AM."""
    return reader().locale


def tag() -> str:
    return reader().tag


def text_direction() -> str:
    return "rtl" if active().language in RIGHT_TO_LEFT else "ltr"


def reader_languages() -> tuple[str, ...]:
    """The reader's language, then the centre's default, for texts that people wrote."""
    return reader().languages if current_app else ("en",)


def translated(single: str, plural: str | None, number: int | None) -> str:
    """The translator behind `Message`. Outside an application and a command English is shown."""
    if not current_app:
        return terminal.translated(single, plural, number)
    catalogue = reader().catalogue
    return str(catalogue.gettext(single) if plural is None else catalogue.ngettext(single, plural, number or 0))


def _in(zone: str | None) -> ZoneInfo:
    return ZoneInfo(zone or reader_zone())


def format_date(value: date | datetime, pattern: str = "full", zone: str | None = None) -> str:
    """A day with its weekday written out; an instant is first read in the zone."""
    return dates.format_date(value.astimezone(_in(zone)) if isinstance(value, datetime) else value, pattern, locale=active())


def format_day(value: date | datetime, zone: str | None = None) -> str:
    """A day, short, without the year: for tabs and columns."""
    day = value.astimezone(_in(zone)).date() if isinstance(value, datetime) else value
    return dates.format_skeleton("MMMEd", day, locale=active())


def format_short_day(day: date) -> str:
    """`1 Mar`, for the axis of a picture."""
    return dates.format_skeleton("MMMd", day, locale=active())


def format_days(first: date, last: date) -> str:
    """From day to day, what they share said once: `24–27 Nov 2026`; one day alone with its weekday written out."""
    if first == last:
        return format_date(first)
    return dates.format_interval(first, last, "yMMMMd", locale=active())


def format_time(value: datetime, zone: str | None = None) -> str:
    """`09:00`; in the hour that comes twice, as clocks are put back, with its offset: `02:00 (UTC+2)`."""
    place = _in(zone)
    said = dates.format_time(value, "short", tzinfo=place, locale=active())
    offset = offset_where_repeated(value.astimezone(place)) if value.tzinfo else ""
    return f"{said} ({offset})" if offset else said


def format_clock(at: time) -> str:
    """A time of day: `09:00`."""
    return dates.format_time(at, "short", locale=active())


def format_fact(fact: time | date | ZoneInfo) -> str:
    """What stands in a sentence: a time of day, a day with its weekday, a zone as its city. Outside an application plainly."""
    if not current_app:
        return message.plainly(fact)
    return format_clock(fact) if isinstance(fact, time) else format_date(fact) if isinstance(fact, date) else zone_city(fact.key)


def weekday_name(number: int, width: str = "wide") -> str:
    """Monday is 0."""
    return str(dates.get_day_names(width, locale=active(), context="stand-alone")[number])  # type: ignore[arg-type]


def hour_name(hour: int) -> str:
    """An hour of the day as a column's head: `09:00`."""
    return dates.format_time(time(hour), "short", locale=active())


def zone_city(zone: str) -> str:
    return city_of(zone, locale=str(active())).rpartition("/")[2]  # not "Argentina/Buenos Aires"


def format_when(value: datetime, zone: str | None = None) -> str:
    """An instant in full: day, time and the zone's city."""
    place = zone or reader_zone()
    return f"{format_date(value, 'full', place)}, {format_time(value, place)} ({zone_city(place)})"


def format_beside(value: datetime, zone: str) -> str:
    """The instant on the reader's own clock, with the day where theirs is another; empty where both clocks show the same."""
    here, there = value.astimezone(ZoneInfo(zone)), value.astimezone(_in(None))
    if here.utcoffset() == there.utcoffset():
        return ""
    at = format_time(value)
    return at if here.date() == there.date() else f"{format_day(value)}, {at}"


def format_span(value: Span, zone: str | None = None, *, day: bool = False, city: bool = False) -> Markup:
    """`09:00–10:30`, never broken across lines; with `day` the date before, with `city` the zone's city behind."""
    place = _in(zone)
    start, end = value.start.astimezone(place), value.end.astimezone(place)
    first, last = format_time(start, place.key), format_time(end, place.key)
    comma, behind = (",", f" {zone_city(place.key)}") if city else ("", "")
    if start.date() != end.date():
        days = f"{format_day(start, place.key)}, {first}", f"{format_day(end, place.key)}, {last}"
        return Markup('<span class="tabular">{} – {}{}</span>{}').format(*days, comma, behind)
    before = f"{format_date(start, 'full', place.key)}, " if day else ""
    return Markup('{}<span class="text-nowrap tabular">{}–{}{}</span>{}').format(before, first, last, comma, behind)


def fold(text: str) -> str:
    """Lower case without accents, for search and sorting."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter))

"""The pages that everybody knows: home, search, privacy, accessibility; and the centre's own settings and letters."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, current_app, flash, render_template, request, url_for
from flask_login import current_user

from conference.booking import policy as booking_policy
from conference.desk import lobby, policy, queries
from conference.desk.forms import SETTINGS
from conference.desk.mishaps import why
from conference.kernel import clock, meanwhile, outbox, owed
from conference.kernel import jobs as kernel_jobs
from conference.kernel.database import db, lock
from conference.kernel.i18n import reader_languages
from conference.kernel.mail import Delivery, Letter
from conference.kernel.message import Message, _
from conference.kernel.objection import Refused
from conference.kernel.stamps import stamp
from conference.kernel.web import allow, load, page, page_number, public, see_other, stamped
from conference.registration import erasure
from conference.venue import queries as venue_queries
from conference.venue.actions import change_venue
from conference.venue.models import Venue
from conference.venue.rules import told_hours

bp = Blueprint("desk", __name__)

PER_PAGE = 50
CLOCKS: dict[str, Message] = {  # the jobs that erase, as staff call them
    "erase registrants": _("Registrants of events that are long over"),
    "purge letters": _("Letters that left or were given up a month ago"),
    "purge log-ins": _("Sign-ins that nobody can use any more"),
    "purge team invitations": _("Invitations to teams that nobody took up in time"),
    "purge links": _("Links of invitations and forgotten passwords that are used or over"),
    "purge attempts": _("Attempts to sign in and to register, after a day"),
    "forget repeated calls": _("Answers kept for programs that repeat a call, after a day"),
}
OWN_SHOWN = 5
STATED_ON = date(2026, 11, 25)  # the statement about accessibility: renew it with what it says, every three years at the latest


@bp.get("/")
@public
def home() -> Any:
    """The lobby. What is on now is looked up every five minutes; whoever is signed in gets theirs afresh."""
    now = clock.now()
    minutes = now.replace(minute=now.minute - now.minute % 5, second=0, microsecond=0)
    mark = stamp("centre")
    return page(
        f"home|{mark.version}|{minutes:%Y%m%d%H%M}", max(mark.changed_at, minutes), lambda: render_template("desk/home.html", **lobby_of(now))
    )


def lobby_of(now: datetime) -> dict[str, Any]:
    """What stands in the lobby for this reader."""
    house = venue_queries.house()
    today = now.astimezone(ZoneInfo(house.zone)).date()
    everybodys = booking_policy.see_all(current_user)
    opening = str(told_hours(each for each in house.hours if each.weekday == today.weekday()))
    own = None
    if current_user.is_authenticated:
        bookings = lobby.bookings_to_come(current_user, now, house, everybodys=everybodys)
        own = sorted([*bookings, *lobby.sessions_to_come(current_user, now, reader_languages())], key=lambda each: each.span)[:OWN_SHOWN]
    steps = lobby.first_steps(house) if policy.change_settings(current_user) else []
    return {
        "steps": [] if all(done for _what, _where, done in steps) else steps,
        "events": queries.on_and_coming(today), "now_on": lobby.now_and_next(now, reader_languages()), "own": own, "everybodys": everybodys,
        "today": today, "now": now, "opening": opening, "may_book": booking_policy.book(current_user),
        "may_see_bookings": booking_policy.works_with_bookings(current_user),
    }  # fmt: skip


@bp.get("/search/")
@public
def search() -> Any:
    text = " ".join(request.args.get("q", "").split())[:100]
    found = queries.search(text) if len(text) >= 2 else queries.Found()
    return render_template("desk/search.html", text=text, found=found)


@bp.get("/privacy/")
@public
def privacy() -> Any:
    return render_template("desk/privacy.html", venue=venue_queries.venue())


@bp.get("/accessibility/")
@public
def accessibility() -> Any:
    return render_template("desk/accessibility.html", venue=venue_queries.venue(), stated_on=STATED_ON)


@bp.get("/terms/")
@public
def terms() -> Any:
    return legal_text("terms_text", _("Terms of use"))


@bp.get("/imprint/")
@public
def imprint() -> Any:
    return legal_text("imprint_text", _("Legal notice"))


def legal_text(name: str, heading: Message) -> Any:
    """A page of the centre's own words; there is none while nobody has written it."""
    text = getattr(venue_queries.venue(), name)
    if not text:
        abort(404)
    return render_template("desk/legal.html", text=text, heading=heading)


@bp.get("/centre.css")
@public
def centre_css() -> Response:
    """The centre's accent over the tokens. Checked to be a colour when it was set."""
    mark = stamp("centre")
    accent = venue_queries.venue().accent
    return stamped(
        f"centre.css|{mark.version}|{accent}",
        mark.changed_at,
        lambda: f":root {{ --accent: {accent}; }}\n".encode(),
        content_type="text/css; charset=utf-8",
    )


@bp.get("/robots.txt")
@public
def robots() -> Response:
    """Feeds and pages may be read; what is personal or endless may not be crawled."""
    lines = [
        "User-agent: *",
        "Disallow: /registrations/",
        "Disallow: /calendar/private/",
        "Disallow: /diary/",
        "Disallow: /search/",
        "Disallow: /api/",
        "",
    ]
    return Response("\n".join(lines), content_type="text/plain; charset=utf-8")


@bp.get("/manage/centre/letters/")
def letters() -> Any:
    allow(policy.see_letters)
    state = Delivery(request.args["state"]) if request.args.get("state") in set(Delivery) else Delivery.DEAD
    pages = db.paginate(outbox.letters(state), page=page_number(), per_page=PER_PAGE, error_out=False)
    facts = {"counts": outbox.counts(), "unwritten": owed.unwritten()}
    return render_template("desk/letters.html", pages=pages, state=state, states=list(Delivery), why=why, **facts)


@bp.post("/manage/centre/letters/<uid>/resend")
def resend(uid: str) -> Any:
    letter = load(Letter, uid=uid, may=policy.see_letters, see=policy.see_letters)
    outbox.resend(letter, by=current_user, now=clock.now())
    flash(str(_("The letter is in the outbox again.")), "success")
    return see_other(url_for("desk.letters"))


@bp.get("/manage/centre/clocks/")
def clocks() -> Any:
    """What the nightly purges erase, when they last did, and whose time is up next; looking erases nothing."""
    allow(policy.see_clocks)
    now = clock.now()
    facts = {"coming": erasure.clocks(now)[:PER_PAGE], "letters": outbox.old_letters(now), "jobs": kernel_jobs.rows(CLOCKS), "names": CLOCKS}
    return render_template("desk/clocks.html", now=now, days=current_app.config["REGISTRATION_RETENTION_DAYS"], **facts)


@bp.get("/centre.png")
@public
def logo() -> Response:
    """The centre's logo, drawn anew when it was uploaded."""
    mark = stamp("centre")
    venue = db.session.get(Venue, 1)
    if venue is None or venue.logo is None:
        abort(404)
    picture = venue.logo
    return stamped(f"centre.png|{mark.version}", mark.changed_at, lambda: picture, content_type="image/png", zip_it=False)


@bp.route("/manage/centre/settings/", methods=["GET", "POST"], defaults={"part": "name"})
@bp.route("/manage/centre/settings/<part>/", methods=["GET", "POST"])
def change_settings(part: str) -> Any:
    """The centre's own facts, a short form for each kind of them; every one is saved by itself."""
    allow(policy.change_settings)
    _name, form_of = SETTINGS.get(part) or abort(404)
    form, status = form_of(), 200

    def fill() -> None:
        form.process()
        form.show(venue_queries.venue())

    def hold() -> None:
        if (row := db.session.get(Venue, 1)) is not None:
            lock(row)
        venue_queries.changed()

    meanwhile.shown(form, fill)
    if form.is_submitted():
        try:
            meanwhile.save(form, lambda: change_venue(**form.changes(venue_queries.venue()), by=current_user, now=clock.now()), hold=hold)
        except Refused as refused:
            form.object_to(refused.objections)
            status = refused.status
        else:
            flash(str(_("The settings are saved.")), "success")
            return see_other(request.path)
    names = [(url_for("desk.change_settings", part=each), name, each == part, None) for each, (name, _form) in SETTINGS.items()]
    page = render_template("desk/settings.html", form=form, part=part, parts=names)
    return page, status

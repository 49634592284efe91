"""The pages that everybody knows: home, search, privacy, accessibility; and the centre's own settings and letters."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, render_template, request, url_for
from flask_login import current_user

from conference.desk import policy, queries
from conference.desk.forms import SettingsForm
from conference.kernel import clock, outbox
from conference.kernel.database import db
from conference.kernel.mail import Delivery, Letter
from conference.kernel.message import _
from conference.kernel.objection import Refused
from conference.kernel.pictures import redrawn
from conference.kernel.stamps import stamp
from conference.kernel.web import allow, load, page, page_number, public, see_other, stamped
from conference.venue import queries as venue_queries
from conference.venue.actions import change_venue
from conference.venue.models import Venue

bp = Blueprint("desk", __name__)

PER_PAGE = 50
LOGO_PIXELS = 512


@bp.get("/")
@public
def home() -> Any:
    now = clock.now()
    mark = stamp("centre")
    return page(
        f"home|{mark.version}|{now:%Y-%m-%d}",
        max(mark.changed_at, now.replace(hour=0, minute=0, second=0)),
        lambda: render_template("desk/home.html", events=queries.on_and_coming(now.date()), today=now.date()),
    )


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
    return render_template("desk/accessibility.html", venue=venue_queries.venue())


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
    return render_template("desk/letters.html", pages=pages, state=state, counts=outbox.counts(), states=list(Delivery))


@bp.post("/manage/centre/letters/<uid>/resend")
def resend(uid: str) -> Any:
    letter = load(Letter, uid=uid, may=policy.see_letters, see=policy.see_letters)
    outbox.resend(letter, by=current_user, now=clock.now())
    flash(str(_("The letter is in the outbox again.")), "success")
    return see_other(url_for("desk.letters"))


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


@bp.route("/manage/centre/settings/", methods=["GET", "POST"])
def change_settings() -> Any:
    allow(policy.change_settings)
    form = SettingsForm()
    if request.method == "GET":
        form.show(venue_queries.venue())
        return render_template("desk/settings.html", form=form)
    status = 422
    if form.validate():
        try:
            picture = form.logo.data.read() if form.logo.data else b""
            changes = form.changes() | ({"logo": redrawn(picture, at_most=LOGO_PIXELS, field="logo")} if picture else {})
            change_venue(by=current_user, now=clock.now(), **changes)
        except Refused as refused:
            form.object_to(refused.objections)
            status = refused.status
        else:
            flash(str(_("The settings are saved.")), "success")
            return see_other(url_for("desk.change_settings"))
    return render_template("desk/settings.html", form=form), status

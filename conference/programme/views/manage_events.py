"""What organisers do with an event as a whole: look what is open, publish, cancel. Its own facts: manage_steps."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, render_template, url_for
from flask_login import current_user

from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.message import _, _n
from conference.kernel.objection import Refused
from conference.kernel.web import allow, link, load, page_number, see_other
from conference.programme import policy, queries, queries_draft, timetable
from conference.programme.actions import cancel_event, publish_timetable
from conference.programme.forms import PublishForm
from conference.programme.models import Event
from conference.programme.queries_told import concerned_by
from conference.programme.rules import Visibility
from conference.programme.views.blueprint import bp

PER_PAGE = 50


@bp.get("/manage/events/")
def manage_events() -> Any:
    allow(policy.list_own)
    pages = db.paginate(queries.events_of(current_user), page=page_number(), per_page=PER_PAGE, error_out=False)
    today = timetable.last_day_anywhere(clock.now())
    helped = [] if policy.runs_every_event(current_user) else db.session.scalars(queries.helped_at(current_user, today)).all()
    helping = [{"event": each, **{name: getattr(policy, name)(current_user, each) for name in ("check_in", "see", "read_draft")}} for each in helped]
    return render_template("programme/manage_events.html", pages=pages, helping=helping, may_create=policy.create(current_user))


@bp.get("/manage/events/<slug>/")
def manage_event(slug: str) -> Any:
    event = load(Event, slug=slug, may=policy.edit, see=policy.see)
    facts = looked_at(event)
    release = queries.latest_release(event)
    steps = next_steps(event, facts, is_published=release is not None, today=clock.now().astimezone(ZoneInfo(event.timezone)).date())
    return render_template("programme/manage_event.html", event=event, release=release, steps=steps, **facts)


@bp.post("/manage/events/<slug>/cancellation")
def manage_cancel(slug: str) -> Any:
    event = load(Event, slug=slug, may=policy.edit, see=policy.see)
    cancel_event(event, by=current_user, now=clock.now())
    flash(str(_("The event is cancelled. Its pages and calendars say so.")), "success")
    return see_other(url_for("programme.manage_event", slug=slug))


@bp.route("/manage/events/<slug>/publish/", methods=["GET", "POST"])
def manage_publish(slug: str) -> Any:
    """The difference to the last release, and the button that publishes it."""
    event = load(Event, slug=slug, may=policy.publish, see=policy.see)
    form = PublishForm(tell=event.visibility.is_open)  # its pages are closed to those who would be told
    status = 200
    if form.validate_on_submit():
        try:
            release = publish_timetable(event, comment=form.comment.data or "", tell=form.tell.data, by=current_user, now=clock.now())
        except Refused as refused:
            form.object_to(refused.objections)
            status = refused.status
        else:
            flash(str(_("Version %(number)s is published. Pages and calendars show it now.", number=release.number)), "success")
            return see_other(url_for("programme.manage_event", slug=slug))
    facts = looked_at(event)
    button = _n("Publish %(number)s change", "Publish %(number)s changes", len(facts["difference"]))
    people = concerned_by(event, facts["difference"])
    page = render_template("programme/manage_publish.html", event=event, form=form, button=button, people=people, **facts)
    return page, 422 if form.errors and status == 200 else status


def looked_at(event: Event) -> dict[str, Any]:
    """The draft from all sides: what contradicts itself, what is not published, what has no time."""
    draft = queries_draft.draft_of(event)
    facts = {"clashes": queries_draft.clashes(event, draft), "difference": queries_draft.preview(event, draft)}
    return {**facts, "unplaced": queries_draft.unplaced(draft), "sessions": draft.sessions}


def next_steps(event: Event, facts: dict[str, Any], *, is_published: bool, today: date) -> list[tuple[Any, str | None]]:
    """What its organisers have to do now, the most urgent first, each with the page where they do it."""

    def to(page: str, **more: Any) -> str:
        return url_for(f"programme.{page}", slug=event.slug, **more)

    if event.cancelled_at:
        return []
    clashes, unplaced, changes = len(facts["clashes"]), len(facts["unplaced"]), len(facts["difference"])
    coming = event.ends_on >= today
    search = url_for("venue.rooms", event=event.slug, date=event.starts_on.isoformat())
    places = link("registration.manage_places", slug=event.slug)
    asked = [
        (not event.rooms and coming, _("Book the event's first room"), search),
        (not facts["sessions"], _("Add the first session"), to("manage_session_new")),
        (clashes, _n("Look at %(number)s clash", "Look at %(number)s clashes", clashes), to("manage_event", _anchor="clashes")),
        (unplaced, _n("Give %(number)s session its time", "Give %(number)s sessions their time", unplaced), to("manage_event", _anchor="unplaced")),
        (changes, _n("See %(number)s change to publish", "See %(number)s changes to publish", changes), to("manage_publish")),
        (is_published and event.visibility is Visibility.PRIVATE, _("Let readers in: the event is private"), to("manage_edit", step="visibility")),
        (places and is_published and coming and not event.registration_open, _("Open registration"), places),
    ]
    return [(text, url) for needed, text, url in asked if needed]

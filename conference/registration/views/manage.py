"""The organiser's list of registrations: who comes, found without accents, as a file; and what is decided about each."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, flash, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy import select

from conference.kernel import clock, meanwhile
from conference.kernel.cache import cached
from conference.kernel.cldr import country_name
from conference.kernel.database import db
from conference.kernel.errors import error_page
from conference.kernel.history import history_of
from conference.kernel.i18n import fold, format_day, tag
from conference.kernel.message import Message, _
from conference.kernel.objection import Refused
from conference.kernel.web import load, page_number, see_other
from conference.people.history import lines as history_lines
from conference.programme.models import Event
from conference.registration import policy, queries
from conference.registration.actions import approve, cancel_registration, change_registration, decline, register, send_letter_again
from conference.registration.actions.change import hold
from conference.registration.actions.register import objections_to_choices
from conference.registration.export import lines
from conference.registration.forms import FilterForm, OrganiserForm, asked, shown
from conference.registration.models import Category, Registration
from conference.registration.queries import Listed
from conference.registration.rules import State
from conference.registration.views.blueprint import bp

PER_PAGE = 50
HERE = "/manage/events/<slug>/registrations/"


def run(slug: str) -> Event:
    return load(Event, slug=slug, may=policy.run_registration, see=policy.see)


def one(event: Event, uid: str) -> Registration:
    return load(Registration, uid=uid, event_id=event.id, twin_of_id=None, erased_at=None, may=policy.run_registration)


def wanted(event: Event, form: FilterForm) -> Any:
    """The registrations that the list's filters leave."""
    state = State(form.state.data) if form.state.data in set(State) else None
    came = {"yes": True, "no": False}.get(form.came.data or "")
    search, category, country = (form[name].data or "" for name in ("q", "category", "country"))
    return queries.registrations(event, search=search[:100], state=state, category=category, country=country, checked_in=came)


@bp.get(HERE)
def manage(slug: str) -> Any:
    event, page = run(slug), max(1, page_number())
    form = FilterForm(request.args)
    categories, (counts, countries) = queries.categories(event), queries.counts(event)
    found, filters = wanted(event, form), active(form)
    rows = queries.listed(found, page=page, per_page=PER_PAGE)
    total = queries.number_of(found) if filters else sum(counts.values())  # who is not filtered is counted already
    facts = {"came": queries.came(rows), "counts": counts, "filters": filters, "filter_line": filter_line(slug, form, categories, countries)}
    facts |= {"categories": {each.id: str(each.name) for each in categories}, "days": days_of(rows, event.timezone)}
    pages = {"page": page, "pages": -(-total // PER_PAGE), "total": total}
    return render_template("registration/manage.html", event=event, form=form, rows=rows, pages=pages, State=State, **facts)


def filter_line(slug: str, form: FilterForm, categories: list[Category], countries: list[str]) -> Markup:
    """The line of filters, kept as long as it offers the same: a tenth of the page's time."""
    offered = [(each.slug, str(each.name)) for each in categories]

    def draw() -> bytes:
        form.category.choices = [("", _("any")), *offered]
        named = sorted(((code, country_name(code)) for code in countries), key=lambda pair: fold(pair[1]))
        form.country.choices = [("", _("any")), *named]
        return render_template("registration/_filters.html", form=form, here=url_for("registration.manage", slug=slug)).encode()

    key = f"registrations filters|{tag()}|{request.script_root}|{slug}|{offered}|{countries}|{list(form.data.items())}"
    return Markup(cached(key, draw).decode())  # noqa: S704 - rendered by a template


def days_of(registrations: list[Listed], zone: str) -> dict[int, str]:
    """The day on which each registered, in the event's zone; a day is written once, however many came on it."""
    place, told = ZoneInfo(zone), cache(format_day)
    return {each.id: told(each.placed_at.astimezone(place).date()) for each in registrations}


def active(form: FilterForm) -> dict[str, str]:
    """What is filtered by, for links that keep it."""
    return {name: str(form[name].data) for name in ("q", "state", "category", "country", "came") if form[name].data}


@bp.get(f"{HERE}registrations.csv")
def export(slug: str) -> Response:
    event = run(slug)
    found = list(db.session.scalars(wanted(event, FilterForm(request.args))))
    came = queries.came(found)
    body = "".join(lines((each, came.get(each.id)) for each in found))
    headers = {"Content-Disposition": f'attachment; filename="{event.slug}-registrations.csv"'}
    return Response(body, content_type="text/csv; charset=utf-8", headers=headers)


@bp.route(f"{HERE}new/", methods=["GET", "POST"])
def manage_new(slug: str) -> Any:
    """Add somebody by hand, also while registration is closed."""
    event = run(slug)
    form: Any = asked(OrganiserForm(), event)
    if request.method == "GET":
        form.timezone.data, form.language.data = event.timezone, "en"

    def add() -> str:
        consents = form.consents.data or [] if "consents" in form else []
        made = register(event, **form.told(), email=form.email.data, consents=consents, now=clock.now(), by=current_user, on_behalf=True)
        return url_for("registration.manage_one", slug=slug, uid=(made.registration.twin_of or made.registration).uid)

    def object_to_choices() -> None:
        category, consents = (form[name].data if name in form else None for name in ("category", "consents"))
        form.object_to(objections_to_choices(event, category, consents or []))

    return filled(form, add, otherwise=object_to_choices) or form_page(form, event, None)


@bp.get(f"{HERE}<uid>/")
def manage_one(slug: str, uid: str) -> Any:
    event = run(slug)
    registration = one(event, uid)
    changes = history_lines(db.session.scalars(history_of(registration.entity).limit(50)))
    facts = {"position": queries.position(registration), "admitted": queries.admitted(registration), "changes": changes}
    return render_template("registration/manage_one.html", event=event, registration=registration, **facts)


@bp.route(f"{HERE}<uid>/change/", methods=["GET", "POST"])
def manage_change(slug: str, uid: str) -> Any:
    event = run(slug)
    registration = one(event, uid)
    form: Any = asked(OrganiserForm(), event)
    if "consents" in form:
        del form.consents  # nobody agrees for somebody else
    meanwhile.shown(form, lambda: shown(form, registration))

    def change() -> str:
        change_registration(registration, **form.told(), email=form.email.data, by=current_user, now=clock.now())
        return url_for("registration.manage_one", slug=slug, uid=uid)

    return filled(form, change, hold=lambda: hold(registration)) or form_page(form, event, registration)


def filled(form: OrganiserForm, act: Callable[[], str], *, hold: Callable[[], Any] | None = None, otherwise: Callable[[], None] | None = None) -> Any:
    """Act on a form that fits and go where it leads; None when the form has to be shown (again). `otherwise` adds to what does not fit."""
    if not form.is_submitted():
        return None
    try:
        there = meanwhile.save(form, act, hold=hold)
    except Refused as refused:
        form.object_to(refused.objections)
        if otherwise and not refused.objections:
            otherwise()
        return None
    flash(str(_("Saved.")), "success")
    return see_other(there)


def form_page(form: OrganiserForm, event: Event, registration: Registration | None) -> Any:
    body = render_template("registration/manage_form.html", event=event, registration=registration, form=form)
    return body, meanwhile.status(form)


# What is decided ------------------------------------------------------------------------------------------------------


def decide(slug: str, uid: str, act: Callable[..., Any], said: Message) -> Any:
    registration = one(run(slug), uid)
    try:
        act(registration, by=current_user, now=clock.now())
    except Refused as refused:
        return error_page(refused.status, objections=refused.objections)
    flash(str(said), "success")
    return see_other(url_for("registration.manage_one", slug=slug, uid=uid))


@bp.post(f"{HERE}<uid>/approval")
def manage_approve(slug: str, uid: str) -> Any:
    return decide(slug, uid, approve, _("Approved. A letter brings the ticket."))


@bp.post(f"{HERE}<uid>/refusal")
def manage_decline(slug: str, uid: str) -> Any:
    return decide(slug, uid, decline, _("Declined. A letter says so, and the place is free for the next in line."))


@bp.post(f"{HERE}<uid>/cancellation")
def manage_cancel(slug: str, uid: str) -> Any:
    return decide(slug, uid, cancel_registration, _("Cancelled. A letter says so, and the place is free for the next in line."))


@bp.post(f"{HERE}<uid>/letters")
def manage_letter(slug: str, uid: str) -> Any:
    return decide(slug, uid, send_letter_again, _("The letter with link and ticket is on its way again."))


@bp.post(f"{HERE}approvals")
def manage_approve_all(slug: str) -> Any:
    """Approve everybody who is ticked."""
    event = run(slug)
    ticked = select(Registration).where(Registration.event_id == event.id, Registration.uid.in_(request.form.getlist("uid")[:PER_PAGE]), queries.REAL)
    number = 0
    for registration in list(db.session.scalars(ticked.where(Registration.state == State.PENDING))):
        approve(registration, by=current_user, now=clock.now())
        number += 1
    flash(str(_("Approved: %(number)s.", number=number)), "success")
    return see_other(url_for("registration.manage", slug=slug, state=State.PENDING.value))

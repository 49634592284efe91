"""An event's own facts in short, named steps, each saved by itself: a new event needs a title and days, the rest comes after.

What is saved is the event itself, private until it is said otherwise. `?setup=1` leads from one step to the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, render_template, request, url_for
from flask_login import current_user

from conference.kernel import clock, meanwhile
from conference.kernel.database import db
from conference.kernel.i18n import venue_zone
from conference.kernel.message import _
from conference.kernel.objection import Refused
from conference.kernel.web import allow, link, load, permitted, see_other
from conference.people.models import Organisation
from conference.programme import policy, queries
from conference.programme.actions import change_event, create_event
from conference.programme.forms import (
    BasicsForm,
    LanguagesForm,
    NewEventForm,
    TextsForm,
    VisibilityForm,
    WordsForm,
    languages_to_choose,
    tongues_for,
    with_words,
)
from conference.programme.models import Event
from conference.programme.rules import Visibility
from conference.programme.views.blueprint import bp

TITLE, DESCRIPTION = (_("Title"), False), (_("Description"), True)


@dataclass(frozen=True)
class Step:
    """One short form: its fields, and which texts it asks for in which of the event's languages."""

    form: type[WordsForm]
    plain: tuple[str, ...] = ()
    first: tuple[str, ...] = ()  # texts in the event's first language
    others: tuple[str, ...] = ()  # texts in all the others


STEPS = {
    "basics": Step(BasicsForm, ("slug", "starts_on", "ends_on", "timezone", "place_name"), first=("title",)),
    "texts": Step(TextsForm, ("url",), first=("description",)),
    "languages": Step(LanguagesForm, ("languages",), others=("title", "description")),
    "visibility": Step(VisibilityForm, ("visibility",)),
}
AFTER = {"basics": "texts", "texts": "languages", "visibility": None}  # after the languages comes the registrations' own page


@bp.route("/manage/events/new/", methods=["GET", "POST"])
def manage_new() -> Any:
    allow(policy.create)
    form: Any = with_words(NewEventForm, tongues_for()[:1], title=TITLE)()
    form.organisation.choices = [(each.id, str(each.name)) for each in queries.organisations_of(current_user)]
    if request.method == "GET":
        form.timezone.data = venue_zone()
    elif form.validate_on_submit():
        organisation = permitted(db.session.get_one(Organisation, form.organisation.data), may=policy.create_for)
        title, first = form.words("title"), form.starts_on.data
        try:
            event = create_event(
                slug=queries.free_slug(str(title), first.year), title=title, starts_on=first, ends_on=form.ends_on.data, timezone=form.timezone.data,
                languages=list(form.tongues), visibility=Visibility.PRIVATE, organisation=organisation, by=current_user, now=clock.now(),
            )  # fmt: skip
        except Refused as refused:
            form.object_to(refused.objections)
            return render_template("programme/manage_event_new.html", form=form), refused.status
        flash(str(_("The event is made. Only its team sees it until you say otherwise; each step is saved by itself.")), "success")
        return see_other(url_for("programme.manage_edit", slug=event.slug, step="texts", setup=1))
    return render_template("programme/manage_event_new.html", form=form), 422 if form.errors else 200


@bp.route("/manage/events/<slug>/edit/", methods=["GET", "POST"], defaults={"step": "basics"})
@bp.route("/manage/events/<slug>/edit/<step>/", methods=["GET", "POST"])
def manage_edit(slug: str, step: str) -> Any:
    event = load(Event, slug=slug, may=policy.edit, see=policy.see)
    here = STEPS.get(step) or abort(404)
    form, status = step_form(here, event), 200
    if form.is_submitted():
        try:
            meanwhile.save(form, lambda: change_event(event, **typed(here, form, event), by=current_user, now=clock.now()), of=event)
        except Refused as refused:
            form.object_to(refused.objections)
            status = refused.status
        else:
            flash(str(_("Saved.")), "success")
            return see_other(following(event, step, form))
    return render_template("programme/manage_event_step.html", event=event, form=form, step=step), status


def typed(step: Step, form: Any, event: Event) -> dict[str, Any]:
    """What was typed, as the action takes it. The event's first language stays the first, whatever the order of the boxes."""
    texts = {name: form.words(name, getattr(event, name)) for name in step.first + step.others}
    plain = {name: form[name].data or "" for name in step.plain}
    if "languages" in plain:
        plain["languages"] = sorted(plain["languages"], key=lambda code: ([*event.languages, code]).index(code))
    return plain | texts


def step_form(step: Step, event: Event) -> Any:
    """The step's form in the event's languages, as the event is or as it was sent."""
    first, *others = tongues_for(event.languages, event.title, event.description)
    labels = {"title": TITLE, "description": DESCRIPTION}
    tongues = [first] if step.first else others if step.others else []
    texts: Any = {name: labels[name] for name in step.first + step.others}
    form: Any = with_words(step.form, tongues, required=bool(step.first), **texts)(obj=event)
    if "languages" in step.plain:
        form.languages.choices = languages_to_choose(*event.languages)

    def fill() -> None:
        form.process(obj=event)
        for name in step.first + step.others:
            form.show_words(name, getattr(event, name))

    meanwhile.shown(form, fill)
    return form


def following(event: Event, step: str, form: Any) -> str:
    """Where one goes on: the same step's page, or in the set-up of a new event the next one."""
    setup: dict[str, Any] = {"setup": 1} if request.args.get("setup") else {}
    unasked = set(event.languages) - {*form.tongues, *tongues_for(event.title, event.description)} if step == "languages" else set()
    if not setup or unasked:  # a language that is new has texts to be asked for on the same page
        return url_for("programme.manage_edit", slug=event.slug, step=step, **setup)
    if step == "languages" and (places := link("registration.manage_places", slug=event.slug, **setup)):
        return places
    if after := AFTER.get(step, "visibility"):
        return url_for("programme.manage_edit", slug=event.slug, step=after, **setup)
    return url_for("programme.manage_event", slug=event.slug)

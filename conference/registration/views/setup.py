"""How many may come, whether they may register now, as what they take part, and what they are asked to agree to."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, render_template, request, url_for
from flask_login import current_user

from conference.kernel import clock, meanwhile
from conference.kernel.errors import error_page
from conference.kernel.message import _
from conference.kernel.objection import Refused
from conference.kernel.web import see_other
from conference.kernel.words import Words
from conference.programme.forms import tongues_for, with_words
from conference.programme.models import Event
from conference.registration import queries
from conference.registration.actions import open_registration, set_places
from conference.registration.actions.setup import add_category, ask_consent, change_category, remove_category
from conference.registration.forms import CategoryForm, ConsentForm, PlacesForm
from conference.registration.models import Category
from conference.registration.views.blueprint import bp
from conference.registration.views.manage import HERE, run

NAME = (_("Name"), False)
TEXT = (_("Text"), True)


@bp.route(f"{HERE}places/", methods=["GET", "POST"])
def manage_places(slug: str) -> Any:
    event = run(slug)
    form = PlacesForm(places=event.places, is_open=event.registration_open)
    meanwhile.shown(form, lambda: form.process(places=event.places, is_open=event.registration_open))

    def act() -> int:
        open_registration(event, is_open=form.is_open.data, by=current_user, now=clock.now())
        return set_places(event, places=form.places.data, by=current_user, now=clock.now())

    if form.is_submitted():
        try:
            number = meanwhile.save(form, act, of=event)
        except Refused as refused:
            form.object_to(refused.objections)
            return places_page(event, form), refused.status
        flash(str(_("Saved. From the waiting list moved up: %(number)s.", number=number) if number else _("Saved.")), "success")
        after = url_for("programme.manage_edit", slug=slug, step="visibility", setup=1)
        return see_other(after if request.args.get("setup") else request.path)
    return places_page(event, form), 200


def places_page(event: Event, form: PlacesForm) -> str:
    return render_template("registration/manage_places.html", event=event, form=form, standing=queries.standing(event))


@bp.route(f"{HERE}categories/", methods=["GET", "POST"])
def manage_categories(slug: str) -> Any:
    event = run(slug)
    form: Any = with_words(CategoryForm, tongues_for(event.languages), name=NAME)()
    if form.validate_on_submit():
        add_category(event, name=form.words("name"), needs_approval=form.needs_approval.data, by=current_user, now=clock.now())
        flash(str(_("Saved.")), "success")
        return see_other(request.path)
    page = render_template("registration/manage_categories.html", event=event, form=form, categories=queries.categories(event), category=None)
    return page, 422 if form.errors else 200


def category_of(event: Event, name: str) -> Category:
    return next((each for each in queries.categories(event) if each.slug == name), None) or abort(404)


@bp.route(f"{HERE}categories/<name>/", methods=["GET", "POST"])
def manage_category(slug: str, name: str) -> Any:
    event = run(slug)
    category = category_of(event, name)
    form: Any = with_words(CategoryForm, tongues_for(event.languages, category.name), name=NAME)(needs_approval=category.needs_approval)

    def fill() -> None:
        form.process(needs_approval=category.needs_approval)
        form.show_words("name", category.name)

    def act() -> None:
        change_category(category, name=form.words("name", category.name), needs_approval=form.needs_approval.data, by=current_user, now=clock.now())

    meanwhile.shown(form, fill)
    if form.is_submitted():
        try:
            meanwhile.save(form, act, of=event)
        except Refused as refused:
            form.object_to(refused.objections)
        else:
            flash(str(_("Saved.")), "success")
            return see_other(url_for("registration.manage_categories", slug=slug))
    page = render_template("registration/manage_categories.html", event=event, form=form, categories=[], category=category)
    return page, meanwhile.status(form)


@bp.post(f"{HERE}categories/<name>/removal")
def manage_category_removal(slug: str, name: str) -> Any:
    event = run(slug)
    try:
        remove_category(category_of(event, name), by=current_user, now=clock.now())
    except Refused as refused:
        return error_page(refused.status, objections=refused.objections)
    flash(str(_("Removed.")), "success")
    return see_other(url_for("registration.manage_categories", slug=slug))


@bp.route(f"{HERE}consents/", methods=["GET", "POST"])
def manage_consents(slug: str) -> Any:
    event = run(slug)
    form: Any = with_words(ConsentForm, tongues_for(event.languages), text=TEXT)()

    def act() -> None:
        ask_consent(event, purpose=form.purpose.data, text=form.words("text"), required=form.required.data, by=current_user, now=clock.now())

    if request.args.get("purpose"):
        meanwhile.shown(form, lambda: show_consent(event, form))
    if form.is_submitted():
        try:
            meanwhile.save(form, act, of=event)
        except Refused as refused:
            form.object_to(refused.objections)
            return consents_page(event, form), refused.status
        flash(str(_("Saved. From now on registrants are asked this.")), "success")
        return see_other(request.path)
    return consents_page(event, form), 200


def show_consent(event: Event, form: Any) -> None:
    """Start from the present version of the text that the address names (`?purpose=`)."""
    form.process()
    text = next((each for each in queries.consents_asked(event) if each.purpose == request.args.get("purpose")), None)
    if text is not None:
        form.purpose.data, form.required.data = text.purpose, text.required
        form.show_words("text", text.text)


def consents_page(event: Event, form: Any) -> str:
    return render_template("registration/manage_consents.html", event=event, form=form, texts=queries.consents_asked(event))


@bp.post(f"{HERE}consents/<purpose>/end")
def manage_consent_end(slug: str, purpose: str) -> Any:
    """Ask no more; what was agreed to stays on record."""
    event = run(slug)
    if purpose not in {text.purpose for text in queries.consents_asked(event)}:
        abort(404)
    ask_consent(event, purpose=purpose, text=Words(), required=False, by=current_user, now=clock.now())
    flash(str(_("Nobody is asked this any more.")), "success")
    return see_other(url_for("registration.manage_consents", slug=slug))

"""The organisations of the centre, for administrators."""

from __future__ import annotations

from flask import flash, render_template, url_for
from flask_login import current_user

from conference.kernel import clock, meanwhile
from conference.kernel.message import _
from conference.kernel.objection import Refused
from conference.kernel.web import allow, load, see_other
from conference.kernel.words import Words
from conference.people import actions, policy, queries
from conference.people.forms import OrganisationForm
from conference.people.models import Organisation
from conference.people.paging import page_of
from conference.people.rules import Kind
from conference.people.views.blueprint import bp


@bp.get("/manage/centre/organisations/")
def manage_organisations():
    allow(policy.manage_organisations)
    page = page_of(queries.organisations())
    return render_template("people/organisations.html", page=page, members=queries.member_counts(page.items))


@bp.route("/manage/centre/organisations/new", methods=["GET", "POST"])
def new_organisation():
    allow(policy.manage_organisations)
    form = OrganisationForm()
    if form.validate_on_submit():
        try:
            actions.create_organisation(form.slug.data, name=names(form), kind=Kind(form.kind.data), by=current_user, now=clock.now())
            return saved()
        except Refused as refused:
            form.object_to(refused.objections)
    return render_template("people/organisation.html", form=form, organisation=None), 422 if form.is_submitted() else 200


@bp.route("/manage/centre/organisations/<slug>/", methods=["GET", "POST"])
def edit_organisation(slug):
    organisation = load(Organisation, slug=slug, may=policy.manage_organisations)
    form = OrganisationForm()

    def fill():
        known = organisation.name
        form.process(name_en=known.get("en", ""), name_fr=known.get("fr", ""), slug=organisation.slug, kind=organisation.kind.value)

    def act():
        facts = {"slug": form.slug.data, "name": names(form, organisation.name), "kind": Kind(form.kind.data)}
        actions.update_organisation(organisation, by=current_user, now=clock.now(), **facts)

    meanwhile.shown(form, fill)
    if form.is_submitted():
        try:
            meanwhile.save(form, act, of=organisation)
            return saved()
        except Refused as refused:
            form.object_to(refused.objections)
    return render_template("people/organisation.html", form=form, organisation=organisation), meanwhile.status(form)


def names(form, known=None):
    """The name in the form's languages; those that the form does not show stay."""
    return Words({**(known or {}), "en": form.name_en.data, "fr": form.name_fr.data})


def saved():
    flash(str(_("Saved.")), "success")
    return see_other(url_for("people.manage_organisations"))

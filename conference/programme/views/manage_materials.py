"""What organisers put beside a session: slides, handouts, posters, links. Readers see them at once."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, render_template, request, url_for
from flask_login import current_user

from conference.kernel import clock, meanwhile
from conference.kernel.database import db
from conference.kernel.message import _
from conference.kernel.web import load, see_other
from conference.programme import policy, queries_files
from conference.programme.actions import add_material, change_material, remove_material
from conference.programme.forms import MaterialForm
from conference.programme.models import Event, Session
from conference.programme.models_files import Material
from conference.programme.views.blueprint import bp
from conference.programme.views.manage_parts import form_of, uploaded, written


@bp.route("/manage/events/<slug>/sessions/<code>/materials/", methods=["GET", "POST"])
def manage_materials(slug: str, code: str) -> Any:
    """The materials of a session, and the form that adds one."""
    event, session = found(slug, code)
    form = MaterialForm()

    def add() -> Any:
        return add_material(session, **typed(form), by=current_user, now=clock.now())

    if answer := written(form, add, request.path):
        return answer
    materials = queries_files.materials_of(session.uid)
    return form_of(form, "programme/manage_materials.html", event=event, session=session, materials=materials)


@bp.route("/manage/events/<slug>/sessions/<code>/materials/<uid>/", methods=["GET", "POST"])
def manage_material(slug: str, code: str, uid: str) -> Any:
    """Another title, link or file for one of them."""
    event, session = found(slug, code)
    material = load(Material, uid=uid, session_id=session.id, may=policy.edit)
    form = MaterialForm(obj=material)

    def change() -> Any:
        return change_material(material, **typed(form), by=current_user, now=clock.now())

    meanwhile.shown(form, lambda: form.process(obj=material))
    here = url_for("programme.manage_materials", slug=slug, code=code)
    return written(form, change, here, material) or render_form(form, event, session, material)


@bp.post("/manage/events/<slug>/sessions/<code>/materials/<uid>/removal")
def manage_material_remove(slug: str, code: str, uid: str) -> Any:
    _event, session = found(slug, code)
    remove_material(load(Material, uid=uid, session_id=session.id, may=policy.edit), by=current_user, now=clock.now())
    flash(str(_("Removed.")), "success")
    return see_other(url_for("programme.manage_materials", slug=slug, code=code))


def found(slug: str, code: str) -> tuple[Event, Session]:
    """The event and its session of this code, for whoever may edit it."""
    event = load(Event, slug=slug, may=policy.edit, see=policy.see)
    session = db.session.scalars(db.select(Session).filter_by(event_id=event.id, code=code)).one_or_none()
    return event, session or abort(404)


def render_form(form: MaterialForm, event: Event, session: Session, material: Material) -> Any:
    page = render_template("programme/manage_material_form.html", form=form, event=event, session=session, material=material)
    return page, meanwhile.status(form)


def typed(form: MaterialForm) -> dict[str, Any]:
    """What was typed and chosen, as the actions take it."""
    name = (form.file.data.filename or "") if form.file.data else ""
    return {"title": form.title.data or "", "url": form.url.data or "", "content": uploaded(form.file), "file_name": name}

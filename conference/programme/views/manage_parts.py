"""What a programme is made of beside its sessions: speakers, rooms, tracks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import abort, flash, render_template, request, url_for
from flask_login import current_user

from conference.kernel import clock, meanwhile
from conference.kernel.database import db
from conference.kernel.forms import Form
from conference.kernel.message import Message, _
from conference.kernel.objection import Objection, Refused, refuse
from conference.kernel.web import load, see_other
from conference.programme import policy, queries, queries_files
from conference.programme.actions import (
    add_event_room,
    add_track,
    arrange_rooms,
    arrange_tracks,
    change_event_room,
    change_track,
    write_speaker,
)  # fmt: skip
from conference.programme.forms import ExternalRoomForm, SpeakerForm, TrackForm, tongues_for, with_words
from conference.programme.models import Event, Speaker
from conference.programme.views.blueprint import bp
from conference.venue.models import Room

BIOGRAPHY = (_("Biography"), True)
SAVED = _("Saved.")
NAME = (_("Name"), False)


@bp.get("/manage/events/<slug>/speakers/")
def manage_speakers(slug: str) -> Any:
    event = load(Event, slug=slug, may=policy.edit, see=policy.see)
    return render_template("programme/manage_speakers.html", event=event, speakers=db.session.execute(queries.speakers_with_sessions(event)).all())


@bp.route("/manage/events/<slug>/new-speaker/", methods=["GET", "POST"])
def manage_speaker_new(slug: str) -> Any:
    event = load(Event, slug=slug, may=policy.edit, see=policy.see)
    form: Any = with_words(SpeakerForm, tongues_for(event.languages), biography=BIOGRAPHY)()
    del form.remove_photo

    def add() -> Any:
        return write_speaker(event, None, **typed_speaker(form), by=current_user, now=clock.now())

    here = url_for("programme.manage_speakers", slug=slug)
    return written(form, add, here) or form_of(form, "programme/manage_speaker_form.html", event=event, speaker=None, photo=None)


@bp.route("/manage/events/<slug>/speakers/<code>/", methods=["GET", "POST"])
def manage_speaker(slug: str, code: str) -> Any:
    event = load(Event, slug=slug, may=policy.edit, see=policy.see)
    speaker = load(Speaker, event_id=event.id, code=code, may=policy.edit)
    form: Any = with_words(SpeakerForm, tongues_for(event.languages, speaker.biography), biography=BIOGRAPHY)(obj=speaker)
    photo = queries_files.photo_of(speaker)
    if photo is None:
        del form.remove_photo

    def fill() -> None:
        form.process(obj=speaker, email=speaker.person.email if speaker.person else "")
        form.show_words("biography", speaker.biography)

    def change() -> Any:
        return write_speaker(event, speaker, **typed_speaker(form, speaker), by=current_user, now=clock.now())

    meanwhile.shown(form, fill)
    here = url_for("programme.manage_speakers", slug=slug)
    return written(form, change, here, speaker) or form_of(form, "programme/manage_speaker_form.html", event=event, speaker=speaker, photo=photo)


@bp.route("/manage/events/<slug>/tracks/", methods=["GET", "POST"])
def manage_tracks(slug: str) -> Any:
    event = load(Event, slug=slug, may=policy.edit, see=policy.see)
    form: Any = with_words(TrackForm, tongues_for(event.languages), name=NAME)(colour=len(event.tracks) % 12 + 1)

    def add() -> Any:
        return add_track(event, name=form.words("name"), colour=form.colour.data, by=current_user, now=clock.now())

    return written(form, add, request.path) or form_of(form, "programme/manage_tracks.html", event=event)


@bp.route("/manage/events/<slug>/tracks/<track>/", methods=["GET", "POST"])
def manage_track(slug: str, track: str) -> Any:
    event = load(Event, slug=slug, may=policy.edit, see=policy.see)
    found = next((each for each in event.tracks if each.slug == track), None) or abort(404)
    form: Any = with_words(TrackForm, tongues_for(event.languages, found.name), name=NAME)(obj=found)
    show_named(form, found)

    def change() -> Any:
        return change_track(found, name=form.words("name", found.name), colour=form.colour.data, by=current_user, now=clock.now())

    here = url_for("programme.manage_tracks", slug=slug)
    return written(form, change, here, found) or form_of(form, "programme/manage_named_form.html", event=event, thing=found, back=here)


@bp.route("/manage/events/<slug>/rooms/", methods=["GET", "POST"])
def manage_rooms(slug: str) -> Any:
    """The rooms of the event: those it has booked, with their times, and external ones, which the form adds."""
    event = load(Event, slug=slug, may=policy.edit, see=policy.see)
    form: Any = with_words(ExternalRoomForm, tongues_for(event.languages), name=NAME)()

    def add() -> Any:
        return add_event_room(event, name=form.words("name"), capacity=form.capacity.data, by=current_user, now=clock.now())

    if answer := written(form, add, request.path):
        return answer
    bookings = db.session.scalars(queries.bookings_of(event)).unique().all()
    others = db.session.scalars(queries.bookings_to_join(event)).unique().all() if policy.take_booking(current_user, event) else []
    days = queries.days_around(event)
    free_rooms = db.session.scalars(queries.rooms_not_in(event)).all()
    return form_of(form, "programme/manage_rooms.html", event=event, bookings=bookings, others=others, free_rooms=free_rooms, days=days)


@bp.post("/manage/events/<slug>/rooms/order")
def manage_rooms_order(slug: str) -> Any:
    event = load(Event, slug=slug, may=policy.edit, see=policy.see)
    arrange_rooms(event, numbers(), by=current_user, now=clock.now())
    flash(str(_("Saved. The schedule shows the rooms in this order.")), "success")
    return see_other(url_for("programme.manage_rooms", slug=slug))


@bp.post("/manage/events/<slug>/tracks/order")
def manage_tracks_order(slug: str) -> Any:
    event = load(Event, slug=slug, may=policy.edit, see=policy.see)
    arrange_tracks(event, numbers(), by=current_user, now=clock.now())
    flash(str(_("Saved. Readers see the tracks in this order.")), "success")
    return see_other(url_for("programme.manage_tracks", slug=slug))


@bp.post("/manage/events/<slug>/rooms/of-the-centre")
def manage_room_join(slug: str) -> Any:
    """Let the event use a room of the centre before it is booked; the clashes tell until it is."""
    event = load(Event, slug=slug, may=policy.edit, see=policy.see)
    room = db.session.get(Room, request.form.get("room", 0, int)) or abort(404)
    add_event_room(event, room=room, by=current_user, now=clock.now())
    flash(str(_("%(room)s is one of the event's rooms now. Book it for the times you need.", room=room.name)), "success")
    return see_other(url_for("programme.manage_rooms", slug=slug))


@bp.route("/manage/events/<slug>/rooms/<room>/", methods=["GET", "POST"])
def manage_room(slug: str, room: str) -> Any:
    event = load(Event, slug=slug, may=policy.edit, see=policy.see)
    found = next((each for each in event.rooms if each.slug == room), None) or abort(404)
    form: Any = with_words(ExternalRoomForm, tongues_for(event.languages, found.name), name=NAME)(obj=found)
    show_named(form, found)

    def change() -> Any:
        return change_event_room(found, name=form.words("name", found.name), capacity=form.capacity.data, by=current_user, now=clock.now())

    here = url_for("programme.manage_rooms", slug=slug)
    return written(form, change, here, found) or form_of(form, "programme/manage_named_form.html", event=event, thing=found, back=here)


def show_named(form: Any, found: Any) -> None:
    """The form of a track or a room, filled from it."""

    def fill() -> None:
        form.process(obj=found)
        form.show_words("name", found.name)

    meanwhile.shown(form, fill)


def written(form: Form, write: Callable[[], Any], then: str, thing: Any = None, *, said: Message = SAVED) -> Any:
    """Do it when the form was sent and holds, and go on there; None when the page is to be shown (again). `thing`: what it changes."""
    if not form.is_submitted():
        return None
    try:
        meanwhile.save(form, write, of=thing)
    except Refused as refused:
        form.object_to(refused.objections)
        return None
    flash(str(said), "success")
    return see_other(then)


def numbers() -> dict[str, int]:
    """The places that were typed, by address. Refuses what is no number."""
    typed = {name.removeprefix("place-"): value.strip() for name, value in request.form.items() if name.startswith("place-")}
    if any(not re.fullmatch(r"[0-9]{1,4}", value) for value in typed.values()):
        refuse([Objection("not-a-number", _("Places are whole numbers: 1 is the first."))], status=422)
    return {name: int(value) for name, value in typed.items()}


def form_of(form: Form, template: str, **facts: Any) -> Any:
    """The page with its form, 422 when something does not fit, 409 when somebody else changed the same."""
    return render_template(template, form=form, **facts), meanwhile.status(form)


def typed_speaker(form: SpeakerForm, known: Speaker | None = None) -> dict[str, Any]:
    """What was typed and chosen, as the actions take it."""
    biography = form.words("biography", known.biography if known else None)
    facts = {"name": form.name.data, "affiliation": form.affiliation.data or "", "biography": biography}
    photo = {"photo": uploaded(form.photo), "without_photo": bool(form.remove_photo and form.remove_photo.data)}
    return {**facts, **photo, "email": form.email.data or ""}


def uploaded(field: Any) -> bytes:
    """The bytes of a file that was chosen, none when there was none."""
    if not field.data:
        return b""
    field.data.stream.seek(0)
    return bytes(field.data.stream.read())

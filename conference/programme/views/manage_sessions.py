"""The draft's sessions: one list, one form for a session with its time, room and people."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for
from flask_login import current_user

from conference.kernel import clock, meanwhile
from conference.kernel.cldr import language_name
from conference.kernel.database import db
from conference.kernel.forms import read_day
from conference.kernel.message import _
from conference.kernel.objection import Refused
from conference.kernel.web import load, see_other
from conference.programme import policy, queries_draft
from conference.programme.actions import cancel_session, change_session, write_session
from conference.programme.forms import SessionForm, tongues_for, with_words
from conference.programme.models import Event, EventRoom, Session, Speaker, Track
from conference.programme.queries_draft import Draft, draft_of
from conference.programme.rules import SessionKind, SessionState
from conference.programme.views.blueprint import bp

SPOKEN: dict[str, Any] = {"title": (_("Title"), False), "subtitle": (_("Subtitle"), False), "abstract": (_("Abstract"), True)}


@bp.get("/manage/events/<slug>/sessions/")
def manage_sessions(slug: str) -> Any:
    event = load(Event, slug=slug, may=policy.edit, see=policy.see)
    words = request.args.get("q", "").strip()[:60]
    draft = draft_of(event)
    sessions = [each for each in draft.sessions if fits(each, words)]
    clashing = {side.code for clash in queries_draft.clashes(event, draft) for side in clash.sessions}
    return render_template("programme/manage_sessions.html", event=event, sessions=sessions, words=words, clashing=clashing)


@bp.route("/manage/events/<slug>/new-session/", methods=["GET", "POST"])
def manage_session_new(slug: str) -> Any:
    event = load(Event, slug=slug, may=policy.edit, see=policy.see)
    draft = draft_of(event)
    form = session_form(draft, None)
    if request.method == "GET":
        block = db.session.get(Session, request.args.get("part_of", 0, int))
        if block is not None and block.event_id == event.id and block.span:
            form.part_of.data = block.id
            form.show_span(block.span)
        else:
            form.day.data = read_day(request.args.get("day")) or event.starts_on
        form.language.data = event.languages[0] if event.languages else ""
        form.room.data = event.rooms[0].id if len(event.rooms) == 1 else 0
        form.show_participants([])
        return form_page(draft, None, form)
    return saved(draft, None, form)


@bp.route("/manage/events/<slug>/sessions/<code>/", methods=["GET", "POST"])
def manage_session(slug: str, code: str) -> Any:
    event = load(Event, slug=slug, may=policy.edit, see=policy.see)
    session = load_session(event, code)
    draft = draft_of(event)
    form = session_form(draft, session)
    known = {} if form.is_submitted() else queries_draft.speaker_labels(event)

    def fill() -> None:
        form.process(data={name: getattr(session, name) for name in ("kind", "language", "state")})
        for name in SPOKEN:
            form.show_words(name, getattr(session, name))
        form.track.data, form.room.data, form.part_of.data = session.track_id or 0, session.room_id or 0, session.part_of_id or 0
        if session.span:
            form.show_span(session.span)
        labels = {speaker.id: label for label, speaker in (known or queries_draft.speaker_labels(event)).items()}
        form.show_participants((labels[each.speaker_id], each.part) for each in session.people)

    meanwhile.shown(form, fill)
    return saved(draft, session, form) if form.is_submitted() else form_page(draft, session, form, known)


@bp.post("/manage/events/<slug>/sessions/<code>/cancellation")
def manage_session_cancel(slug: str, code: str) -> Any:
    event = load(Event, slug=slug, may=policy.edit, see=policy.see)
    session = load_session(event, code)
    cancel_session(session, by=current_user, now=clock.now())
    flash(str(_("Cancelled. Readers see it with the next version.")), "success")
    return see_other(url_for("programme.manage_sessions", slug=slug))


@bp.post("/manage/events/<slug>/sessions/<code>/return")
def manage_session_return(slug: str, code: str) -> Any:
    """Put a cancelled session back on the programme."""
    event = load(Event, slug=slug, may=policy.edit, see=policy.see)
    change_session(load_session(event, code), state=SessionState.CONFIRMED, by=current_user, now=clock.now())
    flash(str(_("The session is back on the programme. Readers see it with the next version.")), "success")
    return see_other(url_for("programme.manage_session", slug=slug, code=code))


def load_session(event: Event, code: str) -> Session:
    return load(Session, event_id=event.id, code=code, may=policy.edit)


def fits(session: Session, words: str) -> bool:
    """The words are in its title, its code or a name."""
    names = " ".join(each.speaker.name for each in session.people) if words else ""
    return words.casefold() in f"{' '.join(session.title.values())} {session.code} {names}".casefold()


def session_form(draft: Draft, session: Session | None) -> SessionForm:
    """The form with this event's tracks, rooms, blocks, languages; times are those of its zone."""
    event = draft.event
    form = with_words(SessionForm, tongues_of(event, session), **SPOKEN)()
    assert isinstance(form, SessionForm)
    form.zone_name = event.timezone
    nothing = [(0, "–")]
    form.track.choices = nothing + [(each.id, str(each.name)) for each in event.tracks]
    form.room.choices = nothing + [(each.id, str(each.name)) for each in event.rooms]
    blocks = [each for each in draft.sessions if each.kind is SessionKind.SESSION and each.part_of_id is None and each is not session]
    form.part_of.choices = nothing + [(each.id, str(each.title)) for each in blocks]
    spoken = dict.fromkeys([*event.languages, *([session.language] if session and session.language else [])])
    form.language.choices = [("", "–"), *((code, language_name(code)) for code in spoken)]
    if session and session.state is SessionState.CANCELLED:
        del form.state
    return form


def tongues_of(event: Event, session: Session | None) -> list[str]:
    """The languages that a session is written in: the one it has its title in first, then the event's, then any it has texts in."""
    if session is None:
        return tongues_for(event.languages)
    own = [session.title.language(session.language, *event.languages) or ""]
    return tongues_for(own, event.languages, *(getattr(session, name) for name in SPOKEN))


def saved(draft: Draft, session: Session | None, form: SessionForm) -> Any:
    """Write what was typed and go on; or the same page with everything that is wrong."""
    event = draft.event

    def write() -> Session:
        return write_session(event, session, **typed(form, session), by=current_user, now=clock.now())

    try:
        made = meanwhile.save(form, write, of=session)
    except Refused as refused:
        form.object_to(refused.objections)
        return form_page(draft_of(event), session, form), refused.status
    flash(str(_("Saved. Readers see it with the next version.")), "success")
    return see_other(url_for("programme.manage_session", slug=event.slug, code=made.code))


def typed(form: SessionForm, session: Session | None) -> dict[str, Any]:
    """What was typed, as the actions take it. A talk in a session has that session's room."""
    texts = {name: form.words(name, getattr(session, name) if session else None) for name in SPOKEN}
    part_of = db.session.get(Session, form.part_of.data) if form.part_of.data else None
    facts: dict[str, Any] = {
        **texts, "kind": SessionKind(form.kind.data), "language": form.language.data, "part_of": part_of,
        "track": db.session.get(Track, form.track.data) if form.track.data else None,
        "room": part_of.room if part_of else db.session.get(EventRoom, form.room.data) if form.room.data else None,
        "span": form.span, "people": form.participants,
    }  # fmt: skip
    return facts | ({"state": SessionState(form.state.data)} if form.state else {})


def form_page(draft: Draft, session: Session | None, form: SessionForm, known: dict[str, Speaker] | None = None) -> str:
    """`known`: everybody by label, where that was read already."""
    facts: dict[str, Any] = {"names": list(known or queries_draft.speaker_labels(draft.event)), "clashes": [], "parts": []}
    if session is not None:
        found = queries_draft.clashes(draft.event, draft)
        facts["clashes"] = [each for each in found if session.code in {side.code for side in each.sessions}]
        facts["parts"] = [each for each in draft.sessions if each.part_of_id == session.id]
    return render_template("programme/manage_session_form.html", event=draft.event, session=session, form=form, **facts)

"""Named reads of photos and materials. None reads a file's bytes."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import String, cast, exists, select

from conference.kernel.database import db
from conference.programme.models import Event, PublishedSession, Session, Speaker
from conference.programme.models_files import Material, Photo


def photos_of(event: Event, codes: Collection[str] | None = None) -> dict[str, str]:
    """The photos' uids by the code of their speaker: of everybody on the event, or of these alone. One statement."""
    wanted = select(Speaker.code, Photo.uid).join(Photo, Photo.speaker_id == Speaker.id).where(Speaker.event_id == event.id)
    rows = db.session.execute(wanted if codes is None else wanted.where(Speaker.code.in_(codes)))
    return {row.code: row.uid for row in rows}


def photo_of(speaker: Speaker) -> Photo | None:
    """Somebody's photo. One statement."""
    return db.session.scalars(select(Photo).where(Photo.speaker_id == speaker.id)).one_or_none()


def materials_of(session_uid: str) -> Sequence[Material]:
    """The materials of a session in the order of adding. One statement."""
    wanted = select(Material).join(Material.session).where(Session.uid == session_uid).order_by(Material.id)
    return db.session.scalars(wanted).unique().all()


def is_published(file: Photo | Material) -> bool:
    """Whether what the file belongs to is on a published programme, whatever the draft says meanwhile. One statement."""
    published = PublishedSession
    if isinstance(file, Material):
        return bool(db.session.scalar(select(exists().where(published.uid == file.session.uid))))
    code = file.speaker.code
    named = cast(published.speaker_codes, String).contains(f'"{code}"', autoescape=True)  # few rows; SQLite's LIKE takes `a` for `A`
    rows = db.session.scalars(select(published.speaker_codes).where(published.event_id == file.speaker.event_id, named))
    return any(code in codes for codes in rows)

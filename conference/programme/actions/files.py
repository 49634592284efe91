"""Photos and materials come and go. They are shown at once where their session is published: a release is about the timetable."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from conference.kernel.database import db, lock, transaction
from conference.kernel.history import record
from conference.kernel.objection import refuse
from conference.kernel.pictures import photograph
from conference.kernel.stamps import touch
from conference.programme import queries_files, rules_files
from conference.programme.actions.speakers import add_speaker, change_speaker, forget_contact, person_called
from conference.programme.models import Event, Session, Speaker
from conference.programme.models_files import JPEG, PDF, Material, Photo

LONGEST_TITLE = 240  # what the column takes; a link without a title is called by its address


@transaction
def write_speaker(
    event: Event, speaker: Speaker | None, *, email: str = "", photo: bytes = b"", without_photo: bool = False, by: Any, now: datetime, **facts: Any
) -> Speaker:  # fmt: skip
    """Add somebody, or change them, with their address and photo; all of it or, when refused, nothing."""
    person = person_called(event, email, now=now)
    if speaker is None:
        speaker = add_speaker(event, person=person, by=by, now=now, **facts)
    else:
        before = speaker.person
        change_speaker(speaker, person_id=person.id if person else None, by=by, now=now, **facts)
        db.session.flush()
        if before is not None and before is not person:
            forget_contact(before, was=speaker)
    if photo:
        set_photo(speaker, photo, by=by, now=now)
    elif without_photo:
        remove_photo(speaker, by=by, now=now)
    return speaker


@transaction
def set_photo(speaker: Speaker, content: bytes, *, by: Any, now: datetime) -> Photo:
    """Give somebody this photo instead of the one they had, drawn anew. Refuses (422) what is no picture, see kernel.pictures."""
    drawn = photograph(content, at_most=rules_files.PHOTO_PIXELS, square=True, field="photo")
    db.session.execute(delete(Photo).where(Photo.speaker_id == speaker.id))
    photo = Photo(speaker_id=speaker.id, digest=hashlib.sha256(drawn).hexdigest(), content=drawn, added_at=now)
    db.session.add(photo)
    db.session.flush()
    record(f"speaker:{speaker.uid}", "set photo", by=by, at=now)
    touch(f"event:{speaker.event_id}", now=now)
    return photo


@transaction
def remove_photo(speaker: Speaker, *, by: Any, now: datetime) -> None:
    """Take somebody's photo away; where there is none nothing happens."""
    photo = queries_files.photo_of(speaker)
    if photo is not None:
        db.session.delete(photo)
        record(f"speaker:{speaker.uid}", "remove photo", by=by, at=now)
        touch(f"event:{speaker.event_id}", now=now)


@transaction
def add_material(session: Session, *, title: str = "", url: str = "", content: bytes = b"", file_name: str = "", by: Any, now: datetime) -> Material:
    """Put a PDF, a picture or a link beside a session. Refuses (422) with every objection; see programme.rules_files."""
    lock(session)
    material = Material(session_id=session.id, added_at=now)
    fill(material, title=title, url=url, content=content, file_name=file_name, others=len(queries_files.materials_of(session.uid)))
    db.session.add(material)
    db.session.flush()
    record(session.entity, "add material", by=by, at=now, after=material_facts(material))
    touch(session.event.scope, now=now)
    return material


@transaction
def change_material(material: Material, *, title: str, url: str = "", content: bytes = b"", file_name: str = "", by: Any, now: datetime) -> Material:
    """Another title, another link, or a new file in the place of the old one. Refuses as `add_material` does."""
    before = material_facts(material)
    if content or url != material.url:
        fill(material, title=title, url=url, content=content, file_name=file_name, others=0)
        material.added_at = now
    else:
        refuse(rules_files.objections_to_material(title=title, url=url, has_file=not url, others=0), status=422)
        material.title = title or material.file_name or url[:LONGEST_TITLE]
    record(material.session.entity, "change material", by=by, at=now, before=before, after=material_facts(material))
    touch(material.event.scope, now=now)
    return material


@transaction
def remove_material(material: Material, *, by: Any, now: datetime) -> None:
    """Take a material away; its address answers 404 from then on."""
    record(material.session.entity, "remove material", by=by, at=now, before=material_facts(material))
    touch(material.event.scope, now=now)
    db.session.delete(material)


def fill(material: Material, *, title: str, url: str, content: bytes, file_name: str, others: int) -> None:
    """Set what a material is; the bytes are looked at, not the name or type that came with them."""
    refuse(rules_files.objections_to_material(title=title, url=url, has_file=bool(content), others=others), status=422)
    kind = ""
    if rules_files.is_pdf(content):
        refuse(rules_files.objections_to_pdf(content), status=422)
        kind = PDF
    elif content:
        content = photograph(content, at_most=rules_files.PICTURE_PIXELS, field="file")
        kind = JPEG
    material.file_name = rules_files.plain_name(file_name, "pdf" if kind == PDF else "jpg") if content else ""
    material.title, material.url, material.content_type = title or material.file_name or url[:LONGEST_TITLE], url, kind
    material.content, material.size = content or None, len(content)
    material.digest = hashlib.sha256(content).hexdigest() if content else ""


def material_facts(material: Material) -> Mapping[str, Any]:
    """What the history keeps of a material: not its bytes."""
    return {"title": material.title, "url": material.url, "file_name": material.file_name, "size": material.size, "digest": material.digest}

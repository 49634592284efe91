"""Letters: composed in the reader's language and zone, put into the outbox in the transaction that causes them.

Nothing is sent here: `kernel.outbox` delivers what was committed, so a letter never tells of what did not happen.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from enum import StrEnum
from typing import Any

from flask import current_app
from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from conference.kernel import clock
from conference.kernel.database import UTCDateTime, db, states, uid
from conference.kernel.i18n import speaking, tag
from conference.kernel.sealed import SealedJson, SealedText


class Delivery(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"


class Letter(db.Model):  # type: ignore[name-defined]
    """One mail to one reader. `about` is the entity it speaks of (`registration:uid`): erasure finds it by that.

    What it says holds links that are keys (self-service, password reset) and tickets: it is sealed at rest, and lists of
    letters leave it alone.
    """

    __tablename__ = "letter"
    __table_args__ = (Index("ix_letter_state_due_at", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), unique=True, default=uid)
    about: Mapped[str] = mapped_column(String(80), index=True)
    recipient: Mapped[str] = mapped_column(String(320))
    locale: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(SealedText, deferred=True, deferred_group="body")
    html: Mapped[str | None] = mapped_column(SealedText, deferred=True, deferred_group="body")
    attachments: Mapped[list[dict[str, str]]] = mapped_column(SealedJson, default=list, deferred=True, deferred_group="body")
    state: Mapped[Delivery] = mapped_column(states(Delivery, "state"), default=Delivery.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    posted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_error: Mapped[str | None] = mapped_column(String(500))

    @property
    def message_id(self) -> str:
        """Stable over every attempt, so that a reader's mailbox can drop a second copy after a crash."""
        domain = parseaddr(str(current_app.config["MAIL_FROM"]))[1].rpartition("@")[2] or "localhost"
        return f"<{self.uid}@{domain}>"


@dataclass(frozen=True)
class Attachment:
    """A file in a letter. `calendar_method` (REQUEST, CANCEL) makes a calendar part that mail programs act on."""

    name: str
    content_type: str
    content: bytes
    calendar_method: str = ""
    inline_id: str = ""


@dataclass(frozen=True)
class Mail:
    """What `post` takes: one letter, already in the reader's language."""

    to: str
    locale: str
    subject: str
    text: str
    html: str | None = None
    about: str = ""
    attachments: tuple[Attachment, ...] = field(default=())


def compose(template: str, *, to: str, locale: str, zone: str, about: str, attachments: tuple[Attachment, ...] = (), **facts: Any) -> Mail:
    """Render `templates/mail/<template>.txt` and `.html` in the reader's language and zone.

    The first line of the text is the subject; the text begins after the empty line behind it.
    """
    with speaking(locale, zone):
        current_app.update_template_context(facts)
        find = current_app.jinja_env.get_template
        subject, _blank, text = find(f"mail/{template}.txt").render(facts).strip().partition("\n")
        html = find(f"mail/{template}.html").render(facts, subject=subject)
        spoken = tag()  # not always the reader's: whoever reads Japanese gets English
    return Mail(
        to=to, locale=spoken, subject=" ".join(subject.split())[:300], text=text.strip() + "\n", html=html, about=about, attachments=attachments
    )


def post(mail: Mail) -> None:
    """Put a letter into the outbox, in the running transaction: it leaves when and only when that is committed."""
    now = clock.now()
    packed = [
        {
            "name": each.name,
            "content_type": each.content_type,
            "content": base64.b64encode(each.content).decode(),
            "calendar_method": each.calendar_method,
            "inline_id": each.inline_id,
        }
        for each in mail.attachments
    ]
    db.session.add(
        Letter(
            about=mail.about,
            recipient=mail.to,
            locale=mail.locale,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
            attachments=packed,
            due_at=now,
            posted_at=now,
        )
    )

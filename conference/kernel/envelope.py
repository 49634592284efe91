"""A letter as the bytes that mail servers take: text, HTML, calendar part, files. The same letter gives the same headers
at every attempt, Message-ID and Date included, so that a mailbox can drop the second copy after a crash."""

from __future__ import annotations

import base64
from collections.abc import Callable
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any

from flask import current_app

from conference.kernel.mail import Letter

_name: Callable[[str], str] = lambda _locale: ""  # noqa: E731


def envelope(letter: Letter) -> EmailMessage:
    """The letter as an e-mail. Raises ValueError when an address or a header cannot be written."""
    message = EmailMessage()
    message["From"] = sender(letter.locale)
    message["To"] = reader(letter.recipient)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.posted_at)
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday reply comes back
    message.set_content(letter.text)
    if letter.html:
        add_html(message, letter)
    for each in files(letter):
        if each["calendar_method"]:
            # iTIP over mail (RFC 6047 2.4): an alternative of the text, which mail programs offer to accept; base64, so that no
            # server on the way has to take eight bits
            params = {"method": each["calendar_method"], "name": each["name"]}
            message.add_alternative(content(each).decode(), subtype="calendar", params=params, cte="base64")
    for each in files(letter):
        add_file(message, each)
    message["Content-Language"] = letter.locale  # last: each new part takes the Content- headers with it
    return message


def sender(locale: str) -> Address:
    """MAIL_FROM as an address with its name; where it has none, with the centre's own in the reader's language."""
    name, address = parseaddr(str(current_app.config["MAIL_FROM"]))
    return Address(display_name=name or _name(locale), addr_spec=address)


def name_from(chooser: Callable[[str], str]) -> None:
    """Plug in who tells the centre's name in a language; called once, when the application is made."""
    global _name
    _name = chooser


def reader(address: str) -> Address:
    """`用户@münchen.example` with a domain as every mail server takes it; the part before the @ goes as it is (SMTPUTF8, RFC 6531)."""
    name, _at, domain = address.rpartition("@")
    if not name or not domain:
        raise ValueError("the recipient has no mail address")
    return Address(username=name, domain=domain.encode("idna").decode())


def files(letter: Letter) -> list[dict[str, Any]]:
    return [each for each in letter.attachments or [] if not each.get("inline_id")]


def content(each: dict[str, Any]) -> bytes:
    return base64.b64decode(each["content"])


def add_html(message: EmailMessage, letter: Letter) -> None:
    """The HTML with the pictures that stand in it (a ticket's QR code)."""
    message.add_alternative(letter.html, subtype="html")
    body = message.get_payload()[-1]  # type: ignore[index]
    assert isinstance(body, EmailMessage)
    for each in letter.attachments or []:
        if each.get("inline_id"):
            kind, _slash, subtype = each["content_type"].partition("/")
            body.add_related(content(each), kind, subtype, cid=f"<{each['inline_id']}>", filename=each["name"], disposition="inline")


def add_file(message: EmailMessage, each: dict[str, Any]) -> None:
    """Attach one file under its own content type."""
    kind, _slash, subtype = each["content_type"].partition(";")[0].strip().partition("/")
    message.add_attachment(content(each), kind, subtype or "octet-stream", filename=each["name"])

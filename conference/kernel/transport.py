"""How letters leave the house: `smtp://user:password@host:587?starttls=1`, `smtps://…`, or `file:///folder` as .eml files.

Every failure is one of three: Unreachable (the server; all letters wait), Later (this letter; try again), Never (this
letter; trying again would change nothing).
"""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

TIMEOUT_S = 20


class Undelivered(Exception):
    """A letter did not leave; the text tells why, without the letter's content."""


class Unreachable(Undelivered):
    """The server does not take letters now."""


class Later(Undelivered):
    """The server will not take this letter now."""


class Never(Undelivered):
    """The server will never take this letter."""


class Transport(Protocol):
    def send(self, message: EmailMessage, name: str) -> None:
        """Hand one letter over. Returns when the other side has taken responsibility; raises Undelivered otherwise."""


@contextmanager
def open_transport(url: str) -> Iterator[Transport]:
    """The transport that MAIL_URL names, open. Raises Unreachable; ValueError for an address that names none."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        yield Folder(Path(unquote(parts.path)))
    elif parts.scheme in {"smtp", "smtps"}:
        connection = connect(parts)
        try:
            yield Smtp(connection)
        finally:
            with suppress(smtplib.SMTPException, OSError):
                connection.quit()
    else:
        raise ValueError("MAIL_URL takes smtp://, smtps:// or file:///")


class Folder:
    """Each letter an .eml file, complete or not there; the same letter again is the same file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage, name: str) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            half = self.folder / f".{name}.{os.getpid()}"
            half.write_bytes(message.as_bytes(policy=policy.SMTP))
            half.replace(self.folder / f"{name}.eml")
        except OSError as problem:
            raise Unreachable(f"mail folder: {problem.strerror}") from problem


class Smtp:
    """An open SMTP connection."""

    def __init__(self, connection: smtplib.SMTP) -> None:
        self.connection = connection

    def send(self, message: EmailMessage, name: str) -> None:
        try:
            self.connection.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            raise verdict(*next(iter(refused.recipients.values()))) from refused
        except smtplib.SMTPSenderRefused as refused:
            raise Unreachable(f"our sender address was refused: {refused.smtp_code}") from refused
        except smtplib.SMTPDataError as refused:
            raise verdict(refused.smtp_code, refused.smtp_error) from refused
        except smtplib.SMTPNotSupportedError as refused:
            raise Never("the mail server takes no addresses in this script (SMTPUTF8)") from refused
        except (smtplib.SMTPException, OSError) as problem:
            raise Unreachable(f"connection lost: {type(problem).__name__}") from problem


def verdict(code: int, said: bytes | str) -> Undelivered:
    """4xx: not now; 5xx: never (RFC 5321 4.2.1). The server's own words may name the reader, so only the codes are kept."""
    words = said.decode("ascii", "replace") if isinstance(said, bytes) else said
    enhanced = words.split(" ", 1)[0]
    told = f"{code} {enhanced}" if enhanced.count(".") == 2 and enhanced.replace(".", "").isdigit() else str(code)
    return (Later if 400 <= code < 500 else Never)(f"the mail server refused: {told}")


def connect(parts: SplitResult) -> smtplib.SMTP:
    """An SMTP connection, greeted, encrypted and signed in as the address asks."""
    host, options = parts.hostname or "localhost", parse_qs(parts.query)
    tls = ssl.create_default_context()
    try:
        if parts.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_S, context=tls)
        else:
            connection = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_S)
        try:
            if options.get("starttls", ["0"])[0] in {"1", "true", "yes"}:
                connection.starttls(context=tls)
            if parts.username:
                connection.login(unquote(parts.username), unquote(parts.password or ""))
        except (smtplib.SMTPException, OSError):
            connection.close()
            raise
    except (smtplib.SMTPException, OSError) as problem:
        raise Unreachable(f"mail server: {type(problem).__name__}") from problem
    return connection

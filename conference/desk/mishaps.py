"""Why a letter did not go, in the reader's language: the outbox keeps the reason as the log says it, in English and with a code."""

from __future__ import annotations

from collections.abc import Mapping

from conference.kernel.message import Message, _

TOLD: Mapping[str, Message] = {
    "the mail server refused": _("the mail server refused it"),
    "our sender address was refused": _("the mail server refuses our own address"),
    "the mail server takes no addresses in this script (SMTPUTF8)": _("the mail server takes no addresses in this script"),
    "connection lost": _("the connection to the mail server broke off"),
    "mail server": _("the mail server cannot be reached"),
    "mail folder": _("the mail folder cannot be written"),
    "the letter cannot be written as e-mail": _("it cannot be written as an e-mail"),
    "sealed with a key that is gone": _("it was sealed with a key that is gone"),
}


def why(error: str | None) -> str:
    """`the mail server refused: 550` as a sentence, its code in brackets; what nobody foresaw as it was kept."""
    if not error:
        return "–"
    reason, _colon, code = error.partition(": ")
    if reason not in TOLD:
        return error
    return f"{TOLD[reason]} ({code})" if code else str(TOLD[reason])

"""Consent: which version of which text somebody agreed to, in which language, when; withdrawals are written beside it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from typing import Any

from conference.kernel.database import db, put, transaction
from conference.kernel.history import record
from conference.kernel.message import _
from conference.kernel.objection import Objection, refuse
from conference.programme.models import Event
from conference.registration import queries
from conference.registration.models import Consent, ConsentText, Registration


def chosen(event: Event, purposes: Collection[str]) -> tuple[list[ConsentText], list[Objection]]:
    """The texts of these purposes, and what is wrong: a required one is missing, one is not asked for.

    An event that asks for nothing takes nothing: there is no text that anybody could have agreed to.
    """
    asked = {text.purpose: text for text in queries.consents_asked(event)}
    if not asked:
        return [], []
    wrong = [
        Objection("consent-required", _("Please agree to this; without it you cannot register."), field="consents", data={"purpose": text.purpose})
        for text in asked.values()
        if text.required and text.purpose not in purposes
    ]
    wrong += [
        Objection("unknown-consent", _("Nobody asks for “%(purpose)s” here.", purpose=purpose[:40]), field="consents", data={"choices": list(asked)})
        for purpose in purposes
        if purpose not in asked
    ]
    return [asked[purpose] for purpose in asked if purpose in purposes], wrong


def give(registration: Registration, texts: Collection[ConsentText], *, now: datetime) -> None:
    """Write down what somebody agreed to, with the hash of the words as they read them. The registration is saved already."""
    for text in texts:
        language = text.text.language(registration.language) or registration.language
        digest = sha256(text.text.best(language).encode()).hexdigest()
        put(Consent, registration_id=registration.id, text_id=text.id, text_hash=digest, language=language, given_at=now)


@transaction
def withdraw_consent(consent: Consent, *, by: Any, now: datetime) -> None:
    """Take a consent back, from now on. Refuses a required one: whoever takes that back cancels or erases."""
    if consent.text.required:
        message = _("Without this consent you cannot be registered. Cancel your registration, or have your data erased.")
        refuse([Objection("consent-required", message)])
    if consent.withdrawn_at is None:
        consent.withdrawn_at = now
        about = {"purpose": consent.text.purpose, "version": consent.text.version}
        record(consent.registration.entity, "consent_withdrawn", by=by, at=now, after=about)


@transaction
def change_consents(registration: Registration, purposes: Collection[str], *, by: Any, now: datetime) -> None:
    """Make the optional consents these: newly ticked ones are given (to the newest text), the others withdrawn."""
    for consent in registration.consents:
        if consent.withdrawn_at is None and not consent.text.required and consent.text.purpose not in purposes:
            withdraw_consent(consent, by=by, now=now)
    standing = {consent.text.purpose for consent in registration.consents if consent.withdrawn_at is None}
    new = [text for text in queries.consents_asked(registration.event) if text.purpose in purposes and text.purpose not in standing]
    give(registration, new, now=now)
    db.session.expire(registration, ["consents"])
    for text in new:
        record(registration.entity, "consent_given", by=by, at=now, after={"purpose": text.purpose, "version": text.version})

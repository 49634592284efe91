"""The second factor: codes of an authenticator app, and recovery codes for the day the phone is lost."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime
from typing import Any

from conference.kernel import crypto
from conference.kernel.database import lock, transaction
from conference.kernel.history import record
from conference.kernel.mail import post
from conference.kernel.message import _
from conference.kernel.objection import Objection, Refused
from conference.people import mails, throttle, totp
from conference.people.models import User
from conference.people.rules import CODE_ACCOUNT

RECOVERY_CODES = 10
RECOVERY_BYTES = 10  # 80 random bits: a plain hash of them cannot be searched


@transaction
def begin_second_factor(user: User) -> str:
    """The secret to put into an app, in base32; sealed at rest. Until a code of it is confirmed nothing else changes, and
    the same secret is given again. Refused when a second factor is on already."""
    lock(user)
    if user.totp_confirmed_at is not None:
        raise Refused([Objection("second-factor-on", _("The second step is already on. Turn it off first to use another device."))])
    secret = secret_of(user) or totp.new_secret()
    user.totp_sealed = crypto.seal(secret)
    return secret


@transaction
def confirm_second_factor(user: User, code: str, *, by: Any, now: datetime) -> list[str]:
    """Turn the second step on with a first code. Returns the recovery codes: they are never shown again."""
    lock(user)
    secret = secret_of(user)
    if secret is None or user.totp_confirmed_at is not None:
        raise Refused([Objection("second-factor-not-begun", _("Start again: open this page anew and scan the picture."))])
    step = totp.matching_step(secret, code, now)
    if step is None:
        raise Refused(
            [
                Objection(
                    "code-wrong", _("This code does not fit. Check that the clock of your device is right, and type the newest code."), field="code"
                )
            ],
            status=422,
        )
    user.totp_confirmed_at, user.totp_last_step = now, step
    record(user.actor, "second_factor_on", by=by, at=now)
    post(mails.security_notice(user, _("Signing in to your account now takes a second step."), at=now))
    return fresh_codes(user)


@transaction
def new_recovery_codes(user: User, *, by: Any, now: datetime) -> list[str]:
    """New recovery codes; the earlier ones are void. Refused without a second factor."""
    lock(user)
    if user.totp_confirmed_at is None:
        raise Refused([Objection("second-factor-off", _("The second step is off."))])
    record(user.actor, "recovery_codes_made", by=by, at=now)
    return fresh_codes(user)


def secret_of(user: User) -> str | None:
    """The app's secret; None where there is none, or none that can be read any more."""
    return crypto.opened(user.totp_sealed) if user.totp_sealed else None


def fresh_codes(user: User) -> list[str]:
    """New recovery codes, four signs and a hyphen at a time; the user keeps their hashes."""
    codes = [base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode().lower() for _each in range(RECOVERY_CODES)]
    user.recovery_hashes = [crypto.hash_token(code) for code in codes]
    return ["-".join(code[start : start + 4] for start in range(0, len(code), 4)) for code in codes]


@transaction
def remove_second_factor(user: User, *, by: Any, now: datetime) -> None:
    """Turn the second step off; the secret and the recovery codes are forgotten."""
    lock(user)
    was_on = user.totp_confirmed_at is not None
    user.totp_sealed = user.totp_confirmed_at = user.totp_last_step = None
    user.recovery_hashes = []
    if was_on:
        record(user.actor, "second_factor_off", by=by, at=now)
        post(mails.security_notice(user, _("Signing in to your account no longer takes a second step."), at=now))


def take_second_factor(user: User, code: str, *, now: datetime) -> bool:
    """True when the code is the app's present one, or an unused recovery code; either is used up by it.

    The attempt is counted first: Refused (429) when there were too many.
    """
    throttle.count_attempt((CODE_ACCOUNT, user.uid), now=now)
    return use_code(user, code, now=now)


@transaction
def use_code(user: User, code: str, *, now: datetime) -> bool:
    """Use up the app's code or a recovery code; False when it is neither, or was used before. The app's secret is sealed anew
    with the newest key; where the key that sealed it is gone, recovery codes are left."""
    lock(user)
    if user.totp_confirmed_at is None:
        return False
    secret = secret_of(user)
    step = totp.matching_step(secret, code, now, after=user.totp_last_step) if secret else None
    recovery = crypto.hash_token("".join(char for char in code.lower() if char.isalnum()))
    if secret and step is not None:
        user.totp_last_step, user.totp_sealed = step, crypto.seal(secret)
    elif recovery in user.recovery_hashes:
        user.recovery_hashes = [each for each in user.recovery_hashes if each != recovery]
        record(user.actor, "recovery_code_used", by=user, at=now)
        post(mails.security_notice(user, _("A recovery code was used to sign in to your account."), at=now))
    else:
        return False
    throttle.forgive(CODE_ACCOUNT, user.uid)
    return True

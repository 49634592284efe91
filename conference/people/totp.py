"""Time-based one-time codes as authenticator apps make them: RFC 6238 over RFC 4226. Pure: secret and instant in, code out."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

STEP_S = 30
DIGITS = 6
SECRET_BYTES = 20  # RFC 4226 section 4, R6: 160 bits recommended
SKEW = 1  # RFC 6238 section 5.2: one step either way for clocks that differ and codes typed late


def new_secret() -> str:
    """A secret in base32, as apps take it typed."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def step_of(at: datetime) -> int:
    return int(at.timestamp()) // STEP_S


def code(key: bytes, step: int, *, digits: int = DIGITS, digest: str = "sha1") -> str:
    """The code of one step: RFC 4226 section 5.3."""
    mac = hmac.new(key, step.to_bytes(8, "big"), getattr(hashlib, digest)).digest()
    offset = mac[-1] & 0x0F
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**digits).zfill(digits)


def matching_step(secret: str, typed: str, at: datetime, *, after: int | None = None) -> int | None:
    """The step whose code was typed, among those that are valid now and later than `after` (a code is taken once).

    Every candidate is compared, so that the time tells nothing.
    """
    key, given = base64.b32decode(secret), "".join(typed.split())
    found = None
    for step in range(step_of(at) - SKEW, step_of(at) + SKEW + 1):
        if hmac.compare_digest(code(key, step).encode(), given.encode()) and (after is None or step > after):
            found = step
    return found


def enrolment_uri(secret: str, *, account: str, issuer: str) -> str:
    """What the app's camera reads (the Key URI format)."""
    query = urlencode({"secret": secret, "issuer": issuer, "digits": DIGITS, "period": STEP_S}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer, safe='')}:{quote(account, safe='@')}?{query}"

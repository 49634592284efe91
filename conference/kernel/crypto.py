"""Secrets: random tokens, their hashes at rest, passwords (argon2id), sealed fields, signed values. Keys rotate."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import current_app

# OWASP password storage: argon2id with at least 19 MiB, t=2, p=1
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# of a random text that nobody kept; made once, because making it takes as long as checking a password
NO_ONES_HASH = "$argon2id$v=19$m=19456,t=2,p=1$y15td9VJ79093saZ6gN5OA$ofxjMe3MWdMWTHURNZyOocIi94G300JGNwI4uAuL7Xc"


def new_token() -> str:
    """A secret of 160 random bits in 32 lowercase letters and digits; shown once, stored only as `hash_token` of it."""
    return base64.b32encode(secrets.token_bytes(20)).decode().lower()


def hash_token(token: str) -> str:
    """What is stored of a random token. A plain SHA-256 is enough for 160 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def hash_password(password: str) -> str:
    return HASHER.hash(password)


def password_matches(stored: str | None, password: str) -> bool:
    """True when the password is the stored one. Takes the same time when there is none stored (unknown account)."""
    try:
        return HASHER.verify(stored or NO_ONES_HASH, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(stored: str) -> bool:
    return HASHER.check_needs_rehash(stored)


def _keys() -> list[str]:
    return [str(current_app.config["SECRET_KEY"]), *current_app.config.get("SECRET_KEY_FALLBACKS", [])]


def _box() -> MultiFernet:
    return MultiFernet([_fernet(key) for key in _keys()])


def _fernet(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"seal:" + key.encode()).digest()))


def seal(text: str) -> str:
    """Encrypt a field at rest with the newest key."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Decrypt what any of the current keys sealed. Raises cryptography.fernet.InvalidToken otherwise."""
    return _box().decrypt(sealed.encode()).decode()


def opened(sealed: str) -> str | None:
    """The same, or None where the key that sealed it is gone."""
    try:
        return unseal(sealed)
    except InvalidToken:
        return None


def sealed_anew(sealed: str) -> str | None:
    """What an older key sealed, sealed with the newest; None where that one opens it already, or none of the keys does."""
    try:
        _fernet(_keys()[0]).decrypt(sealed.encode())
    except InvalidToken:
        plain = opened(sealed)
        return None if plain is None else seal(plain)
    return None


def signature(purpose: str, text: str) -> str:
    """A keyed digest of a text for one purpose, 128 bits in hexadecimal: the same for the same key."""
    return hmac.new(_keys()[0].encode(), f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()[:32]

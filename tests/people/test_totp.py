"""Codes of authenticator apps, by the vectors of RFC 6238 (appendix B) and RFC 4226 (appendix D)."""

import base64
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from conference.people import totp

pytestmark = pytest.mark.pure

SEED = b"12345678901234567890"
KEYS = {"sha1": SEED, "sha256": (SEED * 2)[:32], "sha512": (SEED * 4)[:64]}
VECTORS = [
    (59, "94287082", "46119246", "90693936"), (1111111109, "07081804", "68084774", "25091201"), (1111111111, "14050471", "67062674", "99943326"),
    (1234567890, "89005924", "91819424", "93441116"), (2000000000, "69279037", "90698825", "38618901"),
    (20000000000, "65353130", "77737706", "47863826"),
]  # fmt: skip
SECRET = base64.b32encode(SEED).decode()


def at(seconds):
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(("seconds", "sha1", "sha256", "sha512"), VECTORS)
def test_the_codes_of_rfc_6238(seconds, sha1, sha256, sha512):
    made = [totp.code(KEYS[digest], totp.step_of(at(seconds)), digits=8, digest=digest) for digest in KEYS]

    assert made == [sha1, sha256, sha512]


def test_the_codes_of_rfc_4226():
    expected = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]

    assert [totp.code(SEED, counter) for counter in range(10)] == expected


@pytest.mark.parametrize(("typed_at", "taken"), [(29, 0), (30, 0), (59, 0), (60, None), (-1, 0), (-30, 0), (-31, None)])
def test_a_code_is_good_for_its_step_and_one_either_side(typed_at, taken):
    start = 1_000_000_020  # a step's first second
    code = totp.code(SEED, totp.step_of(at(start)))

    step = totp.matching_step(SECRET, code, at(start + typed_at))

    assert step == (None if taken is None else totp.step_of(at(start)))


def test_a_code_is_taken_once():
    step = totp.step_of(at(59))

    assert totp.matching_step(SECRET, "287082", at(59), after=step - 1) == step
    assert totp.matching_step(SECRET, "287082", at(59), after=step) is None


@pytest.mark.parametrize("typed", ["287 082", " 287082 "])
def test_blanks_in_a_code_do_not_matter(typed):
    assert totp.matching_step(SECRET, typed, at(59)) == 1


@pytest.mark.parametrize("typed", ["", "28708", "2870820", "é87082", "0x1"])
def test_what_is_not_the_code_does_not_fit(typed):
    assert totp.matching_step(SECRET, typed, at(59)) is None


def test_the_picture_names_account_and_centre():
    uri = urlsplit(totp.enrolment_uri(SECRET, account="alice+x@example.org", issuer="Campus & Co"))

    assert (uri.scheme, uri.netloc, uri.path) == ("otpauth", "totp", "/Campus%20%26%20Co:alice%2Bx@example.org")
    assert parse_qs(uri.query) == {"secret": [SECRET], "issuer": ["Campus & Co"], "digits": ["6"], "period": ["30"]}

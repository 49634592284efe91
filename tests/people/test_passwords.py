"""Which passwords are taken: hard to guess, whatever they are made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.people.passwords import ENOUGH, guessing_bits, objections_to_password

pytestmark = pytest.mark.pure

ALICE = ("alice.martin@example.org", "Alice", "Martin")


def codes(password):
    return [objection.code for objection in objections_to_password(password, about=ALICE)]


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple", "thunder lamp river", "le chat dort sur le toit", "kX9#mQ2$vL7p", "jtkbsqwplnvr", "ночью все кошки серы",
        "東京の桜は三月の終わりに咲く", "    trailing blanks count  x9", "zebra piano cloud forty",
    ],
)  # fmt: skip
def test_a_password_that_is_hard_to_guess_is_taken(password):
    assert codes(password) == []


@pytest.mark.parametrize("password", ["", "short", "kX9#mQ2$vL7"])
def test_less_than_twelve_characters_are_refused(password):
    assert codes(password) == ["password-short"]


@pytest.mark.parametrize(
    "password",
    [
        "password1234", "Password2026!", "P@ssw0rd1234!", "correcthorsebatterystaple", "aaaaaaaaaaaa", "abcabcabcabc", "qwertyuiop123",
        "Summer2026!a", "motdepasse2026",
        "azertyazerty12", "123456789012", "1q2w3e4r5t6y", "alicemartin2024", "Alice.Martin!1", "iloveyoualice!!", "            ",
    ],
)  # fmt: skip
def test_what_guessers_try_first_is_refused(password):
    assert codes(password) == ["password-common"]


@given(st.text(max_size=60), st.text(max_size=5))
def test_more_signs_never_make_a_password_easier(password, more):
    """But for a fraction of a bit: a piece may only become cheaper by becoming a longer piece."""
    assert guessing_bits(password + more) >= 0
    assert guessing_bits(password + "ж9") >= guessing_bits(password)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=16, max_size=16))
def test_twice_the_same_is_hardly_more_than_once(password):
    assert guessing_bits(password * 2) <= guessing_bits(password) + 6.0


def test_the_threshold_is_ten_to_the_tenth():
    assert pytest.approx(10**10, rel=0.2) == 2**ENOUGH

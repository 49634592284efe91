"""Neither an answer nor the work behind it tells whether an address is known: the same page, the same statements, one hash.

Time itself is measured by hand (docs/security.md); here it is held by what takes it.
"""

import re

import pytest
from sqlalchemy import event

from conference.kernel import clock, crypto
from conference.kernel.database import db
from tests.attack.cast import two_houses
from tests.make import MONDAY, sign_in

GUEST = {"given_name": "Yuki", "country": "JP", "language": "ja", "timezone": "Asia/Tokyo", "category": "guest"}


@pytest.fixture
def settings():
    return {"WTF_CSRF_ENABLED": False}


@pytest.fixture
def house(app):
    with clock.at(MONDAY):
        yield two_houses()


@pytest.fixture
def work(monkeypatch, app):
    """What was done since it was last asked: statements without their values, and password hashes."""
    done = []
    event.listen(db.engine, "before_cursor_execute", lambda _c, _cursor, statement, *_more: done.append(statement))
    verify = crypto.HASHER.verify

    class Counted:
        def verify(self, stored, password):
            done.append("a hash")
            return verify(stored, password)

        def __getattr__(self, name):
            return getattr(HASHER, name)

    HASHER = crypto.HASHER
    monkeypatch.setattr(crypto, "HASHER", Counted())
    return done


def told(answer, address):
    """The answer without the address itself and what is random in it."""
    place = re.sub(r"[a-z0-9]{32}", "…", answer.headers.get("Location", ""))
    return answer.status_code, place, re.sub(r"[a-z0-9]{32}", "…", answer.text.replace(address, "…"))


ASKED = {
    "sign-in": ("/login", lambda address: {"email": address, "password": "not the password"}, "alice"),
    "a new password": ("/password-reset/", lambda address: {"email": address}, "alice"),
    "a registration": ("/events/ours/register/", lambda address: GUEST | {"email": address, "nonce": address}, "guest"),
    "a lost link": ("/events/ours/register/link/", lambda address: {"email": address}, "guest"),
    "another address": ("/account/email/", lambda address: {"email": address}, "alice"),
}


@pytest.mark.parametrize("what", ASKED)
def test_a_known_address_is_answered_like_an_unknown_one(app, house, work, both_engines, what):
    path, body, whose = ASKED[what]
    known = {"alice": house.alice.email, "guest": "guest@ours.example"}[whose]
    answers, works = [], []
    app.test_client().get("/")  # what each process keeps of the centre is read once, whoever asks
    for address in (known, "nobody@nowhere.example"):
        client = app.test_client()
        if what == "another address":
            sign_in(client, house.bob)
        work.clear()
        answers.append(told(client.post(path, data=body(address)), address))
        works.append(list(work))

    assert answers[0] == answers[1] and answers[0][0] in {303, 422}
    assert works[0] == works[1] and len(works[0]) > 3

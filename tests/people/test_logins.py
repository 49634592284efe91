"""The browsers that are signed in: seen, and signed out one by one or all at once."""

from datetime import timedelta

from sqlalchemy import select

from conference.kernel import clock
from conference.kernel.database import db
from conference.people.models import Login
from tests import make
from tests.make import MONDAY, sign_in
from tests.people.test_sign_in import is_signed_in


def test_one_browser_can_be_signed_out_from_another(app, alice):
    here, there = sign_in(app.test_client(), alice), sign_in(app.test_client(), alice)
    uid = db.session.scalars(select(Login.uid).order_by(Login.id.desc())).first()

    assert here.post(f"/account/logins/{uid}/end").status_code == 303

    assert (is_signed_in(here), is_signed_in(there)) == (True, False)


def test_nobody_ends_the_log_in_of_somebody_else(app, alice):
    bob = make.user("Bob Durand")
    sign_in(app.test_client(), alice)
    uid = db.session.scalars(select(Login.uid)).one()

    assert sign_in(app.test_client(), bob).post(f"/account/logins/{uid}/end").status_code == 404
    assert db.session.scalars(select(Login.ended_at).where(Login.uid == uid)).one() is None


def test_signing_out_everywhere_else_leaves_this_browser(app, alice):
    here, *others = (sign_in(app.test_client(), alice) for _each in range(3))

    here.post("/account/logins/end")

    assert [is_signed_in(each) for each in (here, *others)] == [True, False, False]


def test_the_address_and_program_of_a_log_in_are_shown_to_its_owner(app, alice):
    client = app.test_client()
    client.environ_base |= {"HTTP_USER_AGENT": "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0", "REMOTE_ADDR": "192.0.2.44"}
    sign_in(client, alice)

    page = client.get("/account/logins/").text

    assert "Firefox, Windows" in page
    assert "192.0.2.44" in page


def test_using_the_site_is_written_down_every_five_minutes_at_most(client, alice):
    with clock.at(MONDAY):
        sign_in(client, alice)
    seen = []
    for minutes in (1, 4, 5, 6, 11):
        with clock.at(MONDAY + timedelta(minutes=minutes)):
            client.get("/account/logins/")
        db.session.rollback()
        seen.append((db.session.scalars(select(Login.seen_at)).one() - MONDAY) // timedelta(minutes=1))

    assert seen == [0, 0, 5, 5, 11]

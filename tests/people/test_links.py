"""What comes by mail: a new password, an invitation, a new address."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from conference.kernel import clock, jobs
from conference.kernel.database import db
from conference.kernel.history import Change
from conference.kernel.mail import Letter
from conference.people import actions
from conference.people.models import LinkRequest, OneTimeLink, Role, User
from tests import make
from tests.make import MONDAY, sign_in
from tests.people.conftest import path_in

NEW = "thunder lamp river 17"


def ask(client, email):
    return client.post("/password-reset/", data={"email": email})


def reset_path(client, letters, email="alice@example.org"):
    ask(client, email)
    return path_in(letters()[-1])


def signs_in(app, email, password):
    return app.test_client().post("/login", data={"email": email, "password": password}).status_code == 303


def test_a_new_password_by_letter(app, client, alice, letters, monday, both_engines):
    browser = sign_in(app.test_client(), alice)
    path = reset_path(client, letters)

    assert "alice@example.org" in client.get(path).text
    answer = client.post(path, data={"password": NEW})

    assert (answer.status_code, answer.location) == (303, "/login")
    assert browser.get("/account/").status_code == 303  # every session has ended
    assert (signs_in(app, alice.email, NEW), signs_in(app, alice.email, make.PASSWORD)) == (True, False)
    assert [letter.subject for letter in letters()] == ["Choose a new password", "Your account was changed"]


def test_the_page_answers_the_same_and_does_the_same_for_an_unknown_address(client, alice, letters, monday):
    pages = []
    for email in ("alice@example.org", "nobody@example.org"):
        answer = ask(client, email)
        pages.append((answer.status_code, answer.location, client.get("/login").text))
    asked = db.session.scalars(select(LinkRequest.email)).all()

    assert pages[0] == pages[1]
    assert asked == ["alice@example.org", "nobody@example.org"]  # one row each, no letter yet: the same work
    assert [letter.recipient for letter in letters()] == ["alice@example.org"]
    assert db.session.scalar(select(func.count()).select_from(LinkRequest)) == 0


def test_a_reset_link_works_once(client, alice, letters, monday):
    path = reset_path(client, letters)

    assert client.post(path, data={"password": NEW}).status_code == 303
    assert client.post(path, data={"password": NEW + "!"}).status_code == 404
    assert "This link is over" in client.get(path).text


def test_looking_at_the_link_does_not_use_it_up(client, alice, letters, monday):
    path = reset_path(client, letters)

    assert [client.get(path).status_code for _each in range(3)] == [200] * 3
    assert client.post(path, data={"password": NEW}).status_code == 303


@pytest.mark.parametrize(("minutes", "status"), [(59, 303), (60, 404)])
def test_a_reset_link_is_good_for_one_hour(client, alice, letters, minutes, status):
    with clock.at(MONDAY):
        path = reset_path(client, letters)

    with clock.at(MONDAY + timedelta(minutes=minutes)):
        assert client.post(path, data={"password": NEW}).status_code == status


def test_a_newer_link_makes_the_older_one_useless(client, alice, letters, monday):
    first, second = reset_path(client, letters), reset_path(client, letters)

    assert [client.get(path).status_code for path in (first, second)] == [404, 200]


def test_a_weak_password_is_refused_and_the_link_stays_good(client, alice, letters, monday):
    path = reset_path(client, letters)

    answer = client.post(path, data={"password": "alicemartin2024"})

    assert answer.status_code == 422
    assert "among the first that would be guessed" in answer.text
    assert client.post(path, data={"password": NEW}).status_code == 303


def test_only_the_hash_of_a_link_is_kept(client, alice, letters, monday):
    secret = reset_path(client, letters).rpartition("/")[2]

    assert len(secret) == 32
    assert secret not in db.session.scalars(select(OneTimeLink.secret_hash)).one()


def test_a_link_of_one_purpose_opens_nothing_else(client, alice, letters, monday):
    secret = reset_path(client, letters).rpartition("/")[2]

    assert client.get(f"/invitations/{secret}").status_code == 404
    assert client.get(f"/email-confirmation/{secret}").status_code == 404


def test_closed_accounts_get_no_letter(client, alice, letters, monday):
    make.changed(alice, disabled_at=MONDAY)

    ask(client, alice.email)

    assert letters() == []


def test_letters_to_one_account_are_slowed(client, alice, letters, monday):
    assert [ask(client, alice.email).status_code for _each in range(4)] == [303, 303, 303, 429]


def test_the_letter_speaks_the_readers_language_and_zone(client, alice, letters, monday):
    make.changed(alice, locale="fr", timezone="Asia/Tokyo")

    ask(client, alice.email)

    letter = letters()[0]
    assert (letter.locale, letter.about) == ("fr", alice.actor)
    assert "18:00" in letter.text  # 09:00 UTC, an hour after Monday's beginning


def test_an_invitation_lets_somebody_in(app, office, letters, ada):
    office.post("/manage/centre/people/invitation", data={"email": "New@Example.org", "role": "door", "language": "fr", "given_name": "Nina"})
    letter = letters()[0]

    answer = app.test_client().post(path_in(letter), data={"password": NEW})

    assert (letter.recipient, letter.locale, answer.status_code) == ("new@example.org", "fr", 303)
    assert "Ada Admin" in letter.text
    assert signs_in(app, "new@example.org", NEW)
    user = db.session.scalars(select(User).where(User.email == "new@example.org")).one()
    assert (user.name, user.holds(Role.DOOR), user.holds(Role.ADMINISTRATOR)) == ("Nina", True, False)


@pytest.mark.parametrize(("days", "status"), [(6, 200), (7, 404)])
def test_an_invitation_is_good_for_seven_days(client, office, letters, days, status):
    office.post("/manage/centre/people/invitation", data={"email": "new@example.org", "role": "door", "language": "en"})
    path = path_in(letters()[0])

    with clock.at(MONDAY + timedelta(days=days)):
        assert client.get(path).status_code == status


def test_a_new_address_counts_when_its_owner_has_confirmed_it(app, browser, alice, letters, both_engines):
    browser.post("/account/email/", data={"email": "Martin@Example.net"})
    letter = letters()[0]
    assert (letter.recipient, db.session.get(User, alice.id).email) == ("martin@example.net", "alice@example.org")

    assert browser.post(path_in(letter)).status_code == 303

    user = db.session.get(User, alice.id)
    assert (user.email, user.person.email) == ("martin@example.net", "martin@example.net")
    assert [(each.recipient, each.subject) for each in letters()[1:]] == [("alice@example.org", "Your account was changed")]
    change = db.session.scalars(select(Change).where(Change.action == "email_changed")).one()
    assert (change.before, change.after) == ({"email": "alice@example.org"}, {"email": "martin@example.net"})


def test_an_address_in_use_gets_the_same_answer_and_no_letter(browser, letters):
    make.user("Bob Durand")

    taken = browser.post("/account/email/", data={"email": "bob@example.org"})
    free = browser.post("/account/email/", data={"email": "free@example.org"})

    assert (taken.status_code, taken.location) == (free.status_code, free.location)
    assert [letter.recipient for letter in letters()] == ["free@example.org"]


def test_an_address_taken_in_the_meantime_is_refused(browser, alice, letters, both_engines):
    browser.post("/account/email/", data={"email": "wanted@example.org"})
    path = path_in(letters()[0])
    make.user("Wanted Elsewhere")

    answer = browser.post(path)

    assert answer.status_code == 409
    assert "Another account uses this address." in answer.text
    assert db.session.get(User, alice.id).email == "alice@example.org"


def test_links_that_are_over_are_purged(client, alice, letters, monday):
    reset_path(client, letters)
    reset_path(client, letters)

    assert actions.links.purge_links(MONDAY) == 1
    assert actions.links.purge_links(MONDAY + timedelta(hours=1)) == 1


def test_the_worker_answers_who_asked(client, alice):
    ask(client, alice.email)

    jobs.work(once=True)

    assert db.session.scalars(select(Letter.recipient)).all() == ["alice@example.org"]

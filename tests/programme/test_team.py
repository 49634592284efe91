"""A team is joined by invitation: what the organiser learns, where the link leads, who gets in by it, and when it is over."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from conference.kernel import clock
from conference.kernel.mail import Letter
from conference.people.erasure import erase_person, export_data
from conference.people.models import User
from conference.people.rules import Role
from conference.programme.actions import invite_to_team, join_with_new_account, purge_invitations
from conference.programme.actions.team import LETTERS
from conference.programme.models_team import TeamInvitation
from tests import make
from tests.make import MONDAY, db
from tests.programme.conftest import refused
from tests.programme.test_manage import the_event

TEAM = "/manage/events/congress/team/"
PASSWORD = "thunder lamp river 17"


@pytest.fixture
def monday():
    with clock.at(MONDAY):
        yield MONDAY


@pytest.fixture
def alice(house, client, monday):
    return make.sign_in(client, house.alice)


def letters():
    db.session.rollback()
    return db.session.scalars(select(Letter).order_by(Letter.id)).all()


def link():
    return re.search(r"http://localhost(/team-invitations/\S+)", letters()[-1].text)[1]


def team():
    db.session.rollback()
    return sorted((member.user.email, member.role.value) for member in the_event().team)


def shown(page):
    """The page without what differs each time: the token, and the number in the address of the button."""
    return re.sub(r'value="[^"]{40,}"|invitations/\d+/', "", page)


def test_the_answer_is_the_same_whether_or_not_somebody_signs_in_with_the_address(house, alice, monday, both_engines):
    seen = []
    for email in (house.bob.email, "xob@example.org"):
        answer = alice.post(TEAM, data={"email": email, "role": "reviewer"})
        seen.append((answer.status_code, answer.location, shown(alice.get(TEAM).text).replace(email, "…"), letters()[-1].text.count("\n")))
        db.session.query(TeamInvitation).delete()
        db.session.commit()

    assert seen[0] == seen[1]
    assert "Bob" not in seen[0][2]
    assert team() == []


def test_whoever_has_an_account_signs_in_and_joins(app, house, alice, monday, both_engines):
    alice.post(TEAM, data={"email": house.bob.email.upper(), "role": "reviewer"})
    path, bob = link(), app.test_client()

    assert "The Congress" in bob.get(path).text
    answer = bob.post(path)
    assert (answer.status_code, answer.location) == (303, f"/login?next={path}")
    assert team() == []
    assert bob.post(answer.location, data={"email": house.bob.email, "password": make.PASSWORD}).location == path
    assert "bob@example.org" in bob.get(path).text
    assert bob.post(path).location == "/manage/events/"
    assert team() == [("bob@example.org", "reviewer")]
    assert bob.get("/manage/events/congress/draft/").status_code == 200
    assert "Bob Durand" in alice.get(TEAM).text


def test_whoever_is_new_chooses_a_password_and_is_on_the_team(app, house, alice, monday, both_engines):
    alice.post(TEAM, data={"email": "new@example.org", "role": "organiser"})
    new = app.test_client()
    answer = new.post(link())

    assert re.fullmatch("/invitations/[a-z0-9]{20,}", answer.location)
    assert new.post(answer.location, data={"password": PASSWORD}).location == "/login"
    new.post("/login", data={"email": "new@example.org", "password": PASSWORD})
    assert new.get("/manage/events/congress/").status_code == 200
    assert 'href="/manage/events/"' in new.get("/").text
    assert db.session.scalars(select(User).filter_by(email="new@example.org")).one().grants == []


def test_somebody_invited_by_an_administrator_who_has_not_come_yet_goes_on_to_their_password(app, house, alice, monday):
    make.user("Nina New")
    make.changed(db.session.scalars(select(User).filter_by(email="nina@example.org")).one(), password_hash=None)
    alice.post(TEAM, data={"email": "nina@example.org", "role": "door"})

    assert app.test_client().post(link()).location.startswith("/invitations/")
    assert team() == [("nina@example.org", "door")]


def test_a_link_works_once_for_a_week_and_until_it_is_withdrawn_or_sent_anew(app, house, alice, monday):
    reader = app.test_client()
    alice.post(TEAM, data={"email": "one@example.org", "role": "door"})
    first = link()
    alice.post(TEAM, data={"email": "one@example.org", "role": "door"})
    assert (reader.get(first).status_code, reader.get(link()).status_code) == (404, 200)

    assert reader.post(link()).status_code == 303
    assert reader.get(link()).status_code == 404

    alice.post(TEAM, data={"email": "two@example.org", "role": "door"})
    [number] = db.session.scalars(select(TeamInvitation.id)).all()
    alice.post(f"{TEAM}invitations/{number}/withdrawal")
    assert reader.get(link()).status_code == 404

    alice.post(TEAM, data={"email": "three@example.org", "role": "door"})
    with clock.at(MONDAY + timedelta(days=7, seconds=1)):
        assert reader.get(link()).status_code == 404
        assert refused(join_with_new_account, link().split("/")[2], language="en", now=clock.now()) == (409, ["link-over"])
        assert purge_invitations(clock.now()) == 1


def test_an_account_that_is_closed_does_not_come_in_by_an_invitation(app, house, alice, monday):
    make.user("Carl Closed", disabled_at=MONDAY)
    alice.post(TEAM, data={"email": "carl@example.org", "role": "door"})

    assert app.test_client().post(link()).location.startswith("/login")
    assert refused(join_with_new_account, link().split("/")[2], language="en", now=MONDAY) == (409, ["sign-in-first"])


def test_a_role_that_is_none_of_a_teams_or_held_already_is_refused(house, alice, monday):
    assert alice.post(TEAM, data={"email": "a@example.org", "role": "administrator"}).status_code == 422
    assert refused(invite_to_team, house.event, email="a@example.org", role=Role.ADMINISTRATOR, by=house.alice, now=MONDAY) == (
        422,
        ["not-a-team-role"],
    )
    alice.post(TEAM, data={"email": "a@example.org", "role": "door"})
    alice.application.test_client().post(link())
    assert "already has this role" in alice.post(TEAM, data={"email": "a@example.org", "role": "door"}).text
    [member] = the_event().team
    assert alice.post(f"{TEAM}{member.id}/removal").status_code == 303
    assert team() == []


def test_the_centres_letters_are_not_for_flooding_strangers(house, monday):
    for number in range(LETTERS.free):
        invite_to_team(the_event(), email=f"a{number}@example.org", role=Role.DOOR, by=house.alice, now=MONDAY)
    status, codes = refused(invite_to_team, the_event(), email="b@example.org", role=Role.DOOR, by=house.alice, now=MONDAY)

    assert (status, codes) == (429, ["too-many-attempts"])
    assert db.session.scalar(select(func.count()).select_from(TeamInvitation)) == LETTERS.free


def test_one_organiser_does_not_withdraw_anothers_invitation(house, client, monday):
    invite_to_team(the_event(), email="a@example.org", role=Role.DOOR, by=house.alice, now=MONDAY)
    make.event("theirs", of=house.hospital)
    [number] = db.session.scalars(select(TeamInvitation.id)).all()
    make.sign_in(client, house.bob)

    assert client.post(f"/manage/events/theirs/team/invitations/{number}/withdrawal").status_code == 404
    assert client.post(f"{TEAM}invitations/{number}/withdrawal").status_code == 403


def test_an_invitation_is_taken_along_and_erased_with_its_address(house, monday):
    invite_to_team(the_event(), email=house.bob.email, role=Role.DOOR, by=house.alice, now=MONDAY)

    assert export_data(house.bob.person)["programme"]["invited_to_teams"] == [{"event": "congress", "role": "door"}]
    erase_person(house.bob.person, by=house.bob, now=MONDAY)
    assert db.session.scalar(select(func.count()).select_from(TeamInvitation)) == 0
    assert [letter.recipient for letter in letters()] == []


def test_the_letter_speaks_the_language_of_whoever_invites(house, monday):
    make.changed(house.alice, locale="fr")
    invite_to_team(the_event(), email="a@example.org", role=Role.REVIEWER, by=house.alice, now=MONDAY)

    assert letters()[-1].subject == "Vous êtes invité dans l’équipe de « The Congress »"
    assert "Alice Martin vous invite dans l’équipe de «\u00a0The Congress\u00a0» comme évaluateur." in letters()[-1].text

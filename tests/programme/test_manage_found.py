"""Who finds which event among theirs, and what its history tells them."""

from conference.kernel import clock
from conference.people.rules import Role
from conference.programme.actions import add_to_team
from conference.programme.models import Session
from conference.programme.rules import Visibility
from tests import make
from tests.make import MONDAY, db
from tests.programme.test_manage import the_event


def test_whoever_helps_at_an_event_finds_it_and_their_way_to_the_door(programme, client):
    make.event("retreat", of=programme.institute, visibility=Visibility.PRIVATE)
    tim = make.user("Tim Team", Role.REVIEWER)
    add_to_team(the_event("retreat"), email=tim.email, role=Role.REVIEWER, by="system", now=MONDAY)
    shown = {}
    for user in (programme.dora, tim, programme.rita, programme.alice):
        page = make.sign_in(client, user).get("/manage/events/").text
        shown[user.email.partition("@")[0]] = [
            part in page for part in ("/manage/events/congress/door/", 'href="/events/retreat/"', "Where you help")
        ]
        client.post("/logout")

    assert list(shown.values()) == [[True, False, True], [False, True, True], [False, True, True], [False, False, False]]


def test_where_the_day_is_later_than_in_utc_the_last_evening_is_still_a_day_of_the_event(programme, client):
    make.changed(programme.event, timezone="America/New_York")  # ends on 2 March: eight in the evening there is 3 March in UTC
    with clock.at(MONDAY.replace(day=3, hour=1)):
        assert "Where you help" in make.sign_in(client, programme.dora).get("/manage/events/").text
    with clock.at(MONDAY.replace(day=3, hour=12)):
        assert "Where you help" not in client.get("/manage/events/").text


def test_the_history_of_an_event_tells_what_became_of_its_sessions(programme, client):
    make.sign_in(client, programme.alice)
    session = db.session.query(Session).filter_by(code="KEY001").one()
    entity, title = session.entity, str(session.title)
    page = client.get("/manage/events/congress/history/").text
    narrowed = client.get(f"/manage/events/congress/history/?entity={entity}").text
    foreign = client.get(f"/manage/events/congress/history/?entity=user:{programme.alice.uid}").text

    assert title in page and "Grace Hopper" in page
    assert ("Only session" in narrowed, "No changes here" in foreign) == (True, True)

"""Private links: each opens one thing, can be withdrawn without the others, and is shown once on the page."""

from datetime import timedelta

import icalendar
import pytest

from conference.feeds.actions import make_link, renew_link, withdraw_link
from conference.feeds.models import FeedToken
from conference.feeds.rules import Purpose
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.kernel.objection import Refused
from tests import make
from tests.feeds.scene import NOW, congress


@pytest.fixture
def scene(app):
    with clock.at(NOW + timedelta(minutes=1)):
        yield congress()


def events_in(answer):
    assert answer.status_code == 200, answer.text
    return {str(event["URL"]).rstrip("/").rpartition("/")[2]: event for event in icalendar.Calendar.from_ical(answer.data).events}


@transaction
def set_on(row, **values):
    for name, value in values.items():
        setattr(row, name, value)


def link_of(user, purpose, **more):
    return make_link(user, purpose, by=user, now=NOW, **more)


def test_my_sessions_are_those_on_which_i_stand(scene, client):
    secret = link_of(scene.centre.alice, Purpose.DUTIES)
    answer = client.get(f"/calendar/private/{secret}.ics")
    assert sorted(events_in(answer)) == ["MORN"]
    assert answer.headers["Cache-Control"] == "private, max-age=300" and answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_only_the_hash_of_a_link_is_kept_and_its_use_is_noted(scene, client):
    secret = link_of(scene.centre.alice, Purpose.DUTIES)
    token = db.session.scalars(db.select(FeedToken)).one()
    assert secret not in str(vars(token)) and token.used_at is None
    client.get(f"/calendar/private/{secret}.ics")
    db.session.refresh(token)
    assert token.used_at == NOW + timedelta(minutes=1)


def test_a_withdrawn_link_is_404_and_the_others_go_on(scene, client):
    duties, bookings = link_of(scene.centre.alice, Purpose.DUTIES), link_of(scene.centre.alice, Purpose.BOOKINGS)
    token = db.session.scalars(db.select(FeedToken).where(FeedToken.purpose == Purpose.DUTIES)).one()
    withdraw_link(token, by=scene.centre.alice, now=NOW)
    assert [client.get(f"/calendar/private/{each}.ics").status_code for each in (duties, bookings)] == [404, 200]


def test_a_renewed_link_replaces_the_old_one(scene, client):
    old = link_of(scene.centre.alice, Purpose.DUTIES)
    new = renew_link(db.session.scalars(db.select(FeedToken)).one(), by=scene.centre.alice, now=NOW)
    assert [client.get(f"/calendar/private/{each}.ics").status_code for each in (old, new)] == [404, 200]
    with pytest.raises(Refused) as refused:
        link_of(scene.centre.alice, Purpose.DUTIES)
    assert refused.value.codes == ["link-exists"]


def test_a_disabled_account_has_no_calendars(scene, client):
    secret = link_of(scene.centre.alice, Purpose.DUTIES)
    set_on(scene.centre.alice, disabled_at=NOW)
    assert client.get(f"/calendar/private/{secret}.ics").status_code == 404


def test_a_link_for_one_thing_opens_no_other(scene, client):
    rooms = link_of(scene.centre.vera, Purpose.ROOM, room=scene.centre.seminar)
    own = link_of(scene.centre.vera, Purpose.BOOKINGS)
    paths = [f"/calendar/rooms/seminar-1.ics?token={own}", f"/calendar/private/{rooms}.ics", f"/calendar/rooms/auditorium.ics?token={rooms}"]
    assert [client.get(path).status_code for path in paths] == [404, 404, 404]
    assert client.get(f"/calendar/rooms/seminar-1.ics?token={rooms}").status_code == 200


def test_the_title_of_a_private_calendar_is_in_its_owners_language(scene, client):
    set_on(scene.centre.alice, locale="fr")
    secret = link_of(scene.centre.alice, Purpose.BOOKINGS)
    answer = client.get(f"/calendar/private/{secret}.ics", headers={"Accept-Language": "en"})
    assert icalendar.Calendar.from_ical(answer.data)["NAME"] in {"My bookings", "Mes réservations"}


# The page -------------------------------------------------------------------------------------------------------------


def test_a_link_is_made_shown_once_renewed_and_withdrawn_on_the_page(scene, client):
    make.sign_in(client, scene.centre.alice)
    assert client.get("/account/feeds/").status_code == 200
    made = client.post("/account/feeds/", data={"purpose": "bookings", "room": "", "detail": "busy"})
    assert made.status_code == 201 and "/calendar/private/" in made.text and made.headers["Cache-Control"] == "no-store"
    assert "/calendar/private/" not in client.get("/account/feeds/").text
    token = db.session.scalars(db.select(FeedToken)).one()
    assert client.post("/account/feeds/", data={"purpose": "bookings", "room": "", "detail": "busy"}).status_code == 409
    assert "/calendar/private/" in client.post(f"/account/feeds/{token.uid}/renewal").text
    token = db.session.scalars(db.select(FeedToken).where(FeedToken.revoked_at.is_(None))).one()
    assert client.post(f"/account/feeds/{token.uid}/withdrawal").status_code == 303
    assert db.session.scalars(db.select(FeedToken).where(FeedToken.revoked_at.is_(None))).all() == []


def test_only_ones_own_links_can_be_withdrawn(scene, client):
    link_of(scene.centre.bob, Purpose.BOOKINGS)
    token = db.session.scalars(db.select(FeedToken)).one()
    make.sign_in(client, scene.centre.alice)
    assert client.post(f"/account/feeds/{token.uid}/withdrawal").status_code == 404


def test_details_of_a_diary_are_for_the_centres_staff(scene, client):
    make.sign_in(client, scene.centre.alice)
    asked = {"purpose": "room", "room": "seminar-1", "detail": "detailed"}
    assert client.post("/account/feeds/", data=asked).status_code == 422
    assert client.post("/account/feeds/", data={**asked, "detail": "busy"}).status_code == 201


def test_a_diary_without_a_room_is_asked_back(scene, client):
    make.sign_in(client, scene.centre.alice)
    answer = client.post("/account/feeds/", data={"purpose": "room", "room": "", "detail": "busy"})
    assert answer.status_code == 409 and "Choose the room" in answer.text

"""Knowing an id is no right: what belongs to somebody else is not there, whichever address it is asked by."""

import json

import pytest
from sqlalchemy import func, select

from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.history import Change
from conference.people.models import Organisation
from conference.programme.models import Session, TeamMember
from conference.registration.models import CheckIn, Consent, Registration
from tests.attack.cast import two_houses
from tests.make import MONDAY, sign_in
from tests.registration.cast import enrol


@pytest.fixture
def house(app):
    with clock.at(MONDAY):
        yield two_houses()


def written():
    """How much was ever changed: a line of history per change, and the rows that have none."""
    db.session.rollback()
    return [db.session.scalar(select(func.count()).select_from(table)) for table in (Change, Session, TeamMember, Registration, CheckIn)]


def test_another_organisations_things_are_not_there_for_an_organiser(house, client):
    sign_in(client, house.alice)
    before = written()
    theirs = house.theirs
    guest = f"/manage/events/theirs/registrations/{theirs.guest.registration.uid}"
    for path in (f"/bookings/{theirs.booking.uid}/edit", f"/bookings/{theirs.booking.uid}/move", "/manage/events/theirs/", "/manage/events/theirs/edit/",
                 "/manage/events/theirs/sessions/TALK01/", "/manage/events/theirs/team/", "/manage/events/theirs/door/", "/manage/events/theirs/registrations/",
                 "/manage/events/theirs/registrations/registrations.csv", f"{guest}/", f"{guest}/change/"):  # fmt: skip
        assert client.get(path).status_code in {403, 404}, path
    for path in (f"/bookings/{theirs.booking.uid}/cancellation", f"/bookings/{theirs.booking.uid}/move", f"/bookings/{theirs.booking.uid}/edit",
                 "/manage/events/theirs/cancellation", "/manage/events/theirs/sessions/TALK01/cancellation", "/manage/events/theirs/publish/",
                 f"/manage/events/theirs/team/{theirs.member.id}/removal", f"{guest}/cancellation", f"{guest}/approval", f"{guest}/letters",
                 f"/manage/events/theirs/door/scans/{theirs.scan.id}/undo", "/manage/events/theirs/registrations/places/"):  # fmt: skip
        assert client.post(path, data={"title": "mine now"}).status_code in {403, 404}, path
    assert written() == before


def test_their_things_are_not_reached_through_ones_own_event(house, client):
    """The event of the address is mine; the number or code behind it is not."""
    sign_in(client, house.alice)
    before = written()
    uid = house.theirs.guest.registration.uid
    for path in (f"registrations/{uid}/", f"registrations/{uid}/change/"):
        assert client.get(f"/manage/events/ours/{path}").status_code == 404, path
    for path in (f"registrations/{uid}/cancellation", f"registrations/{uid}/approval", f"registrations/{uid}/refusal", f"registrations/{uid}/letters",
                 f"registrations/{uid}/change/", f"team/{house.theirs.member.id}/removal", f"door/scans/{house.theirs.scan.id}/undo"):  # fmt: skip
        assert client.post(f"/manage/events/ours/{path}", data={"given_name": "mine"}).status_code == 404, path
    assert written() == before
    assert db.session.get(CheckIn, house.theirs.scan.id).undone_at is None


def test_their_ticket_does_not_open_our_door(house, client):
    sign_in(client, house.alice)
    code = house.theirs.guest.registration.code
    answer = client.post("/api/v1/events/ours/check-ins", data=json.dumps({"code": code, "nonce": "n"}), content_type="application/json",
                         headers={"Authorization": f"Bearer {house.ours.token}"})  # fmt: skip
    assert (answer.json["result"], answer.json["registration"]) == ("wrong_event", None)


def test_a_secret_link_changes_its_own_registration_only(house, client):
    other = enrol(house.ours.event, "Other", email="other@example.org", category="guest", consents=["privacy"])
    theirs = db.session.scalars(select(Consent).where(Consent.registration_id == other.registration.id)).one()

    assert client.post(f"/registrations/{house.ours.guest.secret}/consents/{theirs.id}/withdrawal").status_code == 404
    assert db.session.get(Consent, theirs.id).withdrawn_at is None


def test_neither_ticket_code_nor_public_id_is_a_secret_link(house, client):
    registration = house.ours.guest.registration
    for known in (registration.code, registration.uid, str(registration.id)):
        assert client.get(f"/registrations/{known}/").status_code == 404


def test_through_the_api_it_is_the_same(house, client):
    before = written()

    def call(method, path, body=None):
        data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return client.open(f"/api/v1{path}", method=method, headers={"Authorization": f"Bearer {house.ours.token}"}, **data).status_code

    theirs = house.theirs.booking.uid
    assert [call("PATCH", f"/bookings/{theirs}", {"title": "mine"}), call("DELETE", f"/bookings/{theirs}")] in ([404, 404], [403, 403])
    assert call("PATCH", "/events/theirs", {"title": "mine"}) == 403
    assert call("POST", "/events/theirs/releases", {}) == 403
    assert call("PATCH", "/events/theirs/sessions/TALK01", {"title": "mine"}) == 403
    assert call("DELETE", "/events/theirs/sessions/TALK01") == 403
    assert call("GET", "/events/theirs/registrations") == 403
    assert call("POST", "/events/theirs/check-ins", {"code": "x", "nonce": "n"}) == 403
    booking = {"room": "auditorium", "title": "T", "starts_at": "2027-03-03T09:00+01:00", "ends_at": "2027-03-03T10:00+01:00", "status": "confirmed"}
    assert call("POST", "/bookings", booking | {"organisation": "hospital"}) == 422
    assert call("POST", "/bookings", booking | {"event": "theirs"}) in {403, 404, 422}
    assert (
        call("POST", "/events", {"slug": "new", "title": "N", "starts_on": "2027-03-03", "ends_on": "2027-03-03", "organisation": "hospital"}) == 422
    )
    assert written() == before


def test_fields_that_no_form_shows_change_nothing(house, client):
    """Mass assignment: what is sent beside a form's own fields goes nowhere."""
    more = {"state": "confirmed", "uid": "chosen", "code": "chosen", "event_id": "2", "organisation_id": "2", "role": "administrator", "is_admin": "1",
            "queue_number": "0", "on_behalf": "1", "person_id": "1", "twin_of_id": "1", "holder_id": "1"}  # fmt: skip
    form = {
        "given_name": "Yuki",
        "email": "yuki@example.org",
        "country": "JP",
        "language": "fr",
        "timezone": "Asia/Tokyo",
        "category": "guest",
        "nonce": "n1",
    }
    assert client.post("/events/ours/register/", data=form | more).status_code == 303
    made = db.session.scalars(select(Registration).where(Registration.email == "yuki@example.org")).one()
    assert (made.event_id, made.queue_number, made.person_id, made.twin_of_id) == (house.ours.event.id, 2, None, None)
    assert "chosen" not in {made.uid, made.code}

    sign_in(client, house.alice)
    client.post("/account/", data={"given_name": "Alice", "family_name": "Martin", "locale": "en", "timezone": "Europe/Paris"} | more)
    db.session.rollback()
    assert [grant.role.value for grant in db.session.get(type(house.alice), house.alice.id).grants] == ["organiser"]
    assert client.get("/manage/centre/people/").status_code == 403


@pytest.mark.parametrize(("path", "body"), [
    ("/events/ours/registrations", {"email": "a@example.org", "given_name": "A", "country": "JP", "language": "ja", "timezone": "Asia/Tokyo", "state": "confirmed"}),
    ("/bookings", {"room": "seminar-1", "title": "T", "starts_at": "2027-03-03T09:00+01:00", "ends_at": "2027-03-03T10:00+01:00", "holder_id": 1}),
    ("/events", {"slug": "new", "title": "N", "starts_on": "2027-03-03", "ends_on": "2027-03-03", "organisation_id": 2}),
])  # fmt: skip
def test_the_api_refuses_fields_that_it_does_not_know(house, client, path, body):
    answer = client.post(
        f"/api/v1{path}", data=json.dumps(body), content_type="application/json", headers={"Authorization": f"Bearer {house.ours.token}"}
    )
    assert answer.status_code == 422
    assert set(answer.json["errors"]) & {"state", "holder_id", "organisation_id"}


def test_a_wrong_organisation_in_a_form_is_not_taken(house, client):
    sign_in(client, house.alice)
    hospital = db.session.scalars(select(Organisation).where(Organisation.slug == "hospital")).one()
    form = {"title_en": "Stolen", "slug": "stolen", "starts_on": "2027-03-03", "ends_on": "2027-03-03", "timezone": "Europe/Paris", "languages": "en",
            "visibility": "public", "organisation": hospital.slug, "organisation_id": str(hospital.id)}  # fmt: skip
    assert client.post("/manage/events/new/", data=form).status_code == 422
    assert client.get("/api/v1/events/stolen").status_code == 404

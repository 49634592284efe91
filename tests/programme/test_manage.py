"""What organisers do in the browser: make an event, put sessions on it, publish; and who may not."""

import pytest

from conference.people.rules import Role
from conference.programme.actions import add_to_team, book_for_event
from conference.programme.models import Event, PublishedSession, Session, Speaker
from conference.programme.rules import SessionState
from tests import make
from tests.make import MONDAY, db, hours
from tests.programme.conftest import LATER, talk

SESSION = {
    "title_en": "On bread", "kind": "talk", "language": "en", "state": "confirmed", "day": "2027-03-01", "starts": "09:00", "ends": "09:45",
    "room": "0", "track": "0", "part_of": "0", "people-0-name": "Grace Hopper", "people-0-part": "speaker",
    "people-1-name": "", "people-1-part": "speaker",
}  # fmt: skip
PAGES = ["", "edit/", "edit/texts/", "edit/languages/", "edit/visibility/", "sessions/", "new-session/", "sessions/KEY001/", "speakers/", "new-speaker/", "speakers/GRACE1/", "rooms/", "rooms/marquee/",
         "tracks/", "tracks/machines/", "team/", "publish/", "history/"]  # fmt: skip


def the_event(slug="congress"):
    return db.session.query(Event).filter_by(slug=slug).one()


def the_session():
    return db.session.query(Session).one()


def test_the_manage_pages_open_for_its_organisers(programme, client):
    make.sign_in(client, programme.alice)
    assert {page: client.get(f"/manage/events/congress/{page}").status_code for page in PAGES} == dict.fromkeys(PAGES, 200)


@pytest.mark.parametrize(("who", "status"), [("bob", 403), ("dora", 403), ("rita", 403)])
def test_the_manage_pages_are_closed_for_others(programme, client, who, status):
    make.sign_in(client, getattr(programme, who))
    assert {page: client.get(f"/manage/events/congress/{page}").status_code for page in PAGES} == dict.fromkeys(PAGES, status)


def test_strangers_are_led_to_the_sign_in(programme, client):
    answer = client.get("/manage/events/")
    assert (answer.status_code, answer.location) == (303, "/login?next=/manage/events/")


def test_a_session_is_added_with_a_new_speaker_and_published(house, alice):
    room = house.event.rooms[0].id
    assert alice.post("/manage/events/congress/new-session/", data={**SESSION, "room": room}).status_code == 303
    session = the_session()
    assert (session.span, session.room_id, [each.speaker.name for each in session.people]) == (
        make.span("2027-03-01", "09:00", "09:45"), room, ["Grace Hopper"],
    )  # fmt: skip
    assert "Publish 1 change" in alice.get("/manage/events/congress/publish/").text

    assert alice.post("/manage/events/congress/publish/", data={"comment": "First"}).status_code == 303

    assert db.session.query(PublishedSession).one().code == session.code
    assert "Nothing to publish" in alice.get("/manage/events/congress/publish/").text
    assert alice.post("/manage/events/congress/publish/", data={}).status_code == 409


def test_a_known_name_is_the_same_person_whatever_its_case(programme, client):
    make.sign_in(client, programme.alice)
    client.post("/manage/events/congress/new-session/", data={**SESSION, "people-0-name": "grace hopper"})

    assert db.session.query(Speaker).count() == 2


def test_two_people_of_one_name_are_told_apart_by_code(programme, client):
    make.sign_in(client, programme.alice)
    make.saved(Speaker(event_id=programme.event.id, code="GRACE2", name="Grace Hopper"))

    unclear = client.post("/manage/events/congress/new-session/", data=SESSION)
    clear = client.post("/manage/events/congress/new-session/", data={**SESSION, "people-0-name": "Grace Hopper (GRACE2)"})

    assert (unclear.status_code, clear.status_code) == (422, 303)
    assert "More than one person is called Grace Hopper." in unclear.text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title_en": ""}, "Please fill this in."),
        ({"day": ""}, "Give day, from and until, or none of them."),
        ({"ends": "08:00"}, "The end must come after the start."),
        ({"day": "2027-03-28", "starts": "02:30", "ends": "04:00"}, "Sunday, 28 March 2027, 02:30 does not exist in Paris"),
        ({"kind": "sermon"}, "What was chosen is not offered here, or not any more."),
        ({"title_en": "x" * 401}, "At most 400 characters, please."),
    ],
)
def test_a_session_that_does_not_fit_is_not_written(house, alice, wrong, said):
    answer = alice.post("/manage/events/congress/new-session/", data={**SESSION, **wrong})

    assert answer.status_code == 422
    assert said in answer.text
    assert (db.session.query(Session).count(), db.session.query(Speaker).count()) == (0, 0)


def test_a_session_may_stay_without_a_time(house, alice):
    alice.post("/manage/events/congress/new-session/", data={**SESSION, "day": "", "starts": "", "ends": ""})

    assert the_session().span is None
    assert "Without a time" in alice.get("/manage/events/congress/").text


def test_a_session_is_edited_cancelled_and_put_back(programme, client):
    make.sign_in(client, programme.alice)
    page = client.get("/manage/events/congress/sessions/KEY001/").text
    assert 'value="Grace Hopper"' in page and 'value="09:00' in page
    client.post("/manage/events/congress/sessions/KEY001/", data={**SESSION, "title_en": "Interpreters", "room": programme.event.rooms[0].id})
    session = db.session.query(Session).filter_by(code="KEY001").one()
    assert (dict(session.title), session.span) == ({"en": "Interpreters"}, make.span("2027-03-01", "09:00", "09:45"))

    assert client.post("/manage/events/congress/sessions/KEY001/cancellation").status_code == 303
    assert db.session.query(Session).filter_by(code="KEY001").one().state is SessionState.CANCELLED
    assert client.post("/manage/events/congress/sessions/KEY001/cancellation").status_code == 409
    assert client.get("/manage/events/congress/sessions/KEY001/").status_code == 200
    client.post("/manage/events/congress/sessions/KEY001/return")
    assert db.session.query(Session).filter_by(code="KEY001").one().state is SessionState.CONFIRMED


def test_a_session_of_another_event_is_not_there(programme, client):
    other = make.event("other", programme.hospital)
    talk(other, code="OTHER1")
    make.sign_in(client, programme.alice)

    assert client.get("/manage/events/congress/sessions/OTHER1/").status_code == 404
    assert client.post("/manage/events/congress/sessions/OTHER1/cancellation").status_code == 404


def test_a_clash_is_shown_with_both_sides(programme, client):
    talk(programme.event, "Rival", hours(0), code="RIVAL1")
    make.sign_in(client, programme.alice)

    page = client.get("/manage/events/congress/").text

    assert "“Compilers” and “Rival” are both in Marquee." in page
    assert "/sessions/KEY001/" in page and "/sessions/RIVAL1/" in page


def test_tracks_rooms_and_people_are_added_and_changed(house, alice):
    at = "/manage/events/congress"
    for path, data in (
        ("tracks/", {"name_en": "Life & bread", "colour": "3"}),
        ("tracks/life-bread/", {"name_en": "Life", "colour": "4"}),
        ("rooms/", {"name_en": "Town hall", "capacity": "200"}),
        ("rooms/town-hall/", {"name_en": "City hall", "capacity": ""}),
        ("rooms/of-the-centre", {"room": house.auditorium.id}),
        ("new-speaker/", {"name": "José Ñandú", "affiliation": "Bakery"}),
    ):
        answer = alice.post(f"{at}/{path}", data=data)
        assert answer.status_code == 303, (path, answer.text)

    event = the_event()
    assert [(track.slug, str(track.name), track.colour) for track in event.tracks] == [("life-bread", "Life", 4)]
    assert [(room.slug, str(room.name), room.capacity) for room in event.rooms] == [
        ("marquee", "Marquee", 50), ("town-hall", "City hall", None), ("auditorium", "Auditorium", 400),
    ]  # fmt: skip
    assert alice.post(f"{at}/rooms/of-the-centre", data={"room": house.auditorium.id}).status_code == 409


def test_a_booked_room_becomes_the_events_and_its_times_are_shown(house, alice):
    book_for_event(house.event, room=house.hall_ab, span=hours(0, 8), title="Congress", by=house.alice, now=MONDAY)

    page = alice.get("/manage/events/congress/rooms/").text

    assert "Hall ab" in page and "confirmed" in page


def test_a_team_member_of_another_organisation_may_edit(house, client):
    add_to_team(house.event, email=house.bob.email, role=Role.ORGANISER, by=house.alice, now=LATER)
    make.sign_in(client, house.bob)

    assert client.get("/manage/events/congress/").status_code == 200
    assert "The Congress" in client.get("/manage/events/").text


def test_an_event_is_cancelled_once(house, alice):
    assert alice.post("/manage/events/congress/cancellation").status_code == 303
    assert alice.post("/manage/events/congress/cancellation").status_code == 409


def test_a_speaker_is_linked_to_their_log_in_by_its_address(house, alice):
    at = "/manage/events/congress"
    assert alice.post(f"{at}/new-speaker/", data={"name": "Bob D.", "email": house.bob.email}).status_code == 303
    speaker = db.session.query(Speaker).one()
    assert speaker.person_id == house.bob.person_id

    assert f'value="{house.bob.email}"' in alice.get(f"{at}/speakers/{speaker.code}/").text
    assert alice.post(f"{at}/speakers/{speaker.code}/", data={"name": "Bob D.", "email": ""}).status_code == 303
    assert db.session.query(Speaker).one().person_id is None

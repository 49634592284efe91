"""Which day a schedule opens with: today while the event is on, else the first; and that caches turn with the day."""

import re
from datetime import timedelta

import pytest

from conference.kernel import clock
from tests import make
from tests.make import MONDAY, hours
from tests.programme.conftest import publish, talk

TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def two_days(house):
    talk(house.event, "First", hours(0), code="MON001")
    talk(house.event, "Second", hours(24), code="TUE001")
    talk(house.event, "Night", hours(41), code="NIGHT1")  # at two in the morning after
    publish(house.event)
    return house


def codes(client, address="", **more):
    answer = client.get(f"/events/congress/schedule/{address}", **more)
    return re.findall(r'data-code="(\w+)"', answer.text)


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        (MONDAY - timedelta(days=30), ["MON001"]), (MONDAY, ["MON001"]), (TUESDAY, ["TUE001", "NIGHT1"]),
        (TUESDAY - timedelta(hours=6), ["MON001"]), (MONDAY + timedelta(days=30), ["MON001"]),
    ],
)  # fmt: skip
def test_it_opens_with_today_or_with_the_first_day(two_days, client, now, shown):
    with clock.at(now):
        assert codes(client) == shown
        assert client.get("/events/congress/schedule/").text.count('aria-current="page"><time') == 1


def test_all_days_are_one_click_away_and_a_search_looks_in_all(two_days, client):
    with clock.at(TUESDAY):
        assert '<a href="/events/congress/schedule/?day=all"' in client.get("/events/congress/schedule/").text
        assert codes(client, "?day=all") == ["MON001", "TUE001", "NIGHT1"]
        assert codes(client, "?q=first") == codes(client, "?day=2027-03-01") == ["MON001"]
        assert codes(client, "?room=marquee") == ["MON001", "TUE001", "NIGHT1"]
        nothing = client.get("/events/congress/schedule/?day=2027-03-02&q=first").text
    assert 'href="/events/congress/schedule/?q=first&amp;day=all"' in nothing.partition("Nothing fits")[2]


def test_a_kept_page_turns_with_the_day_and_not_before(two_days, client):
    late, later, morning = (TUESDAY.replace(hour=hour, minute=minute) for hour, minute in ((2, 30), (2, 59), (3, 5)))
    with clock.at(late):
        monday = client.get("/events/congress/schedule/")
        assert client.get("/events/congress/schedule/").data == monday.data
    asks = {"If-None-Match": monday.headers["ETag"], "If-Modified-Since": monday.headers["Last-Modified"]}
    with clock.at(later):
        assert client.get("/events/congress/schedule/", headers=asks).status_code == 304
    with clock.at(morning):
        tuesday = client.get("/events/congress/schedule/", headers=asks)
        assert (tuesday.status_code, codes(client)) == (200, ["TUE001", "NIGHT1"])
        assert client.get("/events/congress/schedule/", headers={"If-Modified-Since": monday.headers["Last-Modified"]}).status_code == 200
    assert tuesday.headers["Last-Modified"] == "Tue, 02 Mar 2027 03:00:00 GMT"


def test_a_session_outside_the_events_own_days_turns_the_page_too(house, client):
    talk(house.event, "Excursion", hours(72), code="THU001")
    talk(house.event, "First", hours(0), code="MON001")
    publish(house.event)
    thursday = MONDAY + timedelta(days=3)
    for now, shown in ((thursday - timedelta(days=1), "MON001"), (thursday, "THU001"), (thursday + timedelta(days=1), "MON001")):
        with clock.at(now):
            assert codes(client) == [shown]
            answer = client.get("/events/congress/schedule/")
            tomorrow = clock.now() + timedelta(days=1)
        asks = {"If-None-Match": answer.headers["ETag"], "If-Modified-Since": answer.headers["Last-Modified"]}
        with clock.at(tomorrow):
            assert client.get("/events/congress/schedule/", headers=asks).status_code == (304 if now > thursday else 200)


def test_the_links_of_a_kept_body_are_those_of_its_own_address(two_days, client):
    """The same zone and day, asked for in two ways, are two bodies: each hands its own on."""
    with clock.at(MONDAY):
        for address in ("?day=all&tz=Europe/Paris", "?day=all", "?day=nonsense"):
            links = set(re.findall(r'class="btn[^"]*only-wide" href="([^"]*)"', client.get(f"/events/congress/schedule/{address}").text))
            assert [link.count("tz=") for link in links] == [address.count("tz=")]
            assert [link.count("day=nonsense") for link in links] == [address.count("nonsense")]


def test_the_way_back_from_a_talk_leads_to_its_place(two_days, client):
    back = re.search(r'href="(/events/congress/schedule/\S+)">Back to the schedule', client.get("/events/congress/sessions/NIGHT1/").text)[1]

    assert back == "/events/congress/schedule/?day=2027-03-02#s-NIGHT1"
    assert 'id="s-NIGHT1"' in client.get(back.partition("#")[0]).text


def test_rooms_and_tracks_are_put_into_order(programme, client):
    make.sign_in(client, programme.alice)
    for name in ("Attic", "Cave"):
        client.post("/manage/events/congress/rooms/", data={"name_en": name})
        client.post("/manage/events/congress/tracks/", data={"name_en": name, "colour": "2"})

    assert client.post("/manage/events/congress/rooms/order", data={"place-marquee": "2", "place-attic": "3", "place-cave": "1"}).status_code == 303
    assert client.post("/manage/events/congress/tracks/order", data={"place-machines": "1", "place-attic": "2", "place-cave": "1"}).status_code == 303

    assert re.findall(r'name="place-(\w+)" value="(\d)"', client.get("/manage/events/congress/rooms/").text) == [
        ("cave", "1"), ("marquee", "2"), ("attic", "3"),
    ]  # fmt: skip
    assert re.findall(r'name="place-(\w+)"', client.get("/manage/events/congress/tracks/").text) == ["cave", "machines", "attic"]
    wrong = client.post("/manage/events/congress/rooms/order", data={"place-marquee": "first"})
    assert (wrong.status_code, "Places are whole numbers: 1 is the first." in wrong.text) == (422, True)

"""What is small to send and large to answer; and names that mean something to the machine rather than to people."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import pytest

from conference.kernel import clock, pictures
from tests import make
from tests.attack.cast import two_houses
from tests.make import MONDAY

TOLD = {"given_name": "Aki", "email": "aki@example.org", "country": "JP", "language": "ja", "timezone": "Asia/Tokyo"}


@pytest.fixture
def house(app):
    with clock.at(MONDAY):
        yield two_houses()


def test_a_thousand_unknown_names_are_told_of_a_hundred(house, client):
    body = json.dumps(TOLD | {f"unknown{number}": 1 for number in range(1000)})
    answer = client.post("/api/v1/events/ours/registrations", data=body, content_type="application/json")

    assert (answer.status_code, len(answer.json["errors"])) == (422, 100)


@pytest.mark.parametrize("zone", ["localtime", "Factory"])
def test_a_file_of_the_zone_folder_is_no_zone(house, client, zone):
    """Python lists both beside the true ones; no page can say where they are. A stranger's zone must not break the organisers' list."""
    assert client.get(f"/events/ours/schedule/?tz={zone}").status_code == 200
    assert client.post("/api/v1/events/ours/registrations", json=TOLD | {"timezone": zone}).status_code == 422


def test_large_pictures_are_unpacked_one_at_a_time(monkeypatch):
    """Each may be 160 MB while it is drawn; several uploads at once must not add up."""
    at_once, most, counting, opened = [], [], Lock(), pictures.opened

    def counted(content, *, field):
        at_once.append(1)
        with counting:
            most.append(len(at_once))
        try:
            return opened(content, field=field)
        finally:
            at_once.pop()

    monkeypatch.setattr(pictures, "opened", counted)
    content = make.picture(size=(2000, 1500))
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(lambda _each: pictures.photograph(content, at_most=480, square=True, field="photo"), range(8)))

    assert (len(set(drawn)), max(most)) == (1, 1)

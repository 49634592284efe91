"""A request's Host is whatever its sender writes: it leads nobody away, is kept in no cache, and in production is refused."""

import pytest

import config
from conference.kernel import clock
from tests.attack.cast import two_houses
from tests.make import MONDAY

EVIL = {"Host": "evil.example"}
PASSED_ON = [
    {"X-Forwarded-Host": "evil.example"},
    {"X-Forwarded-Proto": "https"},
    {"X-Forwarded-Port": "8443"},
    {"X-Forwarded-Prefix": "//evil.example"},
]


@pytest.fixture
def settings():
    return {}


@pytest.fixture
def house(app):
    with clock.at(MONDAY):
        yield two_houses()


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/events", "/events/?q=a%0D%0Ab"),
        ("/events//ours/", "/events/ours/?q=a%0D%0Ab"),
        ("///events//evil.example", "/events/evil.example/?q=a%0D%0Ab"),
        ("/events/\\\\evil.example", "/events/%5C%5Cevil.example/?q=a%0D%0Ab"),
        ("/api/v1//events", "/api/v1/events?q=a%0D%0Ab"),
        ("/account", "/account/?q=a%0D%0Ab"),
    ],
)
def test_what_the_router_leads_to_is_a_path_of_this_site(client, asked, led_to):
    answer = client.get("/", headers=EVIL, environ_overrides={"PATH_INFO": asked, "QUERY_STRING": "q=a%0D%0Ab"})

    assert (answer.status_code, answer.headers["Location"]) == (308, led_to)
    assert "//evil.example" not in answer.text and answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_next_page_of_a_list_is_named_under_our_own_address(house, client):
    said = client.get("/api/v1/events?per_page=1&page=1", headers=EVIL)

    assert said.json["next"] == "http://localhost/api/v1/events?per_page=1&page=2"


class TestBehindAProxy:
    """Whatever a proxy passes on of a stranger's headers, the next one gets the page as it is."""

    @pytest.fixture
    def settings(self):
        return {"PROXIES": 1}

    @pytest.mark.parametrize("headers", PASSED_ON)
    @pytest.mark.parametrize(
        "path", ["/", "/events/", "/events/ours/", "/calendar/events/ours.ics", "/api/v1/events?per_page=1", "/api/v1/rooms?per_page=1"]
    )
    def test_nothing_kept_for_one_reader_is_poisoned_for_the_next(self, house, client, path, headers):
        clean = client.get(path)
        for _twice in range(3):
            client.get(path, headers=headers)

        answers = [client.get(path) for _often in range(3)]

        assert {(answer.status_code, answer.data, answer.headers.get("ETag")) for answer in answers} == {(200, clean.data, clean.headers.get("ETag"))}
        assert "evil.example" not in client.get(path, headers=headers).text


class TestInProduction:
    @pytest.fixture
    def settings(self):
        return {"HOSTS": frozenset({"centre.example", "www.centre.example", "centré.example", "rooms.example:8443", "::1"})}

    @pytest.mark.parametrize(
        "host",
        ["evil.example", "centre.example.evil.example", "127.0.0.1:8000", "[::2]", "centre.example@evil.example", "evil@centre.example", "localhost"],
    )
    def test_another_host_is_refused_on_pages_feeds_and_calls(self, house, client, host):
        answers = [client.get(path, headers={"Host": host}).status_code for path in ("/", "/login", "/calendar/centre.ics", "/api/v1/events")]

        assert answers == [400] * 4

    @pytest.mark.parametrize(
        "host",
        ["centre.example", "CENTRE.example", "centre.example.", "centre.example:443", "www.centre.example:8000", "xn--centr-fsa.example",
         "rooms.example:8443", "[::1]:8000"],
    )  # fmt: skip
    def test_our_own_names_are_taken_however_they_are_written(self, house, client, host):
        assert client.get("/events/", headers={"Host": host}).status_code == 200

    def test_whoever_watches_its_health_may_ask_by_the_machines_address(self, client):
        assert client.get("/api/v1/health", headers={"Host": "10.0.0.7:8000"}).status_code == 200


def test_the_names_of_production_are_its_address_and_those_that_are_given(monkeypatch):
    given = {"APP_ENV": "production", "SECRET_KEY": "k", "BASE_URL": "https://Centre.example:8443/house", "HOSTS": "www.centre.example, intern"}
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    assert config.settings()["HOSTS"] == {"centre.example", "www.centre.example", "intern"}

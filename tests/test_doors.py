"""Every door, tried by everybody: each route of the URL map by a stranger, each role, another organisation's organiser, and
with tokens that were withdrawn or reach less far. Who is let in stands in tests/doors.py, one line per route."""

import re
import shutil
import sqlite3
from contextlib import closing
from types import SimpleNamespace

import pytest

from conference.kernel import clock
from conference.kernel.database import db
from tests import permissions, stage
from tests.doors import CALLERS, DOORS, GROUPS
from tests.doors_arguments import ARGUMENTS, BODIES, FORMS, VARIANTS
from tests.fixtures import ROOT
from tests.fixtures.apps import make_app
from tests.make import MONDAY

pytestmark = pytest.mark.slow  # once is enough: who may do what does not hang on the machine's zone
TURNED_AWAY = {401, 403, 404}
UNTRIED = {"static"}


@pytest.fixture(scope="module")
def house(tmp_path_factory, sqlite_template):
    """The application over a database with everything in it; `house.again()` puts the database back as it was."""
    folder = tmp_path_factory.mktemp("doors")
    shutil.copyfile(sqlite_template, folder / "centre.db")
    app = make_app(f"sqlite:///{folder / 'centre.db'}", folder, PROPAGATE_EXCEPTIONS=False)
    with app.app_context(), clock.at(MONDAY), closing(sqlite3.connect(folder / "centre.db", isolation_level=None)) as live:
        facts = stage.build()
        db.session.remove()
        live.execute("PRAGMA synchronous=OFF")
        kept = sqlite3.connect(":memory:")
        live.backup(kept)

        def again():
            db.session.rollback()
            kept.backup(live)

        yield SimpleNamespace(app=app, facts=facts, again=again)
        kept.close()
        db.session.remove()
        db.engine.dispose()


def rules(app):
    """Every route but the static files: (endpoint, method, rule)."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in UNTRIED:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule.endpoint, method, rule


def address(app, facts, key, rule):
    """Where this line's route leads, with the stage's things in it."""
    endpoint, _at, variant = key.partition("@")
    given = {**ARGUMENTS.get(endpoint.partition(".")[0], {}), **ARGUMENTS.get(endpoint, {})} | VARIANTS.get(variant, {}) | ARGUMENTS.get(key, {})
    values = {name: value[1:] if value.startswith("=") else facts[value] for name, value in given.items()}
    used = {name: value for name, value in values.items() if name in rule.arguments or name in {"token", "starts_at", "ends_at"}}
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, used, method=next(iter(rule.methods)))


def tries(house, method, path, endpoint, *, cookie=None, token=None, after=None):
    """Whether the caller is let in, who may have opened another page before. A page that leads to the sign-in turns away."""
    house.again()
    client = house.app.test_client()
    if after:
        assert client.get(after).status_code == 200
    if cookie:
        with client.session_transaction() as session:
            session["_user_id"] = cookie
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    sent = {"json": BODIES.get(endpoint, {})} if path.startswith("/api/") else {"data": FORMS.get(endpoint, {})}
    body = {} if method == "GET" else sent
    answer = client.open(path, method=method, headers=headers, **body)
    assert answer.status_code < 500, (path, answer.text[:500])
    led_to_sign_in = answer.status_code == 303 and answer.location.startswith("/login")
    own_way_out = endpoint in {"people.new_password", "people.invitation", "people.email_confirmation", "people.ask_reset"}
    return answer.status_code not in TURNED_AWAY and (not led_to_sign_in or (own_way_out and not answer.location.startswith("/login?")))


def let_in(house, method, path, endpoint):
    """Who of the callers is let in: pages know them by their cookie, the API by their token."""
    by = "tokens" if path.startswith("/api/") else "logins"
    how = {"tokens": "token", "logins": "cookie"}[by]
    return {name for name in CALLERS if tries(house, method, path, endpoint, **({how: house.facts[by][name]} if name != "stranger" else {}))}


def expected(key):
    return frozenset().union(*(GROUPS[word] for word in DOORS[key].split()))


def in_words(names):
    return [name for name in CALLERS if name in names]


@pytest.mark.parametrize("key", DOORS)
def test_only_those_are_let_in_who_may(house, key):
    endpoint = key.partition("@")[0]
    found = {method: address(house.app, house.facts, key, rule) for name, method, rule in rules(house.app) if name == endpoint}
    assert found, f"{endpoint} is no route any more: take its line out of tests/doors.py"

    opened = {method: in_words(let_in(house, method, path, endpoint)) for method, path in found.items()}

    assert opened == dict.fromkeys(found, in_words(expected(key)))


@pytest.mark.parametrize("who", CALLERS)
def test_no_menu_leads_to_a_closed_door(house, who):
    house.again()
    client = house.app.test_client()
    if who != "stranger":
        with client.session_transaction() as session:
            session["_user_id"] = house.facts["logins"][who]
    header = re.search("<header.*?</header>", client.get("/").text, re.DOTALL).group()
    places = {place for place in re.findall(r'href="([^"]+)"', header) if place.startswith("/")}

    assert len(places) >= 4
    assert {place: client.get(place).status_code for place in places} == dict.fromkeys(places, 200)


def test_every_route_has_its_line(house):
    assert sorted({endpoint for endpoint, _method, _rule in rules(house.app)} - {key.partition("@")[0] for key in DOORS}) == []


def test_every_route_with_a_secret_is_tried_with_a_wrong_one(house):
    secret = {endpoint for endpoint, _method, rule in rules(house.app) if rule.arguments & {"secret", "token"}}

    assert sorted(endpoint for endpoint in secret if f"{endpoint}@wrong" not in DOORS) == []


def api_routes(house):
    return [(name, method, rule) for name, method, rule in rules(house.app) if name.startswith("api_")]


@pytest.mark.parametrize("token", ["revoked_token", "expired_token", "closed_token"])
def test_a_token_that_is_over_opens_nothing(house, token):
    """Nor does it get in where strangers do: whoever uses it should notice."""
    opened = [
        f"{method} {name}"
        for name, method, rule in api_routes(house)
        if tries(house, method, address(house.app, house.facts, name, rule), name, token=house.facts[token])
    ]

    assert opened == []


@pytest.mark.parametrize("login", ["ended_login", "idle_login", "old_login", "closed_login"])
def test_a_log_in_that_is_over_opens_no_page(house, login):
    """Each belonged to an administrator, whom every page lets in."""
    opened = [
        f"{method} {key}"
        for key, method, path in closed_to_strangers(house)
        if tries(house, method, path, key.partition("@")[0], cookie=house.facts[login])
    ]

    assert opened == []


def test_an_attendees_link_opens_no_door_but_its_own(house):
    """Whoever has opened their registration by the link from the letter is a stranger everywhere else: with the cookies that
    its pages gave, with the link's secret for a password, a token, or another address's secret."""
    secret = house.facts["manage"]
    opened = []
    for key, method, path in closed_to_strangers(house):
        endpoint = key.partition("@")[0]
        with_it = path.replace("abcdefghijklmnopqrstuvwxyz234567", secret)
        own = endpoint.startswith("registrant.")
        if not own and (
            tries(house, method, with_it, endpoint, after=f"/registrations/{secret}/") or tries(house, method, with_it, endpoint, cookie=secret)
        ):
            opened.append(f"{method} {key}")
    api = [name for name, method, rule in api_routes(house) if tries(house, method, address(house.app, house.facts, name, rule), name, token=secret)]

    assert (opened, api) == ([], [])


def closed_to_strangers(house):
    """(line, method, address) of every route that no stranger is let in by."""
    for key in DOORS:
        if "stranger" not in expected(key):
            endpoint = key.partition("@")[0]
            yield from ((key, method, address(house.app, house.facts, key, rule)) for name, method, rule in rules(house.app) if name == endpoint)


def test_a_token_that_only_reads_changes_nothing(house):
    opened = [
        f"{method} {name}"
        for name, method, rule in api_routes(house)
        if method != "GET" and tries(house, method, address(house.app, house.facts, name, rule), name, token=house.facts["read_token"])
    ]

    assert opened == ["POST api_registrations.register_somebody"]  # as a stranger may


def test_a_cookie_opens_no_more_of_the_api_than_a_stranger_has(house):
    calls = [(name, method, address(house.app, house.facts, name, rule)) for name, method, rule in api_routes(house)]

    opened = [f"{method} {name}" for name, method, path in calls if tries(house, method, path, name, cookie=house.facts["logins"]["ada"])]

    assert opened == [f"{method} {name}" for name, method, path in calls if tries(house, method, path, name)]


def test_every_change_by_a_page_needs_the_pages_own_token(house, monkeypatch):
    """Cross-site request forgery: a POST without the form's token is refused, whoever is signed in. Registrants' own pages
    go without: their address is the secret, and no cookie gives them any right; so does what browsers report by themselves: it
    changes nothing."""
    monkeypatch.setitem(house.app.config, "WTF_CSRF_ENABLED", True)
    pages = [(name, rule) for name, method, rule in rules(house.app) if method == "POST" and not re.match("api_|registrant|reports", name)]

    taken = []
    for name, rule in pages:
        house.again()
        client = house.app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = house.facts["logins"]["ada"]
        if client.post(address(house.app, house.facts, name, rule)).status_code != 400:
            taken.append(name)

    assert taken == []


def test_the_table_that_people_read_is_this_one():
    written = (ROOT / "docs" / "permissions.md").read_text(encoding="utf-8")

    assert written == permissions.document(), "write it anew: python -m tests.permissions > docs/permissions.md"

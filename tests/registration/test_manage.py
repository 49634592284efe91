"""The organiser's pages and the door's, as a browser without JavaScript uses them."""

import csv
from io import StringIO

import pytest
from sqlalchemy import event as happens

from conference.kernel.clock import at
from conference.kernel.database import db
from conference.registration.actions import cancel_registration, check_in
from conference.registration.models import Category, CheckIn, ConsentText
from tests import make
from tests.registration.cast import category, enrol, letters_due, stand

NOW = make.MONDAY
FIELDS = {"given_name": "Zoë", "email": "zoe@example.org", "country": "FR", "language": "fr", "timezone": "Europe/Paris"}
LIST = "/manage/events/congress/registrations/"
DOOR = "/manage/events/congress/door/"


@pytest.fixture(autouse=True)
def frozen():
    with at(NOW):
        yield


@pytest.fixture
def here(app):
    return make.centre()


@pytest.fixture
def congress(here):
    return make.event("congress", here.institute, registration_open=True, places=3)


@pytest.fixture
def alice(client, here, congress):
    return make.sign_in(client, here.alice)


def test_strangers_and_other_organisers_stay_outside(client, here, congress):
    ana = enrol(congress, "Ana").registration.uid
    pages = ["", "registrations.csv", "new/", "places/", "categories/", "consents/", f"{ana}/", f"{ana}/change/"]
    assert {client.get(LIST + page).status_code for page in pages} <= {303, 401, 403}
    make.sign_in(client, here.bob)
    assert {client.get(LIST + page).status_code for page in pages} == {403}
    assert client.get(DOOR).status_code == 403


def test_the_list_finds_people_without_accents_and_by_state(alice, congress):
    enrol(congress, "Zoë", family_name="Müller-Łoś")
    enrol(congress, "太郎", family_name="山田", email="t@example.org", latin_name="Yamada Taro")
    enrol(congress, "Ben", affiliation="Université")
    enrol(congress, "Dan")

    found = {question: [name for name in ("Zoë", "太郎", "Ben", "Dan") if f">{name}" in page or f" {name}</a>" in page]
             for question in ("?q=muller", "?q=yamada", "?q=UNIVERSITE", "?state=waitlisted", "?q=%25", "?country=JP&page=2", "?state=nonsense")
             for page in [alice.get(LIST + question).text]}  # fmt: skip
    assert found == {
        "?q=muller": ["Zoë"], "?q=yamada": ["太郎"], "?q=UNIVERSITE": ["Ben"], "?state=waitlisted": ["Dan"], "?q=%25": [],
        "?country=JP&page=2": [], "?state=nonsense": ["Zoë", "太郎", "Ben", "Dan"],
    }  # fmt: skip


def test_the_list_asks_the_database_as_often_for_three_people_as_for_one(alice, congress):
    statements: list[str] = []
    happens.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    asked = []
    for name in ("Ana", "Ben", "Chi"):
        check_in(congress, code=enrol(congress, name).registration.code, nonce=name, by="user:dora", now=NOW)
        statements.clear()
        assert alice.get(LIST).status_code == 200
        asked.append(len([each for each in statements if each.startswith("SELECT") and "FROM stamp" not in each and "FROM venue" not in each]))
    assert asked[0] == asked[1] == asked[2] <= 10  # beside what every page asks of the centre


def test_the_file_has_every_script_and_no_formula(alice, congress):
    enrol(congress, "太郎", email="t@example.org", affiliation="=HYPERLINK(evil)", answers={"diet": ["vegan", "@x"], "n": 3})
    enrol(congress, "Ben", answers={"diet": "-none"})

    answer = alice.get(LIST + "registrations.csv")
    rows = list(csv.DictReader(StringIO(answer.data.decode("utf-8-sig"))))

    assert answer.content_type == "text/csv; charset=utf-8"
    assert [(row["given_name"], row["affiliation"], row["answer: diet"], row["answer: n"]) for row in rows] == [
        ("太郎", "'=HYPERLINK(evil)", "vegan, @x", "3"), ("Ben", "", "'-none", "")]  # fmt: skip
    assert "code" not in rows[0]


def test_an_organiser_adds_approves_declines_changes_and_cancels(alice, congress):
    category(congress, "press", needs_approval=True)
    ana, ben = enrol(congress, "Ana").registration, enrol(congress, "Ben").registration
    assert stand(congress) == [("Ana", "pending"), ("Ben", "pending")]

    assert alice.post(f"{LIST}{ana.uid}/approval").status_code == 303
    assert alice.post(f"{LIST}{ben.uid}/refusal").status_code == 303
    assert alice.post(f"{LIST}{ben.uid}/refusal").status_code == 409
    assert alice.post(LIST + "new/", data=FIELDS).status_code == 303
    assert alice.post(LIST + "new/", data=FIELDS | {"email": "no"}).status_code == 422
    assert alice.post(f"{LIST}{ana.uid}/change/", data=FIELDS | {"email": "zoe@example.org"}).status_code == 422
    assert alice.post(f"{LIST}{ana.uid}/change/", data=FIELDS | {"email": "ana2@example.org"}).status_code == 303
    assert alice.post(LIST + "approvals", data={"uid": [ana.uid, "nobody"]}).status_code == 303
    assert stand(congress) == [("Zoë", "confirmed"), ("Ben", "declined"), ("Zoë", "pending")]
    assert alice.post(f"{LIST}{ana.uid}/letters").status_code == 303
    assert alice.post(f"{LIST}{ana.uid}/cancellation").status_code == 303
    assert letters_due(congress)[-2:] == [("ana2@example.org", "link"), ("ana2@example.org", "cancelled")]
    assert "ana2@example.org" in alice.get(f"{LIST}{ana.uid}/").text


def test_the_event_form_leaves_the_places_to_the_registrations_so_that_whoever_waits_moves_up_at_once(alice, congress):
    page = alice.get("/manage/events/congress/edit/visibility/").text
    assert 'name="places"' not in page and f'href="{LIST}places/"' in page

    assert alice.post("/manage/events/congress/edit/visibility/", data={"visibility": "unlisted", "places": "1"}).status_code == 303
    assert (congress.visibility, congress.places, congress.registration_open) == ("unlisted", 3, True)


def test_an_organiser_sets_places_categories_and_texts(alice, congress):
    for name in ("Ana", "Ben", "Chi", "Dan"):
        enrol(congress, name)
    assert alice.post(LIST + "places/", data={"places": "2"}).status_code == 409
    assert alice.post(LIST + "places/", data={"places": "4", "is_open": "y"}).status_code == 303
    assert [state for _name, state in stand(congress)] == ["confirmed"] * 4

    assert alice.post(LIST + "categories/", data={"name_en": "Élève & ami", "needs_approval": "y"}).status_code == 303
    assert alice.post(LIST + "categories/eleve-ami/", data={"name_en": "Student"}).status_code == 303
    assert [(each.slug, str(each.name), each.needs_approval) for each in db.session.query(Category)] == [("eleve-ami", "Student", False)]
    assert alice.post(LIST + "categories/eleve-ami/removal").status_code == 303
    assert alice.post(LIST + "categories/eleve-ami/removal").status_code == 404

    text = {"purpose": "photos", "text_en": "You may take pictures of me.", "required": "y"}
    assert alice.post(LIST + "consents/", data=text).status_code == 303
    assert alice.post(LIST + "consents/", data=text | {"purpose": "Two words"}).status_code == 422
    assert "You may take pictures of me." in alice.get(LIST + "consents/?purpose=photos").text
    assert "(needed to register)" in alice.get("/events/congress/register/").text
    assert alice.post(LIST + "consents/photos/end").status_code == 303
    assert [(each.version, each.required) for each in db.session.query(ConsentText).order_by(ConsentText.version)] == [(1, True), (2, False)]
    assert "(needed to register)" not in alice.get("/events/congress/register/").text


def test_the_door_lets_in_by_code_and_by_name_and_tells_what_is_wrong(client, here, congress):
    make.sign_in(client, here.dora)
    ana, ben = (enrol(congress, name).registration for name in ("Ana", "Bén"))

    answer = client.post(DOOR, data={"code": ana.code, "nonce": "1"}, follow_redirects=True)
    assert all(text in answer.text for text in ("Welcome", "Ana", "1 of 2 are in", "Undo"))
    assert "Let in at" in client.post(DOOR, data={"code": ana.code, "nonce": "2"}, follow_redirects=True).text
    assert "No registration has this code" in client.post(DOOR, data={"code": "?", "nonce": "3"}, follow_redirects=True).text

    assert "Bén" in client.get(DOOR + "?q=ben").text
    client.post(DOOR, data={"person": ben.uid, "nonce": "4"})
    assert "2 of 2 are in" in client.get(DOOR + "count").text
    scan = db.session.query(CheckIn).filter_by(nonce="4").one()
    assert client.post(f"{DOOR}scans/{scan.id}/undo").status_code == 303
    assert "1 of 2 are in" in client.get(DOOR + "count").text
    assert client.get(LIST).status_code == 403


def test_the_door_answers_a_phone_in_json_and_a_late_scan_counts_from_its_time(client, here, congress):
    make.sign_in(client, here.dora)
    ana = enrol(congress, "Ana", affiliation="Lab").registration
    ask = {"headers": {"Accept": "application/json"}}

    first = client.post(DOOR, data={"code": ana.code, "nonce": "1", "scanned_at": "2027-03-01T07:59:00.000Z"}, **ask).json
    again = client.post(DOOR, data={"code": ana.code, "nonce": "2", "scanned_at": "yesterday"}, **ask).json

    assert first.pop("undo").endswith("/undo") and again["undo"] is None
    assert first == {"result": "admitted", "result_label": "Welcome", "name": "Ana", "detail": "Lab", "first_at": None}
    assert (again["result"], again["detail"], again["first_at"]) == ("already_in", "Let in at 08:59 (Paris).", "2027-03-01T07:59:00+00:00")


def test_whoever_cancelled_is_not_let_in_by_name(client, here, congress):
    make.sign_in(client, here.dora)
    ana = enrol(congress, "Ana").registration
    cancel_registration(ana, by=ana, now=NOW)
    assert "This registration is cancelled." in client.post(DOOR, data={"person": ana.uid, "nonce": "1"}, follow_redirects=True).text

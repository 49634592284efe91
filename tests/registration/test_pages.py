"""Registering and self-service as a browser without JavaScript does it."""

import json
import re

import pytest

from conference.kernel.clock import at
from conference.kernel.database import db
from conference.kernel.words import Words
from conference.registration.actions import open_registration
from conference.registration.actions.setup import add_category, ask_consent
from conference.registration.models import Registration
from tests import make
from tests.registration.cast import category, congress, consent_text, enrol, stand

NOW = make.MONDAY
TOKYO = {"Accept-Language": "ja-JP,ja;q=0.9,en;q=0.5"}
FIELDS = {"given_name": "太郎", "family_name": "山田", "email": "taro@example.org", "country": "JP", "language": "ja", "timezone": "Asia/Tokyo"}


@pytest.fixture(autouse=True)
def frozen():
    with at(NOW):
        yield


@pytest.fixture
def event(app):
    make.centre()
    return make.event("congress", make.organisation("host"), registration_open=True, places=2)


def value(page: str, name: str) -> str:
    found = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    return re.search(r'value="([^"]*)"', found[0])[1]


def chosen(page: str, name: str) -> str:
    select = re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.S)[0]
    return re.search(r'<option selected value="([^"]*)"', select)[1]


def test_the_form_knows_country_language_and_zone_of_a_browser_in_tokyo(client, event):
    client.set_cookie("zone", "Asia/Tokyo")
    page = client.get("/events/congress/register/", headers=TOKYO).text

    assert (chosen(page, "country"), chosen(page, "language"), value(page, "timezone")) == ("JP", "ja", "Asia/Tokyo")
    assert "2 places are left." in page


def test_the_zone_of_a_first_visit_is_left_to_the_browser_and_letters_say_their_languages(client, event):
    first = client.get("/events/congress/register/", headers=TOKYO)
    client.set_cookie("zone", "Asia/Tokyo")
    second = client.get("/events/congress/register/", headers=TOKYO)

    assert ["data-zone-guess" in page.text for page in (first, second)] == [True, False]
    assert "Our letters are written in: English, French." in first.text


class TestTheFormThatIsKept:
    """It is drawn once for all strangers; what is theirs, and what changes, is new in each."""

    @pytest.fixture
    def settings(self):
        return {"WTF_CSRF_ENABLED": True}

    def test_each_stranger_gets_a_token_and_a_nonce_of_their_own_that_work(self, app, event):
        strangers = [app.test_client() for _each in range(3)]
        pages = [each.get("/events/congress/register/").text for each in strangers]
        told = [(value(page, "csrf_token"), value(page, "nonce")) for page in pages]

        assert len({token for token, _nonce in told} | {nonce for _token, nonce in told}) == 6
        for number, (client, (token, nonce)) in enumerate(zip(strangers, told, strict=True)):
            sent = FIELDS | {"email": f"guest{number}@example.org", "csrf_token": token, "nonce": nonce}
            assert client.post("/events/congress/register/", data=sent).status_code == 303
        assert client.post("/events/congress/register/", data=sent | {"csrf_token": told[0][0]}).status_code == 400

    def test_it_shows_what_has_changed_since(self, app, event):
        client, by = app.test_client(), make.user("org@host.example")
        first = client.get("/events/congress/register/").text
        enrol(event)
        assert "2 places are left." in first and "One place is left." in client.get("/events/congress/register/").text

        for name in ("Students", "Members"):
            add_category(event, name=Words({"en": name}), needs_approval=False, by=by, now=NOW)
        ask_consent(event, purpose="photos", text=Words({"en": "We may show photographs."}), required=False, by=by, now=NOW)
        asked = client.get("/events/congress/register/").text
        assert all(text in asked and text not in first for text in ("Students", "Members", "We may show photographs."))
        open_registration(event, is_open=False, by=by, now=NOW)
        assert 'name="given_name"' not in client.get("/events/congress/register/").text

    def test_a_message_that_waits_is_shown_to_whom_it_is_for_alone(self, app, event):
        guest = app.test_client()
        page = guest.get("/events/congress/register/").text
        guest.post("/events/congress/register/", data=FIELDS | {"csrf_token": value(page, "csrf_token")})
        assert "Thank you." in guest.get("/events/congress/register/").text
        assert "Thank you." not in app.test_client().get("/events/congress/register/").text


def test_whoever_registers_lands_on_their_own_page_with_ticket(client, event):
    answer = client.post("/events/congress/register/", data=FIELDS | {"nonce": "abc"}, headers=TOKYO)

    assert (answer.status_code, answer.headers["Location"].startswith("/registrations/")) == (303, True)
    page = client.get(answer.headers["Location"])
    assert "山田 太郎" in page.text and "A letter with your link is on its way" in page.text
    assert db.session.query(Registration).one().code.upper() in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert page.headers["Cache-Control"] == "private, no-store"


def test_a_double_click_registers_once(client, event):
    first, second = (client.post("/events/congress/register/", data=FIELDS | {"nonce": "abc"}) for _click in range(2))
    assert (first.status_code, second.status_code, stand(event)) == (303, 303, [("太郎", "confirmed")])


def test_who_goes_back_and_registers_a_colleague_with_the_same_form_registers_both(client, event):
    sent = FIELDS | {"nonce": "abc"}
    client.post("/events/congress/register/", data=sent)
    client.post("/events/congress/register/", data=sent | {"email": "hanako@example.org", "given_name": "花子"})
    again = client.post("/events/congress/register/", data=sent | {"given_name": "次郎"}, follow_redirects=True)

    assert stand(event) == [("太郎", "confirmed"), ("花子", "confirmed")]
    assert "This form has registered you already." in again.text and "太郎" in again.text


def test_what_does_not_fit_is_said_beside_its_field_and_nothing_typed_is_lost(client, event):
    consent_text(event, "privacy", required=True)
    category(event, "student"), category(event, "press", needs_approval=True)

    answer = client.post("/events/congress/register/", data=FIELDS | {"email": "taro", "timezone": "Mars/Base", "affiliation": "東京大学"})
    assert answer.status_code == 422
    assert all(
        text in answer.text
        for text in ("Please look at these points", "This is not an e-mail address", "This time zone is not known", "東京大学", "太郎")
    )

    answer = client.post("/events/congress/register/", data=FIELDS)
    assert answer.status_code == 422
    assert all(text in answer.text for text in ("Please choose how you take part.", "Please agree to this", "(the organiser approves each)"))
    assert stand(event) == []

    answer = client.post("/events/congress/register/", data=FIELDS | {"category": "press", "consents": "privacy"})
    assert (answer.status_code, stand(event)) == (303, [("太郎", "pending")])


def test_everything_that_is_missing_is_told_at_once(client, event):
    consent_text(event, "privacy", required=True)
    category(event, "student"), category(event, "press")

    page = client.post("/events/congress/register/", data={}).text

    told = re.findall(r'<a href="#([\w-]+)">', re.search(r'class="[^"]*error-summary.*?</ul>', page, re.S)[0])
    assert sorted(told) == sorted(["given_name", "email", "country", "language", "timezone", "category", "consents"])


def test_a_machine_that_ticks_every_box_is_turned_away(client, event):
    answer = client.post("/events/congress/register/", data=FIELDS | {"contact_by_fax": "y"})
    assert (answer.status_code, stand(event)) == (422, [])


def test_a_closed_registration_says_so_and_a_private_event_is_not_there(client, app):
    host = make.organisation()
    congress(registration_open=False, of=host)
    make.event("secret", host, visibility="private", registration_open=True)

    assert "Registration for this event is closed." in client.get("/events/congress/register/").text
    assert client.post("/events/congress/register/", data=FIELDS).status_code == 409
    assert client.get("/events/secret/register/").status_code == 404


def test_self_service_changes_cancels_comes_back_and_erases(client, event):
    consent_text(event, "photos")
    secret = enrol(event, "Ana", consents=["photos"]).secret
    home = f"/registrations/{secret}/"

    assert client.post(home + "change/", data=FIELDS | {"given_name": "Aña", "consents": "photos"}).status_code == 303
    assert "Aña" in client.get(home).text
    assert client.get(home + "ticket.pdf").data[:5] == b"%PDF-"
    assert b'xmlns="http://www.w3.org/2000/svg"' in client.get(home + "ticket.svg").data
    data = json.loads(client.get(home + "data.json").data)
    assert (data["registration"]["given_name"], data["consents"][0]["withdrawn_at"]) == ("Aña", None)
    assert client.post(home + "consents/1/withdrawal").status_code == 303
    assert client.post(home + "consents/99/withdrawal").status_code == 404
    assert client.post(home + "letters").status_code == 303
    assert client.post(home + "cancellation").status_code == 303
    assert "Come back after all" in client.get(home).text
    assert client.get(home + "ticket.pdf").status_code == 404
    assert client.post(home + "cancellation").status_code == 409
    assert client.post(home + "return").status_code == 303
    assert stand(event) == [("Aña", "confirmed")]
    assert client.get(home + "erasure/").status_code == 200
    assert client.post(home + "erasure/").status_code == 303
    assert [client.get(home + path).status_code for path in ("", "data.json", "change/")] == [404, 404, 404]


def test_an_unknown_secret_opens_nothing(client, event):
    enrol(event)
    for secret in ("x", "a" * 32, "a" * 3_000, "ñ"):
        assert client.get(f"/registrations/{secret}/").status_code == 404


def test_the_page_of_an_address_that_was_registered_before_tells_nothing(client, event):
    first = enrol(event, "Ana")
    pages = []
    for mail in ("ana@example.org", "eve@example.org"):
        answer = client.post("/events/congress/register/", data=FIELDS | {"given_name": "Eve", "email": mail})
        pages.append(client.get(answer.headers["Location"]).text)

    unlike = re.compile(r"/registrations/\w+|[A-Z2-7]{32}|\w+@example\.org|csrf_token\" value=\"[^\"]*")
    assert unlike.sub("·", pages[0]) == unlike.sub("·", pages[1])
    assert "Ana" not in pages[0] and first.registration.code.upper() not in pages[0]


def test_the_lost_link_page_answers_alike(client, event):
    enrol(event, "Ana")
    mails = ("ana@example.org", "bob@example.org")
    answers = [client.post("/events/congress/register/link/", data={"email": mail}, follow_redirects=True) for mail in mails]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert "If this address is registered" in answers[0].text and answers[0].text == answers[1].text


class TestWithTokens:
    """Under TLS, with CSRF tokens: the browser sends no referrer from these pages, and the forms work all the same."""

    @pytest.fixture
    def settings(self):
        return {"WTF_CSRF_ENABLED": True, "SESSION_COOKIE_SECURE": True, "BASE_URL": "https://localhost"}

    def test_a_change_needs_the_token_and_no_referrer(self, client, event):
        secret = enrol(event, "Ana").secret
        home = f"https://localhost/registrations/{secret}/"
        page = client.get(home).text
        token = value(page, "csrf_token")

        assert client.post(home + "cancellation").status_code == 400
        assert client.post(home + "cancellation", data={"csrf_token": "wrong"}).status_code == 400
        assert client.post(home + "cancellation", data={"csrf_token": token}).status_code == 303
        assert stand(event) == [("Ana", "cancelled")]
        assert client.post(home + "change/", data=FIELDS).status_code == 422
        assert client.post(home + "erasure/").status_code == 400
        assert client.post(home + "erasure/", data={"csrf_token": token}).status_code == 303

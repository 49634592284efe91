"""Language and zone of an account: learned from the browser that comes first, never taken from whoever has chosen."""

import pytest
from sqlalchemy import event

from conference.kernel.database import db
from conference.kernel.stamps import StampRow
from conference.people import actions
from conference.people.erasure import export_data
from conference.people.models import User
from tests import make
from tests.make import MONDAY
from tests.people.conftest import path_in
from tests.people.test_links import NEW, ask

FRENCH = {"Accept-Language": "fr-FR,fr;q=0.9,en;q=0.5"}


def bearings(user):
    db.session.rollback()
    db.session.expire_all()
    return user.locale, user.timezone


def sign_in(client, user, **headers):
    answer = client.post("/login", data={"email": user.email, "password": make.PASSWORD}, headers=headers)
    assert answer.status_code == 303, answer.text
    return client


def test_the_first_sign_in_stores_what_the_browser_speaks_and_where_it_is(client, alice, letters, monday):
    client.set_cookie("zone", "America/Sao_Paulo")
    sign_in(client, alice, **FRENCH)
    assert bearings(alice) == ("fr", "America/Sao_Paulo")
    assert "Choisissez" in letters_after_reset(client, alice, letters).subject


def letters_after_reset(client, user, letters):
    ask(client, user.email)
    return letters()[-1]


def test_what_was_chosen_is_never_overwritten(client, alice, monday):
    make.changed(alice, locale="en", timezone="Asia/Tokyo")
    client.set_cookie("zone", "America/Sao_Paulo")
    sign_in(client, alice, **FRENCH)
    assert bearings(alice) == ("en", "Asia/Tokyo")


@pytest.mark.parametrize("zone", [None, "Factory", "right/Europe/Paris", "nowhere"])
def test_what_is_only_our_guess_is_not_stored(client, alice, monday, zone):
    """A browser that says no language and no zone that people can choose is shown our defaults; the account stays open."""
    if zone:
        client.set_cookie("zone", zone)
    sign_in(client, alice)
    assert bearings(alice) == (None, None)


def test_the_language_that_was_asked_for_by_hand_goes_before_the_browser_s(client, alice, monday):
    client.get("/login?lang=fr")
    sign_in(client, alice, **{"Accept-Language": "en"})
    assert bearings(alice)[0] == "fr"


@pytest.mark.usefixtures("both_engines")
def test_whoever_accepts_an_invitation_brings_their_zone_and_keeps_the_language_they_were_invited_in(app, client, ada, letters, monday):
    user = actions.invite("lucia@example.org", role=make.Role.DOOR, organisation=None, language="fr", by=ada, now=MONDAY)
    assert bearings(user) == ("fr", None)
    client.set_cookie("zone", "America/Sao_Paulo")
    assert client.post(path_in(letters()[-1]), data={"password": NEW}, headers={"Accept-Language": "en"}).status_code == 303
    assert bearings(user) == ("fr", "America/Sao_Paulo")


def test_a_second_sign_in_writes_nothing_more_than_before(app, alice, monday):
    """Only a first one pays: what is known is not written again, and the calendars' versions stay."""
    counted, paid = [], []
    event.listen(db.engine, "before_cursor_execute", lambda *args: counted.append(args[2]))
    for _time in range(2):
        counted.clear()
        browser = app.test_client()
        browser.set_cookie("zone", "Asia/Kolkata")
        sign_in(browser, alice, **FRENCH)
        paid.append([each.split()[0] for each in counted if "user_account SET" in each or "INTO stamp" in each])
    assert paid == [["UPDATE", "UPDATE", "INSERT"], []]
    assert db.session.get(StampRow, f"user:{alice.id}") is not None


def test_the_account_page_shows_what_is_stored(client, alice, monday):
    client.set_cookie("zone", "Asia/Kolkata")
    page = sign_in(client, alice, **FRENCH).get("/account/", headers=FRENCH).text
    assert '<option selected value="fr">' in page and 'value="Asia/Kolkata"' in page
    assert bearings(alice) == ("fr", "Asia/Kolkata")
    told = export_data(alice.person)["account"]["account"]  # and it is handed out with everything else that is stored
    assert (told["locale"], told["timezone"]) == ("fr", "Asia/Kolkata")


def test_a_race_with_the_profile_is_won_by_the_choice(app, alice, monday):
    """The condition is asked again where it is written."""
    assert (alice.locale, alice.timezone) == (None, None)
    with db.engine.begin() as other:
        other.execute(db.update(User).where(User.id == alice.id).values(locale="en", timezone="Asia/Tokyo"))
    actions.open_login(alice, agent="", address="", language="fr", zone="Europe/Paris", now=MONDAY)
    assert bearings(alice) == ("en", "Asia/Tokyo")

"""The pages that everybody knows, and the centre's own settings."""

import io

import pytest
from PIL import Image

from conference.kernel.database import db
from conference.kernel.words import Words
from conference.programme.actions import add_session, add_speaker, publish_timetable
from conference.programme.rules import Part
from conference.venue import queries
from tests import make


@pytest.fixture
def centre(app):
    return make.centre()


@pytest.mark.parametrize("path", ["/", "/search/", "/privacy/", "/accessibility/", "/centre.css", "/robots.txt"])
def test_strangers_may_read_the_public_pages_even_of_an_empty_centre(client, path):
    assert client.get(path).status_code == 200


def test_home_shows_public_events_that_run_or_come_and_no_private_ones(client, centre):
    make.event("congress", centre.institute)
    make.event("secret", centre.hospital, title=Words("Secret meeting"), visibility="private")
    page = client.get("/").text
    assert "The Congress" in page
    assert "Secret meeting" not in page


def test_home_is_answered_304_until_something_changes(client, centre):
    first = client.get("/")
    assert client.get("/", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def settings(**changes):
    return {"name_en": "New name", "timezone": "Europe/Paris", "accent": "#0f5c63", "languages": ["en", "fr"], "option_days": "10", **changes}


def test_an_administrator_changes_the_settings(client, centre):
    make.sign_in(client, centre.ada)
    assert client.post("/manage/centre/settings/", data=settings(name_fr="Nouveau nom")).status_code == 303
    assert dict(queries.venue().name) == {"en": "New name", "fr": "Nouveau nom"}


def test_nobody_else_does(client, centre):
    make.sign_in(client, centre.vera)
    assert client.get("/manage/centre/settings/").status_code == 403
    assert client.post("/manage/centre/settings/", data=settings()).status_code == 403


def test_a_colour_too_light_for_white_letters_is_refused_with_everything_else_that_is_wrong(client, centre):
    make.sign_in(client, centre.ada)
    answer = client.post("/manage/centre/settings/", data=settings(accent="#ffee00", timezone="Mars/Olympus", name_en=""))
    assert answer.status_code == 422
    for said in ("could not be read well", "This time zone is not known", "Please fill this in."):
        assert said in answer.text


def picture(kind: str = "PNG") -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (900, 300), "teal").save(drawn, kind)
    return drawn.getvalue()


def test_a_logo_is_drawn_anew_and_shown(client, centre):
    make.sign_in(client, centre.ada)
    answer = client.post("/manage/centre/settings/", data=settings(logo=(io.BytesIO(picture("JPEG")), "logo.jpg")))
    assert answer.status_code == 303
    shown = client.get("/centre.png")
    assert Image.open(io.BytesIO(shown.data)).size == (512, 171)
    assert shown.headers["Content-Type"] == "image/png"


def test_what_only_pretends_to_be_a_picture_is_refused_by_its_content(client, centre):
    make.sign_in(client, centre.ada)
    answer = client.post("/manage/centre/settings/", data=settings(logo=(io.BytesIO(b"<script>alert(1)</script>"), "logo.png")))
    assert answer.status_code == 422
    assert "not a picture" in answer.text
    db.session.rollback()
    assert client.get("/centre.png").status_code == 404


def test_search_finds_rooms_and_public_events_by_any_case(client, centre):
    make.event("congress", centre.institute, title=Words({"en": "Éclairs and Congress"}))
    assert "Éclairs and Congress" in client.get("/search/?q=congress").text
    assert "Seminar 1" in client.get("/search/?q=SEMINAR").text
    assert "Nothing was found" in client.get("/search/?q=zzzz").text


def test_search_finds_what_is_published_and_nothing_of_a_draft(client, centre):
    event = make.event("congress", centre.institute)
    speaker = add_speaker(event, name="Zoë Ångström", by=centre.alice, now=make.MONDAY)
    add_session(
        event,
        title=Words({"en": "On café noise"}),
        span=make.span("2027-03-01", "09:00", "10:00"),
        speakers=[(speaker, Part.SPEAKER)],
        by=centre.alice,
        now=make.MONDAY,
    )
    assert "On café noise" not in client.get("/search/?q=café").text
    assert "Zoë Ångström" not in client.get("/search/?q=ström").text
    publish_timetable(event, by=centre.alice, now=make.MONDAY)
    assert "On café noise" in client.get("/search/?q=café").text
    assert "Zoë Ångström" in client.get("/search/?q=ström").text

"""The pages that everybody knows, and the centre's own settings."""

import io

import pytest
from PIL import Image

from conference.booking.actions import book_room
from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.envelope import sender
from conference.kernel.words import Words
from conference.people.models import Role
from conference.programme.actions import add_session, add_speaker, cancel_event, publish_timetable
from conference.programme.rules import Part
from conference.venue import queries
from conference.venue.actions import change_venue
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
    return {"name_en": "New name", "accent": "#0f5c63", **changes}


def test_an_administrator_changes_the_settings(client, centre):
    make.sign_in(client, centre.ada)
    assert client.post("/manage/centre/settings/", data=settings(name_fr="Nouveau nom")).status_code == 303
    assert dict(queries.venue().name) == {"en": "New name", "fr": "Nouveau nom"}


def test_a_new_colour_is_seen_at_once_though_browsers_keep_the_old_one_for_minutes(client, centre):
    make.sign_in(client, centre.ada)
    client.post("/manage/centre/settings/", data=settings(accent="#aa3300"))
    assert 'href="/centre.css?v=aa3300"' in client.get("/").text
    assert "#aa3300" in client.get("/centre.css?v=aa3300").text


def test_nobody_else_does(client, centre):
    make.sign_in(client, centre.vera)
    assert client.get("/manage/centre/settings/").status_code == 403
    assert client.post("/manage/centre/settings/", data=settings()).status_code == 403


def test_a_colour_too_light_for_white_letters_is_refused_with_everything_else_that_is_wrong(client, centre):
    make.sign_in(client, centre.ada)
    answer = client.post("/manage/centre/settings/", data=settings(accent="#ffee00", contact_email="no", name_en="", name_fr="Kept"))
    assert answer.status_code == 422
    for said in ("could not be read well", "Please fill this in.", 'value="#ffee00"', 'value="no"', 'value="Kept"'):
        assert said in answer.text


def test_each_part_of_the_settings_is_saved_by_itself_and_leaves_the_others_alone(client, centre):
    make.sign_in(client, centre.ada)
    change_venue(name=Words({"en": "Campus", "de": "Der Campus"}), by=centre.ada, now=make.MONDAY)
    for part, typed in {
        "": settings(address="1 Example Street"),
        "languages/": {"timezone": "Asia/Kathmandu", "languages": ["fr"]},
        "texts/": {"terms_text_fr": "Soyez aimables."},
        "bookings/": {"option_days": "10"},
    }.items():
        assert client.post(f"/manage/centre/settings/{part}", data=typed).status_code == 303, part
    venue = queries.venue()
    assert (dict(venue.name), venue.address, venue.timezone) == ({"en": "New name", "de": "Der Campus"}, "1 Example Street", "Asia/Kathmandu")
    assert (list(venue.locales), dict(venue.terms_text), venue.option_days) == (["fr"], {"fr": "Soyez aimables."}, 10)


@pytest.mark.parametrize(
    ("part", "typed", "status", "said"),
    [
        ("languages/", {"timezone": "Mars/Olympus", "languages": ["en"]}, 422, "This time zone is not known"),
        ("languages/", {"timezone": "Europe/Paris"}, 422, "Choose at least one language."),
        ("texts/", {"terms_text_en": "x" * 50_001}, 422, "50"),
        ("bookings/", {"option_days": "0"}, 422, "Between 1 and 365, please."),
        ("nothing/", {}, 404, ""),
    ],
)
def test_a_part_of_the_settings_that_does_not_fit_is_said(client, centre, part, typed, status, said):
    make.sign_in(client, centre.ada)
    answer = client.post(f"/manage/centre/settings/{part}", data=typed)
    assert (answer.status_code, said in answer.text) == (status, True)


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


def test_terms_and_legal_notice_have_a_page_and_a_link_at_the_foot_once_they_are_written(client, centre):
    assert client.get("/terms/").status_code == client.get("/imprint/").status_code == 404
    assert "/terms/" not in client.get("/").text
    make.sign_in(client, centre.ada)
    texts = {"terms_text_en": "Be **kind**.", "terms_text_fr": "Soyez **aimables**.", "imprint_text_en": "Run by nobody."}
    assert client.post("/manage/centre/settings/texts/", data=texts).status_code == 303
    assert "Be <strong>kind</strong>" in client.get("/terms/").text
    assert "Soyez <strong>aimables</strong>" in client.get("/terms/?lang=fr").text
    assert "Run by nobody" in client.get("/imprint/?lang=fr").text  # the fallback, where there is no French
    foot = client.get("/?lang=en").text
    assert 'href="/terms/"' in foot
    assert 'href="/imprint/"' in foot


def test_the_languages_that_the_centre_offers_are_those_of_the_pages(client, centre):
    assert "Rooms" in client.get("/rooms/").text
    make.sign_in(client, centre.ada)
    assert client.post("/manage/centre/settings/languages/", data={"timezone": "Europe/Paris", "languages": ["fr"]}).status_code == 303
    for asked in ("/rooms/", "/rooms/?lang=en"):
        page = client.get(asked, headers={"Accept-Language": "en"}).text
        assert '<html lang="fr"' in page
        assert 'hreflang="en"' not in page


def test_the_logo_can_be_taken_away_again(client, centre):
    make.sign_in(client, centre.ada)
    client.post("/manage/centre/settings/", data=settings(logo=(io.BytesIO(picture()), "logo.png")))
    assert "The logo as it is" in client.get("/manage/centre/settings/").text
    client.post("/manage/centre/settings/", data=settings(no_logo="y"))
    db.session.rollback()
    assert client.get("/centre.png").status_code == 404


def test_a_new_name_is_on_every_page_at_once_also_on_those_that_were_kept(client, centre):
    make.event("congress", centre.institute)
    for path in ("/", "/events/", "/events/congress/", "/rooms/"):
        assert "Campus Example" in client.get(path).text
    administrator = client.application.test_client()
    make.sign_in(administrator, centre.ada)
    administrator.post("/manage/centre/settings/", data=settings())
    for path in ("/", "/events/", "/events/congress/", "/rooms/"):
        assert "New name" in client.get(path).text, path
        assert "Campus Example" not in client.get(path).text, path


@pytest.fixture
def running(centre):
    """The congress has begun, in the auditorium; its keynote is given by whoever organises it. The time is that of the keynote."""
    event = make.event("congress", centre.institute)
    speaker = add_speaker(event, name="Alice Martin", person=centre.alice.person, by=centre.alice, now=make.MONDAY)
    keynote, later = make.span("2027-03-01", "09:00", "10:00"), make.span("2027-03-02", "09:00", "10:00")
    people = [(speaker, Part.SPEAKER)]
    add_session(event, title=Words({"en": "The keynote"}), span=keynote, speakers=people, by=centre.alice, now=make.MONDAY)
    add_session(event, title=Words({"en": "Tomorrow's talk"}), span=later, by=centre.alice, now=make.MONDAY)
    publish_timetable(event, by=centre.alice, now=make.MONDAY)
    return event


def test_home_says_what_is_on_now_and_not_what_is_on_tomorrow(client, running):
    with clock.at(make.paris("2027-03-01", "09:30")):
        page = client.get("/").text
    assert "The keynote" in page
    assert "Tomorrow" not in page
    assert "Yours next" not in page


def test_home_names_no_session_of_an_event_that_does_not_take_place(client, centre, running):
    cancel_event(running, by=centre.alice, now=make.MONDAY)
    with clock.at(make.paris("2027-03-01", "08:30")):
        make.sign_in(client, centre.alice)
        assert "The keynote" not in client.get("/").text


def test_home_says_to_whoever_is_signed_in_what_is_theirs_next(client, centre, running):
    morning, noon = make.span("2027-03-03", "10:00", "11:00"), make.span("2027-03-03", "12:00", "13:00")
    book_room(room=centre.seminar, span=morning, title="Team meeting", organisation=centre.institute, by=centre.alice, now=make.MONDAY)
    book_room(room=centre.seminar, span=noon, title="Rounds", organisation=centre.hospital, by=centre.bob, now=make.MONDAY)
    with clock.at(make.paris("2027-03-01", "08:00")):
        make.sign_in(client, centre.alice)
        hers = client.get("/").text.split("What is on")[0]
        manager = client.application.test_client()
        make.sign_in(manager, centre.vera)
        everybodys = manager.get("/").text
    assert hers.index("The keynote") < hers.index("Team meeting")
    assert "Rounds" not in hers
    assert "Next at the centre" in everybodys
    assert "Rounds" in everybodys


def test_a_new_centre_leads_its_administrator_through_the_first_steps(client, app):
    ada = make.user("Ada Lovelace", Role.ADMINISTRATOR)
    make.sign_in(client, ada)
    page = client.get("/").text
    assert "Set the centre up" in page
    assert "Go on: Name, zone and looks" in page
    client.post("/manage/centre/settings/", data=settings())
    assert "Go on: Opening hours" in client.get("/").text
    assert "Add a room" in client.get("/rooms/").text


def test_a_centre_that_is_set_up_says_nothing_of_steps(client, centre):
    make.sign_in(client, centre.ada)
    assert "Set the centre up" not in client.get("/").text
    assert "Nothing is booked yet" in client.get("/").text


def test_without_a_name_of_its_own_the_sender_has_the_centres_in_the_letters_language(app, centre):
    change_venue(name=Words({"en": "The Campus", "fr": "Le Campus"}), by=centre.ada, now=make.MONDAY)
    app.config["MAIL_FROM"] = "centre@example.org"
    assert [sender(locale).display_name for locale in ("en", "fr")] == ["The Campus", "Le Campus"]
    app.config["MAIL_FROM"] = "Welcome desk <centre@example.org>"
    assert str(sender("fr")) == "Welcome desk <centre@example.org>"

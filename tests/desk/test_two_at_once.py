"""Two people have the form of the same thing open; the later save undoes nothing of the earlier one. Every form that changes a thing."""

import pytest

from conference.booking.actions import book_room
from conference.kernel import clock
from conference.kernel.words import Words
from conference.programme.actions import add_session, add_speaker, add_track
from tests import make
from tests.make import MONDAY, hours, sign_in
from tests.registration.cast import category, consent_text, enrol
from tests.twice import both_change_one, one_keeps_the_others, shows, typed

EVENT = "/manage/events/congress/"


@pytest.fixture
def places(app):
    """The addresses of one thing of each kind, by a short name."""
    centre = make.centre()
    event, by = make.event(of=centre.institute, languages=["en", "fr"]), {"by": "system", "now": MONDAY}
    booking = book_room(room=centre.seminar, span=hours(24, 2), title="Old", organisation=centre.institute, by=centre.alice, now=MONDAY)
    add_speaker(event, name="Grace Hopper", code="GRACE1", **by)
    add_track(event, name=Words("Machines"), **by)
    add_session(event, title=Words("Opening"), span=hours(0), room=event.rooms[0], code="OPEN01", **by)
    guest, _member, _text = category(event, "guest"), category(event, "member"), consent_text(event, "photos")
    with clock.at(MONDAY):
        registered = enrol(event, on_behalf=True, by=centre.alice, category=guest.slug)
        yield {
            "booking": f"/bookings/{booking.uid}/edit", "move": f"/bookings/{booking.uid}/move", "basics": f"{EVENT}edit/", "texts": f"{EVENT}edit/texts/",
            "languages": f"{EVENT}edit/languages/", "visibility": f"{EVENT}edit/visibility/", "session": f"{EVENT}sessions/OPEN01/",
            "registration": f"{EVENT}registrations/{registered.registration.uid}/change/", "own": f"/registrations/{registered.secret}/change/",
            "places": f"{EVENT}registrations/places/", "category": f"{EVENT}registrations/categories/guest/",
            "consent": f"{EVENT}registrations/consents/?purpose=photos", "seminar": "/manage/centre/rooms/seminar-1/",
            "hours": "/manage/centre/hours/", "room hours": "/manage/centre/rooms/seminar-1/hours", "name": "/manage/centre/settings/",
            "zone": "/manage/centre/settings/languages/", "legal": "/manage/centre/settings/texts/", "rules": "/manage/centre/settings/bookings/",
            "organisation": "/manage/centre/organisations/institute/", "account": "/account/",
            "speaker": f"{EVENT}speakers/GRACE1/", "track": f"{EVENT}tracks/machines/", "room": f"{EVENT}rooms/marquee/",
        }  # fmt: skip


@pytest.fixture
def client(client, places):
    return sign_in(client, make.db.session.query(make.User).filter_by(email="ada@example.org").one())


TWO_FIELDS = [
    ("booking", {"title": "By A", "is_public": "y"}, {"note": "By B", "attendance": "12"}),
    ("booking", {"layout": "theatre"}, {"setup_minutes": "15"}),
    ("move", {"room": "auditorium"}, {"starts": "09:30"}),
    ("basics", {"title_en": "By A", "starts_on": "2027-02-28"}, {"place_name": "By B", "timezone": "Europe/Madrid"}),
    ("texts", {"description_en": "By A\r\n\r\nTwo parts."}, {"url": "https://b.example.org"}),
    ("languages", {"title_fr": "Par A"}, {"languages": ["en", "fr", "de"]}),
    ("session", {"title_en": "By A", "people-0-name": "Ada Lovelace"}, {"abstract_en": "By B", "kind": "keynote", "ends": "11:00"}),
    ("session", {"abstract_fr": "Par A", "room": "0"}, {"people-0-name": "Grace Hopper", "people-0-part": "chair"}),
    ("speaker", {"name": "By A"}, {"affiliation": "By B", "biography_fr": "Par B"}),
    ("track", {"name_en": "By A"}, {"colour": "7", "name_fr": "Par B"}),
    ("room", {"name_en": "By A"}, {"capacity": "51"}),
    ("registration", {"given_name": "By A", "category": "member"}, {"affiliation": "By B", "country": "FR"}),
    ("own", {"given_name": "By A", "consents": ["photos"]}, {"latin_name": "By B", "timezone": "Europe/Paris"}),
    ("places", {"places": "100"}, {"is_open": "y"}),
    ("category", {"name_en": "By A"}, {"needs_approval": "y"}),
    ("consent", {"text_en": "By A"}, {"required": "y"}),
    ("seminar", {"name_en": "By A", "features": ["whiteboard", "piano"]}, {"area_m2": "80.5", "layout_theatre": "25", "description_fr": "Par B"}),
    ("hours", {"day_0": "09:00–12:00"}, {"day_6": ""}),
    ("room hours", {"day_0": "09:00–12:00"}, {"day_1": "10:00–12:00, 14:00–18:00"}),
    ("name", {"name_fr": "Par A"}, {"accent": "#123456"}),
    ("zone", {"timezone": "Europe/Madrid"}, {"languages": ["fr"]}),
    ("legal", {"terms_text_en": "By A"}, {"imprint_text_fr": "Par B"}),
    ("organisation", {"name_en": "By A"}, {"kind": "partner"}),
    ("account", {"family_name": "By A"}, {"country": "FR"}),
]


@pytest.mark.parametrize(("what", "first", "second"), TWO_FIELDS)
def test_two_people_who_change_different_fields_both_keep_theirs(places, client, what, first, second):
    one_keeps_the_others(client, places[what], first, second)


ONE_FIELD = [
    ("booking", "title", "By B", "By A", "By A"),
    ("move", "starts", "10:30", "10:00", "10:00"),
    ("basics", "starts_on", "2027-02-27", "2027-02-28", "Sunday, 28 February 2027"),
    ("texts", "description_en", "By B", "By A", "By A"),
    ("languages", "languages", ["en"], ["en", "de"], "English, German"),
    ("visibility", "visibility", "unlisted", "private", "private: only its team"),
    ("session", "kind", "keynote", "workshop", "workshop"),
    ("session", "people-0-name", "Ada Lovelace", "Grace Hopper", "Grace Hopper"),
    ("speaker", "affiliation", "By B", "By A", "By A"),
    ("track", "colour", "8", "7", "colour 7"),
    ("room", "capacity", "52", "51", "51"),
    ("registration", "affiliation", "By B", "By A", "By A"),
    ("registration", "country", "FR", "DE", "Germany"),
    ("own", "language", "fr", "de", "German"),
    ("places", "places", "110", "100", "100"),
    ("category", "name_en", "By B", "By A", "By A"),
    ("consent", "text_en", "By B", "By A", "By A"),
    ("seminar", "area_m2", "80.5", "80.4", "80.4"),
    ("seminar", "features", ["stage"], ["piano"], "piano"),
    ("hours", "day_0", "10:00–12:00", "09:00–12:00", "09:00–12:00"),
    ("room hours", "day_0", "10:00–12:00", "09:00–12:00", "09:00–12:00"),
    ("name", "accent", "#654321", "#123456", "#123456"),
    ("zone", "timezone", "Europe/Rome", "Europe/Madrid", "Europe/Madrid"),
    ("legal", "terms_text_en", "By B", "By A", "By A"),
    ("rules", "option_days", "10", "9", "9"),
    ("organisation", "kind", "partner", "external", "external"),
    ("account", "country", "FR", "DE", "Germany"),
]


@pytest.mark.parametrize(("what", "field", "mine", "theirs", "told"), ONE_FIELD)
def test_who_changes_the_same_field_later_is_asked(places, client, what, field, mine, theirs, told):
    both_change_one(client, places[what], field, mine, theirs, told)


@pytest.mark.parametrize(("what", "field"), [("booking", "note"), ("basics", "place_name"), ("session", "title_en")])
def test_it_is_asked_in_the_language_of_the_reader(places, client, what, field):
    both_change_one(client, places[what], field, "Par B", "Par A", "Par A", language="fr")


@pytest.mark.parametrize("what", ["booking", "session", "own", "hours"])
def test_both_engines_read_the_thing_afresh_before_it_is_saved(both_engines, places, client, what):
    first, second = next(fields for kind, *fields in TWO_FIELDS if kind == what)
    one_keeps_the_others(client, places[what], first, second)


def test_a_form_without_its_digests_is_saved_as_it_was_sent(places, client):
    """A page that was open while a new edition of the program was put up, or a script that posts."""
    older = client.get(places["texts"]).text
    assert client.post(places["texts"], data=typed(client.get(places["texts"]).text, {"url": "https://a.example.org"})).status_code == 303
    assert client.post(places["texts"], data=typed(older, {"description_en": "By B", "as_seen": None})).status_code == 303
    assert shows(client.get(places["texts"]).text, {"description_en": "", "url": ""}) == {"description_en": "By B", "url": ""}

"""An event comes into being by a short form, and the rest of its facts by named steps."""

import pytest

from conference.programme.actions import change_event
from conference.programme.models import Event
from conference.programme.rules import Visibility
from tests import make
from tests.make import MONDAY, db

NEW = {"title_en": "Spring school", "starts_on": "2027-04-01", "ends_on": "2027-04-03", "timezone": "Europe/Paris"}
BASICS = NEW | {"slug": "congress"}


def the_event(slug="congress"):
    return db.session.query(Event).filter_by(slug=slug).one()


def test_a_new_event_asks_for_what_it_needs_to_exist_and_leads_on_through_its_steps(house, alice):
    answer = alice.post("/manage/events/new/", data={**NEW, "organisation": house.institute.id})

    at = "/manage/events/spring-school/"
    assert (answer.status_code, answer.location) == (303, f"{at}edit/texts/?setup=1")
    made = the_event("spring-school")
    assert (dict(made.title), made.languages, made.visibility, made.places) == ({"en": "Spring school"}, ["en"], Visibility.PRIVATE, None)

    texts = alice.get(answer.location).text
    assert 'aria-current="step">Texts<' in texts
    assert f'<a href="{at}edit/?setup=1">Basics</a>' in texts
    answers = [
        alice.post(answer.location, data={"description_en": "Three days.", "url": "https://example.org"}),
        alice.post(f"{at}edit/languages/?setup=1", data={"languages": ["en", "fr"], "title_fr": "École de printemps", "description_fr": ""}),
        alice.post(f"{at}registrations/places/?setup=1", data={"places": "80"}),
        alice.post(f"{at}edit/visibility/?setup=1", data={"visibility": "public"}),
    ]
    ways = ["edit/languages/?setup=1", "registrations/places/?setup=1", "edit/visibility/?setup=1", ""]
    assert [(each.status_code, each.location) for each in answers] == [(303, at + way) for way in ways]
    made = the_event("spring-school")
    assert (dict(made.title), dict(made.description)) == ({"en": "Spring school", "fr": "École de printemps"}, {"en": "Three days."})
    assert (made.languages, made.visibility, made.places) == (["en", "fr"], Visibility.PUBLIC, 80)


def test_a_language_that_is_new_is_asked_for_its_texts_before_the_way_goes_on(house, alice):
    at = "/manage/events/congress/edit/languages/?setup=1"
    assert alice.post(at, data={"languages": ["en", "de"]}).location == at
    assert 'name="title_de"' in alice.get(at).text


def test_two_events_with_the_same_title_get_addresses_of_their_own(house, alice):
    ways = [alice.post("/manage/events/new/", data={**NEW, "organisation": house.institute.id}).location for _ in range(3)]
    assert [way.split("/")[3] for way in ways] == ["spring-school", "spring-school-2027", "spring-school-2"]
    other = [
        alice.post("/manage/events/new/", data={**NEW, "title_en": title, "organisation": house.institute.id}).location
        for title in ("New", "春の学校")
    ]
    assert [way.split("/")[3] for way in other] == ["new-2027", "event-2027"]


def test_an_organiser_cannot_make_an_event_of_another_organisation(house, alice):
    assert alice.post("/manage/events/new/", data={**NEW, "organisation": house.hospital.id}).status_code == 422


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ends_on": "2027-03-01"}, "The last day must not come before the first."),
        ({"title_en": ""}, "Please fill this in."),
        ({"timezone": "Mars/Olympus"}, "This time zone is not known."),
        ({"starts_on": "soon"}, "This is not a day. Write year, month and day, such as 2027-03-28."),
    ],
)
def test_what_does_not_fit_a_new_event_is_said_what_was_typed_is_kept_and_nothing_is_written(house, alice, wrong, said):
    answer = alice.post("/manage/events/new/", data={**NEW, "organisation": house.institute.id, **wrong})

    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{wrong.get("title_en", "Spring school")}"' in answer.text
    assert db.session.query(Event).count() == 1


@pytest.mark.parametrize(
    ("step", "typed", "status", "said"),
    [
        ("", {**BASICS, "ends_on": "2027-03-01"}, 422, "The last day must not come before the first."),
        ("", {**BASICS, "slug": "Spring School"}, 422, "Use small letters, digits and hyphens"),
        ("", {**BASICS, "slug": "taken"}, 409, "Another event already has the address taken."),
        ("", {**BASICS, "slug": "new"}, 422, "Use small letters, digits and hyphens"),
        ("", {**BASICS, "title_en": ""}, 422, "Please fill this in."),
        ("texts/", {"url": "javascript:alert(1)"}, 422, "A web address begins with https://."),
        ("languages/", {"title_fr": "Congrès"}, 422, "Name at least one language"),
        ("visibility/", {"visibility": "everybody"}, 422, "What was chosen is not offered here, or not any more."),
        ("nothing/", {}, 404, ""),
    ],
)
def test_what_does_not_fit_a_step_is_said_and_nothing_is_written(house, alice, step, typed, status, said):
    make.event("taken", house.institute)
    before = (dict(the_event().title), the_event().languages, the_event().url, the_event().ends_on, the_event().visibility)

    answer = alice.post(f"/manage/events/congress/edit/{step}", data=typed)

    assert answer.status_code == status
    assert said in answer.text
    db.session.rollback()
    event = the_event()
    assert (dict(event.title), event.languages, event.url, event.ends_on, event.visibility) == before


def test_a_step_changes_its_own_facts_and_no_other(house, alice):
    change_event(house.event, title=house.event.title.with_text("de", "Der Kongress"), places=7, url="https://example.org", by="system", now=MONDAY)
    title, kept = dict(house.event.title), (house.event.visibility, house.event.languages, 7, "https://example.org")

    answer = alice.post("/manage/events/congress/edit/", data=BASICS | {"title_en": "The Great Congress"})

    assert (answer.status_code, answer.location) == (303, "/manage/events/congress/edit/")
    assert dict(the_event().title) == title | {"en": "The Great Congress"}
    assert (the_event().visibility, the_event().languages, the_event().places, the_event().url) == kept

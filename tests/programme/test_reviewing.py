"""What a reviewer reads before anything is published, where they find it, and what stays closed to them."""

import re

import pytest

from conference.kernel.words import Words
from conference.people.models import Person
from conference.people.rules import Role
from conference.programme.actions import add_material, add_session, add_speaker, add_to_team, set_photo
from conference.programme.models import Session
from conference.programme.rules import Part, Visibility
from tests import make
from tests.make import MONDAY, db, hours
from tests.programme.test_manage import the_event

BY = {"by": "system", "now": MONDAY}
DRAFT = "/manage/events/retreat/draft/"


@pytest.fixture
def retreat(programme):
    """A private event whose draft has two talks in one room at one time, one with everything that a session can have."""
    make.event("retreat", of=programme.institute, visibility=Visibility.PRIVATE)
    event = the_event("retreat")
    person = make.saved(Person(given_name="Grace", family_name="Hopper", email="g@example.org", created_at=MONDAY))
    told = {"name": "Grace Hopper", "affiliation": "Navy", "biography": Words("She *found* the bug."), "person": person}
    grace = add_speaker(event, code="GRACE", **told, **BY)
    facts = {"room": event.rooms[0], "span": hours(0), **BY}
    first = add_session(event, title=Words("Compilers"), abstract=Words("On *machines*."), code="ONE", speakers=[(grace, Part.CHAIR)], **facts)
    add_session(event, title=Words("Also then"), code="TWO", **facts)
    photo = set_photo(grace, make.picture(), **BY)
    slides = add_material(first, title="Slides", content=make.pdf(), file_name="slides.pdf", **BY)
    return {"photo": f"/files/photos/{photo.uid}.jpg", "slides": f"/files/materials/{slides.uid}"}


@pytest.fixture
def rita(programme, retreat, client):
    return make.sign_in(client, programme.rita)


def test_a_reviewer_finds_the_draft_and_reads_everything_that_will_be_printed(retreat, rita):
    header = re.search("<header.*?</header>", rita.get("/").text, re.DOTALL).group()
    mine, shown, session = rita.get("/manage/events/").text, rita.get(DRAFT).text, rita.get(f"{DRAFT}ONE/").text

    assert ('href="/manage/events/"' in header, f'href="{DRAFT}"' in mine, f'href="{DRAFT}"' in rita.get("/events/retreat/").text) == (True,) * 3
    assert [words in shown for words in ("Compilers", "Also then", "Grace Hopper", "Marquee", "Clashes", "change nothing")] == [True] * 6
    printed = ("On <em>machines</em>.", "Grace Hopper", "Navy", "She <em>found</em> the bug.", "chair", "Slides", "Clashes", retreat["photo"])
    assert [words in session for words in printed] == [True] * len(printed)
    assert "g@example.org" not in session
    assert [rita.get(retreat[each]).status_code for each in ("photo", "slides")] == [200, 200]


def test_no_link_of_the_draft_leads_a_reviewer_to_a_closed_door(rita):
    for page in (DRAFT, f"{DRAFT}ONE/"):
        main = re.search("<main.*?</main>", rita.get(page).text, re.DOTALL).group()
        links = {link.partition("#")[0] for link in re.findall(r'href="(/[^"]*)"', main)}
        assert {link: rita.get(link).status_code for link in links} == dict.fromkeys(links, 200)
        assert '<form method="post"' not in main


def test_a_reviewer_changes_nothing_and_sees_no_registration(programme, retreat, client):
    tim = make.user("Tim Team")
    add_to_team(the_event("retreat"), email=tim.email, role=Role.REVIEWER, **BY)
    for user in (programme.rita, tim):
        make.sign_in(client, user)
        closed = (
            "",
            "sessions/",
            "sessions/ONE/",
            "sessions/ONE/materials/",
            "speakers/GRACE/",
            "team/",
            "history/",
            "publish/",
            "registrations/",
            "door/",
        )
        assert {client.get(f"/manage/events/retreat/{page}").status_code for page in closed} == {403}
        assert client.post("/manage/events/retreat/sessions/ONE/cancellation").status_code == 403
        client.post("/logout")


def test_a_reviewer_of_another_organisation_reads_nothing(programme, retreat, client):
    make.sign_in(client, make.user("Rob Reader", Role.REVIEWER, programme.hospital))

    paths = (DRAFT, f"{DRAFT}ONE/", "/events/retreat/", retreat["photo"], retreat["slides"])
    assert [client.get(path).status_code for path in paths] == [404] * len(paths)
    assert client.get("/manage/events/congress/draft/").status_code == 403  # public, so it may be seen; its draft may not be read


def test_words_narrow_the_draft_and_a_code_that_is_not_there_is_not_found(rita):
    narrowed = rita.get(f"{DRAFT}?q=compilers").text

    assert ("Compilers" in narrowed, f'href="{DRAFT}TWO/">Also then' in narrowed.partition('id="clashes"')[0]) == (True, False)
    assert "Nothing fits" in rita.get(f"{DRAFT}?q=nonsense").text
    assert rita.get(f"{DRAFT}NONE/").status_code == 404


def test_an_organiser_reads_what_reviewers_read_and_finds_the_way_back(programme, retreat, client):
    page = make.sign_in(client, programme.alice).get(DRAFT).text

    assert 'href="/manage/events/retreat/"' in page and "what reviewers read" in page
    assert db.session.query(Session).filter_by(code="ONE").one().state == "confirmed"


def test_the_team_page_says_what_each_role_may_do(programme, retreat, client):
    page = make.sign_in(client, programme.alice).get("/manage/events/retreat/team/").text
    french = client.get("/manage/events/retreat/team/?lang=fr").text

    assert ("sees no registration" in page, "ne voit aucune inscription" in french) == (True, True)

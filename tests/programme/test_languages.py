"""What people write in several languages: shown in the reader's, marked where it is another one, published, found, kept."""

import re

import pytest
from sqlalchemy import select

from conference.kernel.history import history_of
from conference.kernel.stamps import stamp
from conference.kernel.words import Words
from conference.programme import queries_draft
from conference.programme.actions import change_event, change_session, change_track
from conference.programme.models import PublishedSession, Session, Speaker
from tests import make
from tests.make import MONDAY, db
from tests.programme.conftest import LATER, publish, talk
from tests.programme.test_manage import SESSION

BOTH = Words({"en": "All about **bread**", "fr": "Tout sur le **pain**"})
CONTENT = {
    "title": Words({"en": "On bread", "fr": "Du pain"}), "subtitle": Words({"en": "Old and new", "fr": "L’ancien et le nouveau"}), "abstract": BOTH,
}  # fmt: skip


@pytest.fixture
def bread(house):
    """A published talk whose texts are in English and French."""
    talk(house.event, code="BREAD1", language="en", **{**CONTENT, "title": str(CONTENT["title"])})
    session = db.session.scalars(select(Session).where(Session.code == "BREAD1")).one()
    change_session(session, title=CONTENT["title"], by="system", now=MONDAY)
    publish(house.event)
    return session


def test_each_reader_gets_their_own_language(house, client, bread):
    english, french = (client.get(f"/events/congress/sessions/BREAD1/?lang={each}").text for each in ("en", "fr"))

    assert [words for words in ("On bread", "Old and new", "<strong>bread</strong>") if words not in english] == []
    assert [words for words in ("Du pain", "L’ancien et le nouveau", "<strong>pain</strong>") if words not in french] == []
    assert [words for words in ("On bread", "Old and new", "About") if words in french] == []


def test_what_nobody_has_translated_is_shown_as_it_is_and_says_in_which_language(house, client):
    change_event(house.event, title=Words({"de": "Der Kongress"}), description=Words({"de": "Vier Tage"}), by="system", now=MONDAY)
    talk(house.event, code="BROT01", abstract=Words({"ar": "عن الخبز"}))
    publish(house.event)

    event, session = (client.get(f"/events/congress/{page}?lang=fr").text for page in ("", "sessions/BROT01/"))
    assert '<h1><span lang="de">Der Kongress</span></h1>' in event
    assert '<div class="prose" lang="de"><p>Vier Tage</p>' in event
    assert '<div class="prose" lang="ar" dir="rtl">' in session
    assert "<title>Der Kongress · " in event  # no markup where a browser shows it as letters


def test_a_translation_alone_is_published_with_a_new_version(house, client, bread):
    page = client.get("/events/congress/sessions/BREAD1/?lang=fr")
    before = (stamp(house.event.scope).version, db.session.scalars(select(PublishedSession.sequence)).one())
    change_session(bread, abstract=BOTH.with_text("fr", "Tout sur le levain"), by="system", now=LATER)

    (line,) = queries_draft.preview(house.event).changed
    assert (line.code, line.fields) == ("BREAD1", ("texts",))
    assert "levain" not in client.get("/events/congress/sessions/BREAD1/?lang=fr").text
    publish(house.event, now=LATER)
    assert (stamp(house.event.scope).version, db.session.scalars(select(PublishedSession.sequence)).one()) == (before[0] + 1, before[1] + 1)
    again = client.get("/events/congress/sessions/BREAD1/?lang=fr", headers={"If-None-Match": page.headers["ETag"]})
    assert (again.status_code, "levain" in again.text) == (200, True)


def test_a_difference_names_a_translated_title(house, bread):
    change_session(bread, title=CONTENT["title"].with_text("fr", "Le pain"), by="system", now=LATER)

    (line,) = queries_draft.preview(house.event).changed
    assert line.fields == ("title",)


def test_the_history_keeps_both_languages_before_and_after(house, bread):
    change_session(bread, subtitle=Words({"en": "Old and new"}), by="system", now=LATER)

    change = db.session.scalars(history_of(bread.entity)).first()
    assert (change.before, change.after) == ({"subtitle": dict(CONTENT["subtitle"])}, {"subtitle": {"en": "Old and new"}})


def test_a_session_is_found_by_its_words_in_any_language(house, client, bread):
    for words in ("pain", "bread", "nouveau"):
        assert 'data-code="BREAD1"' in client.get(f"/events/congress/schedule/?lang=en&q={words}").text, words
    assert 'data-code="BREAD1"' not in client.get("/events/congress/schedule/?lang=en&q=butter").text


# The forms ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def alice(house, client):
    change_event(house.event, languages=["en", "fr"], by="system", now=MONDAY)
    return make.sign_in(client, house.alice)


TYPED = {**SESSION, "title_fr": "Du pain", "subtitle_fr": "Hier", "abstract_en": "About bread", "abstract_fr": "À propos du pain"}


def test_a_session_is_written_in_the_languages_of_its_event(house, alice):
    assert "In other languages" in alice.get("/manage/events/congress/new-session/").text
    assert alice.post("/manage/events/congress/new-session/", data=TYPED).status_code == 303

    made = db.session.query(Session).one()
    assert [dict(each) for each in (made.title, made.subtitle, made.abstract)] == [
        {"en": "On bread", "fr": "Du pain"}, {"fr": "Hier"}, {"en": "About bread", "fr": "À propos du pain"},
    ]  # fmt: skip


@pytest.mark.parametrize("field", ["title_fr", "subtitle_fr", "abstract_fr"])
def test_a_translation_has_the_limits_of_the_original_and_opens_where_it_is_wrong(house, alice, field):
    answer = alice.post("/manage/events/congress/new-session/", data={**TYPED, field: "x" * 20_001})

    assert answer.status_code == 422
    assert "characters, please." in answer.text
    assert '<details class="more" open>' in answer.text
    assert db.session.query(Session).count() == 0


def test_the_first_field_is_the_one_in_which_a_session_has_its_title(house, alice):
    talk(house.event, code="BROT01", language="de")
    session = db.session.query(Session).one()
    change_session(session, title=Words({"de": "Vom Brot"}), by="system", now=MONDAY)
    page = alice.get("/manage/events/congress/sessions/BROT01/").text

    assert re.search(
        r'name="title_de" required type="text" value="Vom Brot"|value="Vom Brot"[^>]*name="title_de"|name="title_de"[^>]*value="Vom Brot"', page
    )
    assert [name for name in ("title_en", "title_fr", "abstract_de") if f'name="{name}"' not in page] == []


def test_editing_leaves_a_language_that_the_form_does_not_know(house, alice):
    alice.post("/manage/events/congress/tracks/", data={"name_en": "Bread", "name_fr": "Pain", "colour": "1"})
    (made,) = house.event.tracks
    change_track(made, name=Words({**made.name, "xx": "Xxx"}), by="system", now=MONDAY)
    assert alice.post(f"/manage/events/congress/tracks/{made.slug}/", data={"name_en": "Loaves", "name_fr": "", "colour": "1"}).status_code == 303

    db.session.refresh(made)
    assert dict(made.name) == {"en": "Loaves", "xx": "Xxx"}


def test_a_biography_keeps_its_translation(house, alice):
    alice.post("/manage/events/congress/new-speaker/", data={"name": "Grace Hopper", "biography_en": "Admiral", "biography_fr": "Amirale"})

    assert dict(db.session.query(Speaker).one().biography) == {"en": "Admiral", "fr": "Amirale"}


def test_the_live_filter_is_given_the_titles_in_other_languages(bread, client):
    page = client.get("/events/congress/schedule/?day=all").text
    assert re.search(r'data-code="BREAD1" data-otherwise="[^"]*Du pain', page)

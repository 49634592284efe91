"""Texts in several languages, as programs send and get them."""

import pytest

from tests.api.test_events import SCHOOL, TALK
from tests.api.test_rooms import LIBRARY as ROOM

IN_BOTH = {
    "title": {"en": "On bridges", "fr": "Des ponts"},
    "abstract": {"en": "Why they stand", "fr": "Pourquoi ils tiennent"},
    "subtitle": "Old ones",
}


@pytest.fixture
def alice(centre, acting):
    caller = acting(centre.alice)
    assert caller.post("/events", SCHOOL).status_code == 201
    return caller


def test_a_session_is_told_in_the_callers_language_and_in_all(alice):
    made = alice.post("/events/spring-school/sessions", TALK | IN_BOTH).json
    french = alice.get("/events/spring-school/sessions/BRIDGE?lang=fr").json

    assert (made["title"], french["title"]) == ("On bridges", "Des ponts")
    assert (french["titles"], french["subtitles"], french["abstracts"]) == (IN_BOTH["title"], {"en": "Old ones"}, IN_BOTH["abstract"])


def test_a_bare_text_leaves_the_translations(alice):
    alice.post("/events/spring-school/sessions", TALK | IN_BOTH)
    changed = alice.patch("/events/spring-school/sessions/BRIDGE", {"abstract": "Why they fall"}).json

    assert changed["abstracts"] == {"en": "Why they fall", "fr": "Pourquoi ils tiennent"}


def test_texts_with_their_languages_replace_all(alice):
    alice.post("/events/spring-school/sessions", TALK | IN_BOTH)

    assert alice.patch("/events/spring-school/sessions/BRIDGE", {"abstract": {"fr": "Pourquoi"}}).json["abstracts"] == {"fr": "Pourquoi"}


def test_a_text_without_its_language_is_in_the_sessions(alice):
    made = alice.post("/events/spring-school/sessions", TALK | {"language": "fr", "title": "Des ponts", "abstract": "Pourquoi"}).json

    assert (made["titles"], made["abstracts"]) == ({"fr": "Des ponts"}, {"fr": "Pourquoi"})


@pytest.mark.parametrize("told", [{"xq": "?"}, {"klingonisch": "?"}, {"en": "Yes", "zzz": "?"}, {"en": 7}, {"en": "x" * 401}])
def test_an_unknown_language_or_a_wrong_text_is_refused_and_nothing_is_written(alice, told):
    refused = alice.post("/events/spring-school/sessions", TALK | {"title": told})

    assert (refused.status_code, list(refused.json["errors"])) == (422, ["title"])
    assert alice.get("/events/spring-school/sessions").json["total"] == 0


def test_a_rooms_translation_survives_a_new_name(centre, acting):
    vera = acting(centre.vera)
    vera.post("/rooms", ROOM | {"name": {"en": "Library", "fr": "Bibliothèque"}, "description": {"en": "Quiet", "fr": "Calme"}})
    changed = vera.patch(f"/rooms/{ROOM['slug']}", {"name": "Old library"}).json

    assert (changed["names"], changed["descriptions"]) == ({"en": "Old library", "fr": "Bibliothèque"}, {"en": "Quiet", "fr": "Calme"})

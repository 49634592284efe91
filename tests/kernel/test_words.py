"""People's own texts in several languages."""

import pytest

from conference.kernel.words import Words

pytestmark = pytest.mark.pure


def test_the_readers_language_comes_first_then_what_there_is():
    text = Words({"en": "Board room", "fr": "Salle du conseil"})
    assert [text.best("fr", "en"), text.best("de", "en"), text.best("de")] == ["Salle du conseil", "Board room", "Board room"]


def test_a_region_is_served_by_its_language():
    assert Words({"pt-BR": "Sala"}).best("pt") == "Sala"
    assert Words({"fr": "Salle"}).best("fr-CA") == "Salle"


def test_empty_texts_are_no_texts():
    assert dict(Words({"en": "Room", "fr": ""})) == {"en": "Room"}
    assert not Words("")
    assert str(Words()) == ""


def test_setting_one_language_keeps_the_others():
    assert Words("Room").with_text("fr", "Salle") == {"en": "Room", "fr": "Salle"}

"""Why a letter did not go is told in the reader's language."""

import re

import pytest

from conference.desk.mishaps import TOLD, why
from tests.fixtures import ROOT

KEPT = re.compile(r"""(?:Never|Later|Unreachable|Unreadable|error=|Never\))\(?f?"([^":{]+)""")


def test_every_reason_that_the_outbox_keeps_has_words():
    sources = "".join((ROOT / f"conference/kernel/{name}.py").read_text("utf-8") for name in ("transport", "outbox", "sealed"))

    assert set(KEPT.findall(sources)) <= TOLD.keys()
    assert [reason for reason in TOLD if f'"{reason}' not in sources] == []


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ("the mail server refused: 550 5.1.1", "le serveur de courrier l’a refusé (550 5.1.1)"),
        ("sealed with a key that is gone", "il a été scellé avec une clé qui n’existe plus"),
        ("never heard of", "never heard of"),
        (None, "–"),
    ],
)
def test_it_reads_as_a_sentence(app, kept, told):
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        assert why(kept) == told

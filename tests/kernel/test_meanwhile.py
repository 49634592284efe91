"""What becomes of each field when two people changed one thing: the rule, and what browsers send."""

from datetime import time
from decimal import Decimal

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DecimalField, FieldList, Form, FormField, IntegerField, SelectField, SelectMultipleField, StringField, TimeField

from conference.kernel.meanwhile import Said, as_sent, digest_of, merged, read_seen, said_by, seen


def said(**digests):
    return {name: Said([(name, digest)], digest) for name, digest in digests.items()}


@pytest.mark.parametrize(
    ("before", "mine", "theirs", "outcome"),
    [
        ("old", "old", "old", "as sent"),
        ("old", "old", "theirs", "kept"),
        ("old", "mine", "old", "as sent"),
        ("old", "same", "same", "as sent"),
        ("old", "mine", "theirs", "asked"),
    ],
)
def test_a_field_is_kept_taken_or_asked_about(before, mine, theirs, outcome):
    kept, asked = merged({"title": before}, said(title=mine), said(title=theirs))
    assert ("kept" if kept and theirs != before else "asked" if asked else "as sent") == outcome


def test_a_field_that_the_page_did_not_show_is_as_it_was_sent_and_one_that_was_not_sent_stays():
    assert merged({"title": "old"}, said(title="old", note="mine"), said(title="old", note="theirs")) == (["title"], [])
    assert merged({"note": "old"}, said(note="nothing"), said(note="theirs"), alone={"note"}) == (["note"], [])


class Row(Form):
    name = StringField()
    part = SelectField(choices=["speaker", "chair"], default="speaker")


class Everything(Form):
    title = StringField()
    people = IntegerField()
    area = DecimalField(places=1)
    starts = TimeField()
    layout = SelectField(choices=["", "theatre"])
    features = SelectMultipleField(choices=["stage", "video", "piano"])
    is_public = BooleanField()
    rows = FieldList(FormField(Row))


FACTS = {
    "title": "A title\nof two lines", "people": 20, "area": Decimal("80.26"), "starts": time(9, 30), "layout": "theatre", "features": ["video", "stage"],
    "is_public": True, "rows": [{"name": "Grace", "part": "chair"}, {"name": "", "part": "speaker"}],
}  # fmt: skip


def test_what_a_browser_sends_back_untouched_says_what_was_shown():
    shown = Everything(data=FACTS)
    sent = [pair for field in shown for pair in as_sent(field)]
    assert sent == [
        ("title", "A title\nof two lines"), ("people", "20"), ("area", "80.3"), ("starts", "09:30"), ("layout", "theatre"), ("features", "video"),
        ("features", "stage"), ("is_public", "y"), ("rows-0-name", "Grace"), ("rows-0-part", "chair"), ("rows-1-name", ""), ("rows-1-part", "speaker"),
    ]  # fmt: skip
    other_lines = [(name, value.replace("\n", "\r\n") + " ") if name == "title" else (name, value) for name, value in sent]
    back = Everything(MultiDict(sorted(other_lines)))
    assert {field.name: digest_of(field) for field in back} == {field.name: digest_of(field) for field in shown}


def test_nothing_at_all_is_said_alike_in_every_way():
    assert {digest_of(field) for form in (Everything(), Everything(data={"title": "", "features": [], "layout": None})) for field in form} == {
        digest_of(Everything().title)
    }


def test_every_change_of_a_field_is_seen():
    other = {
        "title": "Another", "people": 21, "area": Decimal(81), "starts": time(9, 31), "layout": "", "features": ["stage"], "is_public": False,
        "rows": [{"name": "Grace", "part": "speaker"}],
    }  # fmt: skip
    shown, changed = Everything(data=FACTS), Everything(data=other)
    assert [field.name for field in shown if digest_of(field) == digest_of(changed[field.name])] == []


def test_the_form_carries_its_digests_and_nonsense_in_their_place_harms_nothing():
    facts = said_by(Everything(data=FACTS))
    assert read_seen(seen(facts)) == {name: each.digest for name, each in facts.items()}
    assert read_seen("") == {}
    assert merged(read_seen("= title == x"), said(title="mine"), said(title="theirs")) == ([], ["title"])

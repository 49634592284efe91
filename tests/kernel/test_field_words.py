"""What cannot be read is told in our own sentences: what is wrong, what to write instead, once for a field."""

import ast
from pathlib import Path

import pytest
import wtforms
from werkzeug.datastructures import MultiDict
from wtforms import DateField, DecimalField, IntegerField, SelectField, SelectMultipleField, TimeField
from wtforms.validators import NumberRange

from conference.kernel.field_words import OURS
from conference.kernel.forms import AddressField, Form
from conference.kernel.message import _

BOUNDS = _("A whole number between %(min)s and %(max)s, please.")
NOT_USED = {"Choices cannot be None.", "Not a valid datetime value.", "Not a valid week value.", "Not a valid float value."}


class Everything(Form):
    class Meta(Form.Meta):
        csrf = False

    room = SelectField("Room", coerce=int, choices=lambda: [(1, "One")])
    kind = SelectField("Kind", choices=lambda: [("talk", "Talk")])
    parts = SelectMultipleField("Parts", choices=lambda: [("a", "A")])
    numbers = SelectMultipleField("Numbers", coerce=int, choices=lambda: [(1, "One")])
    people = IntegerField("People", [NumberRange(1, 100, message=BOUNDS)])
    minutes = IntegerField("Minutes")
    area = DecimalField("Area")
    day = DateField("Day")
    time = TimeField("Time")
    email = AddressField("Address")


RUBBISH = MultiDict({
    "room": "x", "kind": "sermon", "parts": "z", "numbers": "y", "people": "many", "minutes": "few", "area": "1,5,0", "day": "soon", "time": "late",
    "email": "a" * 300 + "@example.org",
})  # fmt: skip


@pytest.mark.parametrize(
    ("language", "choose", "again", "bounds", "whole", "number", "day", "time"),
    [
        (
            "en", "What was chosen is not offered here, or not any more. Choose one of what is offered.",
            "Something that was chosen is not offered here, or not any more. Choose again among what is offered.",
            "A whole number between 1 and 100, please.", "This is not a whole number. Write it in digits, such as 120.",
            "This is not a number. Write it in digits, such as 12.5.", "This is not a day. Write year, month and day, such as 2027-03-28.",
            "This is not a time of day. Write hours and minutes, such as 09:30.",
        ),
        (
            "fr", "Ce choix n’est pas proposé ici, ou ne l’est plus. Choisissez parmi ce qui est proposé.",
            "Un des choix n’est pas proposé ici, ou ne l’est plus. Choisissez de nouveau parmi ce qui est proposé.",
            "Un nombre entier entre 1 et 100, s’il vous plaît.", "Ce n’est pas un nombre entier. Écrivez-le en chiffres, comme 120.",
            "Ce n’est pas un nombre. Écrivez-le en chiffres, avec un point, comme 12.5.",
            "Ce n’est pas une date. Écrivez l’année, le mois et le jour, comme 2027-03-28.",
            "Ce n’est pas une heure. Écrivez les heures et les minutes, comme 09:30.",
        ),
    ],
)  # fmt: skip
def test_each_field_says_once_what_to_do(app, language, choose, again, bounds, whole, number, day, time):
    with app.test_request_context(headers={"Accept-Language": language}):
        form = Everything(RUBBISH)
        assert not form.validate()
        told = {name: [str(each) for each in messages] for name, messages in form.errors.items()}

    (too_long,) = told.pop("email")
    assert "254" in too_long
    assert told == {
        "room": [choose], "kind": [choose], "parts": [again], "numbers": [again], "people": [bounds], "minutes": [whole], "area": [number],
        "day": [day], "time": [time],
    }  # fmt: skip


def test_there_is_a_sentence_for_everything_that_the_fields_can_say():
    """A new release of WTForms with another wording is found here."""
    folder = Path(wtforms.__file__).parent / "fields"
    calls = [node for file in sorted(folder.glob("*.py")) for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)]
    said = {
        node.args[0].value
        for node in calls
        if isinstance(node.func, ast.Attribute) and node.func.attr in {"gettext", "ngettext"} and isinstance(node.args[0], ast.Constant)
    }

    assert {text for text in said - NOT_USED if text.lower() not in OURS} == set()

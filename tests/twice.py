"""Two people with one form open: what browsers without script would send, taken from the page itself."""

from collections.abc import Mapping
from typing import Any

from lxml import html

WORDS = {"en": "Changed meanwhile by somebody else to: ", "fr": "Modifié entre-temps par quelqu’un d’autre\u00a0: "}
Fields = Mapping[str, Any]  # a tick that is taken off is None, several boxes are a list


def form_of(page: str) -> dict[str, Any]:
    """The fields of the page's form as they would be sent now."""
    form = next(each for each in html.fromstring(page).forms if "as_seen" in each.fields)
    sent: dict[str, Any] = {}
    for name, value in form.form_values():
        lines = value.replace("\r\n", "\n").removeprefix("\n")  # a browser leaves out the line that a textarea begins with
        sent.setdefault(name, []).append(lines.replace("\n", "\r\n"))
    return sent


def typed(page: str, changes: Fields) -> dict[str, Any]:
    """What is sent when somebody changes these fields on the page."""
    return {name: value for name, value in {**form_of(page), **changes}.items() if value is not None}


def shows(page: str, fields: Fields) -> dict[str, Any]:
    """What the page's form holds in these fields, as `fields` says it."""
    form = form_of(page)
    return {name: form[name] if isinstance(value, list) else form.get(name, [None])[0] for name, value in fields.items()}


def one_keeps_the_others(client: Any, path: str, first: Fields, second: Fields) -> None:
    """A saves `first`; B, whose page is older, saves only `second`: both stand."""
    older = client.get(path).text
    saved = client.post(path, data=typed(client.get(path).text, first))
    assert saved.status_code == 303, saved.text
    also = client.post(path, data=typed(older, second))
    assert also.status_code == 303, also.text
    now = shows(client.get(path).text, {**first, **second})
    assert now == {**first, **second}, now


def both_change_one(client: Any, path: str, field: str, mine: Any, theirs: Any, told: str, *, language: str = "en") -> None:
    """Both change the same field: the second is asked, nothing typed is lost, and saving once more is deliberate."""
    address = f"{path}{'&' if '?' in path else '?'}lang={language}"
    older = client.get(address).text
    assert client.post(address, data=typed(older, {field: theirs})).status_code == 303
    answer = client.post(address, data=typed(older, {field: mine}))
    assert (answer.status_code, f"{WORDS[language]}{told}" in html.fromstring(answer.text).text_content()) == (409, True), answer.text
    assert shows(answer.text, {field: mine}) == {field: mine}
    assert shows(client.get(path).text, {field: theirs}) == {field: theirs}
    assert client.post(address, data=typed(answer.text, {})).status_code == 303
    assert shows(client.get(path).text, {field: mine}) == {field: mine}

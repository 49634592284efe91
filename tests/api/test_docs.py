"""The examples of docs/api.md are true: each is sent as it stands there, and answered as it says."""

import json
import re
import shlex

from conference.people.actions import create_token
from tests import make
from tests.fixtures import ROOT

EXAMPLE = re.compile(r"```sh\n(.*?)```\n```json (\d+)\n(.*?)```", re.DOTALL)


def matches(said, expected):
    """Whether an answer is as the page says: `…` stands for anything, fields that it does not show may be there."""
    if expected == "…":
        return True
    if isinstance(expected, dict):
        return isinstance(said, dict) and all(name in said and matches(said[name], value) for name, value in expected.items())
    if isinstance(expected, list):
        shown = [each for each in expected if each != "…" or expected == ["…"]]
        return len(said) >= len(shown) == sum(map(matches, said, shown)) and (len(said) == len(shown) or "…" in expected)
    return said == expected


def send(client, command, **variables):
    """What curl would send, sent by the test's client."""
    for name, value in variables.items():
        command = command.replace(f"${name}", value)
    words = iter(shlex.split(command.replace("\\\n", " "))[1:])
    method, headers, body, address = None, {}, None, ""
    for word in words:
        if word == "-H":
            name, _colon, value = next(words).partition(": ")
            headers[name] = value
        elif word == "-X":
            method = next(words)
        elif word == "-d":
            body = next(words)
        else:
            address = word
    return client.open(address, method=method or ("POST" if body else "GET"), headers=headers, data=body)


def test_the_examples_are_true(centre, client):
    token = create_token(centre.alice, scopes=["bookings:write", "events:write"], by=centre.alice, now=make.MONDAY)
    examples = EXAMPLE.findall((ROOT / "docs" / "api.md").read_text(encoding="utf-8"))

    wrong = []
    for command, status, expected in examples:
        answer = send(client, command, CENTRE="http://localhost", TOKEN=token)
        if answer.status_code != int(status) or not matches(answer.json, json.loads(expected)):
            wrong.append((command, answer.status_code, answer.text))
    assert wrong == []
    assert len(examples) == 11

"""The API as programs see it: a small centre, a caller per person with a token of their own."""

import json
from types import SimpleNamespace

import pytest

from conference.kernel import clock
from conference.people.actions import create_token
from tests import make

NOW = make.MONDAY


@pytest.fixture
def centre(app) -> SimpleNamespace:
    return make.centre()


class Caller:
    """A program with a token (or none). Every call says what it sends; `json` gives the answer's object."""

    def __init__(self, client, token=None):
        self.client = client
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def __call__(self, method, path, body=None, **headers):
        sent = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return self.client.open(f"/api/v1{path}", method=method, headers=sent, **data)

    def get(self, path, **headers):
        return self("GET", path, **headers)

    def post(self, path, body=None, **headers):
        return self("POST", path, {} if body is None else body, **headers)

    def patch(self, path, body):
        return self("PATCH", path, body)

    def delete(self, path):
        return self("DELETE", path)


@pytest.fixture
def stranger(client):
    return Caller(client)


@pytest.fixture
def acting(app, client):
    """`acting(centre.alice)`, or narrowed: `acting(centre.alice, "bookings:write")`."""

    def as_user(user, *scopes):
        return Caller(client, create_token(user, scopes=scopes, by=user, now=NOW))

    return as_user


@pytest.fixture(autouse=True)
def monday():
    """Everything happens on the Monday of the cast, also inside requests."""
    with clock.at(NOW):
        yield

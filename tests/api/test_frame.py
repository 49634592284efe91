"""What holds for every call: tokens and scopes, shapes, errors that programs can read."""

import json
import re

from conference.people.actions import create_token, revoke_token
from conference.people.models import ApiToken
from tests.api.conftest import NOW, Caller

ROOM = {"slug": "library", "name": "Library"}


def test_public_reads_need_no_token(centre, stranger):
    assert stranger.get("/rooms").status_code == 200


def test_writing_without_a_token_is_asked_for_one(centre, stranger):
    answer = stranger.post("/rooms", ROOM)

    assert (answer.status_code, answer.content_type, answer.headers["WWW-Authenticate"]) == (401, "application/problem+json", "Bearer")
    assert answer.json["title"] == "Unauthorized"


def test_a_wrong_token_is_told_even_where_none_is_needed(centre, client):
    answer = Caller(client, "nonsense").get("/rooms")

    assert (answer.status_code, answer.json["type"]) == (401, "/problems/invalid-token")
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_a_withdrawn_token_opens_nothing(centre, acting):
    caller = acting(centre.ada)
    revoke_token(ApiToken.query.one(), by=centre.ada, now=NOW)

    assert caller.get("/me").status_code == 401


def test_a_browsers_cookie_means_nothing_here(centre, client):
    from tests import make

    make.sign_in(client, centre.ada)

    assert client.get("/api/v1/me").status_code == 401
    assert client.post("/api/v1/rooms", json=ROOM).status_code == 401


def test_who_this_token_is(centre, acting):
    assert acting(centre.alice, "read").get("/me").json == {
        "id": centre.alice.uid, "name": "Alice Martin", "email": "alice@example.org", "locale": None, "timezone": None,
        "roles": [{"role": "organiser", "organisation": "institute"}],
        "token": {"id": ApiToken.query.one().uid, "name": "", "scopes": ["read"], "expires_at": None},
    }  # fmt: skip


def test_a_narrowed_token_may_do_no_more_than_its_scopes(centre, acting):
    answer = acting(centre.ada, "bookings:write").post("/rooms", ROOM)

    assert (answer.status_code, answer.json["type"]) == (403, "/problems/insufficient-scope")
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="rooms:write"'
    assert "rooms:write: make one that has it under Account" in answer.json["detail"]
    assert acting(centre.ada, "rooms:write").post("/rooms", ROOM).status_code == 201


def test_whoever_only_reads_is_told_of_the_scope_to_read(centre, acting):
    answer = acting(centre.ada, "rooms:write").get("/bookings")

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (403, 'Bearer error="insufficient_scope", scope="read"')


def test_a_scope_gives_no_right_that_its_user_has_not(centre, acting):
    assert acting(centre.alice, "rooms:write").post("/rooms", ROOM).status_code == 403


def test_every_message_comes_at_once(centre, acting):
    wrong = {"slug": "No Slug!", "layouts": {"theatre": 0, "banana": 3}, "features": ["sound", "lions"], "colour": "red"}
    answer = acting(centre.ada).post("/rooms", wrong)

    assert (answer.status_code, answer.content_type, answer.json["type"]) == (422, "application/problem+json", "/problems/invalid-input")
    assert answer.json["errors"] == {
        "slug": ["Use small letters, digits and hyphens, at most 60, such as hall-a."],
        "name": ["Please fill this in."],
        "layouts.theatre": ["Give a number between 1 and 100000."],
        "layouts.banana": ["There is no such field here."],
        "features.1": [answer.json["errors"]["features.1"][0]],
        "colour": ["There is no such field here."],
    }
    assert {each["code"] for each in answer.json["objections"]} == {"wrong-form", "missing", "out-of-bounds", "unknown-field", "unknown-choice"}


def test_messages_come_in_the_callers_language_where_it_is_translated(centre, acting):
    assert acting(centre.ada).post("/rooms", ROOM | {"slug": "?"}, Accept_Language="fr").status_code == 422


def test_what_is_no_json_is_told_apart(centre, acting):
    caller = acting(centre.ada)

    def send(data, content_type="application/json"):
        answer = caller.client.post("/api/v1/rooms", data=data, content_type=content_type, headers=caller.headers)
        return answer.status_code, answer.json["type"].rpartition("/")[2], answer.content_type

    kind = "application/problem+json"
    assert send(b'{"slug": ') == (400, "malformed-json", kind)
    assert send(b'{"area_m2": NaN}') == (400, "malformed-json", kind)
    assert send(b'{"name": "\\ud800"}') == (400, "malformed-json", kind)
    assert send(b'"\xff"') == (400, "malformed-json", kind)
    assert send(b"[" * 100_000) == (400, "malformed-json", kind)
    assert send(b'{"position": 1' + b"0" * 5000 + b"}") == (400, "malformed-json", kind)
    assert send(b"slug=x", "application/x-www-form-urlencoded") == (415, "not-json", kind)
    assert send(b"{}", "text/plain") == (415, "not-json", kind)
    assert send(b"[]") == (422, "invalid-input", kind)
    assert send(b"") == (422, "invalid-input", kind)


def test_a_body_over_the_limit_is_refused(centre, acting):
    answer = acting(centre.ada).post("/rooms", ROOM | {"description": "x" * 1_100_000})

    assert (answer.status_code, answer.content_type) == (413, "application/problem+json")


def test_what_is_not_there_and_what_cannot_be_done(centre, stranger):
    missing, wrong = stranger.get("/lions"), stranger("PUT", "/rooms")

    assert (missing.status_code, missing.content_type) == (404, "application/problem+json")
    assert (wrong.status_code, wrong.content_type) == (405, "application/problem+json")
    assert set(wrong.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_errors_speak_to_programs(centre, stranger):
    assert stranger.get("/me").json["detail"] == "This call needs a token. Send it as Authorization: Bearer, with the token behind it."
    assert stranger.get("/rooms/lions").json["detail"] == "There is nothing at this address, or not for you."


def test_unknown_words_behind_the_question_mark_are_refused(centre, stranger):
    assert stranger.get("/rooms?colour=red").json["errors"] == {"colour": ["There is no such field here."]}


def test_lists_come_in_pages(centre, stranger):
    first = stranger.get("/rooms?per_page=4").json
    second = stranger.client.get(first["next"]).json

    assert (len(first["items"]), first["total"], len(second["items"]), second["next"]) == (4, 7, 3, None)
    assert stranger.get("/rooms?per_page=201").status_code == 422
    assert stranger.get("/rooms?page=9").json == {"items": [], "total": 7, "next": None}


def test_pages_of_other_sites_may_read_what_is_public(centre, stranger, acting):
    answer = stranger.get("/rooms", Origin="https://elsewhere.example")
    preflight = stranger("OPTIONS", "/rooms", Origin="https://elsewhere.example", Access_Control_Request_Method="POST")

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Access-Control-Allow-Origin" not in preflight.headers
    assert "Access-Control-Allow-Origin" not in acting(centre.ada).post("/rooms", ROOM).headers


def test_health_is_told_to_everybody(centre, stranger):
    assert stranger.get("/health").json == {"status": "degraded", "database": "ok", "worker": "silent"}


def test_the_document_describes_what_is_there(app, stranger):
    document = stranger.get("/openapi.json")
    rules = [rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")]
    routes = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule) for rule in rules}

    assert set(document.json["paths"]) == routes - {"/api/v1/openapi.json"}
    assert stranger.get("/openapi.json", If_None_Match=document.headers["ETag"]).status_code == 304


def test_every_call_documents_its_refusals(stranger):
    document = stranger.get("/openapi.json").json
    kinds = {
        (path, method, status): list(answer.get("content", {}))
        for path, calls in document["paths"].items()
        for method, call in calls.items()
        if method != "parameters"
        for status, answer in call["responses"].items()
        if status >= "400" and "$ref" not in answer
    }
    assert kinds == {}
    problems = document["components"]["responses"]
    assert {json.dumps(list(each["content"])) for name, each in problems.items() if name != "Down"} == {'["application/problem+json"]'}


def test_a_token_is_made_by_an_action_and_read_as_a_secret(centre):
    secret = create_token(centre.alice, by=centre.alice, now=NOW)

    assert ApiToken.query.one().secret_hash != secret

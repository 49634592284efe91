"""Logs and metrics tell how the centre runs, and nothing about the people in it."""

import json
import logging
import sys

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from conference.kernel import telemetry
from conference.kernel.database import db


def line(message="done", exc_info=None, **extra):
    record = logging.getLogger("conference").makeRecord("conference", logging.INFO, __file__, 1, message, (), exc_info, extra=extra)
    return json.loads(telemetry.Lines().format(record))


def test_a_line_is_json_with_its_facts():
    told = line("job done", job="deliver letters", did=3)
    assert (told["level"], told["message"], told["job"], told["did"]) == ("info", "job done", "deliver letters", 3)


def test_no_line_breaks_out_of_its_line():
    record = logging.makeLogRecord({"msg": 'x\n{"level": "info"}', "name": "a", "levelname": "INFO"})
    assert "\n" not in telemetry.Lines().format(record)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("no user nadia.b@example.org here", "no user …@… here"),
        ("<nadia@example.org>", "<…@…>"),
        ("token 7f3kq2mzpa5x6v4t2l9d refused", "token … refused"),
        ("Room Hall A is taken", "Room Hall A is taken"),
        ("internationalisation", "internationalisation"),
    ],
)
def test_addresses_and_tokens_are_blotted_out(said, told):
    assert telemetry.blot(said) == told


def test_what_stands_beside_a_message_names_nobody():
    assert line("mail server unreachable", problem="550 <nadia@example.org> is unknown")["problem"] == "550 <…@…> is unknown"


def test_an_error_is_told_by_type_and_place_and_its_text_is_blotted():
    try:
        raise LookupError("no registration of nadia@example.org")
    except LookupError:
        told = line(exc_info=sys.exc_info())["error"]
    assert (told["type"], told["text"]) == ("LookupError", "no registration of …@…")
    assert told["at"][-1].startswith(__file__)


def test_a_database_error_does_not_quote_the_row(app, both_engines):
    with pytest.raises(DBAPIError) as caught:
        db.session.execute(text("select * from person where family_name = 'Benali' and nonsense"))
    db.session.rollback()
    told = json.dumps(telemetry.described(caught.value))
    assert "Benali" not in told


@pytest.fixture
def settings():
    return {"METRICS_TOKEN": "open sesame"}


def test_metrics_are_for_those_who_have_the_token(client, both_engines):
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer open"}).status_code == 404

    page = client.get("/metrics", headers={"Authorization": "Bearer open sesame"})

    assert page.status_code == 200
    assert 'centre_letters{state="waiting"} 0.0' in page.text
    assert 'centre_requests_total{method="GET",route="/metrics",status="404"}' in page.text
    assert "centre_worker_silence_seconds -1.0" in page.text


def test_without_a_token_of_its_own_the_centre_has_no_metrics_page(app: Flask):
    app.config["METRICS_TOKEN"] = ""
    assert app.test_client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_a_request_is_named_by_its_route_never_by_its_path(client, caplog):
    caplog.set_level(logging.INFO)
    client.get("/calendar/private/7f3kq2mzpa5x6v4t2l9d.ics?name=Benali")
    (record,) = [each for each in caplog.records if each.message == "request"]
    told = telemetry.Lines().format(record)
    assert "7f3kq2mzpa5x6v4t2l9d" not in told
    assert "Benali" not in told

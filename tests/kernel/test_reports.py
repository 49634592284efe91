"""Breaches of the Content-Security-Policy as browsers report them: counted, told without anybody's data, and not too often."""

import json
import logging
from datetime import timedelta

import pytest
from prometheus_client import REGISTRY

from conference.kernel import clock
from tests.make import MONDAY

HERE = "/policy-breaches"
SECRET = "abcdefghijklmnopqrstuvwxyz234567"
OLD = {"csp-report": {"document-uri": f"http://localhost/registrations/{SECRET}/", "effective-directive": "script-src-elem",
                      "blocked-uri": f"https://evil.example/x.js?who={SECRET}", "script-sample": "alert('Yuki')", "referrer": "yuki@example.org"}}  # fmt: skip
NEW = [{"type": "csp-violation", "age": 3, "url": "http://localhost/", "user_agent": "Browser of Yuki",
        "body": {"documentURL": "http://localhost/events/congress/", "effectiveDirective": "style-src-attr", "blockedURL": "inline"}}]  # fmt: skip


@pytest.fixture(autouse=True)
def quiet_minute(app):
    app.extensions["breaches_told"].clear()


def send(client, sent, kind="application/csp-report"):
    return client.post(HERE, data=sent if isinstance(sent, bytes) else json.dumps(sent), content_type=kind).status_code


def counted(directive):
    return REGISTRY.get_sample_value("centre_policy_breaches_total", {"directive": directive}) or 0


def lines(caplog):
    return [(each.directive, each.blocked, each.page) for each in caplog.records if each.message == "policy breach"]


def test_the_old_and_the_new_form_are_counted_and_told_without_anybodys_data(client, caplog):
    before = counted("script-src-elem")
    with caplog.at_level(logging.WARNING):
        assert (send(client, OLD), send(client, NEW, "application/reports+json")) == (204, 204)

    assert lines(caplog) == [
        ("script-src-elem", "evil.example", "/registrations/<secret>/"), ("style-src-attr", "inline", "/events/<slug>/"),
    ]  # fmt: skip
    assert counted("script-src-elem") - before == 1


@pytest.mark.parametrize(("sent", "told"), [
    ({"csp-report": {"effective-directive": "made-up\nline", "blocked-uri": "javascript:alert(1)", "document-uri": "//["}}, ("other", "other", "unmatched")),
    ({"csp-report": {"effective-directive": ["a"], "blocked-uri": {"b": 1}, "document-uri": 7}}, ("other", "other", "unmatched")),
    ({"csp-report": {"effective-directive": "img-src", "blocked-uri": "https://yuki@" + "x" * 300, "document-uri": "/"}}, ("img-src", "other", "/")),
])  # fmt: skip
def test_only_words_of_ours_get_into_the_log(client, caplog, sent, told):
    with caplog.at_level(logging.WARNING):
        assert send(client, sent) == 204
    assert lines(caplog) == [told]


@pytest.mark.parametrize("sent", [b"", b"no json", b"[" * 100_000, b"\xff"])
def test_what_cannot_be_read_or_is_no_report_is_nothing(client, caplog, sent):
    assert send(client, sent) in {400, 413}
    assert [send(client, each) for each in (None, [], [1], {}, {"csp-report": 1}, "text")] == [204] * 6
    assert lines(caplog) == []


def test_a_flood_is_counted_but_not_told_and_too_much_at_once_is_refused(client, caplog):
    with clock.at(MONDAY):
        assert send(client, NEW * 500) == 413
        before = counted("style-src-attr")
        for _each in range(3):
            assert send(client, NEW * 9) == 204
    with clock.at(MONDAY + timedelta(minutes=2)):
        send(client, NEW)

    assert (counted("style-src-attr") - before, len(lines(caplog))) == (28, 11)


def test_every_page_says_where_to_report(client):
    assert client.get("/privacy/").headers["Content-Security-Policy"].endswith(f"; report-uri {HERE}")

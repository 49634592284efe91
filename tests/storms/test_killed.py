"""The power goes in the middle of a storm, for web servers and workers alike: whatever was answered 201 is there exactly once,
its letter arrives once, and nothing else is half there."""

import urllib.parse

import pytest

from conference.kernel import clock
from conference.kernel.database import db
from conference.people.actions import create_token
from tests import make
from tests.fixtures.servers import wait_until
from tests.storms import post
from tests.storms.afterwards import PLACES, nothing_half_there, there_exactly_once
from tests.storms.crowd import Crowd, again

pytestmark = pytest.mark.slow


@pytest.fixture
def settings(mailbox):
    return {"MAIL_URL": mailbox.url}


@pytest.fixture
def stage(app):
    centre = make.centre(open_always=True)
    today = clock.now().date()
    make.event(of=centre.institute, places=PLACES, registration_open=True, starts_on=today, ends_on=today)
    token = create_token(centre.ada, by=centre.ada, now=clock.now())
    db.session.rollback()
    return token


def test_a_killed_storm_loses_nothing_and_doubles_nothing(app, stage, serve, start_worker, mailbox, both_engines):
    calls, port, mailbox.delay_s = [], None, 0.05
    for turn, enough in enumerate((80, 30)):
        server = serve(workers=2, port=port)
        port = urllib.parse.urlsplit(server.url).port
        if calls:
            there_exactly_once(calls)
            nothing_half_there()
            repeated_once(calls, server.url, stage)
        workers, letters = [start_worker(), start_worker()], len(mailbox.ids)
        crowd = Crowd(server.url, stage, seed=turn, rest_s=0.5).start()
        wait_until(lambda letters=letters: len(mailbox.ids) >= letters + 10, why="letters leave")
        enough, crowd.rest_s = enough + crowd.answered(), 0
        wait_until(lambda crowd=crowd, enough=enough: crowd.answered() >= enough, why="the storm rages")
        for each in (server, *workers):
            each.kill()
        calls = crowd.end()
        assert any(call.answer is None for call in calls)
        assert {call.answer[0] for call in calls if call.answer} <= {201, 409}

    server = serve(workers=2, port=port)
    there_exactly_once(calls)
    nothing_half_there()
    repeated_once(calls, server.url, stage)
    mailbox.delay_s = 0
    post.everything_leaves()
    nothing_half_there()
    post.arrived_once(mailbox, killed=4)


def repeated_once(calls, url, token):
    """With its key each call can simply be made again: answered ones say the same, the others are done now, once."""
    repeats = again(calls, url, token)

    assert {repeat.answer and repeat.answer[0] for repeat in repeats} <= {201, 409}
    assert [(call.answer, repeat.answer) for call, repeat in zip(calls, repeats, strict=True) if call.answer and call.answer != repeat.answer] == []
    there_exactly_once(repeats)
    nothing_half_there()

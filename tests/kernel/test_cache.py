"""The shared cache when Redis is slow or gone: left alone for a while, told once, taken up again; never in the way."""

import logging

import pytest
import redis

from conference.kernel import cache


class Clock:
    seconds = 1000.0

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(cache, "time", clock)
    return clock


@pytest.fixture
def shared(monkeypatch):
    """A cache whose Redis keeps silent until `shared.silent` is False; `shared.asked` counts the waits."""
    shared = cache.Shared("redis://127.0.0.1:1/0")
    shared.silent, shared.asked = True, 0

    def get(_key):
        shared.asked += 1
        if shared.silent:
            raise redis.TimeoutError
        return b"kept"

    monkeypatch.setattr(shared.redis, "get", get)
    monkeypatch.setattr(shared.redis, "set", lambda key, _value, ex: get(key))
    return shared


def test_a_silent_redis_is_waited_for_once_and_told_once(shared, clock, caplog):
    with caplog.at_level(logging.WARNING):
        for _each in range(20):
            assert shared.get("key") is None
            shared.put("key", b"value")
        assert shared.asked == 1
        clock.seconds += cache.PAUSE_S
        shared.get("key"), shared.get("key")
    assert shared.asked == 2
    assert [each.message for each in caplog.records] == ["cache unreachable"]


def test_a_redis_that_is_back_is_used_again(shared, clock, caplog):
    shared.get("key")
    shared.silent = False
    assert shared.get("key") is None
    clock.seconds += cache.PAUSE_S
    with caplog.at_level(logging.WARNING):
        assert [shared.get("key"), shared.get("key")] == [b"kept", b"kept"]
    assert [each.message for each in caplog.records] == ["cache unreachable", "cache back"]

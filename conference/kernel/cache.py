"""Bytes kept by key. Keys contain version stamps, so an entry is never wrong, only unused; the oldest fall out.

`CACHE_URL` empty: an LRU in each process, bounded by bytes. `redis://…`: one cache for all processes and machines; when
it does not answer, the bytes are made again: a cache may be slow, never in the way.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import redis
from flask import Flask, current_app

LIMIT_BYTES = 24 * 1024 * 1024
A_DAY = 86_400
PAUSE_S = 5.0
log = logging.getLogger(__name__)


class Cache(Protocol):
    def get(self, key: str) -> bytes | None: ...

    def put(self, key: str, value: bytes) -> None: ...


class Local:
    """Least recently used bytes of this process, at most LIMIT_BYTES of them."""

    def __init__(self, limit: int = LIMIT_BYTES) -> None:
        self.limit = limit
        self.size = 0
        self.entries: OrderedDict[str, bytes] = OrderedDict()
        self.lock = Lock()

    def get(self, key: str) -> bytes | None:
        with self.lock:
            if (value := self.entries.get(key)) is not None:
                self.entries.move_to_end(key)
            return value

    def put(self, key: str, value: bytes) -> None:
        with self.lock:
            self.size += len(value) - len(self.entries.pop(key, b""))
            self.entries[key] = value
            while self.size > self.limit:
                self.size -= len(self.entries.popitem(last=False)[1])


class Shared:
    """The same in Redis, for a day. When it does not answer in time it is left alone for a while."""

    def __init__(self, url: str) -> None:
        self.redis = redis.Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5)
        self.away = False
        self.again_at = 0.0

    def get(self, key: str) -> bytes | None:
        value = self.ask(lambda: self.redis.get(key))
        return value if isinstance(value, bytes) else None

    def put(self, key: str, value: bytes) -> None:
        self.ask(lambda: self.redis.set(key, value, ex=A_DAY))

    def ask(self, act: Callable[[], Any]) -> Any:
        """What Redis says; None while it is away. Only one asks at a time whether it is back, the others do not wait."""
        now = time.monotonic()
        if self.away:
            if now < self.again_at:
                return None
            self.again_at = now + PAUSE_S
        try:
            said = act()
        except redis.RedisError as problem:
            if not self.away:
                log.warning("cache unreachable", extra={"problem": type(problem).__name__})
            self.away, self.again_at = True, time.monotonic() + PAUSE_S
            return None
        if self.away:
            log.warning("cache back")
            self.away = False
        return said


@cache
def edition(*folders: Path) -> str:
    """Which edition of the program this is: a digest of its code, templates and words. A new one never gives out what an older
    one kept, and machines with the same code agree."""
    files = sorted(each for folder in folders for each in folder.rglob("*") if each.suffix in {".py", ".html", ".txt", ".mo"})
    return sha256(b"".join(sha256(each.read_bytes()).digest() for each in files)).hexdigest()[:16]


def init_app(app: Flask) -> None:
    app.extensions["edition"] = edition(Path(app.root_path), Path(app.root_path, str(app.template_folder)))
    url = str(app.config.get("CACHE_URL") or "")
    app.extensions["cache"] = Shared(url) if url else Local()


def cached(key: str, make: Callable[[], bytes]) -> bytes:
    """The bytes under this key, made and kept when they are not there. The key must contain everything they depend on."""
    kept: Cache = current_app.extensions["cache"]
    key = f"{current_app.extensions['edition']}|{key}"
    value = kept.get(key)
    if value is None:
        value = make()
        kept.put(key, value)
    return value

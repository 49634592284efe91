"""A crowd of programs that book, register and scan at once, and remember every call and every answer they were given."""

import itertools
import json
import random
import threading
from dataclasses import dataclass, field
from datetime import date, timedelta

import requests

ROOMS = ("hall", "hall-a", "hall-b", "hall-ab", "auditorium", "seminar-1")
FIRST = date.today() + timedelta(days=60)  # the server's clock is the real one, and looks three years ahead
GONE = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)


@dataclass
class Call:
    """One call, with a key of its own; `answer` is (status, body) when one came."""

    kind: str
    path: str
    body: dict
    key: str
    answer: tuple[int, bytes] | None = None

    @property
    def made(self) -> bool:
        return self.answer is not None and self.answer[0] == 201

    @property
    def said(self) -> dict:
        return json.loads(self.answer[1])

    def send(self, url: str, token: str, http: requests.Session) -> None:
        """Ask; a call that gets no answer keeps None."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": self.key}
        if self.kind != "registration":
            headers["Authorization"] = f"Bearer {token}"
        try:
            told = http.post(url + "/api/v1" + self.path, data=json.dumps(self.body), headers=headers, timeout=30)
        except GONE:
            return
        self.answer = (told.status_code, told.content)


@dataclass
class Crowd:
    """`clients` threads that call until the server is gone or `stop` is set, each resting `rest_s` between two calls."""

    url: str
    token: str
    seed: int
    clients: int = 8
    rest_s: float = 0
    calls: list[Call] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> "Crowd":
        numbers = itertools.count()
        tickets: list[str] = []
        for client in range(self.clients):
            thread = threading.Thread(target=self.go_on, args=[random.Random(self.seed * 100 + client), numbers, tickets])
            self.threads.append(thread)
            thread.start()
        return self

    def end(self) -> list[Call]:
        self.stop.set()
        for thread in self.threads:
            thread.join()
        return self.calls

    def answered(self) -> int:
        return sum(call.made for call in list(self.calls))

    def go_on(self, chance: random.Random, numbers, tickets: list[str]) -> None:
        with requests.Session() as http:
            while not self.stop.wait(self.rest_s):
                call = self.next_call(chance, f"{self.seed}-{next(numbers)}", tickets)
                self.calls.append(call)
                call.send(self.url, self.token, http)
                if call.answer is None:
                    return
                if call.kind == "registration" and call.made and call.said["status"] == "confirmed":
                    tickets.append(call.said["code"])

    @staticmethod
    def next_call(chance: random.Random, key: str, tickets: list[str]) -> Call:
        luck = chance.random()
        if luck < 0.4:
            start = chance.randrange(24 * 20)  # some want the same hour, most do not
            day, hour = divmod(start, 24)
            at = f"{FIRST + timedelta(days=day)}T{hour:02}:{{}}+02:00"
            body = {
                "room": chance.choice(ROOMS),
                "title": f"Meeting {key}",
                "status": "confirmed",
                "starts_at": at.format("00"),
                "ends_at": at.format("50"),
            }
            return Call("booking", "/bookings", body, key)
        if luck < 0.75 or not tickets:
            body = {"email": f"guest-{key}@example.org", "given_name": key, "country": "JP", "language": "ja", "timezone": "Asia/Tokyo"}
            return Call("registration", "/events/congress/registrations", body, key)
        return Call("check-in", "/events/congress/check-ins", {"code": chance.choice(tickets), "nonce": key}, key)


def again(calls: list[Call], url: str, token: str) -> list[Call]:
    """The same calls with the same keys once more, four at a time; returns them with their new answers."""
    repeats = [Call(call.kind, call.path, call.body, call.key) for call in calls]

    def send(share: list[Call]) -> None:
        with requests.Session() as http:
            for call in share:
                call.send(url, token, http)

    threads = [threading.Thread(target=send, args=[repeats[start::4]]) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return repeats

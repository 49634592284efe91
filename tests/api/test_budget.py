"""What lists cost: so many statements, at one item as at three."""

import pytest
from sqlalchemy import event as sa_event

from conference.kernel.database import db, transaction
from conference.kernel.stamps import touch
from tests import make
from tests.api.test_bookings import MEETING
from tests.api.test_events import SCHOOL, TALK
from tests.api.test_registrations import HANAKO


@transaction
def touched():
    touch("centre", now=make.MONDAY)


@pytest.fixture
def statements(app, centre):
    """Counts the statements that a call sends, transaction control left out. The house has been changed once, as in life."""
    touched()
    seen = []
    sa_event.listen(db.engine, "before_cursor_execute", lambda _connection, _cursor, statement, *_more: seen.append(statement))

    def count(caller, path):
        caller.get("/rooms/auditorium")  # the house is kept between requests
        seen.clear()
        assert caller.get(path).status_code == 200
        return len([each for each in seen if not each.startswith(("BEGIN", "SAVEPOINT", "RELEASE"))])

    return count


def test_rooms_and_availability(centre, acting, stranger, statements):
    alice, when = acting(centre.alice), "starts_at=2027-03-03T09:00Z&ends_at=2027-03-03T10:00Z"

    def costs(page):
        return statements(stranger, f"/rooms?per_page={page}"), statements(stranger, f"/availability?{when}")

    few = costs(10)
    for number in range(3):
        make.room(f"room-{number}")
        alice.post("/bookings", MEETING | {"room": f"room-{number}"})

    assert few == costs(20) == (2, 2)


def test_bookings(centre, acting, statements):
    alice = acting(centre.alice)
    alice.post("/bookings", MEETING | {"status": "option", "recurrence": "FREQ=DAILY;COUNT=2"})
    few = statements(alice, "/bookings")
    for room in ("auditorium", "hall-a"):
        alice.post("/bookings", MEETING | {"room": room, "status": "option", "recurrence": "FREQ=DAILY;COUNT=3"})

    assert (few, statements(alice, "/bookings")) == (8, 8)


def test_events_sessions_and_speakers(centre, acting, stranger, statements):
    alice = acting(centre.alice)

    def add(number):
        alice.post("/events", SCHOOL | {"slug": f"school-{number}"})
        alice.post("/events/school-0/sessions", TALK | {"code": f"T{number}", "track": f"track {number}", "speakers": [f"Speaker No {number}"]})
        alice.post("/events/school-0/releases")

    def costs(page):
        lists = ("/events", "/events/school-0", f"/events/school-0/sessions?per_page={page}", "/events/school-0/speakers")
        return [statements(stranger, path) for path in lists], [statements(alice, path) for path in lists]

    add(0)
    few = costs(10)
    add(1)
    add(2)
    assert few == costs(20) == ([3, 7, 5, 5], [4, 8, 8, 5])


def test_registrations(centre, acting, stranger, statements):
    make.event(of=centre.institute, places=1, registration_open=True)
    alice = acting(centre.alice)

    def come(number):
        stranger.post("/events/congress/registrations", HANAKO | {"email": f"guest-{number}@example.org"})

    come(0)
    come(1)
    few = statements(alice, "/events/congress/registrations")
    for number in range(2, 6):
        come(number)
    assert (few, statements(alice, "/events/congress/registrations")) == (6, 6)


def test_closures_clashes_and_releases(centre, acting, statements):
    alice, vera = acting(centre.alice), acting(centre.vera)
    alice.post("/events", SCHOOL)

    def add(number):
        when = {"starts_at": f"2027-03-0{number + 4}T09:00Z", "ends_at": f"2027-03-0{number + 4}T10:00Z"}
        vera.post("/closures", {"room": "seminar-1", "reason": "painting", **when})
        alice.post("/events/spring-school/sessions", TALK | {"code": f"T{number}", "title": f"No {number}"})
        alice.post("/events/spring-school/releases")

    def costs():
        return statements(vera, "/closures"), statements(alice, "/events/spring-school/clashes"), statements(alice, "/events/spring-school/releases")

    add(0)
    few = costs()
    add(1)
    add(2)
    assert few == costs() == (6, 9, 4)

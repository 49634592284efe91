"""Bookings through the API: the answer, the refusal with its alternatives, series, options, changes, who sees what."""

from conference.booking.models import Booking, Claim
from conference.kernel.history import Change
from conference.kernel.owed import LetterOwed
from conference.people.models import Organisation
from tests import make

WHEN = {"starts_at": "2027-03-03T09:00+01:00", "ends_at": "2027-03-03T11:00+01:00"}
MEETING = {"room": "seminar-1", "title": "Board meeting", "status": "confirmed", **WHEN}


def code(answer):
    return answer.status_code, answer.json["type"].rpartition("/")[2]


def test_a_room_is_booked(centre, acting):
    alice = acting(centre.alice)
    answer = alice.post("/bookings", MEETING | {"layout": "classroom", "attendance": 12, "setup_minutes": 30, "teardown_minutes": 15})

    booked = Booking.query.one()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"http://localhost/api/v1/bookings/{booked.uid}"
    assert answer.json == {
        "id": booked.uid, "status": "confirmed", "rank": None, "room": "seminar-1", "title": "Board meeting", "note": "", "organisation": "institute",
        "event": None, "layout": "classroom", "attendance": 12, "setup_minutes": 30, "teardown_minutes": 15, "is_public": False, "recurrence": None,
        "timezone": "Europe/Paris", "expires_at": None, "skipped": [],
        "occurrences": [
            {"id": booked.occurrences[0].uid, "room": "seminar-1", "starts_at": "2027-03-03T09:00:00+01:00", "ends_at": "2027-03-03T11:00:00+01:00",
             "status": "planned"}
        ],
        "created_at": "2027-03-01T09:00:00+01:00", "changed_at": "2027-03-01T09:00:00+01:00", "url": answer.headers["Location"],
    }  # fmt: skip
    assert alice.get(f"/bookings/{booked.uid}").json == answer.json
    assert alice.get("/bookings").json["items"] == [answer.json]


def test_a_taken_room_is_refused_with_what_is_free_instead(centre, acting, both_engines):
    acting(centre.alice).post("/bookings", MEETING)
    answer = acting(centre.bob).post("/bookings", MEETING | {"title": "Rounds"})

    assert code(answer) == (409, "room-taken")
    assert answer.content_type == "application/problem+json"
    assert answer.json["conflicts"] == [{"room": "seminar-1", "starts_at": "2027-03-03T09:00:00+01:00", "ends_at": "2027-03-03T11:00:00+01:00"}]
    assert len(answer.json["alternatives"]) == 3
    assert [set(each) for each in answer.json["alternatives"]] == [{"room", "starts_at", "ends_at"}] * 3
    for free in answer.json["alternatives"]:
        assert acting(centre.bob).post("/bookings?dry_run=true", MEETING | free).status_code == 201


def test_trying_out_answers_the_same_and_writes_nothing(centre, acting, both_engines):
    alice = acting(centre.alice)
    rows = Change.query.count(), LetterOwed.query.count()

    answer = alice.post("/bookings?dry_run=true", MEETING)
    assert (answer.status_code, answer.json["dry_run"], answer.json["status"], len(answer.json["occurrences"])) == (201, True, "confirmed", 1)
    assert (Booking.query.count(), Claim.query.count(), Change.query.count(), LetterOwed.query.count()) == (0, 0, *rows)

    alice.post("/bookings", MEETING)
    assert code(alice.post("/bookings?dry_run=true", MEETING)) == (409, "room-taken")


def test_a_series_keeps_its_wall_clock_across_the_clock_change(centre, acting):
    answer = acting(centre.alice).post("/bookings", MEETING | {"starts_at": "2027-03-22T09:00+01:00", "ends_at": "2027-03-22T10:00+01:00",
                                                               "recurrence": "FREQ=WEEKLY;COUNT=3"})  # fmt: skip

    starts = [each["starts_at"] for each in answer.json["occurrences"]]
    assert starts == ["2027-03-22T09:00:00+01:00", "2027-03-29T09:00:00+02:00", "2027-04-05T09:00:00+02:00"]
    assert answer.json["recurrence"] == "FREQ=WEEKLY;COUNT=3"


def test_a_series_skips_what_is_taken_when_asked_to(centre, acting):
    alice = acting(centre.alice)
    alice.post("/bookings", MEETING | {"starts_at": "2027-03-10T10:00+01:00", "ends_at": "2027-03-10T12:00+01:00"})
    weekly = MEETING | {"recurrence": "FREQ=WEEKLY;COUNT=3"}

    assert code(alice.post("/bookings", weekly)) == (409, "room-taken")
    answer = alice.post("/bookings", weekly | {"on_conflict": "skip"})
    assert [each["starts_at"] for each in answer.json["occurrences"]] == ["2027-03-03T09:00:00+01:00", "2027-03-17T09:00:00+01:00"]
    assert [(each["starts_at"], each["reason"]) for each in answer.json["skipped"]] == [("2027-03-10T09:00:00+01:00", "room-taken")]


def test_options_rank_by_their_order(centre, acting, both_engines):
    first = acting(centre.alice).post("/bookings", MEETING | {"status": "option"}).json
    second = acting(centre.bob).post("/bookings", MEETING | {"status": "option"}).json

    assert (first["rank"], second["rank"], first["expires_at"]) == (1, 2, "2027-03-03T09:00:00+01:00")
    assert acting(centre.alice).patch(f"/bookings/{first['id']}", {"status": "released"}).json["status"] == "released"
    assert acting(centre.bob).get(f"/bookings/{second['id']}").json["rank"] == 1
    assert acting(centre.bob).patch(f"/bookings/{second['id']}", {"status": "confirmed"}).json["status"] == "confirmed"


def test_a_booking_is_changed_and_moved(centre, acting):
    alice = acting(centre.alice)
    id = alice.post("/bookings", MEETING).json["id"]

    assert alice.patch(f"/bookings/{id}", {"title": "Board", "attendance": 8}).json["attendance"] == 8
    moved = alice.patch(f"/bookings/{id}", {"starts_at": "2027-03-04T14:00[Europe/Paris]", "room": "auditorium"}).json
    assert (moved["room"], moved["occurrences"][0]["starts_at"], moved["occurrences"][0]["ends_at"]) == (
        "auditorium", "2027-03-04T14:00:00+01:00", "2027-03-04T16:00:00+01:00",
    )  # fmt: skip


def test_one_date_of_a_series_moves_or_is_cancelled(centre, acting):
    alice = acting(centre.alice)
    series = alice.post("/bookings", MEETING | {"recurrence": "FREQ=WEEKLY;COUNT=3"}).json
    second, third = series["occurrences"][1:]

    assert code(alice.patch(f"/bookings/{series['id']}", {"starts_at": "2027-03-10T14:00+01:00"})) == (409, "choose-a-date")
    moved = alice.patch(f"/bookings/{series['id']}", {"occurrence": second["id"], "starts_at": "2027-03-10T14:00+01:00"}).json
    assert [each["starts_at"] for each in moved["occurrences"]][1] == "2027-03-10T14:00:00+01:00"
    left = alice.delete(f"/bookings/{series['id']}?occurrence={third['id']}").json
    assert [each["status"] for each in left["occurrences"]] == ["planned", "planned", "cancelled"]
    assert alice.delete(f"/bookings/{series['id']}?occurrence=nonsense").status_code == 422


def test_cancelling_erases_nothing_and_frees_the_room(centre, acting):
    alice = acting(centre.alice)
    id = alice.post("/bookings", MEETING).json["id"]

    assert alice.delete(f"/bookings/{id}").json["status"] == "cancelled"
    assert alice.get(f"/bookings/{id}").json["status"] == "cancelled"
    assert code(alice.delete(f"/bookings/{id}")) == (409, "not-live")
    assert acting(centre.bob).post("/bookings", MEETING).status_code == 201


def test_whose_booking_it_is_stays_with_those_who_may_see_it(centre, acting, stranger):
    id = acting(centre.alice).post("/bookings", MEETING | {"title": "Secret merger"}).json["id"]
    bob = acting(centre.bob)

    assert bob.get(f"/bookings/{id}").status_code == 404
    assert bob.patch(f"/bookings/{id}", {"title": "Mine"}).status_code == 404
    assert bob.delete(f"/bookings/{id}").status_code == 404
    assert bob.get("/bookings").json["items"] == []
    assert "Secret merger" not in bob.post("/bookings", MEETING).text
    assert "Secret merger" in acting(centre.vera).post("/bookings", MEETING).text
    assert acting(centre.dora).get(f"/bookings/{id}").status_code == 200
    assert acting(centre.dora).delete(f"/bookings/{id}").status_code == 403
    assert stranger.get(f"/bookings/{id}").status_code == 401
    assert acting(centre.rita).post("/bookings", MEETING).status_code == 403


def test_bookings_are_found_by_room_state_and_time(centre, acting):
    alice = acting(centre.alice)
    alice.post("/bookings", MEETING)
    alice.post("/bookings", MEETING | {"room": "auditorium", "title": "Lecture", "status": "option"})

    def titles(query):
        return [each["title"] for each in alice.get(f"/bookings{query}").json["items"]]

    assert titles("") == ["Lecture", "Board meeting"]
    assert titles("?room=auditorium") == ["Lecture"]
    assert titles("?status=confirmed") == ["Board meeting"]
    assert titles("?starts_at=2027-03-03T11:00%2B01:00") == []
    assert titles("?starts_at=2027-03-03T10:00%2B01:00&ends_at=2027-03-03T10:30+01:00") == ["Lecture", "Board meeting"]
    assert titles("?room=lions") == []


def test_an_organiser_of_several_says_for_which(centre, acting):
    from conference.people.models import Grant, Role

    make.saved(Grant(user_id=centre.alice.id, role=Role.ORGANISER, organisation_id=centre.hospital.id, granted_at=make.MONDAY))
    alice = acting(centre.alice)

    asked_back = alice.post("/bookings", MEETING)
    assert (code(asked_back), asked_back.json["objections"][0]["choices"]) == ((422, "choose-an-organisation"), ["hospital", "institute"])
    assert alice.post("/bookings", MEETING | {"organisation": "hospital"}).json["organisation"] == "hospital"
    assert code(acting(centre.bob).post("/bookings", MEETING | {"organisation": "institute"})) == (422, "organisation-unknown")


def test_the_centres_staff_act_for_the_centre_itself(centre, acting):
    vera = acting(centre.vera)

    assert vera.post("/bookings", MEETING).json["organisation"] == "centre"
    assert vera.post("/bookings", MEETING | {"room": "auditorium"}).json["organisation"] == "centre"
    assert vera.post("/bookings", MEETING | {"room": "hall-a", "organisation": "hospital"}).json["organisation"] == "hospital"
    assert Organisation.query.filter_by(slug="centre").count() == 1


def test_times_must_say_where_they_are(centre, acting):
    alice = acting(centre.alice)

    def start(value, **more):
        return alice.post("/bookings?dry_run=true", MEETING | {"starts_at": value, "ends_at": "2027-10-31T12:00+01:00"} | more)

    assert start("2027-10-31T10:00").json["errors"].keys() == {"starts_at"}
    assert start("2027-10-31T10:00", timezone="Europe/Paris").status_code == 201
    assert start("2027-10-31T10:00[Europe/Paris]").status_code == 201
    twice = start("2027-10-31T02:30[Europe/Paris]").json
    assert (twice["type"], twice["objections"][0]["code"]) == ("/problems/invalid-input", "time-exists-twice")
    assert "giving the offset from UTC" in twice["objections"][0]["message"]  # which a program can do, other than a page
    assert twice["objections"][0]["choices"] == ["2027-10-31T02:30:00+02:00", "2027-10-31T02:30:00+01:00"]
    assert start("2027-03-28T02:30[Europe/Paris]").json["objections"][0]["code"] == "time-does-not-exist"
    assert start("0001-01-01T00:00+14:00").status_code == 422
    assert start("9999-12-31T23:59:59Z").status_code == 422
    assert start("2027-10-31").status_code == 422
    assert start(1).status_code == 422


def test_an_end_before_the_start_is_told_at_its_field(centre, acting):
    answer = acting(centre.alice).post("/bookings", MEETING | {"ends_at": MEETING["starts_at"]})

    assert (code(answer), list(answer.json["errors"])) == ((422, "ends-before-it-starts"), ["ends_at"])


def test_a_booking_for_an_event_gives_the_event_its_room(centre, acting):
    make.event(of=centre.institute)
    alice = acting(centre.alice)

    assert alice.post("/bookings", MEETING | {"event": "congress"}).json["event"] == "congress"
    assert [each["title"] for each in alice.get("/bookings?event=congress").json["items"]] == ["Board meeting"]
    assert code(acting(centre.bob).post("/bookings", MEETING | {"event": "congress"})) == (422, "event-unknown")
    assert code(alice.post("/bookings", MEETING | {"event": "lions"})) == (422, "event-unknown")


def test_a_room_and_an_event_that_are_not_there_are_told_at_once(centre, acting):
    answer = acting(centre.alice).post("/bookings", MEETING | {"room": "lions", "event": "tigers"})

    assert (answer.status_code, sorted(answer.json["errors"])) == (422, ["event", "room"])


def test_times_of_a_zone_with_half_an_hour_are_the_same_instants(centre, acting):
    told = {"starts_at": "2027-03-04T14:30+05:30", "ends_at": "2027-03-04T16:00+05:30"}
    booked = acting(centre.alice).post("/bookings", MEETING | told).json
    assert [(each["starts_at"], each["ends_at"]) for each in booked["occurrences"]] == [("2027-03-04T10:00:00+01:00", "2027-03-04T11:30:00+01:00")]

    at_the_half_hour = acting(centre.bob).post("/bookings", MEETING | {"starts_at": "2027-03-04T20:30+10:30", "ends_at": "2027-03-04T21:00+11:00"})
    assert (at_the_half_hour.status_code, at_the_half_hour.json["type"]) == (422, "/problems/ends-before-it-starts")


def test_what_the_house_does_not_allow_is_said_with_every_reason(centre, acting):
    answer = acting(centre.alice).post("/bookings", MEETING | {"starts_at": "2027-03-03T05:00+01:00", "attendance": 500, "room": "seminar-1"})

    assert answer.status_code == 409
    assert {each["code"] for each in answer.json["objections"]} == {"outside-opening-hours", "over-capacity"}

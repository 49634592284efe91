"""Events, their programme and its releases through the API."""

import pytest

from conference.kernel.database import db
from conference.people.models import Role
from conference.programme.models import Event, EventRoom, Release, Session, TeamMember
from tests import make
from tests.api.test_bookings import code

SCHOOL = {
    "slug": "spring-school", "title": "Spring School", "starts_on": "2027-03-03", "ends_on": "2027-03-04", "timezone": "Europe/Paris",
    "languages": ["en", "fr"], "visibility": "public", "places": 40, "registration_open": True,
}  # fmt: skip
TALK = {
    "code": "BRIDGE", "title": "On bridges", "kind": "talk", "track": "structures", "room": "hall-a", "starts_at": "2027-03-03T09:00+01:00",
    "ends_at": "2027-03-03T10:00+01:00", "speakers": ["Hana Novak"], "abstract": "Why they *stand*.", "language": "en", "status": "confirmed",
}  # fmt: skip


@pytest.fixture
def alice(centre, acting):
    return acting(centre.alice)


@pytest.fixture
def school(alice):
    return alice.post("/events", SCHOOL)


def test_an_event_is_put_on(centre, alice, school, stranger):
    assert (school.status_code, school.headers["Location"]) == (201, "http://localhost/api/v1/events/spring-school")
    assert school.json == {
        "slug": "spring-school", "title": "Spring School", "titles": {"en": "Spring School"}, "description": "", "descriptions": {},
        "starts_on": "2027-03-03", "ends_on": "2027-03-04", "timezone": "Europe/Paris", "languages": ["en", "fr"], "visibility": "public", "places": 40,
        "registration_open": True, "organisation": "institute", "place_name": "", "website": "", "cancelled": False, "release": None, "tracks": [],
        "rooms": [], "categories": [], "consents": [], "url": "http://localhost/api/v1/events/spring-school",
    }  # fmt: skip
    assert stranger.get("/events/spring-school").json == school.json
    assert [each["slug"] for each in stranger.get("/events").json["items"]] == ["spring-school"]


def test_a_minimal_event_is_private_and_the_centres(centre, acting, stranger):
    vera = acting(centre.vera)
    made = vera.post("/events", {"slug": "quiet", "title": {"fr": "Discret"}, "starts_on": "2027-03-03", "ends_on": "2027-03-03"}).json

    assert (made["visibility"], made["timezone"], made["languages"], made["organisation"], made["places"]) == (
        "private", "Europe/Paris", ["en"], "centre", None,
    )  # fmt: skip
    assert stranger.get("/events/quiet").status_code == 404
    assert stranger.get("/events/quiet/sessions").status_code == 404
    assert stranger.post("/events/quiet/registrations", {}).status_code in {404, 422}
    assert stranger.get("/events").json["items"] == []
    assert [each["slug"] for each in vera.get("/events").json["items"]] == ["quiet"]


def test_private_events_are_there_for_their_team_only(centre, acting):
    hidden = make.event("hidden", of=centre.hospital, visibility="private")
    make.saved(TeamMember(event_id=hidden.id, user_id=centre.rita.id, role=Role.REVIEWER))

    def sees(user, *scopes):
        caller = acting(user, *scopes)
        return caller.get("/events/hidden").status_code, [each["slug"] for each in caller.get("/events").json["items"]]

    assert sees(centre.bob) == sees(centre.rita) == sees(centre.ada) == (200, ["hidden"])
    assert sees(centre.alice) == sees(centre.dora) == (404, [])
    assert sees(centre.bob, "check-ins:write") == (404, [])  # this token reaches no further than a stranger
    assert acting(centre.rita).patch("/events/hidden", {"title": "Mine"}).status_code == 403
    assert acting(centre.alice).patch("/events/hidden", {"title": "Mine"}).status_code == 404


def test_a_reviewer_reads_the_draft_of_their_organisations_events(centre, acting):
    make.event("hidden", of=centre.institute, visibility="private")
    acting(centre.alice).post("/events/hidden/sessions", {"title": "Not published", "code": "NEW"})
    rita, other = acting(centre.rita), acting(make.user("Rob", Role.REVIEWER, centre.hospital))

    assert [each["slug"] for each in rita.get("/events").json["items"]] == ["hidden"]
    assert [each["code"] for each in rita.get("/events/hidden/sessions").json["items"]] == ["NEW"]
    assert rita.get("/events/hidden/sessions/NEW?version=draft").status_code == rita.get("/events/hidden/clashes").status_code == 200
    assert [each["code"] for each in rita.get("/events/hidden/sessions?version=published").json["items"]] == []
    assert rita.patch("/events/hidden/sessions/NEW", {"title": "Mine"}).status_code == rita.get("/events/hidden/registrations").status_code == 403
    assert (other.get("/events/hidden/sessions").status_code, other.get("/events").json["items"]) == (404, [])


def test_an_unlisted_event_is_read_by_its_address(centre, stranger):
    make.event("secretish", of=centre.institute, visibility="unlisted")

    assert stranger.get("/events").json["items"] == []
    assert stranger.get("/events/secretish").status_code == 200


def test_what_does_not_hold_is_refused(centre, alice, school):
    again = alice.post("/events", SCHOOL)
    wrong = alice.post("/events", SCHOOL | {"slug": "other", "ends_on": "2027-03-01", "timezone": "Europe/Paris"})
    shapeless = {"timezone": "Mars/Olympus", "languages": [], "visibility": "loud", "places": -1, "website": "javascript:1"}
    shapes = alice.post("/events", SCHOOL | shapeless)

    assert code(again) == (409, "address-taken")
    assert (wrong.status_code, list(wrong.json["errors"])) == (422, ["ends_on"])
    assert set(shapes.json["errors"]) == {"timezone", "languages", "visibility", "places", "website"}


def test_an_event_is_changed_and_cancelled(centre, alice, school, stranger):
    changed = alice.patch(
        "/events/spring-school", {"title": "Spring School 2027", "places": None, "registration_open": False, "website": "https://a.example"}
    )

    assert (changed.json["title"], changed.json["places"], changed.json["registration_open"]) == ("Spring School 2027", None, False)
    assert alice.patch("/events/spring-school", {"cancelled": True}).json["cancelled"] is True
    assert stranger.get("/events/spring-school").json["cancelled"] is True
    assert code(alice.patch("/events/spring-school", {"cancelled": True})) == (409, "already-cancelled")


def test_a_session_is_added_with_its_track_room_and_speakers(centre, alice, school, stranger):
    answer = alice.post("/events/spring-school/sessions", TALK)

    (speaker,) = alice.get("/events/spring-school/speakers").json["items"]
    assert answer.status_code == 201
    assert answer.json == {
        "code": "BRIDGE", "title": "On bridges", "titles": {"en": "On bridges"}, "subtitle": "", "subtitles": {}, "kind": "talk", "kind_label": "",
        "track": "structures", "room": "hall-a", "starts_at": "2027-03-03T09:00:00+01:00", "ends_at": "2027-03-03T10:00:00+01:00",
        "speakers": [speaker["code"]],
        "people": [{"code": speaker["code"], "name": "Hana Novak", "affiliation": "", "part": "speaker"}],
        "abstract": "Why they *stand*.", "abstracts": {"en": "Why they *stand*."}, "description": "", "descriptions": {}, "language": "en",
        "status": "confirmed", "part_of": None,
        "url": "http://localhost/api/v1/events/spring-school/sessions/BRIDGE",
    }  # fmt: skip
    assert EventRoom.query.one().room_id == centre.hall_a.id
    assert alice.get("/events/spring-school/sessions").json["items"] == [answer.json]
    assert alice.get("/events/spring-school/sessions/BRIDGE").json == answer.json
    assert stranger.get("/events/spring-school/sessions").json["items"] == []
    assert stranger.get("/events/spring-school/sessions/BRIDGE").status_code == 404


def test_the_draft_is_not_for_strangers(centre, alice, school, stranger, acting):
    assert stranger.get("/events/spring-school/sessions?version=draft").status_code == 401
    assert acting(centre.bob).get("/events/spring-school/sessions?version=draft").status_code == 403


def test_publishing_tells_what_is_new(centre, alice, school, stranger, both_engines):
    alice.post("/events/spring-school/sessions", TALK)
    alice.post("/events/spring-school/sessions", TALK | {"code": "ARCH", "title": "On arches", "room": "hall-b"})
    first = alice.post("/events/spring-school/releases")

    assert first.status_code == 201
    assert first.json == {
        "version": 1, "added": 2, "moved": 0, "changed": 0, "cancelled": 0, "comment": "", "published_at": "2027-03-01T09:00:00+01:00",
        "sessions": {"added": ["ARCH", "BRIDGE"], "moved": [], "changed": [], "cancelled": []},
    }  # fmt: skip
    assert stranger.get("/events/spring-school/sessions").json == alice.get("/events/spring-school/sessions?version=published").json
    assert stranger.get("/events/spring-school/sessions/BRIDGE").json == alice.get("/events/spring-school/sessions/BRIDGE").json

    alice.patch("/events/spring-school/sessions/BRIDGE", {"starts_at": "2027-03-03T11:00+01:00"})
    alice.delete("/events/spring-school/sessions/ARCH")
    assert stranger.get("/events/spring-school/sessions/BRIDGE").json["starts_at"] == "2027-03-03T09:00:00+01:00"
    second = alice.post("/events/spring-school/releases", {"comment": "Moved the bridge"}).json
    assert (second["version"], second["sessions"]) == (2, {"added": [], "moved": ["BRIDGE"], "changed": [], "cancelled": ["ARCH"]})
    said = {each["code"]: (each["status"], each["starts_at"]) for each in stranger.get("/events/spring-school/sessions").json["items"]}
    assert said == {"BRIDGE": ("confirmed", "2027-03-03T11:00:00+01:00"), "ARCH": ("cancelled", "2027-03-03T09:00:00+01:00")}
    assert code(alice.post("/events/spring-school/releases")) == (409, "nothing-to-publish")


def test_trying_a_release_out_shows_the_difference_and_publishes_nothing(centre, alice, school):
    alice.post("/events/spring-school/sessions", TALK)

    assert alice.post("/events/spring-school/releases?dry_run=true").json["sessions"]["added"] == ["BRIDGE"]
    assert Release.query.count() == 0


def test_published_sessions_are_answered_304_until_the_next_release(centre, alice, school, stranger):
    alice.post("/events/spring-school/sessions", TALK)
    alice.post("/events/spring-school/releases")
    first = stranger.get("/events/spring-school/sessions")
    known = {"If_None_Match": first.headers["ETag"]}

    assert stranger.get("/events/spring-school/sessions", **known).status_code == 304
    assert stranger.get("/events/spring-school/sessions?lang=fr", **known).status_code == 200
    alice.patch("/events/spring-school/sessions/BRIDGE", {"title": "On long bridges"})
    assert stranger.get("/events/spring-school/sessions", **known).status_code == 304
    alice.post("/events/spring-school/releases")
    assert stranger.get("/events/spring-school/sessions", **known).json["items"][0]["title"] == "On long bridges"


def test_a_talk_takes_the_room_of_its_session(centre, alice, school):
    alice.post("/events/spring-school/sessions", TALK | {"code": "BLOCK", "kind": "session", "speakers": [{"name": "Ken Ito", "part": "chair"}]})
    talk = alice.post("/events/spring-school/sessions", TALK | {"room": None, "part_of": "BLOCK", "ends_at": "2027-03-03T09:30+01:00"}).json

    assert (talk["part_of"], talk["room"]) == ("BLOCK", "hall-a")
    moved = alice.patch("/events/spring-school/sessions/BLOCK", {"starts_at": "2027-03-03T14:00+01:00"}).json
    assert moved["ends_at"] == "2027-03-03T15:00:00+01:00"
    assert alice.get("/events/spring-school/sessions/BRIDGE").json["starts_at"] == "2027-03-03T14:00:00+01:00"
    assert code(alice.patch("/events/spring-school/sessions/BRIDGE", {"room": "hall-b"})) == (409, "in-a-block")


def test_names_that_are_not_known_are_told_at_once(centre, alice, school):
    unknown = TALK | {"room": "lions", "part_of": "NOTHERE", "speakers": ["ABCDEF"]}
    answer = alice.post("/events/spring-school/sessions", unknown)

    assert (answer.status_code, set(answer.json["errors"])) == (422, {"room", "part_of", "speakers.0"})
    assert (Session.query.count(), db.session.get_one(Event, 1).tracks) == (0, [])


def test_a_session_is_emptied_field_by_field(centre, alice, school):
    alice.post("/events/spring-school/sessions", TALK)
    nothing = {"track": None, "room": None, "starts_at": None, "ends_at": None, "speakers": []}
    left = alice.patch("/events/spring-school/sessions/BRIDGE", nothing).json

    assert {name: left[name] for name in nothing} == nothing
    assert alice.patch("/events/spring-school/sessions/BRIDGE", {"starts_at": "2027-03-03T14:00+01:00"}).json["errors"].keys() == {"ends_at"}
    assert alice.patch("/events/spring-school/sessions/BRIDGE", {"status": "tentative"}).json["status"] == "tentative"


def test_sessions_are_found_by_track_and_room(centre, alice, school, stranger):
    alice.post("/events/spring-school/sessions", TALK)
    alice.post("/events/spring-school/sessions", TALK | {"code": "ARCH", "track": "history", "room": "hall-b"})
    alice.post("/events/spring-school/releases")

    for caller in (alice, stranger):
        assert [each["code"] for each in caller.get("/events/spring-school/sessions?track=history").json["items"]] == ["ARCH"]
        assert [each["code"] for each in caller.get("/events/spring-school/sessions?room=hall-a").json["items"]] == ["BRIDGE"]


def test_speakers_are_on_the_programme_for_strangers_once_they_are_published(centre, alice, school, stranger):
    hana = alice.post("/events/spring-school/speakers", {"name": "Hana Novak", "affiliation": "Brno", "biography": "Builds."}).json
    alice.post("/events/spring-school/speakers", {"name": "Not Yet"})
    alice.post("/events/spring-school/sessions", TALK | {"speakers": [hana["code"]]})

    assert stranger.get("/events/spring-school/speakers").json["items"] == []
    alice.post("/events/spring-school/releases")
    assert stranger.get("/events/spring-school/speakers").json["items"] == [hana]
    assert code(alice.post("/events/spring-school/speakers", {"name": "X", "code": hana["code"]})) == (409, "code-taken")


def test_another_organisations_organiser_changes_nothing(centre, acting, alice, school):
    alice.post("/events/spring-school/sessions", TALK)
    bob = acting(centre.bob)

    assert bob.patch("/events/spring-school", {"title": "Mine"}).status_code == 403
    assert bob.post("/events/spring-school/sessions", TALK).status_code == 403
    assert bob.patch("/events/spring-school/sessions/BRIDGE", {"title": "Mine"}).status_code == 403
    assert bob.delete("/events/spring-school/sessions/BRIDGE").status_code == 403
    assert bob.post("/events/spring-school/speakers", {"name": "Bob"}).status_code == 403
    assert bob.post("/events/spring-school/releases").status_code == 403

"""The history as people read it."""

import ast

from sqlalchemy import event, func, select

from conference.booking.actions import book_room
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.kernel.history import Change, record
from conference.kernel.stamps import touch
from conference.kernel.words import Words
from conference.people import actions, erasure, history
from conference.people.labels import ACTIONS, FIELDS
from conference.people.models import Role
from conference.programme.actions import add_session, add_speaker, add_to_team, add_track
from conference.programme.rules import Part
from conference.venue.models import Venue
from tests import make, stage
from tests.fixtures import ROOT
from tests.make import MONDAY, sign_in
from tests.registration.cast import enrol

record_change = transaction(record)


def latest():
    return history.lines(db.session.scalars(select(Change).order_by(Change.id.desc()).limit(1)))[0]


def test_a_line_says_who_did_what_from_what_to_what(app, alice, ada):
    actions.update_profile(alice, by=ada, now=MONDAY, given_name="Alice", family_name="Durand", country="FR", language="en", timezone=None)

    line = latest()

    assert (line.at, line.who, line.action, line.kind, line.entity) == (MONDAY, "Ada Admin", "profile changed", "account", alice.actor)
    assert line.facts == [("family name", "Martin", "Durand"), ("country", "", "France")]


def test_a_rule_for_repeating_is_told_as_people_say_it(app):
    record_change("booking:1", "create", by="system", at=MONDAY, after={"rrule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;COUNT=3"})

    assert latest().facts == [("rule of the series", "", "every 2 weeks")]


def test_values_of_every_kind_read_well(app):
    facts = {
        "starts_at": MONDAY,
        "name": {"en": "Hall", "fr": "Salle"},
        "scopes": ["read", "rooms:write"],
        "open": True,
        "note": None,
        "places": 0,
        "unknown_field": "2027-03-31",
        "other_field": "2027-02-30",
        "languages": ["en", "fr"],
    }
    record_change("room:1", "renamed-by-magic", by="system", at=MONDAY, after=facts)

    line = latest()

    assert (line.who, line.action, line.kind) == ("the centre, by itself", "renamed by magic", "room")
    assert line.facts == [
        ("from", "", "Monday, 1 March 2027, 09:00 (Paris)"), ("name", "", "English: Hall · French: Salle"),
        ("may", "", "read; rooms:write"), ("open", "", "yes"),
        ("places", "", "0"), ("unknown field", "", "31 March 2027"), ("other field", "", "2027-02-30"), ("languages", "", "English, French"),
    ]  # fmt: skip


def test_actors_without_a_name_are_told_by_their_kind(app):
    for actor in ("user:gone", "registration:abc", "system", "import"):
        record_change("room:1", "changed", by=actor, at=MONDAY)

    names = history.names_of({"user:gone", "registration:abc", "system", "import"})

    assert names == {"user:gone": "a former user", "registration:abc": "the person registered", "system": "the centre, by itself", "import": "import"}


def test_the_page_is_narrowed_to_one_thing_or_one_actor(office, ada, alice):
    record_change("room:one", "changed", by=ada, at=MONDAY, after={"title": "First room"})
    record_change("room:two", "changed", by=alice, at=MONDAY, after={"title": "Second room"})

    seen = {
        query: ["First room" in (page := office.get("/manage/centre/history/", query_string=query).text), "Second room" in page]
        for query in ("", "entity=room:one", f"actor={alice.actor}", "entity=room:x")
    }

    assert list(seen.values()) == [[True, True], [True, False], [False, True], [False, False]]


def test_one_reads_on_where_one_stopped_although_new_lines_come_in(office, ada):
    for number in range(60):
        record_change("room:one", "changed", by=ada, at=MONDAY, after={"title": f"line-{number:02}-"})
    first = office.get("/manage/centre/history/").text
    record_change("room:one", "changed", by=ada, at=MONDAY, after={"title": "line-60-"})
    before = first.partition("before=")[2].partition('"')[0]
    second = office.get(f"/manage/centre/history/?before={before}").text

    shown = [[number for number in range(61) if f"line-{number:02}-" in page] for page in (first, second)]
    assert shown == [list(range(10, 60)), list(range(10))]


def test_the_number_of_statements_does_not_grow_with_the_lines(app, office, ada):
    make.saved(Venue(name=Words("Campus Example"), timezone="Europe/Paris"))
    transaction(touch)("centre", now=MONDAY)
    office.get("/manage/centre/history/")
    counted = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: counted.append(args[2]))
    spent = []
    for _round in range(2):
        for number in range(3):
            record_change(f"room:{number}", "changed", by=make.user(f"Person{_round}{number} X"), at=MONDAY)
        counted.clear()
        office.get("/manage/centre/history/")
        spent.append(len([statement for statement in counted if statement.startswith("SELECT")]))

    assert spent[0] == spent[1] <= 7


def test_the_centres_staff_reads_it_and_organisers_do_not(app, alice, monday):
    institute = make.organisation()
    people = [make.user("Vera Venue", Role.VENUE_MANAGER), make.user("Olga Organiser", Role.ORGANISER, institute), alice]

    answers = [sign_in(app.test_client(), user).get("/manage/centre/history/").status_code for user in people]

    assert answers == [200, 403, 403]
    assert db.session.scalar(select(func.count()).select_from(Change)) == 0


def test_every_action_that_the_product_writes_has_a_name(app):
    written = {
        call.args[1].value
        for path in (ROOT / "conference").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", getattr(call.func, "attr", "")) == "record"
        and len(call.args) > 1 and isinstance(call.args[1], ast.Constant)
    }  # fmt: skip

    assert len(written) > 30
    assert sorted(code for code in written if code.replace(" ", "_") not in ACTIONS) == []


def test_accounts_are_called_by_their_owners_name_and_codes_by_their_words(app, alice, ada):
    actions.grant_role(alice, Role.DOOR, organisation=None, by=ada, now=MONDAY)

    assert (latest().thing, latest().facts) == ("Alice Martin", [("role", "", "door staff")])


def test_things_are_called_by_their_names_and_in_the_readers_language(app, client, monday):
    centre = make.centre()
    ada = centre.ada
    event = make.event(of=centre.institute, title=Words({"en": "Congress", "fr": "Congrès"}), registration_open=True)
    talk = add_session(event, title=Words("Compilers"), span=make.hours(0), room=event.rooms[0], by=ada, now=MONDAY)
    booking = book_room(room=centre.seminar, span=make.hours(2), title="Board meeting", organisation=centre.institute, by=ada, now=MONDAY)
    guest = enrol(event, "Yuki", email="yuki@example.org", family_name="Tanaka").registration
    for entity in (event.entity, talk.entity, booking.entity, guest.entity, centre.seminar.entity, centre.institute.entity, "room:gone"):
        record_change(entity, "changed", by=ada, at=MONDAY)

    lines = history.lines(db.session.scalars(select(Change).order_by(Change.id.desc()).limit(7)))

    assert [(line.kind, line.thing) for line in reversed(lines)] == [
        ("event", "Congress"), ("session", "Compilers"), ("booking", "Board meeting"), ("registration", "Yuki Tanaka"),
        ("room", str(centre.seminar.name)), ("organisation", str(centre.institute.name)), ("room", ""),
    ]  # fmt: skip
    assert "Congrès" in sign_in(client, ada).get("/manage/centre/history/?lang=fr").text


def test_a_value_that_means_a_person_or_a_booking_is_told_by_its_name(app):
    centre = make.centre()
    event = make.event(of=centre.institute)
    add_to_team(event, email=centre.bob.email, role=Role.REVIEWER, by=centre.ada, now=MONDAY)

    assert latest().facts == [("account", "", centre.bob.name), ("role", "", "reviewer")]


def test_dates_rooms_tracks_and_speakers_are_told_in_words(app):
    centre = make.centre()
    by = {"by": centre.ada, "now": MONDAY}
    event = make.event(of=centre.institute)
    grace = add_speaker(event, name="Grace Hopper", code="GRACE1", **by)
    track = add_track(event, name=Words({"en": "Machines"}), slug="machines", **by)
    add_session(event, title=Words("Compilers"), span=make.hours(0), room=event.rooms[0], track=track, speakers=[(grace, Part.CHAIR)], **by)
    talk = {field: after for field, _before, after in latest().facts}
    book_room(room=centre.seminar, span=make.hours(2), title="Board meeting", organisation=centre.institute, **by)
    booked = {field: after for field, _before, after in latest().facts}

    assert (talk["track"], talk["room"], talk["speakers"], talk["kind"]) == ("Machines", str(event.rooms[0].name), "Grace Hopper (chair)", "talk")
    assert (booked["room"], booked["dates"]) == (str(centre.seminar.name), f"{centre.seminar.name}, 1 Mar 2027, 11:00–12:00 (Paris)")


def test_of_a_long_list_the_beginning_is_told(app):
    record_change("room:1", "changed", by="system", at=MONDAY, after={"features": [f"f{number}" for number in range(8)]})

    assert latest().facts == [("features", "", "f0; f1; f2; f3; f4; and 3 more")]


def test_of_lists_and_long_texts_the_difference_is_told(app):
    long = "word " * 100
    record_change("room:1", "changed", by="system", at=MONDAY, before={"features": ["a", "b"], "abstract": long + "old"},
                  after={"features": ["b", "c"], "abstract": long + "new " + long * 2})  # fmt: skip

    (features, abstract) = latest().facts

    assert features == ("features", "a", "c")
    assert (abstract[1], abstract[2][:46], abstract[2][-1], len(abstract[2])) == (f"…{long[-40:]}old", f"…{long[-40:]}new w", "…", 301)


def test_every_field_that_the_product_keeps_has_a_name(app):
    with clock.at(MONDAY):
        stage.build()

    fields = {name for change in db.session.scalars(select(Change)) for values in (change.before, change.after) for name in values or {}}

    assert len(fields) > 50
    assert sorted(fields - FIELDS.keys() - history.TECHNICAL) == []


def test_what_concerns_accounts_is_for_administrators_only(app, alice, ada, monday):
    vera = make.user("Vera Venue", Role.VENUE_MANAGER)
    actions.update_profile(alice, by=alice, now=MONDAY, given_name="Alix", family_name="Martin", country=None, language="en", timezone=None)
    record_change("room:one", "changed", by=alice, at=MONDAY, after={"title": "First room"})

    pages = {
        (user.email, query): sign_in(app.test_client(), user).get("/manage/centre/history/", query_string=query).text
        for user in (vera, ada) for query in ("", f"entity={alice.actor}", f"actor={alice.actor}")
    }  # fmt: skip

    assert {key: ("profile changed" in page, "First room" in page) for key, page in pages.items()} == {
        (vera.email, ""): (False, True), (vera.email, f"entity={alice.actor}"): (False, False), (vera.email, f"actor={alice.actor}"): (False, True),
        (ada.email, ""): (True, True), (ada.email, f"entity={alice.actor}"): (True, False), (ada.email, f"actor={alice.actor}"): (True, True),
    }  # fmt: skip


def test_an_erased_actor_has_acted_and_has_no_name(app, alice, ada):
    record_change("room:one", "changed", by=alice, at=MONDAY, after={"title": "First room"})
    erasure.erase_person(alice.person, by=ada, now=MONDAY)

    line = history.lines(db.session.scalars(select(Change).where(Change.entity == "room:one")))[0]

    assert (line.who, line.action, line.facts) == ("erased account", "changed", [("title", "", "First room")])

"""What registrants answer may tell of their health: it is sealed at rest, organisers read it, the history does not repeat it."""

import pytest
from sqlalchemy import select, text

from conference.kernel.clock import at
from conference.kernel.crypto import sealed_anew
from conference.kernel.database import db
from conference.kernel.history import Change
from conference.kernel.jobs import work
from conference.kernel.mail import Letter
from conference.people.models import Role
from conference.programme.models import TeamMember
from conference.registration import jobs
from conference.registration.actions import change_registration, check_in
from conference.registration.erasure import erase_registration
from conference.registration.jobs import seal_answers_anew
from conference.registration.models import Registration
from conference.registration.rules import ScanResult
from tests import make
from tests.registration.cast import congress, enrol

NOW = make.MONDAY
ANSWERS = {"diet": "coeliac", "access": ["wheelchair"]}


@pytest.fixture(autouse=True)
def frozen():
    with at(NOW):
        yield


def stored() -> str:
    """The answers of all as they stand in the table."""
    return str(db.session.execute(text("SELECT answers FROM registration ORDER BY id")).scalars().all())


def test_no_word_of_an_answer_can_be_read_in_the_table(app, both_engines):
    event = congress()
    enrol(event, "Ana", answers=ANSWERS), enrol(event, "Ben")

    assert not any(word in stored() for word in ("coeliac", "wheelchair", "diet"))
    assert "'{}'" in stored()  # who was asked nothing has nothing to hide
    db.session.expire_all()
    assert db.session.scalars(select(Registration.answers).order_by(Registration.id)).all() == [ANSWERS, {}]


def test_the_history_names_the_answers_that_changed_and_repeats_none(app):
    ana = enrol(congress(), "Ana", answers=ANSWERS).registration

    change_registration(ana, by=ana, now=NOW, answers={"diet": "vegan", "access": ["wheelchair"], "shirt": "M"})
    change_registration(ana, by=ana, now=NOW, affiliation="CNRS")
    change_registration(ana, by=ana, now=NOW)

    changes = db.session.scalars(select(Change).where(Change.action == "changed").order_by(Change.id)).all()
    assert [(each.before, each.after) for each in changes] == [
        ({}, {"answers_changed": ["diet", "shirt"]}),
        ({"affiliation": ""}, {"affiliation": "CNRS"}),
    ]


def test_organisers_read_them_and_the_door_does_not(app, client):
    house = make.centre()
    event = congress(of=house.institute)
    ana = enrol(event, "Ana", answers=ANSWERS).registration
    make.saved(TeamMember(event_id=event.id, user_id=house.bob.id, role=Role.DOOR))
    page, table = f"/manage/events/congress/registrations/{ana.uid}/", "/manage/events/congress/registrations/registrations.csv"

    organiser, door = make.sign_in(client, house.alice), make.sign_in(app.test_client(), house.bob)

    assert "coeliac" in organiser.get(page).text
    assert "coeliac" in organiser.get(table).text
    assert [door.get(address).status_code for address in (page, table)] == [403, 403]
    assert "coeliac" not in door.get("/manage/events/congress/door/?q=ana").text


def test_a_key_can_be_dropped_after_a_night(app, both_engines):
    event = congress()
    enrol(event, "Ana", answers=ANSWERS), enrol(event, "Ben")
    old = app.config["SECRET_KEY"]
    app.config.update(SECRET_KEY="another secret that is long enough to be a key", SECRET_KEY_FALLBACKS=[old])

    assert (seal_answers_anew(NOW), seal_answers_anew(NOW)) == (1, 0)

    app.config["SECRET_KEY_FALLBACKS"] = []
    db.session.expire_all()
    assert db.session.scalars(select(Registration.answers).order_by(Registration.id)).all() == [ANSWERS, {}]


def test_what_is_written_meanwhile_is_not_undone(app, both_engines, monkeypatch):
    ana = enrol(congress(), "Ana", answers=ANSWERS).registration
    old = app.config["SECRET_KEY"]
    app.config.update(SECRET_KEY="another secret that is long enough to be a key", SECRET_KEY_FALLBACKS=[old])

    def slowly(sealed):
        change_registration(ana, by=ana, now=NOW, answers={"diet": "vegan"})
        return sealed_anew(sealed)

    monkeypatch.setattr(jobs, "sealed_anew", slowly)
    assert seal_answers_anew(NOW) == 0
    db.session.expire_all()
    assert db.session.scalars(select(Registration.answers)).all() == [{"diet": "vegan"}]


@pytest.fixture
def lost(app):
    """Ana's answers, sealed with a key that is gone, before Ben, who was asked too; and their organiser."""
    house = make.centre()
    event = congress(of=house.institute)
    ana = enrol(event, "Ana", answers=ANSWERS).registration
    app.config.update(SECRET_KEY="another secret that is long enough to be a key", SECRET_KEY_FALLBACKS=[])
    enrol(event, "Ben", answers={"diet": "vegan"})
    db.session.expire_all()
    return house, event, ana


def test_answers_that_nobody_can_open_stop_nothing_else(app, client, lost, both_engines):
    house, event, ana = lost
    organiser = make.sign_in(client, house.alice)
    one, many = f"/manage/events/congress/registrations/{ana.uid}/", "/manage/events/congress/registrations/registrations.csv"
    assert "They cannot be read: they were sealed with a secret key that the centre has no more." in organiser.get(one).text
    table = organiser.get(many).text
    assert "answers cannot be read" in table and "vegan" in table
    assert organiser.get("/manage/events/congress/registrations/").status_code == 200
    assert check_in(event, code=ana.code, nonce="1", by=house.alice, now=NOW).result is ScanResult.ADMITTED
    with at(NOW):
        work(once=True)
    assert {each.recipient for each in db.session.scalars(select(Letter))} == {"ana@example.org", "ben@example.org"}


def test_what_nobody_can_open_is_kept_until_it_is_erased(lost, both_engines):
    _house, _event, ana = lost
    before = stored()
    change_registration(ana, by=ana, now=NOW, affiliation="CNRS")
    assert (ana.affiliation, stored()) == ("CNRS", before)
    erase_registration(ana, by=ana, now=NOW)
    assert before.count("gAAAA") == 2 and stored().count("gAAAA") == 1

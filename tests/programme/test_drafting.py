"""Publishing, whatever was done to the draft before: organisers change it in any order and publish now and then."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from conference.kernel.words import Words
from conference.people.models import Organisation
from conference.programme import queries_draft
from conference.programme.actions import cancel_session, change_session, place_session, publish_timetable
from conference.programme.models import Event, PublishedSession, Session
from conference.programme.rules import SessionState
from tests import make
from tests.make import MONDAY, db, hours
from tests.programme.conftest import refused, talk

BY = {"by": "system", "now": MONDAY}


class Drafting(RuleBasedStateMachine):
    """Organisers change a draft in any order and publish now and then."""

    @initialize()
    def begin(self):
        self.event = make.event(f"congress-{db.session.query(Event).count()}", db.session.query(Organisation).first())
        self.now = MONDAY
        self.sequences = {}
        self.last_change = {}

    def published(self):
        return db.session.query(PublishedSession).filter_by(event_id=self.event.id).all()

    def any_session(self, number):
        found = db.session.query(Session).filter_by(event_id=self.event.id).order_by(Session.id).all()
        return found[number % len(found)] if found else None

    @rule(start=st.integers(0, 8))
    def add(self, start):
        talk(self.event, f"From {start}", hours(start))

    @rule(number=st.integers(0, 9), start=st.integers(0, 8))
    def move(self, number, start):
        if session := self.any_session(number):
            place_session(session, span=hours(start), room=self.event.rooms[0], **BY)

    @rule(number=st.integers(0, 9), title=st.sampled_from(["One", "Two"]))
    def rename(self, number, title):
        if session := self.any_session(number):
            change_session(session, title=Words(title), **BY)

    @rule(number=st.integers(0, 9))
    def cancel_or_return(self, number):
        if session := self.any_session(number):
            off = session.state is SessionState.CANCELLED
            change_session(session, state=SessionState.CONFIRMED, **BY) if off else cancel_session(session, **BY)

    @rule()
    def publish(self):
        expected = queries_draft.preview(self.event)
        if not len(expected):
            assert refused(publish_timetable, self.event, **BY) == (409, ["nothing-to-publish"])
            return
        release = publish_timetable(self.event, **BY)
        assert release.difference == expected.to_json()
        assert len(queries_draft.preview(self.event)) == 0
        rows = {row.uid: row for row in self.published()}
        concerned = {line.uid for line in expected.lines()}
        for uid, row in rows.items():
            before = self.sequences.get(uid)
            assert row.sequence == (0 if before is None else before + (uid in concerned))
            assert before is None or (row.changed_at > self.last_change[uid]) == (uid in concerned)
        self.sequences = {uid: row.sequence for uid, row in rows.items()}
        self.last_change = {uid: row.changed_at for uid, row in rows.items()}

    @invariant()
    def nobody_vanishes(self):
        if hasattr(self, "sequences"):
            assert {row.uid for row in self.published()} == self.sequences.keys()


def test_sequences_never_fall_and_nothing_vanishes(app):
    run_state_machine_as_test(
        Drafting, settings=settings(max_examples=6, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck))
    )


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(order=st.permutations([0, 1, 2, 3]))
def test_moving_around_and_back_is_no_change(congress, order):
    session = db.session.query(Session).first() or talk(congress)
    if not db.session.query(PublishedSession).count():
        publish_timetable(congress, **BY)
    for start in (*order, 0):
        place_session(session, span=hours(start), room=congress.rooms[0], **BY)

    assert len(queries_draft.preview(congress)) == 0

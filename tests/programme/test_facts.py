"""Published facts survive their JSON, and the difference between two timetables adds up."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.kernel.words import Words
from conference.programme.difference import Difference, Known, compare
from conference.programme.facts import LinkFacts, PersonFacts, RoomFacts, SessionFacts, TrackFacts, card, digest, read_links
from conference.programme.rules import Part, SessionKind, SessionState
from tests.make import MONDAY

pytestmark = pytest.mark.pure


def sessions(uid, text, words):
    """Any session of this uid with such texts. Its parts are made once: strategies made anew for each example cost the most."""
    people = st.builds(PersonFacts, code=text, name=text, affiliation=text, part=st.sampled_from(Part))
    starts = st.integers(0, 20).map(lambda fives: MONDAY + timedelta(minutes=5 * fives))
    return st.builds(
        lambda starts_at, **more: SessionFacts(uid=uid, code=uid, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=30), **more),
        starts, title=words, kind=st.sampled_from(SessionKind), room=st.none() | st.builds(RoomFacts, slug=st.sampled_from(["hall", "cave"]), name=words),
        track=st.none() | st.builds(TrackFacts, slug=text, name=words, colour=st.integers(1, 12)), people=st.lists(people, max_size=3).map(tuple),
        state=st.sampled_from([SessionState.CONFIRMED, SessionState.TENTATIVE]), abstract=words, subtitle=words,
        links=st.lists(st.builds(LinkFacts, url=st.just("https://example.org/"), title=text), max_size=2).map(tuple),
    )  # fmt: skip


# a session alone says anything; what is compared says few things, so that two of them are often nearly the same
texts = st.text(max_size=12)
one_session = sessions("A", texts, st.dictionaries(st.sampled_from(["en", "fr", "ar"]), texts.filter(bool), max_size=3).map(Words))
few = st.sampled_from(["", "Ärzte", "Physique", "فيزياء"])
few_words = st.sampled_from([Words(), Words("Physics"), Words({"en": "Physics", "fr": "Physique"}), Words({"fr": "Physique", "ar": "فيزياء"})])
either = {uid: st.none() | sessions(uid, few, few_words) for uid in "ABCDEF"}
timetables = st.tuples(*either.values()).map(lambda each: [facts for facts in each if facts])
# before and after, often the same
pairs = st.tuples(*(st.tuples(each, each) | each.map(lambda facts: (facts, facts)) for each in either.values())).map(
    lambda both: [[facts for facts in each if facts] for each in zip(*both, strict=True)]
)


def published(timetable, cancelled=()):
    rows = ((facts, facts.to_json()) for facts in timetable)
    return [Known(facts.uid, facts.code, facts.starts_at, facts.ends_at, card(kept), digest(kept), facts.uid in cancelled) for facts, kept in rows]


@given(one_session)
def test_facts_survive_their_json(facts):
    assert SessionFacts.from_json(facts.to_json()) == facts


@given(timetables)
def test_a_timetable_does_not_differ_from_itself(timetable):
    assert len(compare(timetable, published(timetable))) == 0


@given(pairs)
def test_every_session_is_in_at_most_one_part_of_a_difference_and_none_is_lost(timetables):
    before, after = timetables
    difference = compare(after, published(before))
    old, new = ({facts.uid: facts for facts in each} for each in (before, after))

    assert {line.uid for line in difference.added} == new.keys() - old.keys()
    assert {line.uid for line in difference.cancelled} == old.keys() - new.keys()
    both = {line.uid for line in (*difference.moved, *difference.changed)}
    assert both == {uid for uid in old.keys() & new.keys() if old[uid] != new[uid]}
    assert len(difference) == len({line.uid for line in difference.lines()})
    assert Difference.from_json(difference.to_json()) == difference


@given(timetables)
def test_a_cancelled_session_that_returns_is_new(timetable):
    difference = compare(timetable, published(timetable, cancelled={facts.uid for facts in timetable}))

    assert difference.counts() == {"added": len(timetable), "moved": 0, "changed": 0, "cancelled": 0}


@given(one_session)
def test_a_moved_session_tells_where_it_was(facts):
    [known] = published([facts])
    moved = SessionFacts.from_json({**facts.to_json(), "starts_at": (facts.starts_at - timedelta(minutes=5)).isoformat()})

    [line] = compare([moved], [known]).moved

    assert (line.was, line.span) == (facts.span, moved.span)


def test_links_without_a_web_address_are_left_out():
    assert read_links([{"url": "javascript:alert(1)"}, {"url": None}, {"title": "x"}, {"url": "https://a.org/", "title": None}]) == (
        LinkFacts("https://a.org/", ""),
    )

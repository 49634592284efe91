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

text = st.text(max_size=12)
words = st.dictionaries(st.sampled_from(["en", "fr", "ar"]), text.filter(bool), max_size=3).map(Words)
rooms = st.none() | st.builds(RoomFacts, slug=st.sampled_from(["hall", "cave"]), name=words)
people = st.lists(st.builds(PersonFacts, code=text, name=text, affiliation=text, part=st.sampled_from(Part)), max_size=3).map(tuple)
links = st.lists(st.builds(LinkFacts, url=st.just("https://example.org/"), title=text), max_size=2).map(tuple)


@st.composite
def sessions(draw, uid):
    start = MONDAY + timedelta(minutes=5 * draw(st.integers(0, 20)))
    return draw(
        st.builds(
            SessionFacts, uid=st.just(uid), code=st.just(uid), title=words, starts_at=st.just(start), ends_at=st.just(start + timedelta(minutes=30)),
            kind=st.sampled_from(SessionKind), room=rooms, track=st.none() | st.builds(TrackFacts, slug=text, name=words, colour=st.integers(1, 12)),
            people=people, state=st.sampled_from([SessionState.CONFIRMED, SessionState.TENTATIVE]), links=links, abstract=words, subtitle=words,
        )
    )  # fmt: skip


timetables = st.sets(st.sampled_from("ABCDEF")).flatmap(lambda uids: st.tuples(*(sessions(uid) for uid in sorted(uids)))).map(list)


def published(timetable, cancelled=()):
    rows = ((facts, facts.to_json()) for facts in timetable)
    return [Known(facts.uid, facts.code, facts.starts_at, facts.ends_at, card(kept), digest(kept), facts.uid in cancelled) for facts, kept in rows]


@given(sessions("A"))
def test_facts_survive_their_json(facts):
    assert SessionFacts.from_json(facts.to_json()) == facts


@given(timetables)
def test_a_timetable_does_not_differ_from_itself(timetable):
    assert len(compare(timetable, published(timetable))) == 0


@given(timetables, timetables)
def test_every_session_is_in_at_most_one_part_of_a_difference_and_none_is_lost(before, after):
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


@given(sessions("A"))
def test_a_moved_session_tells_where_it_was(facts):
    [known] = published([facts])
    moved = SessionFacts.from_json({**facts.to_json(), "starts_at": (facts.starts_at - timedelta(minutes=5)).isoformat()})

    [line] = compare([moved], [known]).moved

    assert (line.was, line.span) == (facts.span, moved.span)


def test_links_without_a_web_address_are_left_out():
    assert read_links([{"url": "javascript:alert(1)"}, {"url": None}, {"title": "x"}, {"url": "https://a.org/", "title": None}]) == (
        LinkFacts("https://a.org/", ""),
    )

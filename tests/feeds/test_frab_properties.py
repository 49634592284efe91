"""Whatever a programme holds, both files are valid by their schemas and give it back."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conference.feeds.frab import Day, FileRoom, FileTrack, Human, Link, Programme, Talk, in_order
from conference.feeds.frab_read import read
from conference.feeds.frab_write_json import write_json
from conference.feeds.frab_write_xml import write_xml
from conference.feeds.identity import derived_guid
from conference.feeds.plaintext import clean
from conference.kernel.span import Span
from tests.feeds.test_frab_files import json_problems, xml_problems  # noqa: F401 - fixtures

PROSE = st.text(max_size=60).map(clean)
TITLES = PROSE.map(lambda text: f"T{text}")
NAMES = st.text(max_size=20).map(lambda text: " ".join(clean(text).split())).filter(bool)
WORDS = st.sampled_from(
    ["", "a", "Ab-c", "plan9", "ABC123", "abcdef", "x_y-zzzz", "zürich", "#ff0000", "#F00", "slides", "x" * 30, "fosdem_2026-talk-one"]
)
URLS = st.sampled_from(
    [
        "",
        "https://example.org/a?b=c#d",
        "http://example.org/[x]",
        "https://example.org/a b",
        "mailto:a@example.org",
        "https://é.example/%zz",
        "gopher://example.org/",
        "https://example.org/#/room/#x:y",
    ]
)
ZONES = st.sampled_from(["Europe/Paris", "UTC", "Etc/GMT+1", "America/Argentina/Buenos_Aires", "Asia/Kathmandu", "Australia/ACT", "GMT"])
LINKS = st.lists(st.builds(Link, url=URLS.filter(bool), title=PROSE, type=WORDS, service=WORDS), max_size=2).map(tuple)
LENGTHS = st.sampled_from([1, 60, 90, 1800, 2700, 5415, 359_999, 360_000, 864_000]).map(lambda seconds: timedelta(seconds=seconds))
ROOM_WORDS = st.sampled_from(
    [
        {},
        {"description": "Hall"},
        {"more": {"type": "stage", "features": {"recording": "unknown"}}},
        {"more": {"type": "cellar", "stream_id": "s1"}},
        {"more": {"description": {"de": "Saal"}, "assembly": {"name": "x"}}},
    ]
)
START = datetime(2027, 3, 27, 8, tzinfo=UTC)


COLOURS = st.sampled_from([{}, {"primary": "#ff0000"}, {"primary": "red"}, {"background": "#000000"}, {"primary": "#ff0000", "1 x": "y"}])
BASES = st.sampled_from(["", "https://example.org/x/", "gopher://example.org/"])
DAYS = tuple(
    Day(number, date(2027, 3, 26) + timedelta(days=number), START + timedelta(days=number - 1), START + timedelta(days=number, minutes=-1))
    for number in (1, 2)
)


@st.composite
def rooms_drawn(draw):
    names = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    capacity = st.none() | st.integers(1, 9000)
    return tuple(
        FileRoom(name=name, guid=derived_guid("room", name), slug=draw(WORDS), capacity=draw(capacity), **draw(ROOM_WORDS)) for name in names
    )


@st.composite
def person(draw, number):
    guid, words = draw(st.sampled_from(["", derived_guid(str(number))])), {name: draw(WORDS) for name in ("code", "slug")}
    urls = {name: draw(URLS) for name in ("avatar", "url")}
    return Human(id=number, name=draw(NAMES), guid=guid, biography=draw(PROSE), links=draw(LINKS), **words, **urls)


@st.composite
def programmes(draw):
    rooms = draw(rooms_drawn())
    tracks = tuple(FileTrack(name, draw(WORDS), draw(WORDS), draw(PROSE)) for name in draw(st.lists(NAMES, max_size=2, unique=True)))
    people = tuple(draw(person(number)) for number in range(1, draw(st.integers(1, 3)) + 1))
    talks = [draw(talk(number, rooms, tracks, people)) for number in range(1, draw(st.integers(1, 4)) + 1)]
    prose = {name: draw(PROSE) for name in ("subtitle", "description", "venue", "city")}
    urls = {"url": draw(URLS), "logo": draw(URLS), "base_url": draw(BASES)}
    return Programme(
        title=draw(TITLES),
        acronym=draw(WORDS.filter(bool)),
        zone=draw(ZONES),
        starts_on=date(2027, 3, 27),
        ends_on=date(2027, 3, 28),
        days=DAYS,
        rooms=rooms,
        tracks=tracks,
        people=people,
        talks=in_order(talks, rooms),
        version=draw(NAMES),
        colours=draw(COLOURS),
        keywords=draw(st.sampled_from([(), ("a", "b")])),
        day_change=draw(st.sampled_from(["", "04:00"])),
        timeslot=draw(st.sampled_from(["", "00:05", "00:05:00", "5"])),
        **prose,
        **urls,
    )


@st.composite
def talk(draw, number, rooms, tracks, people):
    start = START + timedelta(minutes=draw(st.integers(0, 2800)))
    return Talk(
        guid=derived_guid("talk", str(number)),
        id=number,
        room=draw(st.sampled_from(rooms)).name,
        when=Span(start, start + draw(LENGTHS)),
        title=draw(TITLES),
        subtitle=draw(PROSE),
        track=draw(st.sampled_from(["", *(track.name for track in tracks)])),
        type=draw(WORDS),
        language=draw(st.sampled_from(["", "en", "de-formal"])),
        code=draw(WORDS),
        slug=draw(WORDS),
        url=draw(URLS),
        abstract=draw(PROSE),
        description=draw(PROSE),
        people=tuple(draw(st.lists(st.sampled_from([person.id for person in people]), unique=True))),
        links=draw(LINKS),
        attachments=draw(LINKS),
        logo=draw(URLS),
        feedback_url=draw(URLS),
        origin_url=draw(URLS),
        video_url=draw(URLS),
        licence=draw(PROSE),
        recording_url=draw(URLS),
        recording_link=draw(URLS),
        do_not_record=draw(st.booleans()),
        do_not_stream=draw(st.booleans()),
    )


CALM = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


@CALM
@given(programmes())
def test_json_is_valid_and_gives_the_programme_back(json_problems, programme):  # noqa: F811
    written = write_json(programme)
    assert json_problems(written) == []
    assert read(written) == programme


@CALM
@given(programmes())
def test_xml_is_valid_and_gives_the_programme_back(xml_problems, programme):  # noqa: F811
    written = write_xml(programme, system="https://example.org", source="https://example.org/schedule.xml")
    assert xml_problems(written) == []
    assert read(written) == programme

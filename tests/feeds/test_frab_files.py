"""Real schedules go in whole and come out valid, and coming in again they are the same."""

import json

import jsonschema
import pytest
from lxml import etree

from conference.feeds.frab_read import read, read_file
from conference.feeds.frab_write_json import write_json
from conference.feeds.frab_write_xml import write_xml

FILES = ("fosdem-2024.xml", "fosdem-2026.xml", "frab-camp2019.json", "pretalx-democon.json")


@pytest.fixture(scope="session")
def json_problems(shared):
    """What schema.json has against a file."""
    schema = json.loads((shared / "data/frab/schema/schema.json").read_bytes())
    validator = jsonschema.Draft6Validator(schema, format_checker=jsonschema.FormatChecker())
    return lambda written: [error.message for error in validator.iter_errors(json.loads(written))]


@pytest.fixture(scope="session")
def xml_problems(shared):
    """What the XSD has against a file."""
    schema = etree.XMLSchema(etree.parse(str(shared / "data/frab/schema/schedule.xml.xsd")))
    return lambda written: [] if schema.validate(etree.fromstring(written)) else [error.message for error in schema.error_log]


@pytest.fixture(scope="session")
def programmes(shared):
    return {name: read_file(shared / "data/frab" / name, default_zone="Europe/Paris") for name in FILES}


@pytest.mark.parametrize(
    ("name", "talks", "rooms", "people", "tracks", "zone"),
    [
        ("fosdem-2026.xml", 883, 30, 927, 62, "Europe/Brussels"),
        ("fosdem-2024.xml", 674, 32, 738, 55, "Europe/Brussels"),
        ("frab-camp2019.json", 79, 2, 90, 7, "Europe/Berlin"),
        ("pretalx-democon.json", 36, 2, 27, 2, "UTC"),
    ],
)
def test_a_real_file_is_read_whole(programmes, name, talks, rooms, people, tracks, zone):
    programme = programmes[name]
    assert (len(programme.talks), len(programme.rooms), len(programme.people), len(programme.tracks_in_use), programme.zone) == (
        talks, rooms, people, tracks, zone,
    )  # fmt: skip


def test_a_file_without_zone_and_offsets_is_read_on_its_citys_clock(programmes):
    """FOSDEM 2024 says only "10:30" and "Brussels"."""
    talk = next(talk for talk in programmes["fosdem-2024.xml"].talks if talk.id == 10528)
    assert talk.when.start.isoformat() == "2024-02-03T09:30:00+00:00"


def test_a_talk_keeps_everything_that_the_file_says_of_it(programmes):
    talk = next(talk for talk in programmes["fosdem-2026.xml"].talks if talk.id == 8376)
    assert (talk.title, talk.room, talk.track, talk.type, talk.language) == ("Welcome to FOSDEM 2026", "Janson", "Main Track", "maintrack", "en")
    assert talk.guid == "9c3ebb8c-7716-5130-b9fe-ff8544f5636d" and talk.slug == "SFKNTZ-welcome_to_fosdem_2026"
    assert talk.feedback_url == "https://pretalx.fosdem.org/fosdem-2026/talk/SFKNTZ/feedback/"
    assert [link.title for link in talk.links] == ["Chat room(web)", "Chat room(app)", "Submit Feedback"]
    assert talk.people == (2,)


def test_relative_addresses_become_whole(programmes):
    logos = [talk.logo for talk in programmes["frab-camp2019.json"].talks if talk.logo]
    assert len(logos) == 28 and all(logo.startswith("https://fahrplan.events.ccc.de/system/events/logos/") for logo in logos)


@pytest.mark.parametrize("name", FILES)
def test_what_is_written_is_valid_by_the_schemas(programmes, name, json_problems, xml_problems):
    assert json_problems(write_json(programmes[name])) == []
    assert xml_problems(write_xml(programmes[name])) == []


@pytest.mark.parametrize("write", [write_json, write_xml])
@pytest.mark.parametrize("name", FILES)
def test_out_and_in_again_nothing_is_lost(programmes, name, write):
    assert read(write(programmes[name])) == programmes[name]


@pytest.mark.parametrize("write", [write_json, write_xml])
@pytest.mark.parametrize("name", FILES)
def test_a_reader_that_knows_nothing_of_exact_values_still_reads_the_programme(programmes, name, write):
    written = write(programmes[name])
    if write is write_xml:
        lines = written.split(b"\n")
        plain = b"\n".join(line for line in lines if not line.startswith(b"<?schedule-exact"))
    else:
        document = json.loads(written)
        document["schedule"]["conference"].pop("meta", None)
        plain = json.dumps(document).encode()
    bare = read(plain)
    assert [(talk.guid, talk.title, talk.when, talk.room, talk.people) for talk in bare.talks] == [
        (talk.guid, talk.title, talk.when, talk.room, talk.people) for talk in programmes[name].talks
    ]


@pytest.mark.parametrize("write", [write_json, write_xml])
def test_the_same_programme_gives_the_same_bytes(programmes, write):
    assert write(programmes["pretalx-democon.json"]) == write(programmes["pretalx-democon.json"])

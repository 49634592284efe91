"""A file that cannot be taken gets one clear line that names the place."""

import json
import re
from pathlib import Path

import pytest

from conference.feeds.frab import LIMIT, ScheduleFileError
from conference.feeds.frab_read import read, read_file

XML = """<?xml version="1.0" encoding="UTF-8"?>
<schedule>
  <version>1</version>
  <conference>
    <title>Small Days</title>
    <acronym>small</acronym>
    <time_zone_name>Europe/Paris</time_zone_name>
  </conference>
  <day index="1" date="2027-03-27" start="2027-03-27T09:00:00+01:00" end="2027-03-28T04:00:00+02:00">
    <room name="Janson">
      <event guid="11111111-1111-4111-8111-111111111111" id="1">
        <date>2027-03-27T10:00:00+01:00</date><start>10:00</start><duration>01:00</duration>
        <title>First</title><track>A</track><type>talk</type><persons><person id="7">Ann</person></persons>
      </event>
      <event guid="22222222-2222-4222-8222-222222222222" id="2">
        <start>11:00</start><duration>00:30</duration>
        <title>Second</title><persons><person id="7">Ann</person></persons>
      </event>
    </room>
  </day>
</schedule>
"""
BOMB = """<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<schedule><version>&c;</version></schedule>"""
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><schedule><version>&x;</version></schedule>'
FIRST = 'day 1, room "Janson", talk 1'
SECOND = 'day 1, room "Janson", talk 2'


def complaint(content) -> str:
    with pytest.raises(ScheduleFileError) as caught:
        read(content if isinstance(content, bytes) else content.encode())
    text = str(caught.value)
    assert "\n" not in text and len(text) < 400
    return text


def test_the_small_file_itself_is_good():
    programme = read(XML.encode())
    assert [talk.title for talk in programme.talks] == ["First", "Second"]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (("<duration>01:00</duration>", "<duration>-1:00</duration>"), f"line 11, {FIRST}: It ends before it starts."),
        (("<duration>01:00</duration>", "<duration>0:00</duration>"), f"line 11, {FIRST}: It ends when it starts."),
        (("<duration>01:00</duration>", "<duration>long</duration>"), f'line 11, {FIRST}: duration "long" is no duration like 0:45.'),
        (("<duration>01:00</duration>", ""), f"line 11, {FIRST}: duration is missing."),
        (("<duration>01:00</duration>", "<duration>900:00</duration>"), f"line 11, {FIRST}: It lasts longer than 31 days."),
        (("2027-03-27T10:00:00+01:00</date>", "tomorrow</date>"), f'line 11, {FIRST}: date "tomorrow" is no date with a time.'),
        (
            ("2027-03-27T10:00:00+01:00</date>", "0001-01-01T00:00:00+14:00</date>"),
            f'line 11, {FIRST}: date "0001-01-01T00:00:00+14:00" is no date with a time.',
        ),
        (
            ("2027-03-27T10:00:00+01:00</date>", "1066-01-01T00:00:00+01:00</date>"),
            f"line 11, {FIRST}: date lies in the year 1066, outside 1970–2199.",
        ),
        (("<start>11:00</start>", "<start>25:00</start>"), f'line 15, {SECOND}: start "25:00" is no time of day.'),
        (("<start>11:00</start>", ""), f"line 15, {SECOND}: date is missing."),
        (
            ("<start>11:00</start>", "<start>02:30</start>"),
            f"line 15, {SECOND}: 2027-03-28, 02:30 does not exist in Europe/Paris: the clocks jump over it. Choose a time before or after the change.",
        ),
        (('id="2"', 'id="1"'), f'line 15, day 1, room "Janson", talk 1: The id 1 is already that of another talk ({FIRST}).'),
        (
            ("22222222-2222-4222-8222-222222222222", "11111111-1111-4111-8111-111111111111"),
            f"line 15, {SECOND}: The guid 11111111-1111-4111-8111-111111111111 is already that of another talk ({FIRST}).",
        ),
        (('id="2"', 'id="two"'), 'line 15, day 1, room "Janson", talk 2: id should be a whole number, not a text.'),
        (('id="2"', 'id="-2"'), 'line 15, day 1, room "Janson", talk 2: id -2 is not a number from 1 to 9007199254740991.'),
        (("22222222-2222-4222-8222-222222222222", "no-guid"), f'line 15, {SECOND}: guid "no-guid" is no UUID.'),
        (("<title>Second</title>", "<title> </title>"), f"line 15, {SECOND}: title is missing."),
        (("<title>Second</title>", f"<title>{'x' * 401}</title>"), f"line 15, {SECOND}: title is too long: 401 characters, at most 400 are taken."),
        (("Europe/Paris", "Europe/Atlantis"), 'line 4, conference: time_zone_name "Europe/Atlantis" is no time zone that exists.'),
        (('room name="Janson"', 'room name=""'), "line 10, conference, day 1, room 1: name is missing."),
        (('date="2027-03-27"', 'date="27 March"'), 'line 9, conference, day 1: date "27 March" is no date.'),
        (("<title>Small Days</title>", ""), "line 4, conference: title is missing."),
        (
            (
                '<person id="7">Ann</person></persons>\n      </event>\n    </room>',
                '<person id="7">Bob</person></persons>\n      </event>\n    </room>',
            ),
            f'line 17, {SECOND}, person 1: The person id 7 belongs to both "Ann" and "Bob".',
        ),
        (("<schedule>", "<html>"), "line 2: This is no schedule: it begins with <html>, not with <schedule>."),
        (("2027-03-28T04:00:00+02:00", "2027-03-26T04:00:00+01:00"), "line 9, conference, day 1: It ends before it starts."),
    ],
)
def test_a_wrong_value_is_told_with_its_place(change, line):
    assert XML.count(change[0]) >= 1
    broken = XML[::-1].replace(change[0][::-1], change[1][::-1], 1)[::-1] if change[0].startswith('id="2"') else XML.replace(*change, 1)
    assert complaint(broken) == line


@pytest.mark.parametrize("name", ["fosdem-2026.xml", "frab-camp2019.json"])
def test_a_file_cut_in_half_names_the_line(shared, name):
    content = (shared / "data/frab" / name).read_bytes()
    assert re.match(r"line \d+.*: The file is broken or cut off here", complaint(content[: len(content) // 2]))


@pytest.mark.parametrize("content", [BOMB, OUTSIDE])
def test_entities_are_refused_before_they_grow(content):
    assert complaint(content).endswith("The file defines entities; they are refused, because they can be made to fill the memory.")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "The file is empty."),
        (b" \n", "The file is empty."),
        (b"Dear sirs", "This is no schedule: the file is neither XML nor JSON."),
        (b"[]", 'This is no schedule: it has no "schedule" at its top.'),
        (b'{"schedule": 5}', 'This is no schedule: it has no "schedule" at its top.'),
        (b'{"schedule": {"version": "1"}}', "conference: should be a group of values, not nothing."),
        (b"{" + b'"a":{' * 100_000, "The values are nested too deep for a schedule."),
        (b'{"schedule": {"conference": {"title": "x", "title": "y"}}}', '"title" stands twice in the same group of values.'),
        (b"\x89PNG\r\n\x1a\n", "This is no schedule: the file is neither XML nor JSON."),
        (b"<schedule>" + b"<a>" * 50, "line 1: The elements are nested too deep for a schedule."),
        (b"<schedule><conference><title>x</title></conference></schedule>", "line 1, conference: There is no day in it."),
        (b'<schedule><conference><title>x</title></conference><day date="2027-01-01"/></schedule>', "line 1, conference: There is no talk in it."),
        (b"{" + b" " * LIMIT, "The file has 51 MB; at most 50 MB are taken."),
    ],
)
def test_what_is_no_schedule_is_told_so(content, line):
    assert complaint(content) == line


def good_json():
    return json.loads("""{"schedule": {"version": "1", "conference": {"title": "Small Days", "acronym": "small", "time_zone_name": "Europe/Paris",
        "days": [{"index": 1, "date": "2027-03-27", "day_start": "2027-03-27T09:00:00+01:00", "day_end": "2027-03-28T03:00:00+02:00",
        "rooms": {"Curie": [{"id": 1, "guid": "11111111-1111-4111-8111-111111111111", "date": "2027-03-27T10:00:00+01:00", "duration": "01:00",
        "title": "First", "persons": [{"name": "Ann"}], "links": []}]}}]}}}""")


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("title", 5, "title should be a text, not a whole number."),
        ("title", None, "title is missing."),
        ("id", "x", "id should be a whole number, not a text."),
        ("id", 1.5, "id should be a whole number, not a number."),
        ("id", True, "id should be a whole number, not yes or no."),
        ("persons", {}, "persons should be a list, not a group of values."),
        ("links", "none", "links should be a list, not a text."),
        ("do_not_record", 7, "do_not_record should be yes or no, not a whole number."),
        ("end", "2027-03-27T09:00:00+01:00", "It ends before it starts."),
        ("date", 20270327, "date should be a text, not a whole number."),
        ("duration", 60, "duration should be a text, not a whole number."),
    ],
)
def test_a_wrong_type_in_json_is_told_with_its_place(key, value, problem):
    document = good_json()
    document["schedule"]["conference"]["days"][0]["rooms"]["Curie"][0][key] = value
    assert complaint(json.dumps(document)) == f'day 1, room "Curie", talk 1: {problem}'


def test_a_wrong_shape_in_json_is_told_with_its_place():
    document = good_json()
    document["schedule"]["conference"]["days"][0]["rooms"]["Curie"] = {"no": "list"}
    assert complaint(json.dumps(document)) == 'day 1, room "Curie": events should be a list, not a group of values.'
    document["schedule"]["conference"]["days"] = {"1": {}}
    assert complaint(json.dumps(document)) == "conference: days should be a list, not a group of values."
    document["schedule"]["conference"]["days"] = ["monday"]
    assert complaint(json.dumps(document)) == "conference, day 1: should be a group of values, not a text."


def test_a_file_that_is_not_there_is_told_so(tmp_path):
    with pytest.raises(ScheduleFileError, match="The file cannot be opened: there is no such file or folder"):
        read_file(tmp_path / "missing.xml")
    with pytest.raises(ScheduleFileError, match="The file cannot be opened"):
        read_file(Path(tmp_path))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_other_encodings_of_unicode_are_read(encoding):
    assert read(XML.replace("UTF-8", "utf-16" if encoding == "utf-16" else "utf-8").encode(encoding)).title == "Small Days"
    assert read(json.dumps(good_json()).encode(encoding)).title == "Small Days"


def test_another_encoding_than_the_file_names_is_told():
    line = XML.splitlines().index('        <title>First</title><track>A</track><type>talk</type><persons><person id="7">Ann</person></persons>') + 1
    latin = XML.replace("First", "Café").encode("latin-1")
    assert complaint(latin) == f"line {line}, inside <title>: The characters here are not in UTF-8, which the file says it is written in."
    assert complaint(XML.replace("UTF-8", "klingon")) == "line 1: The file's characters cannot be read (unknown encoding: klingon)."


def test_every_cut_of_a_small_file_is_refused_and_never_an_accident():
    for length in range(len(XML.rstrip())):
        complaint(XML[:length])
    text = json.dumps(good_json())
    for length in range(len(text)):
        complaint(text[:length])

"""schedule.xml to plain nested values, each with its line: the same shape as schedule.json, so that one reader reads both.

Entities are refused (they multiply: a kilobyte becomes gigabytes), nothing outside the file is ever fetched.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from xml.sax import SAXParseException

from defusedxml import DefusedXmlException
from defusedxml.sax import parse

from conference.feeds.frab import ScheduleFileError
from conference.feeds.frab_tree import Builder, Node
from conference.kernel.message import Message, _


def xml_values(content: bytes) -> dict[str, Any]:
    """The file's values in schedule.json's shape. Raises ScheduleFileError naming the line."""
    builder = Builder()
    try:
        parse(BytesIO(content), builder)
    except SAXParseException as problem:
        line = problem.getLineNumber() or builder.line
        open_tag = f", inside <{builder.open[-1].tag[:60]}>" if builder.open else ""
        raise ScheduleFileError(f"line {line}{open_tag}", broken(content, problem.getMessage())) from None
    except DefusedXmlException:
        reason = _("The file defines entities; they are refused, because they can be made to fill the memory.")
        raise ScheduleFileError(f"line {builder.line or 1}", reason) from None
    except (LookupError, ValueError, UnicodeError) as problem:
        reason = _("The file's characters cannot be read (%(reason)s).", reason=str(problem)[:100])
        raise ScheduleFileError(f"line {builder.line or 1}", reason) from None
    assert builder.root is not None
    return schedule_values(builder.root) | {"exact": builder.exact}


def broken(content: bytes, reason: str) -> Message:
    """What is wrong: to the parser a letter in another encoding than the one that the file names is just an invalid sign."""
    named = re.match(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding=["']([\w.-]{1,40})["']""", content)
    encoding = named[1].decode("ascii") if named else "utf-8"
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return _("The characters here are not in %(encoding)s, which the file says it is written in.", encoding=encoding)
    return _("The file is broken or cut off here (%(reason)s).", reason=reason)


def schedule_values(root: Node) -> dict[str, Any]:
    conference = root.one("conference")
    return {
        "version": text_of(root, "version"),
        "base_url": text_of(conference, "base_url"),
        "conference": conference_values(conference, root) if conference else None,
        "line": root.line,
    }


def conference_values(conference: Node, root: Node) -> dict[str, Any]:
    colour = conference.one("color")
    return conference.values() | {
        "colors": dict(colour.attributes) if colour else {},
        "tracks": [track_values(node) for node in [*conference.all("track"), *root.below("tracks", "track")]],
        "people": [person_values(node) for node in root.below("persons", "person")],
        "rooms": [],
        "days": [day_values(node) for node in root.all("day")],
    }


def track_values(node: Node) -> dict[str, Any]:
    """The standard names a track in an attribute and describes it in the text; FOSDEM's files name it in the text."""
    name = node.attributes.get("name")
    return {"name": name or node.text, "description": node.text if name else "", "slug": node.attributes.get("slug"),
            "color": node.attributes.get("color"), "line": node.line}  # fmt: skip


def person_values(node: Node) -> dict[str, Any]:
    """A person of a talk (the name is the text), or of the list of all that FOSDEM's files have (the name is a child)."""
    values = node.values()
    return values if node.children else values | {"public_name": node.text}


def day_values(node: Node) -> dict[str, Any]:
    day = {"index": node.attributes.get("index"), "date": node.attributes.get("date"), "line": node.line}
    rooms = [{**room.attributes, "line": room.line, "events": [talk_values(event) for event in room.all("event")]} for room in node.all("room")]
    return day | {"day_start": node.attributes.get("start"), "day_end": node.attributes.get("end"), "rooms": rooms}


def talk_values(node: Node) -> dict[str, Any]:
    recording = node.one("recording")
    return node.values() | {
        "persons": [person_values(person) for person in node.below("persons", "person")],
        "links": [link_values(link) for link in node.below("links", "link")],
        "attachments": [link_values(link) for link in node.below("attachments", "attachment")],
        "recording_license": text_of(recording, "license"),
        "do_not_record": text_of(recording, "optout"),
        "recording_url": text_of(recording, "url"),
        "recording_link": text_of(recording, "link"),
    }


def link_values(node: Node) -> dict[str, Any]:
    return {"url": node.attributes.get("href"), "title": node.text, "type": node.attributes.get("type"), "service": node.attributes.get("service"),
            "line": node.line}  # fmt: skip


def text_of(node: Node | None, tag: str) -> str | None:
    child = node.one(tag) if node else None
    return child.text if child else None

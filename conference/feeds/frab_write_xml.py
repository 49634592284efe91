"""A Programme to schedule.xml, valid by c3voc's schedule.xml.xsd; reading it again gives the same Programme, writing it the same bytes.

Texts must be clean (see plaintext.clean): XML has no form for control characters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from conference.feeds import frab_carry as carry
from conference.feeds.frab import Human, Programme, Talk
from conference.feeds.frab_carry import Values, length_text, local, present
from conference.feeds.frab_exact import Exact, grid_of, missed, note, note_absent
from conference.feeds.frab_tree import EXACT
from conference.feeds.frab_write_json import GENERATOR, GENERATOR_VERSION


def write_xml(programme: Programme, *, system: str = "", source: str = "") -> bytes:
    """schedule.xml, valid by schedule.xml.xsd. `source` is the address under which this file is published."""
    exact = Exact()
    root = ET.Element("schedule")
    ET.SubElement(root, "generator", present({"name": GENERATOR, "system": system, "version": GENERATOR_VERSION}))
    if carry.web(source):
        ET.SubElement(root, "url").text = source
    ET.SubElement(root, "version").text = programme.version
    xml_conference(root, programme, exact)
    for person in programme.people:
        note(exact.people, str(person.id), carry.person_values(person), {"guid": person.guid})
    note_absent(programme, exact)
    grid, taken = grid_of(programme), Taken(set(), set())
    people = {person.id: person for person in programme.people}
    short = carry.acronym(programme.acronym, hyphens=False)
    for day in programme.days:
        zone = programme.zone
        ends = {"start": local(day.start, zone).isoformat(), "end": local(day.end, zone).isoformat()}
        column = ET.SubElement(root, "day", {"index": str(day.index), "date": day.date.isoformat(), **ends})
        for room in programme.rooms:
            cell = ET.SubElement(column, "room", {"name": room.name, "guid": room.guid})
            for talk in grid.talks(day, room):
                xml_talk(cell, talk, zone, people, short, taken, exact)
    ET.indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + instruction(exact) + ET.tostring(root, encoding="unicode").encode() + b"\n"


@dataclass
class Taken:
    """What the schema wants to be unique in a file."""

    slugs: set[str]
    codes: set[str]


def instruction(exact: Exact) -> bytes:
    """The exact values as a processing instruction before the root: every reader may skip it, and nothing in it ends it."""
    values = exact.values()
    if not values:
        return b""
    return f"<?{EXACT} {json.dumps(values, ensure_ascii=False).replace('>', chr(92) + 'u003e')}?>\n".encode()


def xml_conference(root: ET.Element, programme: Programme, exact: Exact) -> None:
    colours = dict(programme.colours) if fits_xml(programme.colours) else {}
    timeslot = programme.timeslot if re.fullmatch(r"\d{1,2}:\d{2}(:\d{1,2})?", programme.timeslot) else ""
    said = {"acronym": carry.acronym(programme.acronym, hyphens=True), "time_zone_name": programme.zone, "timeslot_duration": timeslot,
            "logo": carry.web(programme.logo), "url": carry.web(programme.url)}  # fmt: skip
    exact.conference.update(missed(carry.conference_values(programme), {**said, "colors": colours}))
    if programme.base_url and not carry.web(programme.base_url):
        exact.conference["base_url"] = programme.base_url
    dates = {"start": programme.starts_on.isoformat(), "end": programme.ends_on.isoformat(), "days": str(len(programme.days))}
    words = {"acronym": said["acronym"], "title": programme.title, **dates, **said, "base_url": carry.web(programme.base_url)}
    conference = ET.SubElement(root, "conference")
    for tag, text in words.items():
        if text or tag == "title":
            ET.SubElement(conference, tag).text = text
    if colours:
        ET.SubElement(conference, "color", colours)
    for track in programme.tracks:
        slug = track.slug if re.fullmatch(r"[a-z][a-z0-9-]+", track.slug) else ""
        colour = track.colour if carry.HEX.fullmatch(track.colour) else ""
        note(exact.tracks, track.name, carry.track_values(track), {"slug": slug, "color": colour, "description": track.description})
        ET.SubElement(conference, "track", present({"name": track.name, "slug": slug, "color": colour})).text = track.description
    for room in programme.rooms:
        note(exact.rooms, room.name, carry.room_values(room), {"guid": room.guid})


def fits_xml(colours: Mapping[str, str]) -> bool:
    hexes = all(carry.HEX.fullmatch(colours[key]) for key in ("primary", "background") if key in colours)
    return "primary" in colours and hexes and all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]*", key) for key in colours)


def xml_talk(cell: ET.Element, talk: Talk, zone: str, people: dict[int, Human], short: str, taken: Taken, exact: Exact) -> None:
    full = carry.talk_values(talk)
    said: Values = {key: full[key] for key in ("title", "subtitle", "track", "type", "language", "abstract", "description") if key in full}
    urls = ("url", "logo", "feedback_url", "origin_url", "video_download_url", "recording_url", "recording_link")
    said |= {key: full[key] for key in urls if key in full and carry.web(full[key])}
    said |= {key: full[key] for key in ("links", "attachments", "recording_license", "do_not_record") if key in full}
    if any(link.service for link in talk.attachments):
        said["attachments"] = [{key: value for key, value in link.items() if key != "service"} for link in full["attachments"]]
    said["slug"] = carry.xml_slug(talk, short, taken.slugs)
    if re.fullmatch(r"[0-9A-Z]{6}", talk.code) and talk.code not in taken.codes:
        taken.codes.add(talk.code)
        said["code"] = talk.code
    note(exact.talks, talk.guid, full, said)
    length = length_text(talk.when.length, seconds=True)
    if len(length.split(":")[0]) > 2:
        length = "99:59"
        exact.talks.setdefault(talk.guid, {})["end"] = talk.when.end.isoformat()
    start = local(talk.when.start, zone)
    event = ET.SubElement(cell, "event", present({"guid": talk.guid, "id": str(talk.id), "code": said.get("code", "")}))
    words = {"room": talk.room, "title": "", "subtitle": "", "type": "", "date": start.isoformat(), "start": f"{start:%H:%M}", "duration": length,
             "abstract": "", "slug": "", "track": "", "logo": "", "language": "", "description": ""} | said  # fmt: skip
    for tag in ("room", "title", "subtitle", "type", "date", "start", "duration", "abstract", "slug", "track", "logo", "language", "description",
                "video_download_url", "url", "feedback_url", "origin_url"):  # fmt: skip
        if tag in words:
            ET.SubElement(event, tag).text = words[tag]
    xml_details(event, talk, said, people)


def xml_details(event: ET.Element, talk: Talk, said: Values, people: dict[int, Human]) -> None:
    """The parts of a talk that have parts of their own."""
    recording = ET.SubElement(event, "recording")
    ET.SubElement(recording, "license").text = talk.licence
    ET.SubElement(recording, "optout").text = "true" if talk.do_not_record else "false"
    for key in ("url", "link"):
        if f"recording_{key}" in said:
            ET.SubElement(recording, key).text = said[f"recording_{key}"]
    persons = ET.SubElement(event, "persons")
    for number in talk.people:
        person = people[number]
        ET.SubElement(persons, "person", present({"id": str(person.id), "guid": person.guid})).text = person.name
    for name in ("links", "attachments"):
        group = ET.SubElement(event, name)
        for link in said.get(name, []):
            attributes = {"href": link.get("url", ""), **present({key: link.get(key) for key in ("type", "service")})}
            ET.SubElement(group, name.removesuffix("s"), attributes).text = link.get("title", "")

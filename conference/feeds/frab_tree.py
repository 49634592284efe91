"""XML to a tree of nodes, each with its line.

Entities are refused (they multiply: a kilobyte becomes gigabytes), nothing outside the file is ever fetched.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import Locator

from conference.feeds.frab import ScheduleFileError
from conference.kernel.message import _

DEEPEST = 40


EXACT = "schedule-exact"  # the processing instruction that carries what the schema has no place for


@dataclass
class Node:
    """An element: its attributes, its text and its children, and the line on which it begins."""

    tag: str
    attributes: dict[str, str]
    line: int
    children: list[Node] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def all(self, tag: str) -> list[Node]:
        return [child for child in self.children if child.tag == tag]

    def one(self, tag: str) -> Node | None:
        return next((child for child in self.children if child.tag == tag), None)

    def below(self, *tags: str) -> list[Node]:
        """The grandchildren along a path: `below("links", "link")`."""
        nodes = [self]
        for tag in tags:
            nodes = [child for node in nodes for child in node.all(tag)]
        return nodes

    def values(self) -> dict[str, Any]:
        """Its attributes and the texts of its childless children by name; the first of several counts."""
        texts: dict[str, Any] = {}
        for child in self.children:
            if not child.children:
                texts.setdefault(child.tag, child.text)
        return {**texts, **self.attributes, "line": self.line}


class Builder(ContentHandler):
    """Builds the tree of nodes while the parser reads."""

    def __init__(self) -> None:
        super().__init__()
        self.locator: Locator | None = None
        self.root: Node | None = None
        self.open: list[Node] = []
        self.exact: dict[str, Any] = {}

    def setDocumentLocator(self, locator: Locator) -> None:
        self.locator = locator

    @property
    def line(self) -> int:
        return (self.locator.getLineNumber() or 0) if self.locator else 0

    def startElement(self, name: str, attrs: Any) -> None:
        if len(self.open) >= DEEPEST:
            raise ScheduleFileError(f"line {self.line}", _("The elements are nested too deep for a schedule."))
        node = Node(name, dict(attrs.items()), self.line)
        if self.open:
            self.open[-1].children.append(node)
        elif name != "schedule":
            raise ScheduleFileError(f"line {self.line}", _("This is no schedule: it begins with <%(tag)s>, not with <schedule>.", tag=name[:60]))
        else:
            self.root = node
        self.open.append(node)

    def endElement(self, _name: str) -> None:
        self.open.pop()

    def characters(self, content: str) -> None:
        if self.open:
            self.open[-1].words.append(content)

    def processingInstruction(self, target: str, data: str) -> None:
        if target == EXACT:
            try:
                exact = json.loads(data)
            except (ValueError, RecursionError):
                raise ScheduleFileError(f"line {self.line}", _("The instruction %(name)s is broken.", name=EXACT)) from None
            self.exact = exact if isinstance(exact, dict) else {}

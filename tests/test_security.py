"""docs/security.md names the test behind every promise: each is there, and holds tests."""

import re

import pytest

from tests.fixtures import ROOT

TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
CHAPTERS = [f"V{number}" for number in range(1, 18)]


def cells():
    """The rows of the table of chapters: (chapter, what holds, tests)."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if re.match(r"\| V\d", line)]


def test_every_chapter_of_the_standard_is_spoken_of():
    named = {name for chapter, _holds, _tests in cells() for name in re.findall(r"V\d+", chapter)}

    assert sorted(named, key=lambda name: int(name[1:])) == CHAPTERS


@pytest.mark.parametrize(("chapter", "holds", "tests"), cells(), ids=[row[0].partition(" ")[0] for row in cells()])
def test_each_promise_has_tests_that_are_there(chapter, holds, tests):
    """A file without a folder stands in the folder named before it, or in tests/ itself."""
    folder, found = "", []
    for name in re.findall(r"`([^`]+)`", tests):
        folder, _slash, file = name.rpartition("/") if "/" in name else (folder, "", name)
        places = [ROOT / "tests" / folder / file, ROOT / "tests" / file]
        there = [place for place in places if place.exists() and (place.is_dir() or "\ndef test_" in place.read_text(encoding="utf-8"))]
        assert there, f"{chapter}: {name} is not there"
        found += there
    assert found or holds == "not used"


def test_every_file_that_the_text_names_is_there():
    named = set(re.findall(r"`((?:[\w.-]+/)*[\w-]+\.(?:py|md|yml|sh)|deploy/\w+|bin/\w+)", TEXT))
    bases = ("", "tests", "conference", "conference/people", "conference/kernel")
    folders = (
        [ROOT / base for base in bases]
        + [each for each in (ROOT / "tests").iterdir() if each.is_dir()]
        + [each for each in (ROOT / "conference").iterdir() if each.is_dir()]
    )

    assert len(named) > 40
    assert sorted(name for name in named if not any((folder / name).exists() for folder in folders)) == []

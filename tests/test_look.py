"""The look's law, read from the files: nothing inline, colours only as tokens, no left and right, nothing from elsewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.html") if "mail" not in path.relative_to(ROOT / "templates").parts)
SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
MODULES = sorted((ROOT / "static" / "js").glob("*.js"))


FOUR_SIDES = r"(?<![-\w])(?:margin|padding|border-width): *(?:[^\s;{}()]+|var\([^)]*\))(?: +(?:[^\s;{}()]+|var\([^)]*\))){3};"


def found(pattern: str, text: str) -> list[str]:
    return [match.group(0) for match in re.finditer(pattern, text, re.IGNORECASE)]


def names(paths: list[Path]) -> list[object]:
    return [pytest.param(path, id=str(path.relative_to(ROOT))) for path in paths]


@pytest.mark.parametrize("path", names(TEMPLATES))
def test_a_page_carries_nothing_inline(path: Path):
    text = re.sub(r"\{[%{#].*?[%}#]\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)

    assert found(r"<style\b|\sstyle=|\son[a-z]+=\"|javascript:|<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>", text) == []


@pytest.mark.parametrize("path", names(TEMPLATES))
def test_a_page_loads_nothing_from_elsewhere(path: Path):
    text = path.read_text(encoding="utf-8")

    assert found(r"<(?:script|img|iframe|link)\b[^>]*(?:src|href)=\"(?:https?:)?//[^\"]*", text) == []


@pytest.mark.parametrize("path", names([sheet for sheet in SHEETS if sheet.name != "tokens.css"]))
def test_colours_are_named_in_one_file(path: Path):
    text = re.sub(r"url\([^)]*\)|/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    colours = found(r"#[0-9a-f]{3,8}\b(?=[^{]*[;}])|\b(?:rgba?|hsla?|oklch|oklab)\(", text)

    assert colours == ([] if path.name != "print.css" else ["#fff", "#fff", "#000", "#333"])


@pytest.mark.parametrize("path", names(SHEETS))
def test_sheets_know_no_left_and_right(path: Path):
    text = re.sub(r"url\([^)]*\)|/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)

    sides = [re.match(r".*?: *(\S+) (\S+) (\S+) (\S+);", each).groups() for each in found(FOUR_SIDES, text)]
    assert [four for four in sides if four[1] != four[3]] == []  # the four-sided shorthand says right and left without the words
    assert found(r"(?:margin|padding|border)-(?:left|right)|(?<![a-z-])(?:left|right)\s*:|(?:text-align|float):\s*(?:left|right)", text) == []


@pytest.mark.parametrize("path", names(MODULES))
def test_scripts_write_no_markup_and_evaluate_nothing(path: Path):
    text = path.read_text(encoding="utf-8")

    assert found(r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write|https?://", text) == []

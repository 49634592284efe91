"""The house keeps its shape: imports in one direction, pure cores, short functions, nothing inline. And each check can fail."""

import re
import subprocess

import pytest

from tests import architecture
from tests.fixtures import ROOT


def files(*patterns):
    return sorted({path for pattern in patterns for path in ROOT.glob(pattern)})


@pytest.mark.parametrize("check", architecture.PYTHON_CHECKS, ids=lambda check: check.__name__)
def test_the_product_keeps_to_the_house(check):
    found = [line for path in files("conference/**/*.py") for line in check(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.parametrize("check", [architecture.too_long, architecture.undocumented, architecture.broad_excepts], ids=lambda check: check.__name__)
def test_the_tests_and_tools_keep_to_it_too(check):
    paths = files("tests/**/*.py", "benchmarks/**/*.py", "config.py", "wsgi.py")
    found = [line for path in paths for line in check(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))]
    assert found == []


def test_nothing_is_inline_in_templates():
    """Letters may: mail programs drop style sheets."""
    pages = [path for path in files("templates/**/*.html") if "mail" not in path.parts]
    found = [line for path in pages for line in architecture.inline_in_template(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))]
    assert found == []


def test_every_feature_is_known():
    folders = {path.parent.name for path in files("conference/*/__init__.py")}
    assert folders <= set(architecture.MAY_SEE)


def test_most_files_are_short():
    """House: median at most 90 lines, nine in ten at most 200."""
    lengths = sorted(len(path.read_text(encoding="utf-8").splitlines()) for path in files("conference/**/*.py"))
    assert lengths[len(lengths) // 2] <= 90
    assert lengths[int(len(lengths) * 0.9)] <= 200


def test_commands_can_be_run():
    kept = subprocess.run(["git", "ls-files", "-s", "bin", ".ci", "benchmarks/run"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    modes = {line.split("\t")[1]: line.split()[0] for line in kept.splitlines()}
    commands = [name for name in ("bin/serve", "bin/test", "bin/lint", ".ci/run", "benchmarks/run") if name in modes]
    assert [name for name in commands if modes[name] != "100755"] == []


LONG = "def f():\n" + "    x = 1\n" * 40

BAD = [
    (architecture.wrong_directions, "conference/venue/queries.py", "from conference.booking.models import Booking", ["venue may not import booking"]),
    (architecture.wrong_directions, "conference/kernel/web.py", "import conference.people.models", ["kernel may not import people"]),
    (architecture.wrong_directions, "conference/kernel/web.py", "from conference import people", ["kernel may not import people"]),
    (architecture.wrong_directions, "conference/desk/views.py", "from conference.api import views", ["desk may not import api"]),
    (
        architecture.wrong_directions,
        "conference/timetabling/model.py",
        "from conference.programme import models",
        ["timetabling may not import programme"],
    ),
    (architecture.wrong_directions, "conference/booking/rules.py", "from conference.booking.models import Booking", ["rules may not import models"]),
    (architecture.wrong_directions, "conference/booking/queries.py", "from conference.booking import actions", ["queries may not import actions"]),
    (
        architecture.wrong_directions,
        "conference/booking/actions_series.py",
        "from conference.booking import views_diary",
        ["actions may not import views_diary"],
    ),
    (architecture.hidden_imports, "conference/kernel/x.py", "def f():\n    import json\n", ["import inside f"]),
    (architecture.impure_imports, "conference/booking/rules.py", "from flask import g", ["pure, but imports flask", "pure, but imports flask.g"]),
    (architecture.impure_imports, "conference/feeds/frab_xml.py", "import sqlalchemy as sa", ["pure, but imports sqlalchemy"]),
    (
        architecture.impure_imports,
        "conference/people/policy.py",
        "from conference.kernel.clock import now",
        ["pure, but imports conference.kernel.clock", "pure, but imports conference.kernel.clock.now"],
    ),
    (architecture.context_in_actions, "conference/booking/actions.py", "from flask import request", ["actions may not see flask.request"]),
    (
        architecture.context_in_actions,
        "conference/booking/queries.py",
        "from flask_login import current_user",
        ["queries may not see flask_login.current_user"],
    ),
    (
        architecture.context_in_actions,
        "conference/booking/actions.py",
        "from conference.kernel import clock",
        ["actions may not see conference.kernel.clock"],
    ),
    (architecture.too_long, "conference/kernel/x.py", LONG, ["f has 41 lines"]),
    (architecture.too_long, "conference/kernel/x.py", "x = 1\n" * 301, ["has 301 lines"]),
    (architecture.undocumented, "conference/desk/views.py", "x = 1", ["the module does not tell its idea"]),
    (architecture.undocumented, "conference/booking/actions.py", '"""Idea."""\ndef book():\n    return 1', ["book has no docstring"]),
    (architecture.undocumented, "conference/kernel/x.py", '"""Idea."""\ndef f():\n    x = 1\n    return x', ["f has no docstring"]),
    (
        architecture.broad_excepts,
        "conference/kernel/x.py",
        "def f():\n    try:\n        g()\n    except Exception:\n        pass",
        ["broad except in f"],
    ),
    (
        architecture.broad_excepts,
        "conference/kernel/x.py",
        "def f():\n    try:\n        g()\n    except (ValueError, BaseException):\n        pass",
        ["broad except in f"],
    ),
    (architecture.broad_excepts, "conference/kernel/x.py", "def f():\n    try:\n        g()\n    except:\n        pass", ["broad except in f"]),
    (architecture.inline_in_template, "a.html", '<p style="color: red">', ["inline style"]),
    (architecture.inline_in_template, "a.html", '<button onclick="go()">', ["inline handler"]),
    (architecture.inline_in_template, "a.html", "<script>go()</script>", ["inline script"]),
    (architecture.inline_in_template, "a.html", "<style>p {}</style>", ["inline sheet"]),
    (architecture.inline_in_template, "a.html", '<a href="javascript:go()">', ["inline address"]),
    (architecture.inline_in_template, "a.html", "{{ text | safe }}", ["inline unescaped"]),
]


@pytest.mark.parametrize(("check", "path", "source", "objections"), BAD)
def test_a_bad_snippet_is_found(check, path, source, objections):
    assert [line.split(" ", 1)[1] for line in check(path, source)] == objections


GOOD = [
    (
        architecture.wrong_directions,
        "conference/booking/queries.py",
        "from conference.venue import queries, models\nfrom conference.booking.models import Booking",
    ),
    (architecture.wrong_directions, "conference/programme/actions.py", "from conference.timetabling import solve"),
    (architecture.impure_imports, "conference/booking/rules.py", "from conference.kernel.span import Span"),
    (architecture.impure_imports, "conference/booking/models.py", "import sqlalchemy"),
    (
        architecture.broad_excepts,
        "conference/kernel/x.py",
        "def f():\n    try:\n        g()\n    except BaseException:\n        undo()\n        raise",
    ),
    (architecture.too_long, "conference/kernel/x.py", "def f():\n" + "    x = 1\n" * 39),
    (architecture.inline_in_template, "a.html", '{# <script>no</script> #}<script type="module" src="/static/js/a.js"></script><p class="only">'),
    (architecture.inline_in_template, "a.html", '{% macro button(label, style="primary") %}<b class="{{ style }}">{% endmacro %}'),
    (architecture.inline_in_template, "a.html", '<p data-conditional="x" class="style">{{ safe_text }}</p>'),
]


@pytest.mark.parametrize(("check", "path", "source"), GOOD)
def test_a_good_snippet_is_left_alone(check, path, source):
    assert check(path, source) == []


def test_every_decision_is_in_the_index_with_its_number_once():
    pages = [path.name for path in sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))]
    index = re.findall(r"^\| \[(\d+)\]\((\S+)\)", (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert index == [(name[:3], name) for name in pages]


def test_the_papers_name_no_file_that_is_gone():
    """`kernel/quick.py` in a paper is a file; what has a placeholder or a star in it is a family of them."""
    papers = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("docs/decisions/*.md"), *ROOT.glob("benchmarks/*.md")]
    named = {
        (paper.name, name)
        for paper in papers
        for name in re.findall(r"`([\w./-]+/[\w-]+\.(?:py|html|css|js|md))`", paper.read_text(encoding="utf-8"))
    }
    gone = [
        (paper, name)
        for paper, name in sorted(named)
        if not any((ROOT / place / name).exists() for place in ("", "conference", "tests", "static", "docs"))
    ]
    assert gone == []

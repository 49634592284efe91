"""requirements.txt holds what runs: all that the program imports, nothing that it does not, each in one exact version."""

import ast
import re
import sys
from importlib.metadata import packages_distributions

from tests.architecture import imports
from tests.fixtures import ROOT

PIN = re.compile(r"^([A-Za-z0-9_.-]+)(\[[a-z,]+\])?==([^\s#]+)$")
OWN = {"conference", "config", "wsgi"}
# Run by name or loaded by another package, never imported by us.
NEVER_IMPORTED = {"gunicorn", "psycopg", "tzdata", "email-validator"}
# Pinned with the package that stands for them; imported or not.
UNDER_ANOTHER_NAME = {"wtforms", "jinja2", "markupsafe", "click", "werkzeug", "alembic", "marshmallow"}


def lines(name):
    return [line for line in (ROOT / name).read_text().splitlines() if line and not line.startswith(("#", "-r"))]


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def chosen():
    """The pins above the line "What those bring with them"."""
    text = (ROOT / "requirements.txt").read_text().partition("# What those bring")[0]
    return {plain(PIN.match(line)[1]) for line in text.splitlines() if line and not line.startswith("#")}


def imported():
    found = set()
    for path in [*ROOT.glob("conference/**/*.py"), ROOT / "config.py", ROOT / "wsgi.py", ROOT / "deploy" / "gunicorn.conf.py"]:
        found |= {name.partition(".")[0] for _node, name in imports(ast.parse(path.read_text(encoding="utf-8")))}
    return found - set(sys.stdlib_module_names) - OWN - {""}


def named():
    """Packages whose files are found by name, written as a string (fonts)."""
    text = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("conference/**/*.py"))
    return {name for name in chosen() if f'"{name.replace("-", "_")}"' in text}


def test_every_line_pins_one_version():
    assert [line for name in ("requirements.txt", "requirements-dev.txt") for line in lines(name) if not PIN.match(line)] == []


def test_what_the_program_imports_is_chosen_on_purpose():
    providers = packages_distributions()
    lacking = {name for name in imported() if not {plain(each) for each in providers.get(name, [name])} & chosen()}
    assert lacking == set()


def test_what_is_chosen_is_used():
    providers = packages_distributions()
    used = {plain(each) for name in imported() for each in providers.get(name, [])}
    assert chosen() - used - named() - NEVER_IMPORTED - UNDER_ANOTHER_NAME == set()

"""Reads the code as a tree and tells what the house does not allow. Each check takes source text and gives findings, so
that tests can show it a bad snippet and see it object."""

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

FEATURES = ["kernel", "people", "venue", "booking", "programme", "registration", "feeds", "desk", "api"]
MAY_SEE = {name: set(FEATURES[: FEATURES.index(name) + 1]) for name in FEATURES} | {
    "timetabling": {"kernel", "timetabling"},
    "desk": set(FEATURES) - {"api"},
    "api": set(FEATURES) - {"desk"},
}
MAY_SEE["programme"] = MAY_SEE["programme"] | {"timetabling"}
for right_of_programme in ("registration", "feeds", "desk", "api"):
    MAY_SEE[right_of_programme] = MAY_SEE[right_of_programme] | {"timetabling"}

# Inside a feature: a word may import the words before it, and those of its own rank.
ORDER = {"rules": 0, "policy": 0, "models": 1, "queries": 2, "actions": 3, "mails": 3, "forms": 4, "views": 5}
PURE = re.compile(
    r"conference/(\w+/(rules|policy)(_\w+)?|kernel/(span|objection|message|policy|words|charts)|feeds/(entries|ical|plaintext|vtimezone|frab_\w+)|timetabling/\w+)\.py"
)
IMPURE = {"flask", "sqlalchemy", "flask_sqlalchemy", "flask_login", "flask_wtf", "flask_babel", "flask_smorest", "wtforms", "werkzeug"}
CONTEXT = {"request", "session", "current_user", "g"}
# Where the outermost edge of a process stands: a job that fails must not stop the others.
BROAD = {("conference/kernel/jobs.py", "run")}
LONGEST_FILE, LONGEST_FUNCTION = 300, 40


def word_of(stem: str) -> str:
    """`views_public` is a `views`, `rules` a `rules`."""
    return stem.split("_")[0]


def imports(tree: ast.AST) -> Iterator[tuple[ast.stmt, str]]:
    """Each imported module's full name; `from a.b import c` counts as `a.b` and `a.b.c`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name
        elif isinstance(node, ast.ImportFrom):
            yield node, node.module or ""
            for alias in node.names:
                yield node, f"{node.module}.{alias.name}"


def place(path: str) -> tuple[str, str]:
    """The feature and the word of a file: `conference/booking/rules.py` is ("booking", "rules"). A package counts as its word."""
    parts = PurePosixPath(path).parts
    if parts[0] != "conference" or len(parts) < 3:
        return "", ""
    feature, word = parts[1], parts[2].removesuffix(".py")
    return feature, word_of(word)


def wrong_directions(path: str, source: str) -> list[str]:
    """Imports from features to the right, and from later words of the same feature."""
    feature, word = place(path)
    found = []
    for node, name in imports(ast.parse(source)):
        parts = name.split(".")
        if parts[0] != "conference" or len(parts) < 2 or not feature:
            continue
        other = parts[1]
        if other in MAY_SEE and feature in MAY_SEE and other not in MAY_SEE[feature]:
            found.append(f"{path}:{node.lineno} {feature} may not import {other}")
        elif other == feature and len(parts) > 2 and feature != "kernel":
            theirs, ours = ORDER.get(word_of(parts[2])), ORDER.get(word)
            if theirs is not None and ours is not None and theirs > ours:
                found.append(f"{path}:{node.lineno} {word} may not import {parts[2]}")
    return sorted(set(found))


def hidden_imports(path: str, source: str) -> list[str]:
    """Imports inside functions."""
    return [
        f"{path}:{node.lineno} import inside {function.name}"
        for function in functions(ast.parse(source))
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def impure_imports(path: str, source: str) -> list[str]:
    """Flask or SQLAlchemy in a file that is to be pure, and the clock."""
    if not PURE.fullmatch(path):
        return []
    found = [
        f"{path}:{node.lineno} pure, but imports {name}"
        for node, name in imports(ast.parse(source))
        if name.split(".")[0] in IMPURE or name.startswith(("conference.kernel.clock", "conference.kernel.database", "conference.kernel.web"))
    ]
    return sorted(set(found))


def context_in_actions(path: str, source: str) -> list[str]:
    """request, session, current_user, g or the clock in queries and actions: they are given `by=` and `now=`."""
    if place(path)[1] not in {"queries", "actions"}:
        return []
    return sorted(
        {
            f"{path}:{node.lineno} {place(path)[1]} may not see {name}"
            for node, name in imports(ast.parse(source))
            if name in {f"flask.{each}" for each in CONTEXT} or name.startswith("flask_login.current_user") or name == "conference.kernel.clock"
        }
    )


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def too_long(path: str, source: str) -> list[str]:
    """Files over 300 lines, functions over 40 (decorators not counted)."""
    lines = len(source.splitlines())
    found = [f"{path} has {lines} lines"] if lines > LONGEST_FILE else []
    for function in functions(ast.parse(source)):
        length = (function.end_lineno or 0) - function.lineno + 1
        if length > LONGEST_FUNCTION:
            found.append(f"{path}:{function.lineno} {function.name} has {length} lines")
    return found


def undocumented(path: str, source: str) -> list[str]:
    """Modules without an idea on top; public functions of kernel, rules, queries and actions without a docstring.

    In the kernel and in rules a function of one statement whose annotations say all may go without.
    """
    tree = ast.parse(source)
    found = [] if ast.get_docstring(tree) or not tree.body else [f"{path}:1 the module does not tell its idea"]
    feature, word = place(path)
    if word not in {"rules", "queries", "actions"} and feature != "kernel":
        return found
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node):
            plain = len(node.body) == 1 and word not in {"queries", "actions"}
            if not plain and node.name not in {"init_app"} and word != "forms":
                found.append(f"{path}:{node.lineno} {node.name} has no docstring")
    return found


def broad_excepts(path: str, source: str) -> list[str]:
    """`except:`, `except Exception`, `except BaseException` that does not end in a bare raise."""
    found = []
    for function in [*functions(ast.parse(source))]:
        for node in ast.walk(function):
            if isinstance(node, ast.ExceptHandler) and is_broad(node.type) and (path, function.name) not in BROAD:
                last = node.body[-1]
                if not (isinstance(last, ast.Raise) and last.exc is None):
                    found.append(f"{path}:{node.lineno} broad except in {function.name}")
    return sorted(set(found))


def is_broad(kind: ast.expr | None) -> bool:
    kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(each is None or (isinstance(each, ast.Name) and each.id in {"Exception", "BaseException"}) for each in kinds)


INLINE = re.compile(
    r"""(?P<style>\sstyle\s*=\s*["'])|(?P<handler>\son[a-z]{3,}\s*=\s*["'])|(?P<script><script(?![^>]*\ssrc=)(?![^>]*type="application/(ld\+)?json")[^>]*>)|"""
    r"""(?P<sheet><style\b)|(?P<address>(?:href|src|action)\s*=\s*["']javascript:)""",
    re.IGNORECASE,
)
JINJA_COMMENT, JINJA_CODE = re.compile(r"\{#.*?#\}", re.DOTALL), re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


def inline_in_template(path: str, source: str) -> list[str]:
    """What a strict Content-Security-Policy would refuse, and `|safe`."""
    source = JINJA_COMMENT.sub(blank, source)
    found = [(number, "unescaped") for number, line in enumerate(source.splitlines(), 1) if re.search(r"\|\s*safe\b", line)]
    for number, line in enumerate(JINJA_CODE.sub(blank, source).splitlines(), 1):
        found += [(number, str(match.lastgroup)) for match in INLINE.finditer(line)]
    return [f"{path}:{number} inline {what}" for number, what in found]


def blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


PYTHON_CHECKS = [wrong_directions, hidden_imports, impure_imports, context_in_actions, too_long, undocumented, broad_excepts]

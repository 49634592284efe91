"""Finds what readers would see untranslated: sentences that a catalogue lacks, and texts that nobody marked."""

import ast
import builtins
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from conference.kernel.message import CONTEXT
from tests.fixtures import ROOT

CATALOGUES = ROOT / "conference" / "translations"
KEYWORDS = {"_": None, "_n": (1, 2), "ngettext": (1, 2), "_p": ((1, "c"), 2), "pgettext": ((1, "c"), 2)}
PLACE = re.compile(r"%\((\w+)\)[sd]")

JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
# marked as a whole, or no text at all (a block that only names a CSS class)
SKIPPED = re.compile(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}|\{%-?\s*block \w*_class\b.*?endblock\s*-?%\}", re.DOTALL)
HIDDEN = re.compile(r"<!--.*?-->|<!doctype[^>]*>|<(script|style|svg|code|pre|samp)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
TAG = re.compile(r"<[^>]*>", re.DOTALL)
ATTRIBUTE = re.compile(r"""\s[\w-]+="[^"]*\"""")  # one that a macro writes outside of any tag
READ_ALOUD = re.compile(
    r"""\s(?:alt|title|placeholder|label|aria-label|aria-description|aria-roledescription|aria-valuetext|data-label|data-confirm|data-copied)\s*=\s*"([^"]*)\""""
)
ENTITY = re.compile(r"&\w+;|&#\d+;")
LETTERS = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"^[A-Z][a-zà-ÿ]+,? [^\W\d_]")  # begins as one, and goes on
# What is the same in every language: names of formats and protocols, units.
EVERYWHERE = {
    "UTC",
    "QR",
    "CSV",
    "XML",
    "JSON",
    "PDF",
    "HTML",
    "API",
    "ics",
    "webcal",
    "iCalendar",
    "frab",
    "schedule",
    "xml",
    "json",
    "OK",
    "WCAG",
    "RGAA",
    "EN",
    "min",
    "m²",
}

# What is English for every reader, and says so (`lang="en"`): the reference of the API, made from its document.
IN_ENGLISH = ("templates/api/_reference.html",)
# Code whose texts no reader of a page sees: the API's reference, the demonstration's invented world, what Prometheus is told.
NOT_SHOWN = ("conference/api/", "conference/desk/demo/", "conference/kernel/telemetry.py")

# Calls whose plain string argument a reader would see: name → position of the text.
SPEAKING_CALLS = {
    "flash": 0, "Objection": 1, "ValidationError": 0, "StopValidation": 0, "SubmitField": 0, "Wrong": 0, "echo": 0, "secho": 0, "abort": 1,
}  # fmt: skip
# Calls whose plain keyword arguments a reader would see.
SPEAKING_KEYWORDS = {"command": {"help"}, "group": {"help"}, "option": {"help"}, "Group": {"help"}, "AppGroup": {"help"}, "tqdm": {"desc", "unit"}}
MARKS = {"_", "_n", "_p", "ngettext", "pgettext"}


def catalogue(language: str) -> Catalog:
    with (CATALOGUES / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def seen(folder: str) -> bool:
    """Babel leaves out folders that begin with _ unless it is told otherwise: the macros of all pages are in one."""
    return not Path(folder).name.startswith(".")


def sentences() -> dict[str | tuple[str, str], str]:
    """Every marked sentence of the product, with a place where it stands."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found: dict[str | tuple[str, str], str] = {}
    for folder in ("conference", "templates"):
        here = [(pattern.removeprefix(folder + "/"), method) for pattern, method in methods if pattern.startswith(folder + "/")]
        theirs = {pattern.removeprefix(folder + "/"): value for pattern, value in options.items()}
        for file, line, sentence, _comments, context in extract_from_dir(ROOT / folder, here, theirs, KEYWORDS, directory_filter=seen):
            found.setdefault(f"{context}{CONTEXT}{sentence}" if context else sentence, f"{folder}/{file}:{line}")
    return found


def gaps(catalog: Catalog, sentence: str | tuple[str, str]) -> list[str]:
    """What is wrong with one sentence's translation."""
    single = sentence[0] if isinstance(sentence, tuple) else sentence
    context, _sign, text = single.rpartition(CONTEXT)
    message = catalog.get(text, context or None)
    if message is None:
        return ["missing"]
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    if not all(texts):
        return ["untranslated"]
    found = ["fuzzy"] if message.fuzzy else []
    if isinstance(sentence, tuple) and len(texts) != catalog.num_plurals:
        found.append(f"{len(texts)} of {catalog.num_plurals} plural forms")
    if any(strange_places(message, text) for text in texts):
        found.append("other %(names)s than the English")
    return found


def strange_places(message: Message, text: str) -> set[str]:
    """Names that the translation uses and the English does not give; or that it drops (a number may be dropped: "one place")."""
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    given = set().union(*(PLACE.findall(each) for each in ids))
    used = set(PLACE.findall(text))
    return (used - given) | (given - used - {"number", "num"})


def compiled(language: str) -> Catalog:
    """The catalogue as the running product reads it."""
    with (CATALOGUES / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        return read_mo(file)


def said(catalog: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Sentence → translation with their plurals, of everything that is translated for good."""
    translated = [message for message in catalog if message.id and any(message.string) and not message.fuzzy]
    return {(context_of(message), *forms(message.id)): forms(message.string) for message in translated}


def context_of(message: Message) -> str:
    """What a word is said of; Babel reads it from a compiled catalogue as bytes."""
    context = message.context or ""
    return context.decode() if isinstance(context, bytes) else context


def forms(text: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def unmarked_in_template(path: str, source: str) -> list[str]:
    """Letters between tags, or in attributes that are read aloud, that no `_()` surrounds."""

    def lines_kept(match: re.Match[str]) -> str:
        return "\n" * match[0].count("\n") or " "

    whole = source
    source = JINJA.sub(lines_kept, SKIPPED.sub(lines_kept, source))
    source = HIDDEN.sub(lines_kept, source)
    spoken = [(source.count("\n", 0, match.start()), match[1]) for match in READ_ALOUD.finditer(source)]
    text = ATTRIBUTE.sub(lines_kept, TAG.sub(lines_kept, source)) if path.endswith(".html") else source
    spoken += list(enumerate(text.splitlines()))
    found = [
        f"{path}:{number + 1} {word}" for number, said in sorted(spoken) for word in LETTERS.findall(ENTITY.sub(" ", said)) if word not in EVERYWHERE
    ]
    found += [f"{path}:{whole.count(chr(10), 0, match.start()) + 1} a colon after what is told" for match in COLON.finditer(whole)]
    return found + [f"{path}:{line} {text}" for line, text in spoken_by_expressions(JINJA_READER.parse(whole)) if WORDS.search(text)]


COLON = re.compile(r"\}\}(?:</\w+>)?:(?=[ <\n])")  # French has a space before it: _("%(label)s:", label=…)
FRENCH = re.compile(r"\S [:;?!»](?!\w)|« ")  # signs that French never lets stand alone at the beginning of a line


JINJA_READER = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
# Two words or more of which the first is written large, or three small ones: in an expression that is a sentence, no class and no name.
WORDS = re.compile(r"(^|[.!?] )[A-Z][^\W\d_]+,? [^\W\d_]|[a-z]{2,} [a-z]{2,} [a-z]{2,}|^[A-Z][a-zà-ÿ]+[.…:!?]?$")
NAMES = {"English", "Français", "Deutsch", "Español", "Italiano", "Português", "Apple", "Google", "Outlook", "Thunderbird", "Android",
         "Samsung Internet", "Mac OS", "LLLL y", "chip track track-"}  # fmt: skip


def spoken_by_expressions(node: nodes.Node) -> Iterator[tuple[int, str]]:
    """Texts that stand inside `{{ … }}` and `{% … %}`, handed to a macro or kept in a variable, and not through a mark."""
    for child in node.iter_child_nodes():
        marked = isinstance(child, nodes.Call) and isinstance(child.node, nodes.Name) and child.node.name in MARKS | {"gettext"}
        if isinstance(child, nodes.Const) and isinstance(child.value, str) and child.value not in NAMES:
            yield child.lineno, child.value
        for each in child.kwargs if marked else [child]:
            yield from spoken_by_expressions(each)


def unmarked_in_python(path: str, source: str) -> list[str]:
    """Plain strings where a reader's sentence belongs: flash("…"), Objection("code", "…"), a form field's label."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        position = SPEAKING_CALLS.get(name, 0 if name.endswith("Field") and name[0].isupper() else None)
        given = [] if position is None else node.args[position : position + 1]
        asked = {"label", "description"} if name.endswith("Field") else SPEAKING_KEYWORDS.get(name, set())
        given += [keyword.value for keyword in node.keywords if keyword.arg in asked]
        found += [f"{path}:{node.lineno} {name}" for each in given if is_sentence(each)]
    return found + untold_commands(path, source) + hidden_in_f_strings(path, source) + loose_sentences(path, source)


# What is told to developers, logs, databases: never to a reader.
UNHEARD = {"text", "debug", "info", "warning", "error", "exception", "CheckConstraint", "compile", "Index", "execute"}


def loose_sentences(path: str, source: str) -> list[str]:
    """Whole sentences anywhere else in the code: a letter's subject, a line of a ticket, a column's heading, a choice, a return."""
    if path.startswith(NOT_SHOWN):
        return []
    tree = ast.parse(source)
    unheard: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):  # a docstring
            unheard.add(id(node.value))
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in UNHEARD | MARKS | SPEAKING_CALLS.keys() or (name.endswith("Error") and name in dir(builtins)):
                unheard |= {id(each) for given in node.args for each in ast.walk(given)}
            unheard |= {id(each.value) for each in node.keywords if each.arg in SPEAKING_KEYWORDS.get(name, set())}  # found by name
    spoken = [
        each
        for each in ast.walk(tree)
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and id(each) not in unheard and each.value not in NAMES
    ]
    return [f"{path}:{each.lineno} {each.value}" for each in spoken if SENTENCE.search(each.value)]


def untold_commands(path: str, source: str) -> list[str]:
    """Commands whose help is their docstring, which stays English."""
    calls = [
        (node.name, call)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node)
        for call in node.decorator_list
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in {"command", "group"}
    ]
    return [f"{path}:{call.lineno} {name} tells its docstring" for name, call in calls if not any(each.arg == "help" for each in call.keywords)]


def hidden_in_f_strings(path: str, source: str) -> list[str]:
    """Sentences that are marked inside an f-string: the collector does not look there (before Python 3.12)."""
    strings = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr)]
    calls = [call for node in strings for call in ast.walk(node) if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)]
    return [f"{path}:{call.lineno} {call.func.id} in an f-string" for call in calls if call.func.id in MARKS]


def is_sentence(node: ast.expr) -> bool:
    """Whether letters that a reader would see stand in it: a text, an f-string with words of its own, a choice between such."""
    if isinstance(node, ast.IfExp):
        return is_sentence(node.body) or is_sentence(node.orelse)
    if isinstance(node, ast.BinOp):
        return is_sentence(node.left) or is_sentence(node.right)
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.Constant) and LETTERS.search(str(part.value)) for part in node.values)
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(LETTERS.search(node.value))


# What scripts say -----------------------------------------------------------------------------------------------------

SHOWN = re.compile(
    r"""(?:\.(?:textContent|innerText|innerHTML|outerHTML|title|placeholder|alt|ariaLabel|label)\s*\+?=(?!=)
        |(?:alert|confirm|prompt|announce|toast)\s*\(
        |setAttribute\(\s*["'](?:aria-label|title|placeholder|alt)["']\s*,
        |\.(?:append|prepend|createTextNode)\((?=["'`]))\s*([^;\n]*)""",
    re.VERBOSE,
)
LITERAL = re.compile(r"""(["'`])((?:\\.|(?!\1).)*)\1""")


def unmarked_in_script(path: str, source: str) -> list[str]:
    """Words that a script shows of its own accord; they must come from the page (`data-…`), where they are translated."""
    found = []
    for number, line in enumerate(source.splitlines(), 1):
        for said in SHOWN.findall(line.split("//", 1)[0] if "://" not in line else line):
            texts = [re.sub(r"\$\{[^}]*\}|<[^>]*>", " ", text) for _quote, text in LITERAL.findall(said)]
            found += [f"{path}:{number} {text.strip()}" for text in texts if re.search(r"[A-Z][a-z]+|[a-z]{2,} [a-z]{2,}", text)]
        kept = re.sub(r"(^|\s)//.*|/\*.*?\*/", "", line)  # a sentence that is kept first and shown later
        texts = [re.sub(r"\$\{[^}]*\}|<[^>]*>", " ", text).strip() for _quote, text in LITERAL.findall(kept)]
        found += [f"{path}:{number} {text}" for text in texts if SENTENCE.search(text)]
    return list(dict.fromkeys(found))


# What sheets of paper say ----------------------------------------------------------------------------------------------


def unmarked_on_paper(path: str, source: str) -> list[str]:
    """Words in a typst template: all that is to be read comes from the code, translated."""
    found = []
    for number, line in enumerate(source.splitlines(), 1):
        plain = re.sub(r"(^|\s)//.*", "", line)
        texts = re.findall(r"\[([^\[\]#]+)\]", plain) + re.findall(
            r'"([^"]*)"', re.sub(r"font: (\([^)]*\)?|\"[^\"]*\")|^ *(\"Noto[^)]*)\)?", "", plain)
        )
        texts += [plain] if plain and not re.match(r"\s*[#})\]]|\s+[a-z.]+[ (]|\s*$|.*[={(,]$", plain) else []
        found += [f"{path}:{number} {text.strip()}" for text in texts if SENTENCE.search(text.strip())]
    return list(dict.fromkeys(found))


def product_files(*patterns: str) -> list[Path]:
    return sorted({path for pattern in patterns for path in ROOT.glob(pattern)} - {ROOT / each for each in IN_ENGLISH})

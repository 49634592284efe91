"""Every sentence is in every catalogue, and no sentence is left unmarked. Each check is shown to fail."""

import io
from pathlib import Path

import click
import pytest
from babel.messages.pofile import read_po

from conference.kernel.click_words import CLICK, CLICK_COUNTED, START
from config import settings
from tests import words

LANGUAGES = [language for language in settings()["LOCALES"] if language != "en"]


@pytest.fixture(scope="module")
def sentences():
    return words.sentences()


def test_the_product_speaks(sentences):
    assert len(sentences) > 100
    assert "Please sign in" in sentences
    assert "optional" in sentences  # of the macros, which every page shares


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language, sentences):
    catalog = words.catalogue(language)
    found = [f"{place}: {gap}: {sentence}" for sentence, place in sentences.items() for gap in words.gaps(catalog, sentence)]
    assert found == []


def test_french_signs_are_never_alone_at_the_beginning_of_a_line():
    """A space that does not break stands before : ; ? ! and inside « »."""
    told = [text for message in words.catalogue("fr") if message.id for text in words.forms(message.string)]
    assert [text for text in told if words.FRENCH.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_pages_read_is_what_the_translators_wrote(language):
    """messages.mo is compiled from messages.po: run bin/words."""
    assert words.said(words.compiled(language)) == words.said(words.catalogue(language))


def test_no_template_says_what_nobody_can_translate():
    found = [
        line
        for path in words.product_files("templates/**/*.html", "templates/**/*.txt")
        for line in words.unmarked_in_template(path.relative_to(words.ROOT).as_posix(), path.read_text("utf-8"))
    ]
    assert found == []


def test_no_form_or_refusal_says_what_nobody_can_translate():
    found = [
        line
        for path in words.product_files("conference/**/*.py")
        for line in words.unmarked_in_python(path.relative_to(words.ROOT).as_posix(), path.read_text("utf-8"))
    ]
    assert found == []


def test_no_script_says_what_nobody_can_translate():
    found = [
        line
        for path in words.product_files("static/js/*.js")
        for line in words.unmarked_in_script(path.relative_to(words.ROOT).as_posix(), path.read_text("utf-8"))
    ]
    assert found == []


def test_no_sheet_of_paper_says_what_nobody_can_translate():
    sheets = words.product_files("templates/**/*.typ")
    assert [path.name for path in sheets] == ["ticket.typ"]
    assert [line for path in sheets for line in words.unmarked_on_paper(path.name, path.read_text("utf-8"))] == []


def test_what_click_says_is_in_the_catalogues():
    """A new version of click that says something else is noticed here."""
    sources = "".join(path.read_text("utf-8") for path in Path(click.__file__).parent.glob("*.py")).replace("\\n", "\n").replace("\\t", "\t")
    assert [each.single for each in (*CLICK, *CLICK_COUNTED) if f'"{each.single}"' not in sources] == []
    assert [each.single for each in START if each.single not in (words.ROOT / "config.py").read_text("utf-8")] == []


PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "Hello %(name)s"
msgstr "Bonjour %(name)s"

msgid "Room %(room)s"
msgstr "Salle"

#, fuzzy
msgid "Guess"
msgstr "Essai"

msgid "Empty"
msgstr ""

msgid "One place"
msgid_plural "%(number)s places"
msgstr[0] "Une place"
msgstr[1] "%(number)s places"
"""


@pytest.mark.parametrize(
    ("sentence", "gaps"),
    [
        ("Hello %(name)s", []),
        ("Room %(room)s", ["other %(names)s than the English"]),
        ("Guess", ["fuzzy"]),
        ("Empty", ["untranslated"]),
        ("Unheard of", ["missing"]),
        (("One place", "%(number)s places"), []),
    ],
)
def test_a_gap_in_a_catalogue_is_found(sentence, gaps):
    assert words.gaps(read_po(io.BytesIO(PO.encode()), locale="fr"), sentence) == gaps


@pytest.mark.parametrize(
    ("template", "unmarked"),
    [
        ("<p>Hello</p>", ["a.html:1 Hello"]),
        ('{% if x %}\n<img alt="Plan of the hall">{% endif %}', ["a.html:2 Plan", "a.html:2 of", "a.html:2 the", "a.html:2 hall"]),
        ('<p class="lead" data-zone="Europe/Paris">{{ _("Hello") }} · 12 {# why #}<!-- why --></p>', []),
        ('<a href="{{ url }}">UTC</a>&nbsp;<script src="/static/js/a.js" type="module"></script>', []),
        ("{% trans %}Hello{% endtrans %}", []),
        ('<b>{{ _("Now") }}</b>: {{ at }}', ["a.html:1 a colon after what is told"]),
        ('{{ field(f, help="Choose a room first.") }}\n{% set title = "Saved" %}', ["a.html:1 Choose a room first.", "a.html:2 Saved"]),
        ('<p>{{ "nothing was found here" if not rooms else _("Rooms") }}</p>', ["a.html:1 nothing was found here"]),
        ('{{ _("Hello %(name)s", name=who or "Dear friend") }}', ["a.html:1 Dear friend"]),
        ('{{ chip(name, "btn btn-primary wide") if url_for("venue.room", slug="a") else state("lost", _("Room lost")) }}', []),
    ],
)
def test_an_unmarked_text_in_a_template_is_found(template, unmarked):
    assert words.unmarked_in_template("a.html", template) == unmarked


@pytest.mark.parametrize(
    ("source", "unmarked"),
    [
        ('flash("Saved")', ["a.py:1 flash"]),
        ('flash(f"Saved {x}")', ["a.py:1 flash"]),
        ('Objection("taken", "The room is taken")', ["a.py:1 Objection"]),
        ('name = StringField("Name")', ["a.py:1 StringField"]),
        ('name = StringField(label="Name")', ["a.py:1 StringField"]),
        ('click.echo("Done")', ["a.py:1 echo"]),
        ('click.echo(f"{n} rows")', ["a.py:1 echo"]),
        ('click.echo("is" if one else "are")', ["a.py:1 echo"]),
        ('@click.option("--once", help="Do it once.")\ndef f(): pass', ["a.py:1 option"]),
        ('@click.command(help="Do it.")\ndef f(): pass', ["a.py:1 command"]),
        ('tqdm(rows, desc="uploads", unit=" rows")', ["a.py:1 tqdm", "a.py:1 tqdm"]),
        ('@click.command()\ndef f():\n    """Do it."""', ["a.py:1 f tells its docstring"]),
        ("x = f\"{_('Hidden')}\"", ["a.py:1 _ in an f-string"]),
        ('return compose("letter", subject="Your ticket is here")', ["a.py:1 Your ticket is here"]),
        ('abort(400, description="No room of this name.")', ["a.py:1 No room of this name."]),
        ('choices = [("any", "Any room")]', ["a.py:1 Any room"]),
        ('lines = {"when": f"Open until {end}"}', ["a.py:1 Open until "]),
        ('"""What this does."""\nraise ValueError("A span needs instants")\nlog.info("Letter sent")\ntext("SELECT a FROM b")', []),
        ('click.echo(f"  {kind}: {number}")', []),
        ('flash(_("Saved"))\nObjection("taken", _("x"))\nname = StringField(_("Name"))\nx = HiddenField()', []),
    ],
)
def test_an_unmarked_sentence_in_the_code_is_found(source, unmarked):
    assert words.unmarked_in_python("a.py", source) == unmarked


@pytest.mark.parametrize(
    ("script", "unmarked"),
    [
        ('note.textContent = "Room is free";', ["a.js:1 Room is free"]),
        ('button.setAttribute("aria-label", `Close ${name}`);', ["a.js:1 Close"]),
        ('alert("Sorry");', ["a.js:1 Sorry"]),
        ('list.append("Nothing found");', ["a.js:1 Nothing found"]),
        ('const words = free ? "Room is free" : taken;', ["a.js:1 Room is free"]),
        ('note.textContent = "Room is free"; // Says it.', ["a.js:1 Room is free"]),
        ("note.textContent = root.dataset.free;", []),
        ('note.textContent = "–"; cell.title = row.dataset.title; line.className = "is free";', []),
    ],
)
def test_a_script_that_speaks_by_itself_is_found(script, unmarked):
    assert words.unmarked_in_script("a.js", script) == unmarked


@pytest.mark.parametrize(
    ("sheet", "unmarked"),
    [
        ("#quiet[Show this code]", ["a.typ:1 Show this code"]),
        ('#text(size: 8pt, "Show this code")', ["a.typ:1 Show this code"]),
        ("#line(length: 100%)\nShow this code at the door.", ["a.typ:2 Show this code at the door."]),
        ('// Why it is so.\n#set text(font: "DejaVu Sans Mono")\n#quiet(ticket.show)\n#if ticket.latin != "" [#ticket.latin \\ ]', []),
    ],
)
def test_a_sheet_of_paper_that_speaks_by_itself_is_found(sheet, unmarked):
    assert words.unmarked_on_paper("a.typ", sheet) == unmarked

"""The command line speaks the language of whoever types: the centre's when it is set, else the terminal's."""

import os
import re
import subprocess

import pytest

from conference.kernel.i18n import translated
from config import terminal_locale
from tests.fixtures import ROOT

SETTINGS = ("DEFAULT_LOCALE", "LC_ALL", "LC_MESSAGES", "LANG")


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ({}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LC_ALL": "fr_CA", "LANG": "en_US.UTF-8"}, "fr"),
        ({"DEFAULT_LOCALE": "fr", "LANG": "en_US.UTF-8"}, "fr"),
        ({"DEFAULT_LOCALE": "en", "LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_centres_language_comes_before_the_terminals(monkeypatch, said, language):
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    for name, value in said.items():
        monkeypatch.setenv(name, value)

    assert terminal_locale() == language


@pytest.fixture
def french(app, monkeypatch):
    """What a command says in a French terminal, with its exit status."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    monkeypatch.setenv("LANGUAGE", "")

    def run(*arguments):
        result = app.test_cli_runner().invoke(args=arguments)
        return result.exit_code, result.output

    return run


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["user", "create", "--help"], 0, "Crée un compte avec un rôle"),
        (["user", "create", "--help"], 0, "Affiche ce message et s’arrête."),
        (["user", "--help"], 0, "Affiche ce message et s’arrête."),
        (["worker", "--help"], 0, "Affiche ce message et s’arrête."),
        (["backup", "--help"], 0, "Utilisation\u00a0:"),
        (["backup", "/nowhere/at/all"], 2, "il n’y a pas de tel fichier ou dossier."),
        (["user", "create"], 2, "Erreur\u00a0: Il manque l’argument 'EMAIL'."),
        (["purge", "--nope"], 2, "Erreur\u00a0: L’option '--nope' n’existe pas."),
        (["user", "create", "nobody", "--role", "door"], 2, "n’est pas une adresse"),
        (["token", "create", "a@example.org"], 2, "Erreur\u00a0: "),
        (["import-schedule", "nowhere.xml", "--event", "camp"], 2, "Le fichier ne peut pas être ouvert"),
        (["purge", "--dry-run"], 0, "Seraient effacées\u00a0: 0 personne inscrite de 0 événement"),
    ],
)
def test_help_errors_and_reports_are_french_in_a_french_terminal(french, arguments, status, said):
    assert (french(*arguments)[0], said in french(*arguments)[1]) == (status, True), french(*arguments)


def test_the_worker_speaks_the_centres_language_to_others(french, app):
    """Letters and pages are not the terminal's business, and after a command everything is as before."""
    french("purge", "--dry-run")

    assert translated("Saved.", None, None) == "Saved."


def test_a_start_without_a_secret_is_refused_in_french(tmp_path):
    settings = {**os.environ, "APP_ENV": "production", "SECRET_KEY": "", "LC_ALL": "fr_FR.UTF-8", "INSTANCE_DIR": str(tmp_path)}
    done = subprocess.run([ROOT / ".venv/bin/python", "-c", "import wsgi"], cwd=ROOT, env=settings, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr.startswith("SECRET_KEY n’est pas défini")) == (1, True)


def typed(*arguments, **settings):
    """What a program of ours says in a French terminal, with its exit status; in bash's own voice nothing, where the locale is missing."""
    environment = {**{name: value for name, value in os.environ.items() if name not in SETTINGS}, "LANG": "fr_FR.UTF-8", **settings}
    done = subprocess.run(arguments, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    lines = [line for line in (done.stdout + done.stderr).splitlines() if "setlocale" not in line]
    return done.returncode, "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.slow
def test_commands_of_others_and_a_command_that_is_none_are_told_in_french(tmp_path):
    flask = str(ROOT / ".venv/bin/flask"), "--app", "wsgi"
    status, said = typed(*flask, "bogus", INSTANCE_DIR=str(tmp_path))
    assert (status, "Erreur : La commande 'bogus' n’existe pas." in said) == (2, True)
    status, said = typed(*flask, "--help", INSTANCE_DIR=str(tmp_path))
    listed = {line.split()[0]: " ".join(line.split()[1:]) for line in said.partition("Commandes:")[2].splitlines() if line.strip()}
    assert (status, [listed[name] for name in ("db", "openapi", "routes", "run", "shell")]) == (
        0,
        ["Versions du schéma de la base.", "La description de l’API (OpenAPI).", "Liste les adresses de l’application.",
         "Lance un serveur de développement.", "Ouvre une console Python dans l’application."],
    )  # fmt: skip


@pytest.mark.slow
def test_serve_speaks_french_in_a_french_terminal():
    assert typed("bin/serve", "--nonsense%s") == (2, "bin/serve : --nonsense%s est inconnu ; seul --empty est admis.")
    assert typed("bin/serve", PORT="80a") == (1, "PORT prend un nombre, pas 80a.")
    assert typed("bin/serve", "--help")[1].startswith("Met le centre en route : environnement,")
    assert typed("bin/serve", PORT="80a", DEFAULT_LOCALE="en") == (1, "PORT takes a number, not 80a.")


def test_every_sentence_of_serve_has_its_french():
    sources = "".join((ROOT / "bin" / name).read_text("utf-8") for name in ("serve", "environment.sh"))
    french = (ROOT / "bin/french.sh").read_text("utf-8").replace("'\\''", "'")
    said = re.findall(r'\b(?:say|fail) "([^"$]+)"', sources)
    assert len(said) >= 10
    assert [sentence for sentence in said if f"'{sentence}')" not in french] == []


def test_a_terminal_whose_locale_the_machine_lacks_can_migrate():
    """Python then reads files as ASCII, and Alembic reads its settings so: fr_FR on a bare server stopped the start."""
    assert (ROOT / "migrations/alembic.ini").read_text("utf-8").isascii()

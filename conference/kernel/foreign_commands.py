"""The commands of others (Flask's, Flask-Migrate's, the API's) say in the terminal's language what they are for."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import routes_command, run_command, shell_command

from conference.kernel.message import Message, _
from conference.kernel.terminal import at_terminal

FLASKS = {
    run_command: _("Run a server for development."),
    shell_command: _("Open a Python shell in the application."),
    routes_command: _("List the addresses of the application."),
}
GROUPS: dict[str, tuple[Message, dict[str, Message]]] = {
    "db": (
        _("Versions of the database's schema."),
        {
            "upgrade": _("Bring the schema to a newer version."),
            "downgrade": _("Bring the schema back to an older version."),
            "current": _("Say which version the schema has."),
            "heads": _("Say which version is the newest."),
            "history": _("List the versions in their order."),
            "check": _("Say whether the tables differ from what the programs expect."),
        },
    ),
    "openapi": (_("The description of the API (OpenAPI)."), {"print": _("Print the description."), "write": _("Write the description into a file.")}),
}


def speak_here(app: Flask) -> None:
    """From here on whoever typed `flask` is spoken to in the terminal's language, also where click finds no such command."""
    with at_terminal():
        for command, told in FLASKS.items():
            command.short_help = str(told)
        for name, (told, parts) in GROUPS.items():
            group = app.cli.commands[name]
            group.help = str(told)
            for part, of_part in parts.items():
                if isinstance(group, click.Group) and part in group.commands:
                    group.commands[part].short_help = str(of_part)

"""What commands share: they speak the terminal's language; wrong input is one clear line on stderr and exit status 2, and nothing
is half done."""

from __future__ import annotations

from typing import Any

import click
from flask import g, has_app_context
from flask.cli import AppGroup
from flask_babel import refresh

from conference.kernel.message import Message
from conference.kernel.outage import OUTAGES, sentence
from conference.kernel.terminal import at_terminal


class Wrong(click.ClickException):
    """Ends the command with its message on one line of stderr and exit status 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        with at_terminal():
            super().show(file)


class Told(click.Command):
    """Its help is a sentence of the catalogues, said when it is shown."""

    def __init__(self, *args: Any, help: Message | None = None, **kwargs: Any) -> None:
        self.told = help
        super().__init__(*args, **{**kwargs, "help": help.single if help else None})

    def get_short_help_str(self, limit: int = 45) -> str:
        with at_terminal():
            self.help = str(self.told or "")
            return super().get_short_help_str(limit)

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        self._help_option = None  # click keeps what --help says about itself in the language of whoever asked first
        return super().make_context(*args, **kwargs)

    def invoke(self, context: click.Context) -> Any:
        """Without its database a command ends with one line that says what is wrong with it."""
        try:
            return super().invoke(context)
        except OUTAGES as problem:
            if (told := sentence(problem)) is None:
                raise
            with at_terminal():
                raise Wrong(str(told)) from problem

    def format_help(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with at_terminal():
            self._help_option = None  # a group and the worker made theirs before anybody spoke
            self.help = str(self.told or "")
            super().format_help(context, formatter)


class Command(Told):
    """A command that speaks the terminal's language, and tells a wrong option or argument in one line, without the usage
    around it."""

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        with at_terminal():
            try:
                return super().make_context(*args, **kwargs)
            except click.UsageError as problem:
                raise Wrong(" ".join(problem.format_message().split())) from problem

    def invoke(self, context: click.Context) -> Any:
        with at_terminal():
            forget_reader()
            try:
                return super().invoke(context)
            finally:
                forget_reader()


def forget_reader() -> None:
    """Whom an application that is there already speaks to is found anew."""
    if has_app_context():
        g.pop("reader", None)
        refresh()


class Silent(Told):
    """A command that addresses others, in their languages or the centre's (the worker)."""


class Group(Told, AppGroup):
    """A group of commands."""


class Option(click.Option):
    """An option whose help is a sentence of the catalogues."""

    def __init__(self, *args: Any, help: Message, **kwargs: Any) -> None:
        self.told = help
        super().__init__(*args, **{**kwargs, "help": help.single})

    def get_help_record(self, context: click.Context) -> tuple[str, str] | None:
        with at_terminal():
            self.help = str(self.told)
            return super().get_help_record(context)

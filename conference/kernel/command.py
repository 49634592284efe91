"""What commands share: wrong input is one clear line on stderr and exit status 2, and nothing is half done."""

from __future__ import annotations

from typing import Any

import click


class Wrong(click.ClickException):
    """Ends the command with its message on one line of stderr and exit status 2."""

    exit_code = 2


class Command(click.Command):
    """A command that tells a wrong option or argument in one line as well, without the usage around it."""

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        try:
            return super().make_context(*args, **kwargs)
        except click.UsageError as problem:
            raise Wrong(" ".join(problem.format_message().split())) from problem

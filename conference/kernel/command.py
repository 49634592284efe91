"""What commands share: wrong input is one clear line on stderr and exit status 2, and nothing is half done."""

from __future__ import annotations

import click


class Wrong(click.ClickException):
    """Ends the command with its message on one line of stderr and exit status 2."""

    exit_code = 2

"""What keeps the database from us, in one sentence for whoever runs the centre: what, why, and what to do."""

from __future__ import annotations

from flask import current_app
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError, OperationalError

from conference.kernel.database import Busy, violated
from conference.kernel.message import Message, _

UNDEFINED_TABLE = "42P01"
OUTAGES = (DatabaseError, Busy)


def is_away(problem: BaseException) -> bool:
    """True when no connection was to be had, or the one we had was lost: nothing is wrong with what was asked."""
    return isinstance(problem, OperationalError) and (problem.statement is None or problem.connection_invalidated)


def lacks_tables(problem: BaseException) -> bool:
    """True when the database is there, and its schema is not."""
    cause = getattr(problem, "orig", None)
    return getattr(cause, "sqlstate", None) == UNDEFINED_TABLE or str(cause).startswith("no such table")


def sentence(problem: BaseException) -> Message | None:
    """What to tell of an error of the database; None for one that only the program's author can mend."""
    if isinstance(problem, Busy):
        return _("The database is busy and took nothing. Try again in a moment.")
    if lacks_tables(problem):
        return _("The database has no tables yet, or old ones: flask --app wsgi prepare --empty brings it up to date.")
    if not isinstance(problem, OperationalError) and type(problem) is not DatabaseError:  # a file that is no database is the base class
        return None
    if (url := make_url(str(current_app.config["SQLALCHEMY_DATABASE_URI"]))).drivername == "sqlite":
        return _(
            "The database file %(file)s cannot be used: %(why)s. It and its folder must belong to whoever runs the centre.",
            file=url.database, why=why(problem),
        )  # fmt: skip
    return _("The database cannot be reached: %(why)s. Check that it runs and that DATABASE_URL names it.", why=why(problem))


def why(problem: BaseException) -> str:
    """An error's first line. Of a refused row only the constraint is told: the rest quotes people's data."""
    if isinstance(problem, IntegrityError):
        return violated(problem)
    cause = problem.orig if isinstance(problem, DBAPIError) and problem.orig is not None else problem
    return str(cause).strip().partition("\n")[0].rstrip(".") or type(cause).__name__

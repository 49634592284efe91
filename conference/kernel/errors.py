"""What an error says: a page for people, a problem document for programs, or the way to the sign-in."""

from __future__ import annotations

from typing import Any

from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from conference.kernel.database import Busy, db
from conference.kernel.gate import for_programs
from conference.kernel.message import Message, _
from conference.kernel.objection import Refused
from conference.kernel.outage import is_away
from conference.kernel.problem import TO_PROGRAMS, problem, refusal, when_again
from conference.kernel.web import link, see_other


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Refused, refused_error)
    app.register_error_handler(Busy, busy_error)
    app.register_error_handler(OperationalError, away_error)
    app.register_error_handler(500, crash)


ADVICE = {
    400: (_("This request cannot be read"), _("Something in the address or the form is broken."), _("Go back and try again.")),
    401: (_("Please sign in"), _("This page is for people who are signed in."), _("Sign in and come back.")),
    403: (_("You may not do this"), _("Your role does not include it."), _("Ask an administrator of the centre if you should.")),
    404: (_("This page does not exist"), _("It may have moved, or the address has a typing error."), _("Start again from the home page.")),
    405: (_("This cannot be done here"), _("The address does not take this kind of request."), _("Go back and try again.")),
    409: (_("That is not possible now"), _("Something changed in the meantime."), _("Look at the reasons and choose again.")),
    413: (_("That is too much"), _("What was sent is larger than the centre takes."), _("Send a smaller file or text.")),
    422: (_("Something does not fit"), _("A value has the wrong form."), _("Go back and correct it.")),
    429: (_("Too many attempts"), _("For safety, further attempts must wait."), _("Try again in a few minutes.")),
    500: (_("Something went wrong on our side"), _("The error has been noted. Nothing was changed by this request."), _("Try again in a moment.")),
    503: (_("Very busy just now"), _("The centre could not take the change."), _("Nothing was changed. Try again in a few seconds.")),
}


def http_error(error: HTTPException) -> Any:
    """An HTTP error as a page for people, a problem document for programs, or the way to the sign-in."""
    status = error.code or 403
    if error.response is not None:
        return error.response
    if isinstance(error, CSRFError):
        detail = _("The form was open for too long, or came from another site. Nothing was changed; send it again.")
        return error_page(400, message=detail)
    if for_programs():
        headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
        if status == 405 and getattr(error, "valid_methods", None):
            headers["Allow"] = ", ".join(error.valid_methods)  # type: ignore[attr-defined]
        return problem(status, title=error.name, detail=str(TO_PROGRAMS.get(status, ADVICE.get(status, ADVICE[400])[1])), headers=headers)
    if status == 401 and (sign_in := link("people.sign_in", next=request.full_path.rstrip("?") if request.method == "GET" else None)):
        return see_other(sign_in)
    return error_page(status)


def error_page(status: int, *, message: Any = None, objections: list[Any] | None = None, headers: dict[str, str] | None = None) -> Any:
    """The page that says what happened, why, and what to do."""
    title, why, advice = ADVICE.get(status, ADVICE[400])
    body = render_template("errors/error.html", status=status, title=title, message=message or why, what_to_do=advice, objections=objections or [])
    return body, status, headers or {}


def refused_error(refused: Refused) -> Any:
    return refusal(refused) if for_programs() else error_page(refused.status, objections=refused.objections, headers=when_again(refused))


def away_error(error: OperationalError) -> Any:
    """503 while the database is not to be reached; anything else is unforeseen."""
    if not is_away(error):
        raise error
    db.session.rollback()
    return busy_error(error, seconds=5, why=_("The centre's database does not answer."))


def busy_error(_busy: Exception, seconds: int = 2, why: Message = ADVICE[503][1]) -> Any:
    """503: nothing was changed, try again in so many seconds."""
    headers = {"Retry-After": str(seconds)}
    if for_programs():
        return problem(503, code="busy", detail=str(why), headers=headers)
    return error_page(503, message=why, headers=headers)


def crash(_error: Exception) -> Any:
    """500 for whatever was not foreseen; the log has the details, the answer none."""
    db.session.rollback()
    return problem(500, detail=str(ADVICE[500][1])) if for_programs() else error_page(500)

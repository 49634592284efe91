"""The blueprint that every page of this feature is registered with, and where they go on to."""

from __future__ import annotations

from flask import Blueprint

from conference.kernel.web import link

bp = Blueprint("people", __name__)


def home() -> str:
    return link("desk.home") or "/"

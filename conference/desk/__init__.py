"""The desk: pages that join features; owns no table."""

from __future__ import annotations

from flask import Flask

from conference.desk import commands, commands_letters, views
from conference.desk.frame import site_footer, site_header
from conference.desk.menu import manage_links
from conference.programme.markup import to_html


def init_app(app: Flask) -> None:
    """Register the home page and what stands around every page."""
    app.register_blueprint(views.bp)
    app.cli.add_command(commands.demo)
    app.cli.add_command(commands_letters.letters)
    app.jinja_env.filters["markdown"] = to_html
    app.jinja_env.globals.update(manage_links=manage_links, site_header=site_header, site_footer=site_footer)

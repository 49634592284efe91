"""The conference centre: `create_app` is the one place that knows every feature."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Flask, request
from flask_migrate import Migrate
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from conference import api, booking, cli, desk, feeds, people, programme, registration, venue
from conference.kernel import cache, cldr, errors, first_view, i18n, jobs, quick, reports, telemetry, tongues, web
from conference.kernel.database import db
from config import ROOT, settings


class Centre(Flask):
    """Flask, but whole addresses begin with BASE_URL: a forged Host header gets into no page, no cache, no answer; and
    addresses are worked out once."""

    def url_for(self, endpoint: str, *, _external: bool | None = None, **values: Any) -> str:
        if _external:
            return web.absolute(endpoint, **values)
        if not request or endpoint[0] == ".":
            return super().url_for(endpoint, _external=_external, **values)
        build = partial(super().url_for, endpoint, _external=_external, **values)
        return web.worked_out(self, (request.script_root, endpoint), values, build)


FEATURES = (people, venue, booking, programme, registration, feeds, desk, api)
migrate = Migrate()


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The application with every feature in it; `config` overrides what the environment says (tests)."""
    app = Centre(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.from_mapping({**settings(), **(config or {})})
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), compare_type=True)
    for layer in (
        telemetry,
        cache,
        i18n,
        cldr,
        first_view,
        tongues,
        web,
        reports,
        errors,
        jobs,
        cli,
    ):  # telemetry first: its clock runs around everything else
        layer.init_app(app)
    for feature in FEATURES:
        feature.init_app(app)
    quick.init_app(app)
    if proxies := int(app.config["PROXIES"]):  # outermost: the quick way keeps nothing under a host that it has not seen
        app.wsgi_app = ProxyFix(app.wsgi_app, proxies, proxies, proxies, proxies)  # type: ignore[method-assign]
    return app

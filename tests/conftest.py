"""The test bed: which machine things the tests stand on. Each fixture's own story is in tests/fixtures/.

`app` (SQLite, a fresh file) with its context pushed · `pg_app` (PostgreSQL) · `both_engines`: any test that names it
runs once on each, whatever else it asks for · `client` · `shared` · `serve`/`server` (gunicorn on app's database).
"""

import gc
import os
import time

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.fixtures.postgres", "tests.fixtures.apps", "tests.fixtures.servers", "tests.fixtures.mail", "tests.fixtures.shared"]

# Nothing of the developer's own settings reaches a test.
for name in ("APP_ENV", "DATABASE_URL", "SECRET_KEY", "BASE_URL", "MAIL_URL", "CACHE_URL", "METRICS_TOKEN", "PROXIES",
             "DEFAULT_LOCALE", "DEFAULT_TIMEZONE", "LOCALES", "PROMETHEUS_MULTIPROC_DIR"):  # fmt: skip
    os.environ.pop(name, None)
os.environ["LC_ALL"] = os.environ["LANG"] = "C.UTF-8"  # commands speak the terminal's language

# Engines, browsers and libraries read the zone from the process, not from us.
os.environ.setdefault("TZ", "UTC")
time.tzset()

# A busy machine is no finding; what a run finds, the next one and everybody else finds too.
settings.register_profile("centre", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("centre")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What calls itself pure stands on nothing."""
    for item in items:
        if item.get_closest_marker("pure") and {"app", "prototype", "database_url", "postgres_server"} & set(item.fixturenames):
            raise pytest.UsageError(f"{item.nodeid} is marked pure and asks for the application or a database")


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end; the collector need not walk through it again and again (a fifth of the pure tests' time)."""
    gc.collect()
    gc.freeze()

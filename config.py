"""Settings, all from the environment; each line tells what it does. Nothing secret has a default in production."""

import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
INSTANCE = Path(os.environ.get("INSTANCE_DIR", ROOT / "instance"))


class Missing(RuntimeError):
    """A setting without which the application must not start."""


def settings() -> dict[str, object]:
    """The application's settings as Flask takes them. Raises Missing in production without an own SECRET_KEY."""
    production = os.environ.get("APP_ENV", "development") == "production"
    keys = [key for key in os.environ.get("SECRET_KEY", "").split(",") if key]
    if not keys:
        if production:
            raise Missing("SECRET_KEY is not set: give the application a long random secret of its own (openssl rand -hex 32).")
        keys = [development_key()]
    return {
        # development | production: production refuses weak settings and marks cookies Secure
        "APP_ENV": "production" if production else "development",
        # comma-separated list, newest first: the first signs and seals, all of them verify and open (rotation)
        "SECRET_KEY": keys[0],
        "SECRET_KEY_FALLBACKS": keys[1:],
        # sqlite:///… or postgresql+psycopg://… (postgresql:// and postgres:// are taken as psycopg)
        "SQLALCHEMY_DATABASE_URI": database_url(os.environ.get("DATABASE_URL", "")),
        # where people reach the centre; used in mails, feeds and for same-origin checks
        "BASE_URL": os.environ.get("BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
        # further names under which the centre is reached, comma-separated; in production every other Host is refused
        "HOSTS": hosts() if production else frozenset(),
        # smtp://user:password@host:587?starttls=1 | smtps://… | file:///folder (development: letters as .eml files)
        "MAIL_URL": os.environ.get("MAIL_URL", f"file://{INSTANCE / 'mail'}"),
        # an address, or `Name <address>`; without a name letters come from the centre by its own name
        "MAIL_FROM": os.environ.get("MAIL_FROM", "centre@example.org"),
        # empty: a cache in each process; redis://host:6379/0: one cache for all
        "CACHE_URL": os.environ.get("CACHE_URL", ""),
        # the language where nobody's own is known, the command line included (terminal_locale)
        "DEFAULT_LOCALE": os.environ.get("DEFAULT_LOCALE", "en"),
        "DEFAULT_TIMEZONE": os.environ.get("DEFAULT_TIMEZONE", "Europe/Paris"),
        # the languages of the pages; the first is the fallback
        "LOCALES": os.environ.get("LOCALES", "en,fr").split(","),
        # bearer token that may read /metrics; empty: nobody may
        "METRICS_TOKEN": os.environ.get("METRICS_TOKEN", ""),
        # reverse proxies in front whose X-Forwarded-* headers are believed
        "PROXIES": int(os.environ.get("PROXIES", "0")),
        "UPLOAD_DIR": os.environ.get("UPLOAD_DIR", str(INSTANCE / "uploads")),
        **limits(),
        **cookies(secure=production),
    }


def hosts() -> frozenset[str]:
    """The host of BASE_URL, and those that HOSTS names beside it; none when production was given neither."""
    own = urlsplit(os.environ.get("BASE_URL", "")).hostname or ""
    return frozenset(name.strip().lower() for name in (own, *os.environ.get("HOSTS", "").split(",")) if name.strip())


def terminal_locale() -> str:
    """The language of the command line: DEFAULT_LOCALE when it is set, else the terminal's own (LC_ALL, LC_MESSAGES, LANG) where
    it is one of LOCALES, else English."""
    offered = os.environ.get("LOCALES", "en,fr").split(",")
    asked = next((value for name in ("DEFAULT_LOCALE", "LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    language = asked.replace("-", "_").partition("_")[0].partition(".")[0].lower()
    return language if language in offered else "en"


def limits() -> dict[str, object]:
    """How much, how long, how loud."""
    return {
        # registrations from one network address in an hour; a whole campus may stand behind one
        "REGISTRATIONS_PER_CLIENT": int(os.environ.get("REGISTRATIONS_PER_CLIENT", "20000")),
        # days after an event's end on which its registrants' data are erased
        "REGISTRATION_RETENTION_DAYS": int(os.environ.get("REGISTRATION_RETENTION_DAYS", "180")),
        "MAX_CONTENT_LENGTH": 8 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        # debug | info | warning: from which weight on the log tells
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "info"),
        # values never appear in an error's text; a connection that the server closed is noticed before it is used
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True, "pool_pre_ping": True},
    }


def cookies(*, secure: bool) -> dict[str, object]:
    """The session's cookie; in production bound to this host and to TLS."""
    return {
        "SESSION_COOKIE_NAME": "__Host-session" if secure else "session",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
    }


def database_url(url: str) -> str:
    """The address SQLAlchemy takes: psycopg 3 for PostgreSQL, the instance folder's file when none is given."""
    if not url:
        INSTANCE.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{INSTANCE / 'centre.db'}"
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    return url


def development_key() -> str:
    """One secret per checkout, made at the first start, so that sessions outlive a restart."""
    path = INSTANCE / "secret_key"
    if not path.exists():
        INSTANCE.mkdir(parents=True, exist_ok=True)
        own = path.with_name(f"{path.name}.{os.getpid()}")
        own.touch(mode=0o600)
        own.write_text(os.urandom(32).hex())
        with suppress(FileExistsError):  # two processes start together: the first one's secret holds
            path.hardlink_to(own)
        own.unlink()
    return path.read_text().strip()

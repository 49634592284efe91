"""Settings, all from the environment; each line tells what it does. Nothing secret has a default in production."""

import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent
INSTANCE = Path(os.environ.get("INSTANCE_DIR", ROOT / "instance"))


class Missing(RuntimeError):
    """A setting without which the application must not start: it is not there, or not what it takes. One sentence; `facts` fill it."""

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence)
        self.facts = facts


def settings() -> dict[str, object]:
    """The application's settings as Flask takes them. Raises Missing for one that cannot be used, and in production without an own SECRET_KEY."""
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
        "MAIL_URL": address("MAIL_URL", f"file://{INSTANCE / 'mail'}", "smtp://, smtps://, file:///"),
        # an address, or `Name <address>`; without a name letters come from the centre by its own name
        "MAIL_FROM": os.environ.get("MAIL_FROM", "centre@example.org"),
        # empty: a cache in each process; redis://host:6379/0: one cache for all
        "CACHE_URL": address("CACHE_URL", "", "redis://, rediss://, unix://"),
        # the language where nobody's own is known, the command line included (terminal_locale)
        "DEFAULT_LOCALE": os.environ.get("DEFAULT_LOCALE", "en"),
        "DEFAULT_TIMEZONE": zone("DEFAULT_TIMEZONE", "Europe/Paris"),
        # the languages of the pages; the first is the fallback
        "LOCALES": os.environ.get("LOCALES", "en,fr").split(","),
        # bearer token that may read /metrics; empty: nobody may
        "METRICS_TOKEN": os.environ.get("METRICS_TOKEN", ""),
        # reverse proxies in front whose X-Forwarded-* headers are believed
        "PROXIES": number("PROXIES", 0),
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
        "REGISTRATIONS_PER_CLIENT": number("REGISTRATIONS_PER_CLIENT", 20_000),
        # days after an event's end on which its registrants' data are erased
        "REGISTRATION_RETENTION_DAYS": number("REGISTRATION_RETENTION_DAYS", 180),
        "MAX_CONTENT_LENGTH": 8 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        # debug | info | warning | error: from which weight on the log tells
        "LOG_LEVEL": one_of("LOG_LEVEL", "info", ("debug", "info", "warning", "error")),
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
        return f"sqlite:///{instance() / 'centre.db'}"
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise Missing("DATABASE_URL names no database that this program knows: it takes sqlite:///file or postgresql://user:password@host/name.")
    return url


def instance() -> Path:
    """The folder of the centre's own files, which is made when it is not there."""
    try:
        INSTANCE.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise unwritable(problem) from problem
    return INSTANCE


def unwritable(problem: OSError) -> Missing:
    return Missing(
        "%(folder)s cannot be written: %(why)s. Give it to whoever runs the centre, or name another folder with INSTANCE_DIR.",
        folder=INSTANCE, why=problem.strerror,
    )  # fmt: skip


def number(name: str, usual: int) -> int:
    """A setting that is a whole number, none below zero."""
    told = os.environ.get(name) or str(usual)
    if not (told.isascii() and told.isdigit()):
        raise Missing("%(name)s takes a whole number, not %(told)s.", name=name, told=told)
    return int(told)


def one_of(name: str, usual: str, known: tuple[str, ...]) -> str:
    """A setting that is one of a few words."""
    told = (os.environ.get(name) or usual).lower()
    if told not in known:
        raise Missing("%(name)s takes one of these: %(known)s.", name=name, known=", ".join(known))
    return told


def address(name: str, usual: str, known: str) -> str:
    """A setting that is an address of one of the `known` kinds, or empty where that is usual. What it says may be a password: it is
    not told again."""
    told = os.environ.get(name) or usual
    if told and not told.startswith(tuple(known.split(", "))):
        raise Missing("%(name)s takes one of these: %(known)s.", name=name, known=known)
    return told


def zone(name: str, usual: str) -> str:
    """A setting that names a time zone."""
    told = os.environ.get(name) or usual
    try:
        ZoneInfo(told)
    except (KeyError, ValueError, OSError) as problem:
        raise Missing("%(name)s takes a time zone by its name, as Europe/Paris; there is no %(told)s.", name=name, told=told) from problem
    return told


def development_key() -> str:
    """One secret per checkout, made at the first start, so that sessions outlive a restart."""
    path = instance() / "secret_key"
    try:
        if not path.exists():
            own = path.with_name(f"{path.name}.{os.getpid()}")
            own.touch(mode=0o600)
            own.write_text(os.urandom(32).hex())
            with suppress(FileExistsError):  # two processes start together: the first one's secret holds
                path.hardlink_to(own)
            own.unlink()
        return path.read_text().strip()
    except OSError as problem:
        raise unwritable(problem) from problem

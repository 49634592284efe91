"""The production server's settings. Workers load the application themselves, so that a HUP brings new code in without a
refused connection: new workers start, old ones finish what they have begun."""

import gc
import os
import shutil
import tempfile


def number(name, usual):
    """A setting that is a whole number; anything else ends the start with one sentence."""
    told = os.environ.get(name) or str(usual)
    if not (told.isascii() and told.isdigit()):
        from conference.kernel.terminal import at_terminal, translated  # not before: loading the whole application belongs after gc.disable

        with at_terminal():
            raise SystemExit(translated("%(name)s takes a whole number, not %(told)s.", None, None) % {"name": name, "told": told})
    return int(told)


bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = number("WEB_WORKERS", 2)
worker_class = "gthread"
threads = number("WEB_THREADS", 4)
timeout = 60
graceful_timeout = 30
keepalive = 15
# Memory that a long life collects goes back; the jitter keeps two workers from leaving together.
max_requests = 20_000
max_requests_jitter = 2_000
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
# The application writes one line per request itself (kernel.telemetry), with tokens left out of paths.
accesslog = None
errorlog = "-"
loglevel = os.environ.get("LOG_LEVEL") or "warning"
control_socket_disable = True
# Longest address that anything here produces is a filtered list; more is not ours.
limit_request_line = 4094
limit_request_fields = 64

# Prometheus counts per process in files; the folder lives as long as this server.
_own_metrics = "PROMETHEUS_MULTIPROC_DIR" not in os.environ
if _own_metrics:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="centre-metrics-")

# What is loaded stays: walking it for garbage meanwhile costs an eighth of the start. On again before anybody is served.
gc.disable()


def on_starting(server):
    """bin/serve asks with PREPARE: the database is made ready by the application that --preload has loaded already."""
    gc.enable()
    if what := os.environ.pop("PREPARE", ""):
        from conference.cli import make_ready

        make_ready(server.app.wsgi(), empty=what == "empty")


def on_reload(server):
    gc.enable()


def post_fork(server, worker):
    gc.disable()


def post_worker_init(worker):
    from conference.kernel import telemetry
    from config import settings

    telemetry.write_lines(settings()["LOG_LEVEL"])
    worker.log.error_log.handlers.clear()
    worker.log.error_log.propagate = True
    # What was loaded stays for good: collecting garbage need not walk it (a fifth of a full schedule's time).
    gc.collect()
    gc.freeze()
    gc.enable()


def child_exit(server, worker):
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def on_exit(server):
    if _own_metrics:
        shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)

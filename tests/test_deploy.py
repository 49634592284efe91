"""What production relies on: restarts that nobody notices, counts over all processes, files that say what they should."""

import configparser
import itertools
import json
import os
import re
import shlex
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from conference.kernel import clock
from conference.kernel.database import db
from conference.registration.models import Registration
from tests import make
from tests.fixtures import ROOT
from tests.fixtures.servers import wait_until

GUEST = {"given_name": "Guest", "country": "JP", "language": "ja", "timezone": "Asia/Tokyo"}


def fetch(url, data=None, **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    with urllib.request.urlopen(urllib.request.Request(url, data, headers=headers), timeout=20) as answer:
        return answer.status, answer.read().decode()


@pytest.fixture
def settings():
    return {"METRICS_TOKEN": "open sesame"}


@pytest.mark.slow
def test_a_restart_in_the_middle_of_the_day_fails_no_request(app, server):
    today = clock.now().date()
    make.event(of=make.centre().institute, registration_open=True, starts_on=today, ends_on=today)
    db.session.rollback()
    stop, failed, answered, numbers = threading.Event(), [], [], itertools.count()

    def ask():
        while not stop.is_set():
            go_on(lambda: fetch(server.url + "/")[0])

    def register():
        url = server.url + "/api/v1/events/congress/registrations"
        while not stop.is_set():
            guest = GUEST | {"email": f"guest-{next(numbers)}@example.org"}
            go_on(lambda guest=guest: fetch(url, json.dumps(guest).encode(), Content_Type="application/json")[0])

    def go_on(call):
        try:
            answered.append(call())
        except (OSError, urllib.error.HTTPError) as problem:
            failed.append(repr(problem))

    askers = [threading.Thread(target=each) for each in (ask, ask, register)]
    for asker in askers:
        asker.start()
    try:
        for _restart in range(2):
            before = len(answered)
            os.kill(server.process.pid, signal.SIGHUP)
            time.sleep(4)
            wait_until(lambda before=before: len(answered) > before + 20)
    finally:
        stop.set()
        for asker in askers:
            asker.join()

    assert failed == []
    assert set(answered) == {200, 201}
    assert Registration.query.count() == answered.count(201)


@pytest.mark.slow
def test_metrics_count_over_all_processes_and_log_lines_are_json(server):
    for _ in range(40):
        fetch(server.url + "/")

    _status, page = fetch(server.url + "/metrics", Authorization="Bearer open sesame")

    assert 'centre_requests_total{method="GET",route="/",status="200"} 40.0' in page
    families = [family.name for family in text_string_to_metric_families(page)]  # what Prometheus reads, each name once
    assert len(families) == len(set(families))
    assert {"centre_requests", "centre_request_seconds", "centre_letters", "centre_worker_silence_seconds", "centre_jobs_failing"} <= set(families)
    lines = [json.loads(line) for line in server.log.read_text().splitlines() if '"message": "request"' in line]
    home = [line for line in lines if line["route"] == "/"]
    assert len(home) == 40
    assert len({line["request_id"] for line in home}) == 40


def test_the_units_name_what_there_is():
    for path in sorted((ROOT / "deploy" / "systemd").glob("*.service")):
        unit = configparser.RawConfigParser(strict=False)
        unit.optionxform = str
        unit.read(path)
        service = unit["Service"]
        assert service["User"] == "conference"
        assert service["WorkingDirectory"] == "/opt/conference"
        assert service["EnvironmentFile"] == "/etc/conference/environment"
        assert (service["ProtectSystem"], service["NoNewPrivileges"], service["UMask"]) == ("strict", "yes", "0077")


def test_the_compose_file_has_several_of_each_and_no_secret_in_it():
    services = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())["services"]
    assert set(services) == {"schema", "web", "worker", "database", "cache", "proxy"}
    assert (services["web"]["deploy"]["replicas"], services["worker"]["deploy"]["replicas"]) == (2, 2)
    for name in ("web", "worker"):
        assert services[name]["environment"]["SECRET_KEY"].startswith("${SECRET_KEY:?")
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]


EXAMPLE = ROOT / "deploy" / "environment.example"
OF_THE_CONTAINERS = {"INSTANCE_DIR", "UPLOAD_DIR", "HOST", "PORT"}  # deploy/Dockerfile gives them
OF_THE_TERMINAL = {"LC_ALL", "LC_MESSAGES", "LANG", "PROMETHEUS_MULTIPROC_DIR", "PREPARE"}  # nobody sets them for the centre


def in_example():
    """The settings of the example as systemd reads them: one a line, quotes left out."""
    lines = [line for line in EXAMPLE.read_text().splitlines() if line and not line.startswith("#")]
    return {name: "".join(shlex.split(value)) for name, _is, value in (line.partition("=") for line in lines)}


def that_are_read():
    """The settings that the program and its server take from the environment."""
    source = (ROOT / "config.py").read_text() + (ROOT / "deploy" / "gunicorn.conf.py").read_text()
    return set(re.findall(r"""(?:environ\.get|address|zone|number|one_of)\(['"]([A-Z_]+)['"]""", source)) - OF_THE_TERMINAL


def test_the_example_names_every_setting_and_no_other():
    assert len(that_are_read()) > 15
    assert set(in_example()) == that_are_read()


def test_the_containers_are_given_every_setting():
    services = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())["services"]
    for name in ("schema", "web", "worker"):
        assert set(services[name]["environment"]) == that_are_read() - OF_THE_CONTAINERS


@pytest.mark.parametrize("sender", ["centre@example.org", "The Centre <centre@example.org>"])
def test_a_shell_reads_the_example_as_systemd_does(tmp_path, sender):
    filled = tmp_path / "environment"
    filled.write_text(EXAMPLE.read_text().replace("MAIL_FROM='centre@example.org'", f"MAIL_FROM='{sender}'").replace("user:password@", "user:a$b&c@"))

    told = subprocess.run(["sh", "-ec", f"set -a; . {filled}; env -0"], env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=True)

    read = dict(line.split("=", 1) for line in told.stdout.split("\0") if line)
    expected = in_example() | {"MAIL_FROM": sender, "MAIL_URL": in_example()["MAIL_URL"].replace("user:password@", "user:a$b&c@")}
    assert {name: read[name] for name in expected} == expected

"""Runs ../shared/tools/check_feed/check_feed.py, the field's own judge of feeds, as a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

ICALJS_IN = ("node_modules/ical.js/dist/ical.js",)


def check_feed(shared: Path, target: str, *options: str) -> None:
    """Fails with what the checker says; ical.js reads along where ICALJS names it or node_modules has it."""
    environment = dict(os.environ)
    for place in ICALJS_IN:
        if Path(place).exists():
            environment.setdefault("ICALJS", str(Path(place).resolve()))
    command = [sys.executable, str(shared / "tools/check_feed/check_feed.py"), "--strict", *options, target]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)
    assert done.returncode == 0, f"{target}\n{done.stdout}{done.stderr}"

"""Runs ../shared/tools/check_feed/check_feed.py, the field's own judge of feeds, as a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

ICALJS = Path(__file__).resolve().parents[1] / "vendor/ical.min.mjs"


def check_feed(shared: Path, target: str, *options: str) -> None:
    """Fails with what the checker says. Where there is Node, Thunderbird's ical.js reads along."""
    environment = {"ICALJS": str(ICALJS), **os.environ}
    command = [sys.executable, str(shared / "tools/check_feed/check_feed.py"), "--strict", *options, target]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)
    assert done.returncode == 0, f"{target}\n{done.stdout}{done.stderr}"

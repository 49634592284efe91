"""Photographs the demonstration centre for the README: the diary of the day as the venue manager sees it, and the congress's schedule."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BROWSER = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
MANAGER, PASSWORD, CONGRESS = "venue@campus-mirabelle.example", "mirabelle-mirabelle", "life-data-congress"


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        settings = {
            **os.environ,
            "PORT": str(port),
            "INSTANCE_DIR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/centre.db",
            "MAIL_URL": f"file://{folder}/mail",
        }
        server = subprocess.Popen([ROOT / "bin" / "serve"], cwd=ROOT, env=settings, start_new_session=True)
        try:
            wait_for(port)
            photograph(f"http://127.0.0.1:{port}")
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(20)


def wait_for(port: int) -> None:
    for _try in range(600):
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise SystemExit("the centre did not open within two minutes")


def photograph(base: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=ARGUMENTS)
        page = browser.new_context(
            viewport={"width": 1280, "height": 960}, locale="en-GB", timezone_id="Europe/Paris", reduced_motion="reduce"
        ).new_page()
        page.goto(f"{base}/events/{CONGRESS}/schedule/")
        take(page, "schedule")
        page.goto(f"{base}/login")
        page.fill("input[name=email]", MANAGER)
        page.fill("input[name=password]", PASSWORD)
        page.click("form:has(input[type=password]) [type=submit]")
        page.goto(f"{base}/diary/")
        take(page, "diary")
        browser.close()


def take(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=ROOT / "docs" / "pictures" / f"{name}.png")


if __name__ == "__main__":
    main()

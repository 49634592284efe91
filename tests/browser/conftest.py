"""Chromium over a running server: `page` fails the test on anything the browser complains of; `axe(page)` on barriers.

The browser lives for one module: Playwright keeps an event loop, which other tests of the process need for themselves.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync"]  # fmt: skip
AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
BARRIERS = """async () => (await axe.run({resultTypes: ['violations']})).violations.map(
    v => `${v.impact} ${v.id} ×${v.nodes.length}: ${v.nodes[0].target.join(' ')}`)"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, server) -> Iterator[Callable[..., BrowserContext]]:
    """Make browser contexts: `context(locale="fr", width=360, color_scheme="dark", java_script_enabled=False)`."""
    made: list[BrowserContext] = []

    def make(*, width: int = 1280, height: int = 900, **options: object) -> BrowserContext:
        options.setdefault("timezone_id", "Europe/Paris")  # the centre's; from elsewhere a first view is asked for twice (static/js/zone.js)
        made.append(browser.new_context(base_url=server.url, viewport={"width": width, "height": height}, reduced_motion="reduce", **options))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def open_page(context: Callable[..., BrowserContext], server) -> Iterator[Callable[..., Page]]:
    """Open pages in contexts of their own; whatever a page complains of fails the test at its end."""
    complaints: list[str] = []

    def open_one(**options: object) -> Page:
        page = context(**options).new_page()
        page.on("console", lambda said: complaints.append(f"{page.url}: {said.text}") if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("request", lambda asked: complaints.append(f"leaves the site: {asked.url}") if leaves(asked.url, server.url) else None)
        return page

    yield open_one
    assert complaints == []


def leaves(url: str, site: str) -> bool:
    return not url.startswith((site, "data:", "blob:", "about:"))


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A wide page in English, light."""
    return open_page(locale="en")


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """What axe-core finds wrong with a page. Evaluated, not injected: the page's strict CSP stays untouched."""
    source = AXE.read_text(encoding="utf-8")

    def find(page: Page) -> list[str]:
        page.evaluate(source)
        return page.evaluate(BARRIERS)

    return find

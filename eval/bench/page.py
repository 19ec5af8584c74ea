"""How soon the page is seen and how fast one goes about in it, in a real browser: medians of many tries, in seconds.

`first` is a new visitor's first load, until the area's heading and its content stand there; `again` is a reload with
the browser's own cache; `go` is a click on the rail until the other area's content stands there; `ask` is a question
until its answer stands there; `source` is a click on a citation until its page's picture with the mark stands there.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Page, sync_playwright

from eval.bench.serving import serving_demo

RUNS = 9
WANTED = {"first": 1.5, "go": 0.3}
QUESTION = "2026年党建工作会议什么时候召开？"
_ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
_READY = "window.did_handshake === true"
_CONTENT = ".zb-ask:visible, .zb-page-head ~ *:visible"
"""What stands in an area once it is built: something below its heading."""


def measure(shared: Path) -> dict[str, Any]:
    """Medians and the slowest tries; `shared` is not needed."""
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with serving_demo() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=_ARGS)
        try:
            taken: dict[str, list[float]] = {"first": [], "again": [], "go": [], "ask": [], "source": []}
            for run in range(RUNS + 1):
                context = browser.new_context(viewport={"width": 1280, "height": 860})
                found = _visit(context.new_page(), url)
                context.close()
                if run:  # the first try warms the server up
                    for name, seconds in found.items():
                        taken[name] += seconds
        finally:
            browser.close()
    return {
        "wanted": WANTED,
        "median": {name: round(median(seconds), 3) for name, seconds in taken.items()},
        "slowest": {name: round(max(seconds), 3) for name, seconds in taken.items()},
        "tries": {name: len(seconds) for name, seconds in taken.items()},
    }


def _visit(page: Page, url: str) -> dict[str, list[float]]:
    found = {"first": [_timed(partial(_load, page, url))], "again": [_timed(partial(_load, page, url))]}
    page.wait_for_function(_READY)
    labels = [link.inner_text().strip() for link in page.locator(".zb-area").all()]
    found["go"] = [_timed(partial(_go, page, label)) for label in (*labels[1:], labels[0])]
    found["ask"] = [_timed(partial(_ask, page))]
    found["source"] = [_timed(partial(_open, page))]
    return found


def _timed(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _load(page: Page, url: str) -> None:
    page.goto(url, wait_until="commit")
    page.locator("h1").wait_for()
    page.locator(_CONTENT).first.wait_for()


def _go(page: Page, label: str) -> None:
    page.locator(".zb-area", has_text=label).click()
    page.locator("h1", has_text=label).wait_for()
    page.locator(_CONTENT).first.wait_for()


def _ask(page: Page) -> None:
    box = page.get_by_role("textbox", name="问题")
    box.fill(QUESTION)
    box.press("Enter")
    page.locator(".zb-answer .zb-mark").first.wait_for()


def _open(page: Page) -> None:
    page.locator(".zb-answer .zb-mark").first.click()
    page.locator(".zb-box").first.wait_for()
    page.wait_for_function("document.querySelector('.zb-sheet-picture')?.naturalWidth > 0")

"""A browser's page with a watch in it: how long after a click or a key something stands there, by the page's own clock.

What stands counts once the browser has painted it. Beside the time: the server's messages until then and their
size, the page's elements, and the longest that the page did not react.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Locator, Page, sync_playwright

VIEW = {"width": 1280, "height": 860}
_ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]

WATCH = """
(() => {
    const watch = (window.benchWatch = { came: [], stalls: [], last: 0 });
    const Socket = window.WebSocket;
    window.WebSocket = class extends Socket {
        constructor(...given) {
            super(...given);
            this.addEventListener("message", ({ data }) => {
                watch.last = performance.now();
                if ((data.length ?? data.size) > 9) watch.came.push([watch.last, data.length ?? data.size]);
            });
        }
    };
    new PerformanceObserver((list) => {
        for (const one of list.getEntries()) watch.stalls.push([one.startTime, one.duration]);
    }).observe({ type: "longtask" });
    const frame = () => new Promise(requestAnimationFrame);
    const seen = (element) => element.checkVisibility({ visibilityProperty: true });
    const there = (selector) => [...document.querySelectorAll(selector)].some(seen);
    const until = async (begun, isDone) => {
        const { timeStamp } = await begun;
        watch.came = [];
        watch.stalls = [];
        while (!isDone()) {
            if (performance.now() - timeStamp > 60_000) throw new Error("it does not come to stand there");
            await frame();
        }
        await frame();
        const after = (pairs) => pairs.filter(([at, much]) => at + much >= timeStamp);
        return {
            ms: performance.now() - timeStamp,
            messages: watch.came.length,
            bytes: watch.came.reduce((sum, [, size]) => sum + size, 0),
            elements: document.querySelectorAll("*").length,
            stall: Math.max(0, ...after(watch.stalls).map(([, much]) => much)),
        };
    };
    watch.arm = (kind, isDone) => {
        if (isDone()) throw new Error("it stands there already");
        const begun = new Promise((done) => addEventListener(kind, done, { once: true, capture: true }));
        watch.done = until(begun, isDone);
        watch.done.catch(() => {}); // told to whoever waits for it
    };
    watch.stands = (selector) => watch.arm("click", () => there(selector) && !there(".zb-skeleton"));
    watch.quiet = async () => {
        while (performance.now() - watch.last < 150) await frame();
    };
})();
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a watch saw.

    Attributes:
        ms: From the click or key until it stood there.
        messages, bytes: Of the server, until then.
        elements: On the page.
        stall: The longest that the browser did not react, in milliseconds.
    """

    ms: float
    messages: int
    bytes: int
    elements: int
    stall: float


@contextmanager
def browsing() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=_ARGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visitor(browser: Browser) -> Iterator[Page]:
    """A page of a browser that has seen nothing yet."""
    context = browser.new_context(viewport=VIEW)  # type: ignore[arg-type]
    context.add_init_script(WATCH)
    try:
        yield context.new_page()
    finally:
        context.close()


def after_click(page: Page, clicked: Locator, stands: str) -> Seen:
    """From the click until what is selected can be seen and nothing says any more that it is being loaded."""
    page.evaluate("(selector) => benchWatch.stands(selector)", stands)
    clicked.click()
    return waited(page)


def waited(page: Page) -> Seen:
    """What the watch that was set saw; then the page is let come to rest."""
    seen = Seen(**page.evaluate("benchWatch.done"))
    page.evaluate("benchWatch.quiet()")
    return seen

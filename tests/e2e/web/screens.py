"""The screens on which every area is looked at, and what each must pass."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect
from program import ARTIFACTS, PATIENCE_MS

SERIOUS = {"serious", "critical"}
LOCAL = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:http://127.0.0.1:")


@dataclass(frozen=True)
class Screen:
    """A window and its colours."""

    width: int
    height: int
    scheme: Literal["light", "dark"]

    def __str__(self) -> str:
        return f"{self.width}-{self.scheme}"


WIDE = Screen(1280, 860, "light")
NARROW = Screen(390, 844, "light")
SCREENS = [WIDE, Screen(1280, 860, "dark"), NARROW, Screen(390, 844, "dark")]
WIDTHS = [WIDE, NARROW]
"""Where each is looked at in both colours, by `look`."""


@dataclass
class Watched:
    """What a browser did in one test."""

    context: BrowserContext
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._heed)

    def _heed(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)


class OpenScreen:
    """Opens pages; the last one's `Watched` is `visits[-1]`."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self.visits: list[Watched] = []

    def __call__(self, url: str, screen: Screen = WIDE, *, until: str = "h1") -> Page:
        """A page in a fresh profile, once `until` is seen and its handlers answer."""
        page = self.bare(url, screen)
        page.locator(until).first.wait_for()
        page.wait_for_function("window.did_handshake === true")
        return page

    def bare(self, url: str, screen: Screen = WIDE) -> Page:
        """A page in a fresh profile, as soon as it is loaded; for those that need no connection (login)."""
        size = {"width": screen.width, "height": screen.height}
        watched = Watched(self._browser.new_context(viewport=size, color_scheme=screen.scheme))  # type: ignore[arg-type]
        self.visits.append(watched)
        page = watched.context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        watched.listen(page)
        page.goto(url)
        return page

    @contextmanager
    def line_cut(self, page: Page) -> Iterator[None]:
        """As a pulled cable does; goes on once the page says that the line is back, and has loaded anew if it must."""
        page.context.set_offline(True)
        page.evaluate("window.socket.io.engine.close()")
        expect(page.locator("#zb-line")).to_contain_text("连接已断开")
        yield
        page.context.set_offline(False)
        page.evaluate("window.socket.connect()")
        expect(page.locator("#zb-line")).to_contain_text("连接已恢复")
        complaints = next(one for one in self.visits if one.context is page.context).complaints
        complaints[:] = [text for text in complaints if "ERR_INTERNET_DISCONNECTED" not in text]

    def close(self) -> None:
        for watched in self.visits:
            watched.context.close()
        for watched in self.visits:
            assert not watched.complaints, f"the browser complained: {watched.complaints}"
            foreign = [url for url in watched.requests if not url.startswith(LOCAL)]
            assert not foreign, f"the browser asked others: {foreign}"


def axe(page: Page) -> None:
    """axe-core finds nothing serious on what the page shows now, and nothing is wider than the window."""
    settle(page)
    found = Axe().run(page).response["violations"]
    told = [
        f"{one['id']}: {one['help']}: {[node['html'][:160] for node in one['nodes']]}"
        for one in found
        if one["impact"] in SERIOUS
    ]
    assert not told, "\n".join(told)
    wide, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= window, f"the page is {wide} px wide in a window of {window} px"


def look(page: Page, name: str, screen: Screen, *, whole: bool = False) -> None:
    """What the page shows now is sound in either colours, and its pictures are kept; see `axe` and `keep`."""
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("html")).to_have_attribute("data-theme", scheme)
        axe(page)
        keep(page, name, Screen(screen.width, screen.height, scheme), whole=whole)


def keep(page: Page, name: str, screen: Screen, *, whole: bool = False) -> None:
    """Save what the page looks like as artifacts/screens/name-screen.png; `whole`: beyond the window's lower edge."""
    folder = ARTIFACTS / "screens"
    folder.mkdir(parents=True, exist_ok=True)
    settle(page)
    page.screenshot(path=folder / f"{name}-{screen}.png", full_page=whole)


def settle(page: Page) -> None:
    """Wait until nothing moves but what moves for ever (a spinner, a cursor) and every font and picture is there."""
    page.wait_for_function(
        """() => document.fonts.status === 'loaded' && [...document.images].every((image) => image.complete)
        && document.getAnimations().every((one) => one.playState !== 'running'
            || one.effect?.getComputedTiming().iterations === Infinity)"""
    )

"""A real library and a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from program import PATIENCE_MS, Served, serving, zhibi

MATERIAL = Path(__file__).parent / "material"
SECONDS = 300
"""In which a test that hangs is given up; its module's program, server and browser are started in its time."""

LOCAL = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(SECONDS))


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of small files; the plain text is in GB18030, as Windows editors write it."""
    folder = tmp_path_factory.mktemp("documents")
    for path in MATERIAL.iterdir():
        encoding = "gb18030" if path.suffix == ".txt" else "utf-8"
        (folder / path.name).write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    return folder


@pytest.fixture(scope="session")
def ingested(documents: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose library holds the documents; nothing is done in it but copied."""
    folder = tmp_path_factory.mktemp("ingested")
    taken = zhibi(folder, "ingest", documents, "--json")
    assert taken.code == 0, taken.err
    return folder


@pytest.fixture(scope="module")
def home(ingested: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose library holds the documents, a module's own."""
    return shutil.copytree(ingested, tmp_path_factory.mktemp("homes") / "home")


@dataclass
class Visit:
    """One page: what it asked for, and what the browser complained of."""

    context: BrowserContext
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._heed)

    def _heed(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)


@pytest.fixture
def start() -> Iterator[Callable[..., Served]]:
    """Start servers that run until the end of the test."""
    with ExitStack() as servers:
        yield lambda home, **env: servers.enter_context(serving(home, **env))


@pytest.fixture
def open_page(browser: Browser, start: object) -> Iterator[Callable[..., Page]]:
    """Open a page of the given size; in the end nothing may have left this machine or failed in the browser.

    Leans on `start` so that pages close before the servers they speak to.
    """
    visits: list[Visit] = []

    def opened(url: str, width: int = 1280, height: int = 860, scheme: str = "light") -> Page:
        size = {"width": width, "height": height}
        visit = Visit(browser.new_context(viewport=size, color_scheme=scheme))  # type: ignore[arg-type]
        visits.append(visit)
        page = visit.context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        visit.listen(page)
        page.goto(url)
        page.locator(".zb-welcome").wait_for()
        return page

    yield opened
    for visit in visits:
        visit.context.close()
    for visit in visits:
        assert visit.complaints == []
        assert [url for url in visit.requests if not url.startswith(LOCAL)] == []

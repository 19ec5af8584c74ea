"""For tests of the page's areas: a server with the material of tests/e2e, and pages on the screens of `screens`.

    from screens import WIDTHS, OpenScreen, Screen, look

    @pytest.mark.parametrize("screen", WIDTHS, ids=str)
    def test_it_is_empty_at_first(served: Served, open_screen: OpenScreen, screen: Screen) -> None:
        page = open_screen(served.url + "notes", screen)
        expect(page.get_by_role("heading", name="还没有札记")).to_be_visible()
        look(page, "notes-empty", screen)

An error on the browser's console, an exception in a script or a request to another host fails the test that made it.
Where a test means such a complaint to come up it takes it out of `open_screen.visits[-1].complaints`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from program import Served, serving
from screens import OpenScreen


@pytest.fixture(scope="module")
def spare(home: Path) -> Path:
    """The same library for a server of another kind, or with no past, beside the one that runs for the whole module."""
    return shutil.copytree(home, home.with_name(f"{home.name}-spare"))


@pytest.fixture(scope="module")
def served(home: Path, spare: Path) -> Iterator[Served]:
    """A running server whose library holds the documents of tests/e2e/material; one for a module's tests."""
    with serving(home) as running:
        yield running


@pytest.fixture
def open_screen(browser: Browser, start: Callable[..., Served]) -> Iterator[OpenScreen]:
    """See `OpenScreen`. Leans on `start` so that pages close before the servers they speak to."""
    opening = OpenScreen(browser)
    yield opening
    opening.close()

"""How soon the page is seen and how fast one goes about in it, in a real browser over an office's home: in seconds.

`first` is a new visitor's first load, until the area's heading and its content stand there; `again` is a reload with
the browser's own cache; `go` is a click until the other page's content stands there, over all pages that there are;
`ask` is a question until its answer stands there; `source` is a click on a citation until its page's picture with the
mark stands there; `typing` is a key until the verdict on what it changed stands there (see `keystrokes`).

`pages` tells each page apart, in milliseconds: a visitor's first visit to it and, of the areas, the later ones.
`first_visitor_ms` is what the server's very first visitor waits. `ZHIBI_PAGE_RUNS` sets the number of visitors.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Page

from eval.bench import keystrokes
from eval.bench.office import Office, furnish
from eval.bench.serving import ZHIBI, serving
from eval.bench.watching import Seen, after_click, browsing, visitor

RUNS = int(os.environ.get("ZHIBI_PAGE_RUNS", "9"))
WANTED = {"first": 1.5, "go": 0.3, "typing": 0.5}
QUESTION = "2026年党建工作会议什么时候召开？"
PARTS = {
    "users": "用户",
    "collections": "库",
    "keys": "接口密钥",
    "audit": "操作记录",
    "backups": "备份",
    "settings": "模型与设置",
}
"""Of 管理, besides its first."""

_READY = "window.did_handshake === true"
_CONTENT = ".zb-ask:visible"
"""What stands in the first area once it is built."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A page on the way through the tool: what is clicked to come there, and what stands there then."""

    name: str
    click: str
    stands: str
    leave: str = ""


def _area(label: str) -> str:
    return f".zb-area:has-text('{label}')"


def _tab(label: str) -> str:
    return f"[role=tab]:has-text('{label}')"


def stops(office: Office) -> tuple[Stop, ...]:
    """Every page, in an order in which each can be reached from the one before."""
    drafts = {"文稿": office.plain, "一万字的文稿": office.long, "三百五十处待办的文稿": office.hard}
    desks = [
        stop
        for name, draft in drafts.items()
        for stop in (
            Stop(name, f"a[href='/drafts/{draft}']", ".zb-drafts-paper [data-say]"),
            Stop("起草", ".zb-way-back", ".zb-drafts-link"),
        )
    ]
    parts = [(label, f".zb-admin-part[href='/admin/{name}']") for name, label in PARTS.items()]
    return (
        Stop("起草", _area("起草"), ".zb-drafts-link"),
        Stop("选文种", ".zb-page-actions .zb-primary", ".zb-drafts-genre"),
        Stop("写要求", ".zb-drafts-genre", ".zb-drafts-form"),
        Stop("起草", _area("起草"), ".zb-drafts-link"),
        *desks,
        Stop("校核", _area("校核"), ".zb-proof-area"),
        Stop("任务", _area("任务"), "[data-task]"),
        Stop("一项任务", "[data-task]", ".zb-tasks-facts"),
        Stop("导入任务", "a[href='/tasks/import']", ".zb-tasks-how"),
        Stop("资料库", _area("资料库"), ".zb-document"),
        Stop("文件", ".zb-document-title", ".zb-library-fact"),
        Stop("文件的正文", _tab("正文"), ".zb-library-part"),
        Stop("评测", _area("评测"), ".zb-evaluation-open"),
        Stop("评测报告", ".zb-evaluation-open", ".zb-evaluation-headline"),
        Stop("各项指标", _tab("各项指标"), ".zb-evaluation-group"),
        Stop("评测", _area("评测"), ".zb-evaluation-start"),
        Stop("数据集", _tab("数据集"), "td a[href*='/evaluation/sets']"),
        Stop("管理", _area("管理"), ".zb-admin-sentence"),
        *(Stop(f"管理：{label}", link, f".zb-admin-parts:has({link}[aria-current]) ~ *") for label, link in parts),
        Stop("问答", _area("问答"), ".zb-ask-recent-one"),
        Stop("历史问答", "button:has-text('历史问答')", ".zb-ask-conversation-name", leave="Escape"),
        Stop("对话", ".zb-ask-recent-one", ".zb-answer"),
        Stop("问答", _area("问答"), ".zb-ask-recent-one"),
    )


@dataclass
class _Visits:
    """Of one page, by all visitors: of each the first, and the later ones."""

    first: list[Seen] = field(default_factory=list)
    later: list[Seen] = field(default_factory=list)

    @property
    def all(self) -> list[Seen]:
        return self.first + self.later

    @property
    def told(self) -> Mapping[str, float]:
        """`stall` is the longest that the browser did not react."""
        times = {"first": self.first, "later": self.later}
        waited = {
            f"{name}_{what}": round(of(one.ms for one in found))
            for name, found in times.items()
            if found
            for what, of in (("median", median), ("slowest", max))
        }
        return waited | {
            "tries": len(self.all),
            "messages": round(median(one.messages for one in self.all)),
            "kilobytes": round(median(one.bytes for one in self.all) / 1000, 1),
            "elements": round(median(one.elements for one in self.all)),
            "stall": round(max(one.stall for one in self.all)),
        }


def measure(shared: Path) -> dict[str, Any]:
    """Medians and the slowest tries; `shared` is not needed."""
    taken: dict[str, list[float]] = defaultdict(list)
    pages: dict[str, _Visits] = defaultdict(_Visits)
    cold: dict[str, float] = {}
    with _office() as (office, url), browsing() as browser:
        for run in range(RUNS + 1):
            with visitor(browser) as page:
                loads = [_timed(partial(_load, page, url)) for _ in range(2)]
                page.wait_for_function(_READY)
                toured = _toured(page, stops(office))
                if not run:  # the first visitor of all warms the server up, and is told of apart
                    cold = {name: round(max(one.ms for one in found)) for name, found in toured.items()}
                    continue
                for name, seconds in zip(("first", "again"), loads, strict=True):
                    taken[name].append(seconds)
                for name, found in toured.items():
                    pages[name].first.append(found[0])
                    pages[name].later += found[1:]
                taken["ask"].append(_timed(partial(_ask, page)))
                taken["source"].append(_timed(partial(_open, page)))
        typed = keystrokes.measured(browser, url, office)
    taken["go"] = [one.ms / 1000 for visits in pages.values() for one in visits.all]
    return {
        "wanted": WANTED,
        "median": {name: round(median(seconds), 3) for name, seconds in taken.items()},
        "slowest": {name: round(max(seconds), 3) for name, seconds in taken.items()},
        "tries": {name: len(seconds) for name, seconds in taken.items()},
        "typing": typed,
        "pages": {name: visits.told for name, visits in pages.items()},
        "first_visitor_ms": cold,
    }


@contextmanager
def _office() -> Iterator[tuple[Office, str]]:
    """An office with its server's address."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        office = furnish(home)
        with serving([str(ZHIBI), "--home", str(home)]) as url:
            yield office, url


def _toured(page: Page, way: Sequence[Stop]) -> dict[str, list[Seen]]:
    """Each stop, and then the areas once more: what was seen of each page, in order."""
    areas = {stop.name: stop for stop in way if stop.click.startswith(".zb-area")}
    found = defaultdict(list)
    for stop in (*way, *areas.values()):
        found[stop.name].append(_visited(page, stop))
    return found


def _visited(page: Page, stop: Stop) -> Seen:
    seen = after_click(page, page.locator(stop.click).locator("visible=true").first, stop.stands)
    if stop.leave:
        page.keyboard.press(stop.leave)
    return seen


def _timed(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _load(page: Page, url: str) -> None:
    page.goto(url, wait_until="commit")
    page.locator("h1").wait_for()
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

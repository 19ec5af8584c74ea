"""How evaluations are told on the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from assistant.interfaces.evaluations import Evaluations
from assistant.interfaces.web.elements import Text, box
from assistant.interfaces.web.moments import moment
from assistant.interfaces.web.visit import Visit
from eval.archive import Archive
from eval.report.plots import SHARES, Range
from eval.report.wording import number, spread

Result = TypeVar("Result")
Row = Mapping[str, Any]
"""A metric's row of summary.json."""

SET_NAMES = {"demo": "示范资料：问答", "demo_retrieval": "示范资料：检索"}
HEADLINES = ("point_recall", "evidence_cited", "rejection", "over_refusal", "citation_recall", "quote_recall@5")
"""Asked for first; refusing and refusing wrongly stand side by side."""

MEANINGS = {
    "point_recall": "该答的要点答出了多少",
    "evidence_cited": "标准依据有多少被引用",
    "rejection": "没有依据的问题，有多少拒答",
    "over_refusal": "有依据的问题，有多少误拒",
    "citation_recall": "引文能支持所说的话",
    "quote_recall@5": "前 5 段里有标准依据",
}


async def looked_up(visit: Visit, look: Callable[[Archive], Result]) -> Result:
    """What the archive of this home has. Raises ForbiddenError: what it quotes may be of any collection."""
    visit.principal.require("administer")
    archive = Archive(visit.service.settings.home)
    return await visit.read(look, archive)


def evaluations(visit: Visit) -> Evaluations:
    """Where they are changed, each change noted. Raises ForbiddenError."""
    return Evaluations(visit.house, visit.principal)


def set_name(name: str) -> str:
    return SET_NAMES.get(name, name)


def run_name(dataset: str, started: str) -> str:
    """示范资料：问答 · 今天 14:05."""
    return f"{set_name(dataset)} · {moment(started)}"


def figure(row: Row) -> str:
    """86.2%（80.1–91.3）."""
    known = spread(row)
    return number(row["mean"], row["unit"]) + (f"（{known}）" if known else "")


def plot(mean: float, low: float | None, high: float | None, within: Range = SHARES, kind: str = "") -> None:
    """A mean as a dot on its axis, with its interval; the figures beside it say the same."""
    with box("zb-evaluation-plot", tag="svg", width="100%", height="20", aria_hidden="true", focusable="false"):
        _line(within.place(within.low), within.place(within.high), "axis")
        if within.low < 0:
            _line(within.place(0), within.place(0), "zero", y1="3", y2="17")
        if low is not None and high is not None:
            _line(within.place(low), within.place(high), f"spread {kind}")
        box(f"zb-evaluation-mean {kind}".strip(), tag="circle", cx=within.place(mean), cy="10", r="4")


def _line(start: str, end: str, kind: str, y1: str = "10", y2: str = "10") -> None:
    box(f"zb-evaluation-{kind}".strip(), tag="line", x1=start, x2=end, y1=y1, y2=y2)


def part(title: str, text: str, classes: str = "zb-prose") -> None:
    """A heading with a text below; nothing where there is no text."""
    if text:
        with box("zb-evaluation-part"):
            Text(title, "zb-h3", tag="h3")
            Text(text, classes, tag="p")

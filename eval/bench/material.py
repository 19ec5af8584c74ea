"""What the speed figures are measured on, and how times are counted: alike for ours and for what stands beside it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from eval.cases import load_cases
from eval.stats import percentile

DEMO = Path(__file__).resolve().parents[1] / "datasets" / "demo"

Item = TypeVar("Item")
Result = TypeVar("Result")


def pdfs(shared: Path) -> list[Path]:
    """The demo library's PDF files, and the development data's where it is present."""
    folders = (DEMO / "library", shared / "data" / "files")
    return [path for folder in folders if folder.is_dir() for path in sorted(folder.glob("*.pdf"))]


def questions() -> list[str]:
    """The questions of the demo set."""
    return [case.question for case in load_cases(DEMO / "cases.jsonl")]


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """What `work` gives, and its wall seconds."""
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started


def each(work: Callable[[Item], object], items: Iterable[Item]) -> list[float]:
    """Wall seconds of `work` on each item, in order."""
    return [timed(lambda item=item: work(item))[1] for item in items]  # type: ignore[misc]


def spread(seconds: Sequence[float]) -> dict[str, float | None]:
    """p50 and p95 in milliseconds; None of no times."""
    return {f"p{rank}_ms": _milliseconds(seconds, rank) for rank in (50, 95)}


def ratio(ours: float | None, other: float | None) -> float | None:
    """`ours` divided by `other`; None where either is missing."""
    return round(ours / other, 4) if ours is not None and other else None


def _milliseconds(seconds: Sequence[float], percent: float) -> float | None:
    value = percentile(seconds, percent)
    return None if value is None else round(1000 * value, 2)

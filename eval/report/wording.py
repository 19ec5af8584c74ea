"""Figures, times and places as the report writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ingest.types import Address

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("回答", ("point_recall", "chrf", "rouge_l", "judge_quality")),
    ("引用", ("citation_", "evidence_cited")),
    ("拒答", ("rejection", "over_refusal")),
    ("版本与分歧", ("conflict_sides", "current_version", "false_premise")),
    ("检索：引文", ("quote_",)),
    ("检索：条款", ("address_",)),
    ("检索：文件", ("document_",)),
    ("运行", ("latency", "determinism")),
)
"""Headings of the summary with the beginnings of the names of their metrics."""

OTHERS = "其他"


def group_of(metric: str) -> str:
    return next((title for title, starts in GROUPS if metric.startswith(starts)), OTHERS)


def grouped(metrics: Sequence[str]) -> dict[str, list[str]]:
    """The metrics under their headings, in the order of the headings."""
    titles = [title for title, _ in GROUPS] + [OTHERS]
    found = {title: [name for name in metrics if group_of(name) == title] for title in titles}
    return {title: names for title, names in found.items() if names}


def number(value: float | None, unit: str = "share") -> str:
    """A share in per cent, seconds with their sign; a dash for what could not be computed."""
    if value is None:
        return "—"
    return f"{value:.2f} 秒" if unit == "seconds" else f"{100 * value:.1f}%"


def spread(about: Mapping[str, Any]) -> str:
    """The confidence interval of a row of summary.json; "" when there is none."""
    low, high = about["ci_low"], about["ci_high"]
    if low is None or high is None:
        return ""
    if about["unit"] == "seconds":
        return f"{low:.2f}–{high:.2f}"
    return f"{100 * low:.1f}–{100 * high:.1f}"


def points(value: float | None, unit: str = "share") -> str:
    """A difference with its sign: percentage points, or seconds."""
    if value is None:
        return "—"
    shown = f"{value:+.2f}" if unit == "seconds" else f"{100 * value:+.1f}"
    plain = "0" + shown[2:] if not shown.strip("+-0.") else shown
    return plain.replace("-", "−") + (" 秒" if unit == "seconds" else "")


def chance(p: float | None) -> str:
    """A p-value."""
    return "—" if p is None else "<0.001" if p < 0.001 else f"{p:.3f}"


def place(address: Address, pages: Sequence[int] = ()) -> str:
    """组织管理 › 第八条 · 第 3 页."""
    path = " › ".join([*address.section, *([address.article] if address.article else [])])
    shown = f"第 {'、'.join(map(str, pages))} 页" if pages else ""
    return " · ".join(part for part in (path, shown) if part)


__all__ = ["GROUPS", "OTHERS", "chance", "group_of", "grouped", "number", "place", "points", "spread"]

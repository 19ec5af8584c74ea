"""Plots as inline SVG: one line each, measured in per cent, so that they fit any width without being scaled."""

from __future__ import annotations

from dataclasses import dataclass

from eval.report.html import Html, tag

HEIGHT = 20
_MIDDLE = HEIGHT // 2
_PAD = 3.0
"""Per cent kept free at both ends, for half a dot."""


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers that a plot runs over."""

    low: float
    high: float

    def place(self, value: float) -> str:
        """Where `value` stands, as an SVG length; numbers outside stand at the border."""
        width = (self.high - self.low) or 1.0
        inside = min(1.0, max(0.0, (value - self.low) / width))
        return f"{_PAD + inside * (100 - 2 * _PAD):.2f}%"


SHARES = Range(0.0, 1.0)


def interval(
    mean: float,
    low: float | None,
    high: float | None,
    within: Range = SHARES,
    *,
    before: float | None = None,
    title: str,
) -> Html:
    """A mean as a dot on its axis with its confidence interval; `before` is the baseline's mean, a hollow dot."""
    parts = [_line(within.place(within.low), within.place(within.high), "axis")]
    if low is not None and high is not None:
        parts.append(_line(within.place(low), within.place(high), "spread"))
    if before is not None:
        parts.append(tag("circle", cx=within.place(before), cy=_MIDDLE, r=4, class_="before"))
    parts.append(tag("circle", cx=within.place(mean), cy=_MIDDLE, r=4, class_="mean"))
    return _plot(*parts, title=title)


def difference(mean: float, low: float | None, high: float | None, *, reach: float, worse: bool, title: str) -> Html:
    """A paired difference on an axis from -reach to reach with 0 marked; `worse` draws attention to it."""
    within = Range(-reach, reach)
    kind = " worse" if worse else ""
    parts = [_line(within.place(-reach), within.place(reach), "axis"), _zero(within)]
    if low is not None and high is not None:
        parts.append(_line(within.place(low), within.place(high), "spread" + kind))
    parts.append(tag("circle", cx=within.place(mean), cy=_MIDDLE, r=4, class_="mean" + kind))
    return _plot(*parts, title=title)


def _line(start: str, end: str, kind: str) -> Html:
    return tag("line", x1=start, x2=end, y1=_MIDDLE, y2=_MIDDLE, class_=kind)


def _zero(within: Range) -> Html:
    return tag("line", x1=within.place(0), x2=within.place(0), y1=2, y2=HEIGHT - 2, class_="zero")


def _plot(*parts: Html, title: str) -> Html:
    return tag("svg", tag("title", title), *parts, class_="plot", height=HEIGHT, role="img")


__all__ = ["HEIGHT", "SHARES", "Range", "difference", "interval"]

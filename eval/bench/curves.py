"""Curves as one SVG file that opens from disk: a panel for each figure, over the library's size on a log axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

from eval.report.html import Html, tag

WIDTH, HEIGHT = 300, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 34, 34, 40
_COLOURS = ("#1f5fa8", "#c0562b")

Line = Sequence[tuple[float, float]]
"""Points (size, value), sizes above 0 and rising."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One figure: its lines by name."""

    title: str
    lines: dict[str, Line]


def draw(sizes: str, panels: Sequence[Panel]) -> str:
    """The file's text; panels stand side by side. `sizes` names the common axis."""
    drawn = [
        tag("g", *_panel(panel, sizes), transform=f"translate({number * WIDTH} 0)")
        for number, panel in enumerate(panels)
    ]
    width = WIDTH * len(panels)
    ground = tag("rect", width=width, height=HEIGHT, fill="white")
    return tag(
        "svg",
        ground,
        *drawn,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {HEIGHT}",
        width=width,
        height=HEIGHT,
        font_family="sans-serif",
        font_size=11,
    )


def _panel(panel: Panel, sizes: str) -> list[Html]:
    points = [point for line in panel.lines.values() for point in line]
    title = _text(panel.title, WIDTH / 2, 18, anchor="middle", weight="bold")
    if not points:
        return [title, _text("not measured", WIDTH / 2, HEIGHT / 2, anchor="middle")]
    low, high = min(size for size, _ in points), max(size for size, _ in points)
    top = max(value for _, value in points) * 1.1 or 1.0

    def across(size: float) -> float:
        span = log10(high) - log10(low) or 1.0
        return _LEFT + (log10(size) - log10(low)) / span * (WIDTH - _LEFT - _RIGHT)

    def down(value: float) -> float:
        return HEIGHT - _BOTTOM - value / top * (HEIGHT - _TOP - _BOTTOM)

    parts = [title, _text(sizes, WIDTH / 2, HEIGHT - 8, anchor="middle")]
    for value in (0.0, top / 2, top):
        parts.append(_rule(down(value)))
        parts.append(_text(_number(value), _LEFT - 6, down(value) + 4, anchor="end"))
    parts += [
        _text(_number(size), across(size), HEIGHT - _BOTTOM + 15, anchor="middle")
        for size in sorted({size for size, _ in points})
    ]
    for colour, (name, line) in zip(_COLOURS, panel.lines.items(), strict=False):
        placed = [(across(size), down(value)) for size, value in line]
        parts += _drawn(name, placed, colour)
    return parts


def _drawn(name: str, placed: Sequence[tuple[float, float]], colour: str) -> list[Html]:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
    parts = [tag("polyline", points=path, fill="none", stroke=colour, stroke_width=2)]
    parts += [tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=3, fill=colour) for x, y in placed]
    if name and placed:
        parts.append(_text(name, placed[-1][0] + 6, placed[-1][1] + 4, fill=colour))
    return parts


def _rule(y: float) -> Html:
    return tag("line", x1=_LEFT, x2=WIDTH - _RIGHT, y1=f"{y:.1f}", y2=f"{y:.1f}", stroke="#ddd")


def _text(
    content: str, x: float, y: float, *, anchor: str = "start", weight: str = "normal", fill: str = "#333"
) -> Html:
    return tag("text", content, x=f"{x:.1f}", y=f"{y:.1f}", text_anchor=anchor, font_weight=weight, fill=fill)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 or value == 0 else f"{value:.1f}"


__all__ = ["Line", "Panel", "draw"]

"""Chromium measures every line, we decide where pages end: so the text of every page is known, not guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import Page as BrowserPage

MEASURE = """
() => [...document.querySelectorAll('#flow > *')].map(element => {
  const box = element.getBoundingClientRect();
  const rows = [...element.querySelectorAll('tr')].map(row => row.getBoundingClientRect().height);
  const lines = [];
  if (element.matches('p.flows')) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    let offset = 0, bottom = -1;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (let i = 0; i < node.length; i++, offset++) {
        const range = document.createRange();
        range.setStart(node, i); range.setEnd(node, i + 1);
        const rect = range.getBoundingClientRect();
        const middle = (rect.top + rect.bottom) / 2;
        if (rect.height && middle > bottom) { lines.push(offset); bottom = middle + rect.height / 2; }
      }
    }
  }
  return {height: box.height, rows, lines};
})
"""


@dataclass(frozen=True, slots=True)
class Measure:
    """Of one element: its height, its table rows' heights (px), the offset at which each of its lines starts."""

    height: float
    rows: tuple[float, ...]
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of element `index` that one frame holds: characters, or table rows without the header."""

    index: int
    start: int
    end: int
    continued: bool
    continues: bool


Frame = list[Piece]


def measure(browser_page: BrowserPage) -> list[Measure]:
    """Heights of the children of #flow, in order."""
    return [
        Measure(item["height"], tuple(item["rows"]), tuple(item["lines"])) for item in browser_page.evaluate(MEASURE)
    ]


def paginate(measures: Sequence[Measure], glued: Sequence[bool], capacities: Sequence[float]) -> list[Frame]:
    """Fill frames (pages or columns) of the given heights; the last height serves for all that follow.

    Args:
        glued: Per element, whether it must stand in the same frame as what follows (headings).
    """
    frames: list[Frame] = [[]]
    used = 0.0

    def room() -> float:
        return capacities[min(len(frames), len(capacities)) - 1] - used + 0.5

    for index, item in enumerate(measures):
        units = _units(item)
        start = 0
        while start < len(units):
            fixed = item.rows[0] if item.rows else 0.0
            count = _fitting(units[start:], room() - fixed - _reserve(index, measures, glued))
            if count == 0 and not frames[-1]:
                raise ValueError(f"element {index} is higher than a page")
            if count:
                end = start + count
                frames[-1].append(_piece(index, item, start, end, len(units)))
                used += fixed + sum(units[start:end])
                start = end
            if start < len(units):
                frames.append([])
                used = 0.0
    return frames


def _units(item: Measure) -> list[float]:
    """Heights of what cannot be broken: lines, table rows under the header, or the whole element."""
    if item.rows:
        return list(item.rows[1:])
    return [item.height / len(item.lines)] * len(item.lines) if item.lines else [item.height]


def _fitting(units: list[float], room: float) -> int:
    count = 0
    while count < len(units) and units[count] <= room:
        room -= units[count]
        count += 1
    return count


def _reserve(index: int, measures: Sequence[Measure], glued: Sequence[bool]) -> float:
    """Room to keep for what must not be parted from the element: the heading's next lines."""
    if not glued[index] or index + 1 >= len(measures):
        return 0.0
    follower = measures[index + 1]
    return sum(_units(follower)[:2]) + (follower.rows[0] if follower.rows else 0.0)


def _piece(index: int, item: Measure, start: int, end: int, count: int) -> Piece:
    if item.lines:
        stop = item.lines[end] if end < count else -1
        return Piece(index, item.lines[start], stop, start > 0, end < count)
    return Piece(index, start, end, start > 0, end < count)

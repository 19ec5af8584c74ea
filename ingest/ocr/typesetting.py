"""Lines as recognised -> printed lines with characters in their places, and fragments for the layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import mean, median

from ingest.layout.geometry import Fragment, Rule
from ingest.ocr.fixes import fixed
from ingest.types import PrintedLine

_FULL = 0.88
"""Font size in heights of a line's box, where nothing on the page tells better: the detector leaves a margin."""
_SOLID = (0.55, 1.1)
"""An advance of so many heights is solid setting, else the line is spaced out or narrow."""
_LEAST_WIDE = 6
_GAPPED = 1.4
"""A step so many times the middle one is a gap."""
_SAME_SIZE, _SAME_SHORT = 0.07, 0.2
_BLANK, _APART = 0.6, 1.2
"""Gaps in font sizes: from the first on a blank stands between two characters, from the second on they are parted."""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """A recognised line in points on the level page.

    Attributes:
        centres: The middle of each character of `text`.
        confidences: 0 to 1, one for each character.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    centres: tuple[float, ...]
    confidences: tuple[float, ...]

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def steps(self) -> tuple[float, ...]:
        """From one full-width character to the next: the font size of a line set solid."""
        return tuple(
            b - a
            for (a, b), (one, other) in zip(pairwise(self.centres), pairwise(self.text), strict=True)
            if _is_wide(one) and _is_wide(other)
        )

    @property
    def advance(self) -> float | None:
        """The mean step of a line set solid, None where that cannot be told or it is set in another way."""
        middle = median(self.steps or [0.0])
        usual = mean([step for step in self.steps if step <= _GAPPED * middle] or [0.0])
        return usual if _SOLID[0] * self.height <= usual <= _SOLID[1] * self.height else None

    @property
    def is_certain(self) -> bool:
        return len(self.steps) >= _LEAST_WIDE and self.advance is not None


def pieces(lines: Sequence[Glyphs], rules: Sequence[Rule]) -> list[tuple[PrintedLine, Fragment]]:
    """The lines cut where a rule or a wide gap parts them, each as it is shown and as it is laid out."""
    upright = [rule for rule in rules if not rule.is_horizontal]
    sizes = _common(lines)
    return [
        (_printed(part), _fragment(part, size))
        for line, size in zip(lines, sizes, strict=True)
        for part in _parts(line, size, upright)
    ]


def _common(lines: Sequence[Glyphs]) -> list[float]:
    """The lines' font sizes, those that differ by no more than a measuring error made one: a small one where many
    characters were measured, a larger one where only the height tells."""
    share = median([(line.advance or 0.0) / line.height for line in lines if line.is_certain] or [_FULL])
    found = [_size(line, share) for line in lines]
    left = set(range(len(lines)))
    while left:
        certain = sorted(at for at in left if lines[at].is_certain) or sorted(left)
        weights = {at: sum(len(lines[one].text) for one in certain if _alike(found[one], found[at])) for at in certain}
        middle = max(weights, key=lambda at: weights[at])
        core = [at for at in certain if _alike(found[at], found[middle])]
        common = median(size for at in core for size in [found[at]] * len(lines[at].text))
        slack = [at for at in left if not lines[at].is_certain and _alike(found[at], common, _SAME_SHORT)]
        for at in (*core, *slack):
            found[at] = common
        left.difference_update(core, slack)
    return found


def _size(line: Glyphs, share: float) -> float:
    by_height = share * line.height
    if line.advance is None:
        return by_height
    return line.advance if line.is_certain else (line.advance + by_height) / 2


def _alike(one: float, other: float, error: float = _SAME_SIZE) -> bool:
    return abs(one - other) <= error * max(one, other)


def _parts(line: Glyphs, size: float, upright: Sequence[Rule]) -> list[Glyphs]:
    middle = (line.top + line.bottom) / 2
    borders = [rule.x0 for rule in upright if rule.top <= middle <= rule.bottom and line.x0 < rule.x0 < line.x1]
    found: list[Glyphs] = []
    start = 0
    for at in range(1, len(line.text) + 1):
        if at == len(line.text) or _is_cut(line, at, size, borders):
            found.append(_spaced(_part(line, start, at, size), size))
            start = at
    return [part for part in found if part.text.strip()]


def _is_cut(line: Glyphs, at: int, size: float, borders: Sequence[float]) -> bool:
    before, after = line.centres[at - 1], line.centres[at]
    return _gap(line, at, size) > _APART * size or any(before < border <= after for border in borders)


def _gap(line: Glyphs, at: int, size: float) -> float:
    """The blank between character `at` and the one before it, as their usual widths leave it."""
    taken = (_width(line.text[at - 1], size) + _width(line.text[at], size)) / 2
    return line.centres[at] - line.centres[at - 1] - taken


def _part(line: Glyphs, start: int, end: int, size: float) -> Glyphs:
    x0 = line.x0 if start == 0 else line.centres[start] - _width(line.text[start], size) / 2
    x1 = line.x1 if end == len(line.text) else line.centres[end - 1] + _width(line.text[end - 1], size) / 2
    return replace(
        line, text=line.text[start:end], x0=x0, x1=max(x0, x1),
        centres=line.centres[start:end], confidences=line.confidences[start:end],
    )  # fmt: skip


def _spaced(line: Glyphs, size: float) -> Glyphs:
    """With a blank where letters stand apart: the model reads none between Chinese characters."""
    text, centres, confidences = line.text[:1], list(line.centres[:1]), list(line.confidences[:1])
    for at in range(1, len(line.text)):
        here, before = line.text[at], line.text[at - 1]
        letters = here.isalnum() and before.isalnum() and (_is_wide(here) or _is_wide(before))
        if letters and _gap(line, at, size) > _BLANK * size:
            text += " "
            centres.append((line.centres[at - 1] + line.centres[at]) / 2)
            confidences.append(1.0)
        text += here
        centres.append(line.centres[at])
        confidences.append(line.confidences[at])
    return replace(line, text=text, centres=tuple(centres), confidences=tuple(confidences))


def _width(character: str, size: float) -> float:
    return size if _is_wide(character) else size / 2


def _is_wide(character: str) -> bool:
    return character >= "\u2e80" or character in "“”‘’—…"


def _printed(line: Glyphs) -> PrintedLine:
    inner = [(a + b) / 2 for a, b in pairwise(line.centres)]
    edges = [line.x0]
    for edge in [*inner, line.x1]:
        edges.append(max(edges[-1], min(edge, line.x1)))
    rounded = tuple(round(edge, 1) for edge in edges)
    confidence = round(mean(line.confidences), 3)
    return PrintedLine(line.text, round(line.top, 1), round(line.bottom, 1), rounded, confidence)


def _fragment(line: Glyphs, size: float) -> Fragment:
    middle = (line.top + line.bottom) / 2
    return Fragment(fixed(line.text.strip()), line.x0, middle - size / 2, line.x1, middle + size / 2, size)

"""Which pages or parts of pages must be read from their picture, and what becomes of a page when they have been."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.layout.geometry import Fragment, PageView, Rule
from ingest.ocr.sheet import RecognisedPage
from ingest.plausibility import is_han, score, wordiness
from ingest.readers.paged import Box, JudgedPage, repaired
from ingest.types import PrintedLine

_WHOLE = 0.7
"""A picture over this share of the page is a scan of the page."""
_LARGE, _LEAST_SIDE = 0.08, 60.0
"""Share of the page and points of the shorter side from which on a picture may carry text worth reading."""
_COVERED = 0.1
"""Share of the characters a picture has room for (one in 20 x 20 points) from which on it is but their background."""
_ROOM = 400.0
_TOUCH = 3.0
_POOR_WORDS, _POOR_SCORE, _LEAST_HAN = 0.2, 0.6, 30
_LEGIBLE = 0.6
"""Confidence of a line that is believed to be one in a picture beside native text: photographs seem to hold some."""
_OWN = 0.25
"""Share of what a picture says that the page's own text must reach for the page to count as written, not scanned."""
_WATERMARK = 4
"""The same words so often on one page are no text."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a page is to be recognised: all of it, or the picture in `box`."""

    page: int
    box: Box | None = None


def wanted(page: JudgedPage) -> list[Wanted]:
    """What recognition could add to a page."""
    if not page.is_readable:
        return []
    if page.origin != "native" or _has_poor_layer(page):
        return [Wanted(page.number)]
    return [Wanted(page.number, box) for box in _joined(page.pictures) if _may_carry_text(box, page.view)]


def _has_poor_layer(page: JudgedPage) -> bool:
    """Whether the text over a full-page picture reads as a scanner's careless recognition."""
    if not any(_share(box, page.view) >= _WHOLE for box in _joined(page.pictures)):
        return False
    text = page.text
    if sum(map(is_han, text)) < _LEAST_HAN:
        return False
    return wordiness(text) < _POOR_WORDS or score(text) < _POOR_SCORE


def _joined(boxes: Sequence[Box]) -> list[Box]:
    """Boxes that touch as one: scanners cut a page into strips."""
    found: list[Box] = []
    for box in boxes:
        while touching := next((one for one in found if _touch(one, box)), None):
            found.remove(touching)
            box = (*map(min, touching[:2], box[:2]), *map(max, touching[2:], box[2:]))  # type: ignore[assignment]
        found.append(box)
    return found


def _touch(one: Box, other: Box) -> bool:
    return (
        one[0] <= other[2] + _TOUCH
        and other[0] <= one[2] + _TOUCH
        and one[1] <= other[3] + _TOUCH
        and other[1] <= one[3] + _TOUCH
    )


def _share(box: Box, view: PageView) -> float:
    width = min(box[2], view.width) - max(box[0], 0.0)
    height = min(box[3], view.height) - max(box[1], 0.0)
    return max(0.0, width) * max(0.0, height) / max(1.0, view.width * view.height)


def _may_carry_text(box: Box, view: PageView) -> bool:
    if _share(box, view) < _LARGE or min(box[2] - box[0], box[3] - box[1]) < _LEAST_SIDE:
        return False
    over = {fragment.text for fragment in view.fragments if _inside(fragment, box)}
    room = _share(box, view) * view.width * view.height / _ROOM
    return sum(map(len, over)) < _COVERED * room


def _inside(fragment: Fragment, box: Box) -> bool:
    x, y = (fragment.x0 + fragment.x1) / 2, (fragment.top + fragment.bottom) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


# What recognition found, put in its place.


def completed(pages: Sequence[JudgedPage], found: Sequence[tuple[Wanted, RecognisedPage]]) -> list[JudgedPage]:
    """The pages with what was recognised on them, its text repaired as one document."""
    views, _ = repaired([page.view for _, page in found])
    by_number: dict[int, list[tuple[Wanted, RecognisedPage]]] = {}
    for (what, page), view in zip(found, views, strict=True):
        whole = len(view.fragments) == len(page.lines)  # else repair left a line without text
        by_number.setdefault(what.page, []).append((what, replace(page, view=view) if whole else page))
    return [_completed(page, by_number.get(page.number, [])) for page in pages]


def without_pictures(page: JudgedPage) -> JudgedPage:
    """A page whose picture shows nothing: it is no scan, but blank."""
    return replace(page, pictures=()) if page.origin == "blank" else page


def _completed(page: JudgedPage, found: Sequence[tuple[Wanted, RecognisedPage]]) -> JudgedPage:
    if not found:
        return page
    if found[0][0].box is None:
        return _recognised(page, found[0][1])
    for what, part in found:
        if what.box is not None:
            page = _with_part(page, what.box, part)
    return page


_WHY = {"garbled": "文字层是乱码，已按页面图像识别", "native": "文字层错误太多，已按页面图像识别"}


def _recognised(page: JudgedPage, found: RecognisedPage) -> JudgedPage:
    """A page read from its picture; a poor text layer is kept where the picture gave nothing better."""
    if not any(character.isalnum() for fragment in found.view.fragments for character in fragment.text):
        note = "是图片，没有识别出文字" if page.pictures and page.origin == "blank" else page.note
        return replace(page, note=note)
    text = "\n".join(fragment.text for fragment in found.view.fragments)
    if page.origin == "native" and wordiness(text) <= wordiness(page.text):
        return replace(page, note="文字层是扫描软件识别的，可能有错", confidence=min(page.confidence, 0.7))
    confidence = found.confidence
    note = _WHY.get(page.origin, "由图像识别")
    if faint := sum(line.confidence < _LEGIBLE for line in found.lines):
        note += f"，{faint} 行辨认不清"
    return replace(
        page, view=found.view, origin="ocr", confidence=confidence, note=note, lines=found.lines,
        turned=round(found.turned, 1) % 360,
    )  # fmt: skip


def _with_part(page: JudgedPage, box: Box, found: RecognisedPage) -> JudgedPage:
    """A native page with what a picture on it says. What the picture's words repeat of the page's own is left out."""
    part = _Part(box, found.view)
    own = list(_without_watermarks(page.view.fragments))
    pairs = [
        (line, fragment)
        for line, fragment in zip(map(part.line, found.lines), map(part.fragment, found.view.fragments), strict=True)
        if line.confidence >= _LEGIBLE and not any(_overlap(fragment, one) for one in own)
    ]
    if not pairs:
        return page
    rules = (*page.view.rules, *map(part.rule, found.view.rules))
    view = replace(page.view, fragments=(*own, *(fragment for _, fragment in pairs)), rules=rules)
    confidence = min(page.confidence, found.confidence)
    lines = tuple(line for line, _ in pairs)
    if _OWN * sum(len(line.text) for line in lines) <= sum(len(one.text) for one in own):
        note = "页上图片中的文字由图像识别"
        return replace(page, view=view, lines=(*page.lines, *lines), confidence=confidence, note=note)
    native = page.lines if page.origin == "ocr" else tuple(map(_as_line, own))
    return replace(page, view=view, origin="ocr", lines=(*native, *lines), confidence=confidence, note="由图像识别")


@dataclass(frozen=True, slots=True)
class _Part:
    """From the place in a picture, as it was read, to the place on the page whose `box` it fills."""

    box: Box
    view: PageView

    def x(self, value: float) -> float:
        return self.box[0] + value * (self.box[2] - self.box[0]) / max(1.0, self.view.width)

    def y(self, value: float) -> float:
        return self.box[1] + value * (self.box[3] - self.box[1]) / max(1.0, self.view.height)

    def line(self, one: PrintedLine) -> PrintedLine:
        edges = tuple(round(self.x(edge), 1) for edge in one.edges)
        return replace(one, top=round(self.y(one.top), 1), bottom=round(self.y(one.bottom), 1), edges=edges)

    def fragment(self, one: Fragment) -> Fragment:
        top, bottom = self.y(one.top), self.y(one.bottom)
        return replace(one, x0=self.x(one.x0), top=top, x1=self.x(one.x1), bottom=bottom, size=bottom - top)

    def rule(self, one: Rule) -> Rule:
        return Rule(self.x(one.x0), self.y(one.top), self.x(one.x1), self.y(one.bottom))


def _without_watermarks(fragments: Sequence[Fragment]) -> Iterator[Fragment]:
    counts = Counter(fragment.text for fragment in fragments if sum(map(is_han, fragment.text)) > 1)
    return (fragment for fragment in fragments if counts[fragment.text] < _WATERMARK)


def _overlap(one: Fragment, other: Fragment) -> bool:
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return across > 0.3 * (one.x1 - one.x0) and down > 0.4 * (one.bottom - one.top)


def _as_line(one: Fragment) -> PrintedLine:
    step = (one.x1 - one.x0) / len(one.text)
    edges = tuple(round(one.x0 + at * step, 1) for at in range(len(one.text) + 1))
    return PrintedLine(one.text, round(one.top, 1), round(one.bottom, 1), edges, 1.0)

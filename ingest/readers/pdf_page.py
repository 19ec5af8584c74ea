"""One page of a PDF: its characters with their places, as PDFium tells them.

PDFium is not thread-safe: whoever calls these functions holds the lock that `readers.pdf.opened` takes.
"""

from __future__ import annotations

import math
import re
from array import array
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import PYFUNCTYPE, byref, c_int, c_uint, c_void_p, cast, create_string_buffer
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.layout.fragments import fragments
from ingest.layout.geometry import PageView, Rule
from ingest.layout.glyphs import NO_GLYPHS, Codes, Flags, Glyphs, Indices, Numbers, codes_of
from ingest.readers.paged import RawPage
from ingest.readers.pdf_rules import Drawn, drawn
from ingest.readers.pdf_turns import Turn

MOST_CHARACTERS = 200_000
"""Characters read of one page; no page that a person can read has more."""

_SAMPLE = 7
_EXACT = 0.05
"""PDFium gives a few characters the box of their ink instead of their font's, which begins at their origin."""
_SAME_BASELINE = 0.01
_SLANT = -1
_SLANT_TOLERANCE = 0.06

_STRONG_FONT = re.compile(r"bold|black|heavy|hei|黑|小标宋|xbs", re.IGNORECASE)
_STRONG_WEIGHT = 600


@dataclass(frozen=True, slots=True)
class PageGlyphs:
    """The characters of one page.

    Attributes:
        width, height: In points, as a person sees the page (with its /Rotate).
        upright: As the text is read: turned so that most of it runs from left to right.
        shown: The same characters' boxes (n, 4) as a person sees the page.
        rules: As the text is read.
    """

    width: float
    height: float
    upright: Glyphs
    shown: Numbers
    rules: tuple[Rule, ...] = ()


def read_page(document: Any, index: int) -> RawPage:
    """The page of this index (from 0) of an open PDFium document, its text turned upright."""
    try:
        with _opened(document, index) as (page, text):
            return _read(page, text, index + 1)
    except pdfium.PdfiumError:
        return RawPage(PageView(index + 1, 0.0, 0.0, ()), is_readable=False)


def read_glyphs(document: Any, index: int) -> PageGlyphs:
    """The characters of the page of this index (from 0), for marking them; none on a page that cannot be read."""
    try:
        with _opened(document, index) as (page, text):
            found = _characters(text, page.get_bbox())
            shown, quarter = Turn(-page.get_rotation() // 90 % 4, found.box), found.most_common_quarter()
            kept = found.kept((found.quarters == quarter) | found.blank)
            turn = Turn(quarter, found.box)
            rules = drawn(page, turn).rules
            return PageGlyphs(shown.width, shown.height, kept.turned(turn), shown.boxes(kept.boxes), rules)
    except pdfium.PdfiumError:
        return PageGlyphs(0.0, 0.0, NO_GLYPHS, NO_GLYPHS.boxes)


@contextmanager
def _opened(document: Any, index: int) -> Iterator[tuple[Any, Any]]:
    page = document[index]
    try:
        text = page.get_textpage()
        try:
            yield page, text
        finally:
            text.close()
    finally:
        page.close()


def _read(page: Any, text: Any, number: int) -> RawPage:
    found = _characters(text, page.get_bbox())
    upright = found.most_common_quarter()
    turn = Turn(upright, found.box)
    shown = drawn(page, turn) if found.box[2] > found.box[0] else Drawn((), ())
    glyphs = found.kept((found.quarters == upright) | found.blank).turned(turn)
    view = PageView(
        number, turn.width, turn.height, fragments(glyphs, shown.rules, lambda at: _is_strong(text, at)), shown.rules
    )
    return RawPage(view, found.unmapped, pictures=shown.pictures)


@dataclass(frozen=True, slots=True)
class _Characters:
    """Characters in page units (origin below), in the order of writing.

    Attributes:
        boxes: Shape (n, 4), float64: left, bottom, right, top.
        quarters: Quarter turns clockwise, `_SLANT` for a slant; 0 for blanks.
        blank: Which are white space.
        unmapped: Share (0 to 1) of the others whose font does not say what they mean.
        box: The page's own box.
    """

    text: str
    boxes: Numbers
    index: Indices
    generated: Flags
    quarters: Indices
    blank: Flags
    unmapped: float
    box: tuple[float, float, float, float]

    def most_common_quarter(self) -> int:
        inked = self.quarters[~self.blank]
        return int(np.bincount(inked - _SLANT).argmax()) + _SLANT if len(inked) else 0

    def kept(self, mask: Flags) -> _Characters:
        places = np.flatnonzero(mask)
        if len(places) == len(self.text):
            return self
        return _Characters(
            "".join(map(self.text.__getitem__, places.tolist())), self.boxes[places], self.index[places],
            self.generated[places], self.quarters[places], self.blank[places], self.unmapped, self.box,
        )  # fmt: skip

    def turned(self, turn: Turn) -> Glyphs:
        return Glyphs(self.text, turn.boxes(self.boxes), self.index, self.generated)


class _Calls:
    """PDFium's functions on the characters of one page, called for all of them in a row.

    They are called through prototypes that take plain numbers: the page has thousands of characters, and converting
    arguments is most of what a call costs.
    """

    def __init__(self, text: Any) -> None:
        self.count = max(0, min(text.count_chars(), MOST_CHARACTERS))
        self._handle = cast(text.raw, c_void_p).value
        self.raw = text.raw

    def codes(self) -> Codes:
        found = map(_UNICODE, [self._handle] * self.count, range(self.count))
        return np.fromiter(found, dtype=np.uint32, count=self.count)

    def boxes(self) -> Numbers:
        """left, bottom, right, top of each."""
        held = array("f", bytes(16 * self.count))
        start = held.buffer_info()[0]
        places = range(start, start + 16 * self.count, 16)
        deque(map(_LOOSE_BOX, [self._handle] * self.count, range(self.count), places), maxlen=0)
        left_top_right_bottom = np.frombuffer(held, dtype=np.float32).reshape(-1, 4)
        return left_top_right_bottom[:, [0, 3, 2, 1]].astype(np.float64)

    def origins(self) -> Numbers:
        """x, y of each."""
        held = array("d", bytes(16 * self.count))
        start = held.buffer_info()[0]
        xs, ys = (range(first, first + 16 * self.count, 16) for first in (start, start + 8))
        deque(map(_ORIGIN, [self._handle] * self.count, range(self.count), xs, ys), maxlen=0)
        return np.frombuffer(held, dtype=np.float64).reshape(-1, 2)

    def quarter(self, index: int) -> int:
        turns = raw.FPDFText_GetCharAngle(self.raw, index) / (math.pi / 2)
        return round(turns) % 4 if abs(turns - round(turns)) < _SLANT_TOLERANCE else _SLANT

    def is_generated(self, index: int) -> bool:
        return bool(raw.FPDFText_IsGenerated(self.raw, index) == 1)

    def is_unmapped(self, index: int) -> bool:
        return bool(raw.FPDFText_HasUnicodeMapError(self.raw, index) == 1)


def _prototype(function: Any, result: Any, *arguments: Any) -> Any:
    return PYFUNCTYPE(result, *arguments)(cast(function, c_void_p).value or 0)


_UNICODE = _prototype(raw.FPDFText_GetUnicode, c_uint, c_void_p, c_int)
_LOOSE_BOX = _prototype(raw.FPDFText_GetLooseCharBox, c_int, c_void_p, c_int, c_void_p)
_ORIGIN = _prototype(raw.FPDFText_GetCharOrigin, c_int, c_void_p, c_int, c_void_p, c_void_p)


def _characters(text: Any, box: tuple[float, float, float, float]) -> _Characters:
    calls = _Calls(text)
    meant, index = _text(calls.codes())
    codes = codes_of(meant)
    blank = (codes == 32) | (codes == 10)
    boxes, origins = calls.boxes()[index], calls.origins()[index]
    quarters = _quarters(calls, index, origins, blank)
    boxes = _of_fonts(boxes, origins, (quarters == 0) & ~blank, codes)
    generated = np.zeros(len(index), dtype=np.bool_)
    for at in np.flatnonzero(codes == 32).tolist():
        generated[at] = calls.is_generated(int(index[at]))
    sampled = [at for at in index[~blank].tolist() if at % _SAMPLE == 0]
    unmapped = sum(map(calls.is_unmapped, sampled)) / len(sampled) if sampled else 0.0
    found = _Characters(meant, boxes, index, generated, quarters, blank, unmapped, box)
    return found.kept(blank | _within(boxes, box))


def _within(boxes: Numbers, box: tuple[float, float, float, float]) -> Flags:
    """Which boxes have their middle on the page; none that is not a number has."""
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    within: Flags = (x >= box[0]) & (x <= box[2]) & (y >= box[1]) & (y <= box[3]) & np.isfinite(boxes).all(axis=1)
    return within


def _quarters(calls: _Calls, index: Indices, origins: Numbers, blank: Flags) -> Indices:
    """The turn of each character. One on the baseline of the one before is turned like it."""
    found = np.zeros(len(index), dtype=np.int64)
    inked = np.flatnonzero(~blank)
    if not len(inked):
        return found
    moved = np.abs(np.diff(origins[inked, 1], prepend=np.inf)) > _SAME_BASELINE
    asked = np.flatnonzero(moved)
    told = np.array([calls.quarter(at) for at in index[inked[asked]].tolist()], dtype=np.int64)
    found[inked] = told[np.cumsum(moved) - 1]
    return found


def _of_fonts(boxes: Numbers, origins: Numbers, upright: Flags, codes: Codes) -> Numbers:
    """The boxes, those of ink made as high and, for Chinese, as wide as those of the same font before them."""
    exact = upright & (np.abs(boxes[:, 0] - origins[:, 0]) <= _EXACT)
    last = np.maximum.accumulate(np.where(exact, np.arange(len(boxes)), -1)) if len(boxes) else np.zeros(0, np.int64)
    odd = np.flatnonzero(upright & ~exact & (last >= 0))
    if not len(odd):
        return boxes
    like = last[odd]
    heights = boxes[like, 3] - boxes[like, 1]
    fit = heights >= boxes[odd, 3] - boxes[odd, 1]
    odd, like, heights = odd[fit], like[fit], heights[fit]
    left, wide = origins[odd, 0], np.where(codes[odd] >= 0x2E80, heights, 0.0)
    bottom = origins[odd, 1] - (origins[like, 1] - boxes[like, 1])
    mended = boxes.copy()
    mended[odd] = np.column_stack((left, bottom, np.maximum(boxes[odd, 2], left + wide), bottom + heights))
    return mended


_HYPHEN = 2
"""PDFium's mark for a hyphen at the end of a line."""
_NOTHING = (0, 0xFFFE, 0xFFFF)
_SPACES = (0x09, 0x0B, 0x0C, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 0xA0)
_ENDS = (0x0D, 0x85, 0x2028, 0x2029)


def _text(codes: Codes) -> tuple[str, Indices]:
    """What UTF-16 codes mean, and of each character the number of its (first) code."""
    codes = codes.copy()
    index = np.arange(len(codes), dtype=np.int64)
    surrogate = (codes >= 0xD800) & (codes < 0xE000)
    if surrogate.any():
        pairs = np.flatnonzero((codes[:-1] & 0xFC00 == 0xD800) & (codes[1:] & 0xFC00 == 0xDC00))
        codes[pairs] = 0x10000 + ((codes[pairs] - 0xD800) << 10) + (codes[pairs + 1] - 0xDC00)
        codes[(codes >= 0xD800) & (codes < 0xE000)] = 0xFFFD
        codes, index = np.delete(codes, pairs + 1), np.delete(index, pairs + 1)
    codes[codes == _HYPHEN] = ord("-")
    codes[np.isin(codes, _NOTHING) | (codes > 0x10FFFF)] = 0xFFFD
    codes[np.isin(codes, _SPACES)] = ord(" ")
    codes[np.isin(codes, _ENDS)] = ord("\n")
    return codes.astype("<u4").tobytes().decode("utf-32-le"), index


def _is_strong(text: Any, index: int) -> bool:
    if raw.FPDFText_GetFontWeight(text.raw, index) >= _STRONG_WEIGHT:
        return True
    buffer, flags = create_string_buffer(128), c_int()
    length = raw.FPDFText_GetFontInfo(text.raw, index, buffer, 128, byref(flags))
    return _STRONG_FONT.search(buffer.raw[: max(0, length - 1)].decode("gb18030", errors="ignore")) is not None

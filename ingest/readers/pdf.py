"""PDF: characters and rules with their places, read by PDFium, laid out into blocks; the outline by pypdf.

PDFium decodes fonts that other libraries turn to mojibake and survives damaged files; it also knows whether a password
is asked for and what the title is. It is not thread-safe: one document is read at a time in a process.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from ctypes import byref, c_double, c_float, c_int, create_string_buffer
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.errors import DamagedFileError, EncryptedFileError, LimitExceededError
from ingest.layout.fragments import Glyph, fragments
from ingest.layout.geometry import PageView, Rule
from ingest.readers.bookmarks import read_bookmarks, with_levels
from ingest.readers.paged import RawPage, reading
from ingest.types import AS_USUAL, Reading, ReadOptions

MAX_PAGES = 20_000
_MAX_PATHS = 5_000
_MAX_POINTS = 400
_THIN = 3.0
_PDFIUM = Lock()

_STRONG_FONT = re.compile(r"bold|black|heavy|hei|黑|小标宋|xbs", re.IGNORECASE)


def read(data: bytes, name: str, options: ReadOptions = AS_USUAL) -> Reading:
    """The pages and blocks of a PDF.

    Raises:
        EncryptedFileError: A password is needed.
        DamagedFileError: PDFium cannot open it.
        LimitExceededError: More than `MAX_PAGES` pages.
        EmptyFileError: No page has text that can be used.
    """
    with _PDFIUM:
        document = _open(data, name)
        try:
            title = document.get_metadata_value("Title")
            pages = [_read_page(document, index) for index in range(len(document))]
        finally:
            document.close()
    found = reading(pages, title, name)
    return replace(found, blocks=with_levels(found.blocks, read_bookmarks(data)))


def _open(data: bytes, name: str) -> Any:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as exc:
        if "password" in str(exc).lower():
            raise EncryptedFileError(
                f"PDF 文件“{name}”已加密，打开需要密码", "请用密码打开后另存为不加密的 PDF，再重新导入"
            ) from exc
        raise DamagedFileError(
            f"PDF 文件“{name}”已损坏，无法打开", "请确认文件下载完整，或从原系统重新导出后再导入"
        ) from exc
    if len(document) > MAX_PAGES:
        pages = len(document)
        document.close()
        raise LimitExceededError(f"PDF 文件“{name}”有 {pages} 页，超过上限 {MAX_PAGES} 页", "请拆分后分别导入")
    return document


# Reading one page: all calls below hold the lock.


def _read_page(document: Any, index: int) -> RawPage:
    try:
        page = document[index]
        text = page.get_textpage()
    except pdfium.PdfiumError:
        return RawPage(PageView(index + 1, 0.0, 0.0, ()), is_readable=False)
    box = page.get_bbox()
    boxes, unmapped = _characters(text, box)
    quarter = Counter(character[5] for character in boxes).most_common(1)[0][0] if boxes else 0
    turn = _Turn(quarter, box)
    rules = tuple(_rules(page, turn))
    glyphs = (turn.glyph(one) for one in boxes if one[5] == quarter or one[0] in "\r\n ")
    found = fragments(glyphs, rules, lambda at: _is_strong(text, at))
    view = PageView(index + 1, turn.width, turn.height, found, rules)
    has_image = not boxes and any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))
    text.close()
    page.close()
    return RawPage(view, unmapped, has_image)


_Character = tuple[str, float, float, float, float, int, int, bool]
"""Text, left, bottom, right, top in page units, quarter turns (-1 for a slant), index, generated."""
_SAMPLE = 7
_EXACT = 0.05
"""PDFium gives a few characters the box of their ink instead of their font's, which begins at their origin."""


def _characters(text: Any, box: tuple[float, float, float, float]) -> tuple[list[_Character], float]:
    """The characters of a page in the order of writing, and the share that has no meaning in its font."""
    handle, rect, x, y = text.raw, raw.FS_RECTF(), c_double(), c_double()
    place, at_x, at_y = byref(rect), byref(x), byref(y)
    found: list[_Character] = []
    sampled = unmapped = high = 0
    height = drop = 0.0  # of the last character whose box is that of its font
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(handle, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code, high = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00), 0
        character = _character(code)
        raw.FPDFText_GetLooseCharBox(handle, index, place)
        left, bottom, right, top = rect.left, rect.bottom, rect.right, rect.top
        if character.isspace():
            generated = raw.FPDFText_IsGenerated(handle, index) == 1
            found.append((character, left, bottom, right, top, 0, index, generated))
            continue
        turns = raw.FPDFText_GetCharAngle(handle, index) / (math.pi / 2)
        quarter = round(turns) % 4 if abs(turns - round(turns)) < 0.06 else -1
        if quarter == 0:
            raw.FPDFText_GetCharOrigin(handle, index, at_x, at_y)
            if abs(left - x.value) <= _EXACT:
                height, drop = top - bottom, y.value - bottom
            elif height >= top - bottom:
                left, right = x.value, max(right, x.value + (height if character >= "\u2e80" else 0.0))
                bottom = y.value - drop
                top = bottom + height
        if not (box[0] <= (left + right) / 2 <= box[2] and box[1] <= (bottom + top) / 2 <= box[3]):
            continue
        if index % _SAMPLE == 0:
            sampled += 1
            unmapped += raw.FPDFText_HasUnicodeMapError(handle, index) == 1
        found.append((character, left, bottom, right, top, quarter, index, False))
    return found, unmapped / sampled if sampled else 0.0


def _character(code: int) -> str:
    if code == 2:  # PDFium's mark for a hyphen at the end of a line
        return "-"
    if code == 0 or code in (0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000:
        return "\ufffd"
    return chr(code) if code not in (0xA0, 0x09) else " "


@dataclass(frozen=True, slots=True)
class _Turn:
    """From page units (origin below) to the page as its text is read, `quarter` turns clockwise."""

    quarter: int
    box: tuple[float, float, float, float]

    @property
    def width(self) -> float:
        return self._extent(self.quarter in (1, 3))

    @property
    def height(self) -> float:
        return self._extent(self.quarter in (0, 2, -1))

    def _extent(self, vertical: bool) -> float:
        return self.box[3] - self.box[1] if vertical else self.box[2] - self.box[0]

    def place(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """x0, top, x1, bottom as seen."""
        x0, y0, x1, y1 = self.box
        if self.quarter == 1:
            return y1 - top, x1 - right, y1 - bottom, x1 - left
        if self.quarter == 2:
            return x1 - right, bottom - y0, x1 - left, top - y0
        if self.quarter == 3:
            return bottom - y0, left - x0, top - y0, right - x0
        return left - x0, y1 - top, right - x0, y1 - bottom

    def glyph(self, one: _Character) -> Glyph:
        return Glyph(one[0], *self.place(one[1], one[2], one[3], one[4]), one[6], one[7])


def _is_strong(text: Any, index: int) -> bool:
    if raw.FPDFText_GetFontWeight(text.raw, index) >= 600:
        return True
    buffer, flags = create_string_buffer(128), c_int()
    length = raw.FPDFText_GetFontInfo(text.raw, index, buffer, 128, byref(flags))
    return _STRONG_FONT.search(buffer.raw[: max(0, length - 1)].decode("gb18030", errors="ignore")) is not None


def _rules(page: Any, turn: _Turn) -> Iterator[Rule]:
    """Horizontal and vertical strokes, and the edges of drawn boxes; boxes that only lend their colour are none."""
    fill, stroke = c_int(), c_int()
    for count, path in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3)):
        if count >= _MAX_PATHS:
            return
        points = raw.FPDFPath_CountSegments(path.raw)
        if 5 < points <= _MAX_POINTS:
            boxes = _strokes(path, points)
        elif points >= 2:
            boxes = iter([path.get_bounds()])
        else:
            continue
        raw.FPDFPath_GetDrawMode(path.raw, byref(fill), byref(stroke))
        for box in boxes:
            yield from _edges(*turn.place(*_in_page(path, box)), drawn=bool(stroke.value))


def _in_page(path: Any, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """A box inside a form, moved to where the form is drawn."""
    if path.container is None:
        return box
    matrix = path.container.get_matrix()
    (x0, y0), (x1, y1) = matrix.on_point(box[0], box[1]), matrix.on_point(box[2], box[3])
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _strokes(path: Any, points: int) -> Iterator[tuple[float, float, float, float]]:
    """The straight strokes of a path of many, each as a box."""
    matrix = path.get_matrix()
    x, y = c_float(), c_float()
    last = start = (0.0, 0.0)
    for index in range(points):
        segment = raw.FPDFPath_GetPathSegment(path.raw, index)
        raw.FPDFPathSegment_GetPoint(segment, byref(x), byref(y))
        point = matrix.on_point(x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield _box(last, point)
        if raw.FPDFPathSegment_GetClose(segment):
            yield _box(point, start)
        last = point


def _box(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float, float, float]:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])


def _edges(x0: float, top: float, x1: float, bottom: float, drawn: bool) -> Iterator[Rule]:
    if x1 - x0 <= _THIN and bottom - top <= _THIN:
        return
    if bottom - top <= _THIN:
        yield Rule(x0, (top + bottom) / 2, x1, (top + bottom) / 2)
    elif x1 - x0 <= _THIN:
        yield Rule((x0 + x1) / 2, top, (x0 + x1) / 2, bottom)
    elif drawn:
        yield from (Rule(x0, top, x1, top), Rule(x0, bottom, x1, bottom))
        yield from (Rule(x0, top, x0, bottom), Rule(x1, top, x1, bottom))

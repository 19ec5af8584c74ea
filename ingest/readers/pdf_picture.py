"""Pages of a PDF as pictures, for recognition and for showing.

PDFium is not thread-safe: whoever calls these functions holds the lock that `readers.pdf.opened` takes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pypdfium2 as pdfium

from ingest.errors import DamagedFileError
from ingest.ocr.recognizer import Picture
from ingest.ocr.sheet import Sheet
from ingest.readers.scanned import Wanted

_DPI = 200
_LONGEST = 3400
"""Pixels of the longer side at most: A3 at 200 dpi. A larger page is drawn coarser, whatever size it claims."""
_SHOWN_DPI, _LONGEST_SHOWN = 144, 2400
_GLANCE = 600
_BLANK = 6
"""A page whose shades differ no more, seen small, shows nothing."""


def sheet_of(document: Any, what: Wanted) -> Sheet | None:
    """The page, or the part of it, as a picture; None where it shows nothing or cannot be drawn."""
    try:
        page = document[what.page - 1]
    except pdfium.PdfiumError:
        return None
    try:
        return _sheet(page, what)
    finally:
        page.close()


def _sheet(page: Any, what: Wanted) -> Sheet | None:
    longest = max(page.get_size())
    if longest <= 0 or np.ptp(_drawn(page, min(0.5, _GLANCE / longest))) <= _BLANK:
        return None
    scale = min(_DPI / 72, _LONGEST / longest)
    picture = _drawn(page, scale)
    if what.box is not None:
        x0, top, x1, bottom = (max(0, round(side * scale)) for side in what.box)
        picture = np.ascontiguousarray(picture[top:bottom, x0:x1])
    return Sheet(what.page, picture, scale * 72) if picture.size else None


def shown(document: Any, number: int) -> Picture:
    """Page `number`, from 1, as a person sees it, of about 144 pixels an inch.

    Raises:
        DamagedFileError: There is no such page, or it cannot be drawn.
    """
    try:
        page = document[number - 1] if 1 <= number <= len(document) else None
    except pdfium.PdfiumError:
        page = None
    if page is None or max(page.get_size()) <= 0:
        raise DamagedFileError(f"原件的第 {number} 页无法显示", "请下载原件查看")
    try:
        return _drawn(page, min(_SHOWN_DPI / 72, _LONGEST_SHOWN / max(page.get_size())))
    finally:
        page.close()


def _drawn(page: Any, scale: float) -> Picture:
    bitmap = page.render(scale=scale, rev_byteorder=False, draw_annots=True)
    try:
        shades = bitmap.to_numpy()
        colours = shades if shades.ndim == 3 else shades[:, :, None]
        return np.ascontiguousarray(np.broadcast_to(colours[:, :, :3], (*colours.shape[:2], 3)), np.uint8)
    finally:
        bitmap.close()

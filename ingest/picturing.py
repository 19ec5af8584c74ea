"""Pages of originals as pictures for showing, with what is quoted marked on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.errors import UnsupportedFormatError
from ingest.types import AS_USUAL, MediaType, ReadOptions

if TYPE_CHECKING:
    from ingest.marking import PageBoxes
    from ingest.ocr.recognizer import Picture

GROUND = (0xFF, 0xE4, 0x8A)
"""Red, green, blue of what lies under marked words, multiplied with them: they stay as dark as they are."""
INK = (0xA2, 0x34, 0x20)
"""Of the frame around them, 6.9 : 1 on white paper: the mark shows to who sees no colours."""

_FRAME_POINTS = 1.0
"""How wide the frame is, and how far it stands off the words."""


def picture(
    original: bytes,
    media_type: MediaType,
    page: int,
    options: ReadOptions = AS_USUAL,
    marks: PageBoxes | None = None,
) -> bytes:
    """A page as a JPEG file, turned as the original shows it: what `marking.locate` puts its boxes on.

    Args:
        original: The document's bytes as they were taken in.
        page: From 1.
        marks: Boxes that `marking.locate` found on this page, to be drawn on it.

    Raises:
        UnsupportedFormatError: The format has no fixed pages.
        EncryptedFileError: The original asks for a password that is not among `options`.
        DamagedFileError: The original cannot be opened, or has no such page.
        LimitExceededError: The picture is too large to be drawn.
    """
    from ingest.readers import image, pdf  # readers cost start-up time that asking does not need
    from ingest.readers.pdf_picture import shown

    if media_type == "pdf":
        with pdf.opened(original, "原件", options) as document:
            return image.jpeg(_marked(shown(document, page), marks))
    if media_type == "image":
        return image.jpeg(_marked(image.shown(original, "原件", page), marks))
    raise UnsupportedFormatError("这种文件没有固定的页面，不能显示为图片", "请看文字，或下载原件")


def _marked(drawn: Picture, marks: PageBoxes | None) -> Picture:
    """With a frame and a ground of their own for the words in each box; one that reaches over the edge is cut there."""
    if marks is None:
        return drawn
    import numpy as np

    ground, made = np.array(GROUND[::-1], np.uint16), drawn.copy()
    high, wide = drawn.shape[0] / marks.height, drawn.shape[1] / marks.width
    line = max(2, round(_FRAME_POINTS * high))
    for box in marks.boxes:
        top, left = max(0, round(box.top * high) - line), max(0, round(box.x0 * wide) - line)
        bottom, right = round(box.bottom * high) + line, round(box.x1 * wide) + line
        words = made[top:bottom, left:right]
        words[:] = words * ground // 255
    for box in marks.boxes:
        top, left = max(0, round(box.top * high) - 2 * line), max(0, round(box.x0 * wide) - 2 * line)
        bottom, right = round(box.bottom * high) + 2 * line, round(box.x1 * wide) + 2 * line
        around = made[top:bottom, left:right]
        around[:line] = around[-line:] = around[:, :line] = around[:, -line:] = INK[::-1]
    return made

"""Pictures for the fake recogniser: bars that stand for the lines of its script."""

from __future__ import annotations

import numpy as np

from ingest.ocr.fake import shades
from ingest.ocr.recognizer import Picture


def page(*bars: tuple[int, int, int, int], width: int = 800, height: int = 1100) -> Picture:
    """White paper with bars (line of the script, left, top, length in pixels), each 24 pixels high."""
    picture = np.full((height, width, 3), 255, np.uint8)
    for line, left, top, length in bars:
        begin, end = shades(line)
        picture[top : top + 24, left : left + length // 2] = begin
        picture[top : top + 24, left + length // 2 : left + length] = end
    return picture

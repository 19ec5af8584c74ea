"""What goes into recognition and what comes out, page by page."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.layout.geometry import PageView
from ingest.ocr.recognizer import Picture
from ingest.types import PrintedLine


@dataclass(frozen=True, slots=True)
class Sheet:
    """The picture of a page, or of a part of it, at `dpi` pixels an inch."""

    number: int
    picture: Picture
    dpi: float


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """What was recognised on a sheet.

    Attributes:
        view: The page as it is read, upright and level, in points.
        lines: In the same order and places as the view's fragments.
        turned: By how many degrees clockwise the picture was turned about its middle to stand so: quarter turns and
            the slope of its lines.
        confidence: 0 to 1, how far what was read can be trusted.
    """

    view: PageView
    lines: tuple[PrintedLine, ...]
    turned: float
    confidence: float

"""Recognition between judging the pages of a file and laying them out."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from ingest.ocr.sheet import Sheet
from ingest.readers.paged import JudgedPage
from ingest.readers.scanned import Wanted, completed, wanted
from ingest.types import ReadOptions


def with_pictures_read(
    pages: Sequence[JudgedPage], sheet_of: Callable[[Wanted], Sheet | None], options: ReadOptions
) -> list[JudgedPage]:
    """The pages with what recognition could add to them.

    Args:
        sheet_of: Draws what is wanted, None where there is nothing to see; called in the caller's thread only, one
            after another, as recognition needs more.
    """
    asked = (what for page in pages for what in wanted(page))
    shown = ((what, sheet) for what in asked if (sheet := sheet_of(what)) is not None)
    if (first := next(shown, None)) is None:
        return list(pages)
    from ingest.ocr.rapid import rapid_recognizer  # two seconds to load, which files without scans need not wait
    from ingest.ocr.work import recognise_all

    waiting: deque[Wanted] = deque()

    def sheets() -> Iterator[Sheet]:
        for what, sheet in chain([first], shown):
            waiting.append(what)
            yield sheet

    found = []
    for page in recognise_all(sheets(), rapid_recognizer(), options.threads):
        found.append((waiting.popleft(), page))
        options.on_page(page.view.number, len(pages))
    return completed(pages, found)

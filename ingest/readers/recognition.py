"""Recognition between judging the pages of a file and laying them out."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from ingest.ocr.sheet import RecognisedPage, Sheet
from ingest.readers.paged import JudgedPage
from ingest.readers.scanned import Wanted, completed, wanted, without_pictures
from ingest.types import ReadOptions


def with_pictures_read(
    pages: Sequence[JudgedPage], sheet_of: Callable[[Wanted], Sheet | None], options: ReadOptions
) -> list[JudgedPage]:
    """The pages with what recognition could add to them.

    Args:
        sheet_of: Draws what is wanted, None where there is nothing to see; called in the caller's thread only, one
            after another, as recognition needs more.
    """
    waiting: deque[Wanted] = deque()

    def sheets() -> Iterator[Sheet]:
        for what in asked:
            if (sheet := sheet_of(what)) is not None:
                waiting.append(what)
                yield sheet

    asked = [what for page in pages for what in wanted(page)]
    found = []
    for page in _recognised(sheets(), options.threads):
        found.append((waiting.popleft(), page))
        options.on_page(page.view.number, len(pages))
    shown = {what.page for what, _ in found}
    seen = {what.page for what in asked}
    return completed([without_pictures(page) if page.number in seen - shown else page for page in pages], found)


def _recognised(sheets: Iterator[Sheet], threads: int) -> Iterator[RecognisedPage]:
    if (first := next(sheets, None)) is None:
        return
    from ingest.ocr.rapid import rapid_recognizer  # two seconds to load, which files without scans need not wait
    from ingest.ocr.work import recognise_all

    yield from recognise_all(chain([first], sheets), rapid_recognizer(), threads)

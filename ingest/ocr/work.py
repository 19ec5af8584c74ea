"""Recognition of many pictures on several threads, no more of them in memory than are being worked on."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor

from ingest.ocr.page import recognise
from ingest.ocr.recognizer import Picture, Quads, Recognizer, Strip
from ingest.ocr.sheet import RecognisedPage, Sheet


def recognise_all(sheets: Iterable[Sheet], recognizer: Recognizer, threads: int) -> Iterator[RecognisedPage]:
    """The recognised pages in the order of `sheets`, which is only drawn from as threads become free.

    With one thread everything happens in the caller's. With more the lines of a single page are shared out too.
    """
    if threads <= 1:
        yield from (recognise(sheet.picture, sheet.number, sheet.dpi, recognizer) for sheet in sheets)
        return
    with ThreadPoolExecutor(threads) as pages, ThreadPoolExecutor(threads) as lines:
        shared = _Shared(recognizer, lines, threads)
        waiting: deque[Future[RecognisedPage]] = deque()
        for sheet in sheets:
            while len(waiting) >= threads:
                yield waiting.popleft().result()
            waiting.append(pages.submit(recognise, sheet.picture, sheet.number, sheet.dpi, shared))
        while waiting:
            yield waiting.popleft().result()


class _Shared:
    """Reads the strips of one page on several threads: pages that are worked on at once take turns."""

    def __init__(self, recognizer: Recognizer, executor: Executor, threads: int) -> None:
        self._recognizer, self._executor, self._threads = recognizer, executor, threads

    def detect(self, picture: Picture) -> Quads:
        return self._recognizer.detect(picture)

    def read(self, strips: Sequence[Picture]) -> list[Strip]:
        shares = [strips[at :: self._threads] for at in range(self._threads)]
        found = list(self._executor.map(self._recognizer.read, shares))
        return [found[at % self._threads][at // self._threads] for at in range(len(strips))]

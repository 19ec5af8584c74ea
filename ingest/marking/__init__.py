"""Where on its pages a quotation stands: a range of a chunk's text -> boxes around exactly the quoted words.

The stored text was repaired, joined over lines, put into reading order, and tables became records; the page knows
nothing of that. So the characters of the page (read again from the original, or kept with recognised pages) and the
chunk's text are both reduced to what both must share: folded, without white space and brackets. The chunk's text is
then covered by stretches of the page's writing that break only where printed pieces end, a table row by whole cells
that stand beside one another. What the boxes hold is compared with the quotation; where it differs there is no box.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.marking.boxes import Box, PageBoxes, boxes_around
from ingest.marking.cells import record
from ingest.marking.core import Core, WrittenPage
from ingest.marking.prose import prose
from ingest.marking.writing import Writing, of_lines, writing_of
from ingest.types import AS_USUAL, Chunk, MediaType, Page, PageRun, ReadOptions, Span

__all__ = ["Box", "PageBoxes", "Writing", "locate", "mark", "of_lines"]


def locate(
    original: bytes,
    media_type: MediaType,
    pages: Sequence[Page],
    chunk: Chunk,
    span: Span,
    options: ReadOptions = AS_USUAL,
) -> tuple[PageBoxes, ...]:
    """The boxes around `span` of the chunk's text, page by page; nothing on a page where its words are not found.

    Args:
        original: The document's bytes as they were taken in; read only for pages without recognised lines.
        pages: The document's pages as stored.
        options: Passwords, where the original asks for one.

    Raises:
        EncryptedFileError: The original asks for a password that is not among `options`.
        DamagedFileError: The original cannot be opened.
    """
    known = {page.number: page for page in pages}
    found = []
    for number, start, end in _parts(chunk.runs, len(chunk.text)):
        wanted = Span(max(span.start, start) - start, min(span.end, end) - start)
        if wanted.end <= wanted.start or number not in known:
            continue
        writing = writing_of(original, media_type, known[number], options)
        if boxes := mark(writing, chunk.text[start:end], wanted):
            found.append(PageBoxes(number, writing.width, writing.height, boxes))
    return tuple(found)


def _parts(runs: Sequence[PageRun], length: int) -> Iterator[tuple[int, int, int]]:
    ends = [run.start for run in runs[1:]] + [length]
    for run, end in zip(runs, ends, strict=True):
        yield run.page, run.start, end


def mark(writing: Writing, text: str, span: Span) -> tuple[Box, ...]:
    """The boxes around `span` of `text`, which stands on a page with this writing; none where that is in doubt."""
    page = WrittenPage(writing)
    groups: list[list[int]] = []
    start = 0
    for line in text.split("\n"):
        inner = Span(max(span.start - start, 0), min(span.end - start, len(line)))
        start += len(line) + 1
        if inner.end <= inner.start:
            continue
        core = Core.of(line)
        wanted = core.inside(inner)
        if not len(wanted):
            continue
        found = record(page, line, inner) if "；" in line else []
        found = found or prose(page, core.text, wanted) or record(page, line, inner)
        if not found:
            return ()
        groups.extend(found)
    return tuple(box for group in groups for box in boxes_around(writing, [page.core.offsets[at] for at in group]))

"""Quotations on the pages of their originals, which a guarded process reads again."""

from __future__ import annotations

from assistant.config import Settings
from assistant.errors import DocumentNotFoundError
from assistant.parsing import parser
from ingest.guard import Quoted
from ingest.library.library import Library
from ingest.marking import PageBoxes
from ingest.types import MediaType, Span

_PAGED: dict[str, MediaType] = {"pdf": "pdf", "image": "image"}
"""Formats whose pages can be shown."""


class Marker:
    """Finds boxes around quotations. Its process starts with the first and is kept: the next take milliseconds."""

    def __init__(self, library: Library, settings: Settings) -> None:
        self._library = library
        self._parser = parser(settings)

    def close(self) -> None:
        self._parser.close()

    def boxes(self, chunk_id: str, start: int, end: int) -> tuple[PageBoxes, ...]:
        """See `Service.boxes`."""
        chunk = self._library.chunk(chunk_id)
        if chunk is None:
            raise DocumentNotFoundError(f"资料库中没有段落 {chunk_id!r}", "它所在的文件可能已更新或移除，请重新提问")
        record = self._library.document(chunk.document_id)
        if record.media_type not in _PAGED:
            return ()
        original = self._library.original(record.id).read_bytes()
        pages = tuple(self._library.pages(record.id))
        return self._parser.locate(Quoted(original, _PAGED[record.media_type], pages, chunk, Span(start, end)))

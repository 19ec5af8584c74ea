"""Pages of originals and the quotations on them, which a guarded process reads again."""

from __future__ import annotations

from functools import lru_cache

from assistant.config import Settings
from assistant.errors import DocumentNotFoundError
from assistant.parsing import parser
from ingest.guard import PageOf, Quoted
from ingest.library.library import Library
from ingest.marking import PageBoxes
from ingest.types import MediaType, Span

_PAGED: dict[str, MediaType] = {"pdf": "pdf", "image": "image"}
"""Formats whose pages can be shown."""


_PICTURES = 32
"""Are kept: a page is looked at again with each citation on it."""


class Marker:
    """Draws pages and finds boxes around quotations.

    Its process starts with the first and is kept: the next take milliseconds.
    """

    def __init__(self, library: Library, settings: Settings) -> None:
        self._library = library
        self._parser = parser(settings)
        self._drawn = lru_cache(_PICTURES)(self._draw)

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

    def picture(self, document_id: str, page: int) -> bytes:
        """See `Service.picture`."""
        record = self._library.document(document_id)
        if record.media_type not in _PAGED or not 1 <= page <= record.pages:
            raise DocumentNotFoundError(f"《{record.title}》没有可以显示的第 {page} 页", "请看文字，或下载原件")
        return self._drawn(record.id, record.sha256, page)

    def _draw(self, document_id: str, sha256: str, page: int) -> bytes:
        """A version's page does not change: `sha256` is what keeps one version's pictures from another's."""
        record = self._library.document(document_id)
        original = self._library.original(document_id).read_bytes()
        return self._parser.picture(PageOf(original, _PAGED[record.media_type], page))

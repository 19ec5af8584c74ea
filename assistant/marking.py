"""Pages of originals and the quotations on them, which a guarded process reads again."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from assistant.config import Settings
from assistant.errors import DocumentNotFoundError
from assistant.parsing import parser
from ingest.guard import PageOf, Quoted
from ingest.library.library import Library
from ingest.marking import PageBoxes
from ingest.types import Chunk, MediaType, Span

_PAGED: dict[str, MediaType] = {"pdf": "pdf", "image": "image"}
"""Formats whose pages can be shown."""


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """A page with what is quoted marked on it.

    Attributes:
        picture: A JPEG file.
        pages: All pages that bear marks, in order; `page` is one of them.
    """

    picture: bytes = field(repr=False)
    page: int
    pages: tuple[int, ...]


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
        chunk = self._chunk(chunk_id)
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

    def marked(self, chunk_id: str, start: int, end: int | None, page: int | None) -> MarkedPage:
        """See `Service.marked`."""
        chunk = self._chunk(chunk_id)
        found = {one.page: one for one in self.boxes(chunk_id, start, len(chunk.text) if end is None else end)}
        wanted = min(found, default=None) if page is None else page
        if wanted is None or wanted not in found:
            where = f"在第 {'、'.join(map(str, sorted(found)))} 页" if found else "没有能确定的位置"
            raise DocumentNotFoundError(f"这段话在原件的页面上{where}", "请换一页，或看文字")
        record = self._library.document(chunk.document_id)
        drawn = self._drawn(record.id, record.sha256, wanted, found[wanted])
        return MarkedPage(drawn, wanted, tuple(sorted(found)))

    def _chunk(self, chunk_id: str) -> Chunk:
        chunk = self._library.chunk(chunk_id)
        if chunk is None:
            raise DocumentNotFoundError(f"资料库中没有段落 {chunk_id!r}", "它所在的文件可能已更新或移除，请重新提问")
        return chunk

    def _draw(self, document_id: str, sha256: str, page: int, marks: PageBoxes | None = None) -> bytes:
        """A version's page does not change: `sha256` is what keeps one version's pictures from another's."""
        record = self._library.document(document_id)
        original = self._library.original(document_id).read_bytes()
        return self._parser.picture(PageOf(original, _PAGED[record.media_type], page, marks=marks))

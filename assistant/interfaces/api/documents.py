"""`/api/documents` and `/api/chunks`: what is in the library, what comes in and what goes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from functools import partial
from pathlib import PurePath
from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Form, Path, Query, UploadFile
from fastapi.responses import FileResponse, Response
from starlette.exceptions import HTTPException

from assistant.interfaces import finding
from assistant.interfaces.api.identity import HeldRoute, Seen, requires
from assistant.interfaces.api.paging import Cursor, Limit, page
from assistant.interfaces.api.undoing import UndoSeconds
from assistant.interfaces.backend import Backend
from assistant.interfaces.uploads import Upload
from assistant.interfaces.wire import CollectionName, Removed
from assistant.interfaces.wire.documents import (
    Document,
    DocumentAbout,
    DocumentChanges,
    DocumentList,
    DocumentMove,
    DocumentPages,
    DocumentText,
    PageText,
)
from assistant.interfaces.wire.intake import IngestReport
from assistant.interfaces.wire.passages import Chunk, PageBoxes, QuoteBoxes
from assistant.service import Service

READ_SIZE = 1024 * 1024
JPEG = "image/jpeg"
Words = Annotated[str, Query(max_length=300)]
Order = Literal["old", "new", "title", "issued"]
_PICTURE: dict[int | str, dict[str, Any]] = {200: {"content": {JPEG: {}}}}
_MARKED_PICTURE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {JPEG: {}},
        "headers": {
            "Zhibi-Page": {"description": "The page that is shown.", "schema": {"type": "integer"}},
            "Zhibi-Pages": {"description": "All that the text is on, as `2,3`.", "schema": {"type": "string"}},
        },
    }
}


def router(backend: Backend) -> APIRouter:
    """Routes that look into the library of `backend` and change it."""
    routes = APIRouter(route_class=HeldRoute, tags=["documents"])
    _add_reading(routes, backend)
    _add_writing(routes, backend)
    return routes


def _add_reading(routes: APIRouter, backend: Backend) -> None:
    @routes.get("/documents")
    async def documents(
        seen: Seen,
        collection: CollectionName | None = None,
        q: Words = "",
        genre: Words = "",
        year: Annotated[int | None, Query(ge=1, le=9999, description="Of its issue, or that it speaks of.")] = None,
        period: Words = "",
        status: Annotated[Words, Query(description="试行, 修订 … as its text states it.")] = "",
        standing: Annotated[
            Literal["now", "over", "ahead"] | None, Query(description="In force, no longer, or not yet.")
        ] = None,
        doubtful: Annotated[bool, Query(description="Only those with pages that should be looked at.")] = False,
        order: Annotated[Order, Query(description="By when it came in, by title, or the last issued first.")] = "old",
        limit: Limit = None,
        cursor: Cursor = None,
    ) -> DocumentList:
        """What is in the library, of what one may see; `q` looks in titles, 文号, issuers and file names."""
        wanted = finding.Wanted(
            q=q,
            genre=genre,
            year="" if year is None else str(year),
            period=period,
            status=status,
            standing=standing or "",
            doubtful="1" if doubtful else "",
            order="" if order == "new" else order,
        )
        records = await backend.read(seen.documents, collection)
        found = await backend.read(finding.found, records, wanted, date.today())
        shown, following = page(found, lambda record: record.id, limit, cursor)
        return DocumentList(documents=[Document.of(record) for record in shown], next=following)

    @routes.get("/documents/{document_id}")
    async def document(document_id: str, seen: Seen) -> DocumentAbout:
        """One document with what is known of it and where that came from, and what was found before any correction."""
        return await _about(backend, seen, document_id)

    @routes.get("/documents/{document_id}/versions")
    async def versions(document_id: str, seen: Seen, limit: Limit = None, cursor: Cursor = None) -> DocumentList:
        """The versions of the rule that it is a version of, newest first; itself alone where it is of none."""
        found = await backend.read(seen.versions, document_id)
        shown, following = page(found, lambda record: record.id, limit, cursor)
        return DocumentList(documents=[Document.of(record) for record in shown], next=following)

    @routes.get("/documents/{document_id}/text")
    async def text(document_id: str, seen: Seen) -> DocumentText:
        """All of a document's text, as it was read and repaired."""
        return DocumentText(id=document_id, text=await backend.read(seen.text, document_id))

    @routes.get("/documents/{document_id}/pages")
    async def pages(document_id: str, seen: Seen, limit: Limit = None, cursor: Cursor = None) -> DocumentPages:
        """The text page by page, with where each page's came from and how sure it is."""
        found = await backend.read(seen.pages, document_id)
        shown, following = page(found, lambda one: str(one.number), limit, cursor)
        return DocumentPages(id=document_id, pages=[PageText.of(one) for one in shown], next=following)

    @routes.get("/documents/{document_id}/pages/{page}/image", response_class=Response, responses=_PICTURE)
    async def picture(document_id: str, page: Annotated[int, Path(ge=1, le=20_000)], seen: Seen) -> Response:
        """A page of a PDF or a scan as it looks; what `/chunks/{chunk_id}/boxes` tells lies on it."""
        return Response(await backend.read(seen.picture, document_id, page), media_type=JPEG)

    @routes.get("/documents/{document_id}/original", response_class=FileResponse)
    async def original(document_id: str, seen: Seen) -> FileResponse:
        """The file as it came, always as a download: what is in it may not run in this origin."""
        record = await backend.read(seen.document, document_id)
        path = await backend.read(seen.original, document_id)
        return FileResponse(path, media_type="application/octet-stream", filename=PurePath(record.path).name)

    @routes.get("/chunks/{chunk_id}")
    async def chunk(chunk_id: str, seen: Seen) -> Chunk:
        """One piece of a document, as passages and citations name it."""
        found = await backend.read(seen.chunk, chunk_id)
        if found is None:
            raise HTTPException(404)
        record = await backend.read(seen.document, found.document_id)
        return Chunk.of(found, paged=record.paged)

    @routes.get("/chunks/{chunk_id}/boxes")
    async def boxes(
        chunk_id: str, start: Annotated[int, Query(ge=0)], end: Annotated[int, Query(ge=1)], seen: Seen
    ) -> QuoteBoxes:
        """Where on the pages of the original the chunk's text at [start, end) stands."""
        found = await backend.read(seen.boxes, chunk_id, start, end)
        pages = [PageBoxes.of(page) for page in found]
        return QuoteBoxes(chunk_id=chunk_id, start=start, end=end, pages=pages)

    @routes.get("/chunks/{chunk_id}/image", response_class=Response, responses=_MARKED_PICTURE)
    async def marked(
        chunk_id: str,
        seen: Seen,
        start: Annotated[int, Query(ge=0)] = 0,
        end: Annotated[int | None, Query(ge=1, description="The whole text without it.")] = None,
        page: Annotated[int | None, Query(ge=1, le=20_000, description="The first that it is on, without it.")] = None,
    ) -> Response:
        """The page of the original with the chunk's text at [start, end) marked on it, framed and on a ground."""
        shown = await backend.read(seen.marked, chunk_id, start, end, page)
        headers = {"Zhibi-Page": str(shown.page), "Zhibi-Pages": ",".join(map(str, shown.pages))}
        return Response(shown.picture, media_type=JPEG, headers=headers)


def _add_writing(routes: APIRouter, backend: Backend) -> None:
    @routes.post("/documents", dependencies=[requires("manage")])
    async def add(
        seen: Seen,
        files: Annotated[list[UploadFile], File()],
        collection: Annotated[CollectionName, Form()] = "default",
        passwords: Annotated[list[str] | None, Form()] = None,
    ) -> IngestReport:
        """Take files in; a bad one is reported and does not stop the others. Passwords are tried on encrypted files."""
        received: list[Upload] = []
        try:
            for file in files:
                received.append(await backend.inbox.receive(bytes_of(file), file.filename))  # noqa: PERF401 - kept on error
            return IngestReport.of(await backend.ingest(received, collection, passwords=passwords or (), seen=seen))
        finally:
            backend.inbox.discard(received)

    @routes.patch("/documents/{document_id}", dependencies=[requires("manage")])
    async def correct(document_id: str, wanted: DocumentChanges, seen: Seen) -> DocumentAbout:
        """Correct by hand what is known of it, or take corrections back; they outlive new versions of the file."""
        await backend.write(seen.correct, document_id, wanted.changes())
        return await _about(backend, seen, document_id)

    @routes.post("/documents/{document_id}/move", dependencies=[requires("manage")])
    async def move(document_id: str, wanted: DocumentMove, seen: Seen) -> Document:
        """Into another collection, with its id and its corrections; 409 where the same file lies there already."""
        record = await backend.read(seen.document, document_id)
        place = backend.inbox.moved(record.path, wanted.collection)
        return Document.of(await backend.write(seen.shelve, document_id, wanted.collection, place))

    @routes.delete("/documents/{document_id}", dependencies=[requires("manage")])
    async def remove(
        document_id: str,
        seen: Seen,
        undo_seconds: UndoSeconds = 0,
    ) -> Removed:
        """The document leaves the library, with all that was found in it."""
        await backend.write(partial(seen.remove, document_id, undo_seconds=float(undo_seconds)))
        return Removed(removed=document_id)

    @routes.post("/documents/{document_id}/restore", dependencies=[requires("manage")])
    async def restore(document_id: str, seen: Seen) -> Document:
        """Put back what was removed with `undo_seconds`, while they last."""
        return Document.of(await backend.write(seen.restore, document_id))


async def _about(backend: Backend, seen: Service, document_id: str) -> DocumentAbout:
    record = await backend.read(seen.document, document_id)
    return DocumentAbout.told(record, await backend.read(seen.as_read, document_id))


async def bytes_of(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(READ_SIZE):
        yield chunk

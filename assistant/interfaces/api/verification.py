"""`/api/verify`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from secrets import token_hex
from typing import Annotated, TypeVar

from fastapi import APIRouter, File, Form, UploadFile

from assistant.errors import QuestionError
from assistant.interfaces.api.documents import bytes_of
from assistant.interfaces.api.identity import HeldRoute, Seen, requires
from assistant.interfaces.backend import Backend
from assistant.interfaces.uploads import safe_name
from assistant.interfaces.wire import CollectionName
from assistant.interfaces.wire.verification import MAX_TEXT, SourceText, Verified, VerifiedFile, VerifyRequest
from assistant.types import Passage
from assistant.verification.sources import Given

MAX_FILES = 20
"""Sources that one request may bring as files."""

Result = TypeVar("Result")


def router(backend: Backend) -> APIRouter:
    """The routes that verify texts and files."""
    routes = APIRouter(route_class=HeldRoute, tags=["verification"])

    @routes.post("/verify")
    async def verify(wanted: VerifyRequest, seen: Seen) -> Verified:
        """What the checks say of a text, claim by claim, by the sources given or by the library."""
        done = await backend.read(
            seen.verify,
            wanted.text,
            given_of(wanted),
            genre=wanted.genre,
            as_of=wanted.as_of,
            collections=wanted.collections,
        )
        return Verified.of(done)

    @routes.post("/verify/file", dependencies=[requires("read")])
    async def verify_file(
        seen: Seen,
        file: Annotated[UploadFile, File()],
        sources: Annotated[list[UploadFile] | None, File(max_length=MAX_FILES)] = None,
        documents: Annotated[list[str] | None, Form(max_length=MAX_FILES)] = None,
        genre: Annotated[str | None, Form()] = None,
        as_of: Annotated[date | None, Form()] = None,
        collections: Annotated[list[CollectionName] | None, Form()] = None,
    ) -> VerifiedFile:
        """What the checks say of a file of any format that the library takes, by the sources given or by the library.

        `sources` are files and `documents` ids of documents of the library; cited as [1], [2] … in this order, files
        first. Nothing of a file is kept.
        """
        text, told = await _read(backend, file, seen.read_text)
        given = [_source_of(await _read(backend, one, seen.read_source)) for one in sources or ()]
        given += [Given(document_id=one) for one in documents or ()]
        _require_moderate(given)
        done = await backend.read(seen.verify, text, given, genre=genre, as_of=as_of, collections=collections)
        return VerifiedFile.told(safe_name(file.filename), text, replace(done, notices=(*told, *done.notices)))

    return routes


async def _read(backend: Backend, file: UploadFile, reader: Callable[[Path], Result]) -> Result:
    """What a reader makes of a file that was sent; it lies on the disk under its own name meanwhile."""
    upload = await backend.inbox.receive(bytes_of(file), file.filename)

    def read() -> Result:
        with backend.inbox.placed([upload], f"verify-{token_hex(8)}") as paths:
            return reader(paths[0])

    try:
        return await backend.read(read)
    finally:
        backend.inbox.discard([upload])


def _source_of(passages: tuple[Passage, ...]) -> Given:
    """Raises QuestionError: there is nothing in the file."""
    if not passages:
        raise QuestionError("来源文件里没有文字", "请另选文件；扫描件请先确认能够识别")
    return Given(title=passages[0].document, passages=passages)


def _require_moderate(given: Sequence[Given]) -> None:
    """Raises QuestionError: together the sources that came in are too long."""
    if sum(len(one.text) + sum(len(piece.chunk.text) for piece in one.passages) for one in given) > MAX_TEXT:
        raise QuestionError(f"来源合计超过 {MAX_TEXT} 字", "请减少来源，或先收入资料库")


def given_of(wanted: VerifyRequest) -> list[Given]:
    """The sources as they came in. Raises QuestionError: together they are too long."""
    given = [_given(one) for one in wanted.sources]
    _require_moderate(given)
    return given


def _given(source: str | SourceText) -> Given:
    if isinstance(source, str):
        return Given(text=source)
    return Given(text=source.text or "", document_id=source.document_id, key=source.key, title=source.title)

"""A file's bytes to a Document: read, describe, address, chunk."""

from __future__ import annotations

from pathlib import PurePath

from ingest.chunking import chunk
from ingest.errors import EmptyFileError
from ingest.metadata import describe
from ingest.readers import read
from ingest.structure import address
from ingest.types import Document, SourceFile


def build_document(source: SourceFile, data: bytes, collection: str, document_id: str) -> Document:
    """The document that `data`, the content of `source`, holds. The same bytes give the same chunks and ids.

    Raises:
        EmptyFileError: No text was found in it.
        IngestError: What the reader of its format raises.
    """
    name = PurePath(source.path).name
    reading = read(data, source.media_type, name)
    text, chunks = chunk(address(reading.blocks), document_id, source.sha256)
    if not chunks:
        raise EmptyFileError(f"文件“{name}”中没有可读的文字", _hint(reading.warnings))
    return Document(
        id=document_id,
        collection=collection,
        source=source,
        metadata=describe(reading, name),
        text=text,
        pages=reading.pages,
        chunks=chunks,
        paged=reading.paged,
        warnings=reading.warnings,
    )


def _hint(warnings: tuple[str, ...]) -> str:
    return "；".join(warnings) or "请确认文件不是空白页或纯图片"

"""A file's bytes to a Document: read, refuse what is secret, describe, address, chunk."""

from __future__ import annotations

from pathlib import PurePath

from ingest.chunking import chunk
from ingest.errors import EmptyFileError
from ingest.metadata import describe
from ingest.readers import read
from ingest.secrecy import refuse_secret
from ingest.structure import address
from ingest.types import AS_USUAL, Document, MediaType, ReadOptions, SourceFile


def build_document(
    source: SourceFile,
    data: bytes,
    collection: str,
    document_id: str,
    options: ReadOptions = AS_USUAL,
    *,
    read_as: MediaType | None = None,
    refused_marks: tuple[str, ...] = (),
) -> Document:
    """The document that `data`, the content of `source`, holds. The same bytes give the same chunks and ids.

    Args:
        read_as: What `data` is where it was converted from what `source` is.
        refused_marks: Marks beside 秘密, 机密 and 绝密 whose bearer is refused.

    Raises:
        EmptyFileError: No text was found in it.
        SecretDocumentError: It is marked as secret; nothing of it may be kept.
        IngestError: What the reader of its format raises.
    """
    name = PurePath(source.path).name
    reading = read(data, read_as or source.media_type, name, options)
    refuse_secret(reading, name, refused_marks)
    text, chunks = chunk(address(reading.blocks), document_id, source.sha256)
    if not chunks:
        raise EmptyFileError(f"文件“{name}”中没有可读的文字", _hint(reading.warnings))
    return Document(
        id=document_id,
        collection=collection,
        source=source,
        metadata=describe(reading, source.path),
        text=text,
        pages=reading.pages,
        chunks=chunks,
        paged=reading.paged,
        warnings=reading.warnings,
    )


def _hint(warnings: tuple[str, ...]) -> str:
    return "；".join(warnings) or "请确认文件不是空白页或纯图片"

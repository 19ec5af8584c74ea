"""Documents made of lines, and two ways to ask for them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ingest.library.library import Library
from ingest.types import Address, Chunk, Document, DocumentRecord, Metadata, Page, PageRun, SourceFile

MakeDocument = Callable[..., Document]
Put = Callable[..., DocumentRecord]


def make_document(
    text: str,
    path: str = "/文件/甲.txt",
    collection: str = "default",
    title: str = "",
    effective: date | None = None,
    section: tuple[str, ...] = (),
    article: str | None = None,
) -> Document:
    """A document whose chunks are the lines of `text`."""
    content = hashlib.sha256(text.encode()).hexdigest()
    owner = Library.document_id(collection, path)
    chunks, at = [], 0
    for ordinal, line in enumerate(text.split("\n")):
        chunk_id = hashlib.sha256(f"{owner} {content} {ordinal}".encode()).hexdigest()[:16]
        address = Address(section, article)
        chunks.append(Chunk(chunk_id, owner, ordinal, at, at + len(line), line, address, (PageRun(0, 1),)))
        at += len(line) + 1
    return Document(
        id=owner,
        collection=collection,
        source=SourceFile(path, content, len(text.encode()), "text"),
        metadata=Metadata(title or Path(path).stem, effective=effective),
        text=text,
        pages=(Page(1, text, "native", 1.0),),
        chunks=tuple(chunks),
        paged=False,
    )


def put_document(library: Library, text: str, path: str = "/文件/甲.txt", **about: object) -> DocumentRecord:
    document = make_document(text, path, **about)  # type: ignore[arg-type]
    return library.store(document, library.encode([document])[0], text.encode())


@pytest.fixture(scope="session")
def make() -> MakeDocument:
    return make_document


@pytest.fixture(scope="session")
def put() -> Put:
    return put_document


def lexical_texts(library: Library, question: str, k: int = 10, **scope: object) -> list[str]:
    return [chunk.text for chunk in library.chunks(h.chunk_id for h in library.search_lexical(question, k, **scope))]  # type: ignore[arg-type]


def dense_texts(library: Library, question: str, k: int = 10, **scope: object) -> list[str]:
    vector = library.encoder.encode_queries([question])[0]
    return [chunk.text for chunk in library.chunks(h.chunk_id for h in library.search_dense(vector, k, **scope))]  # type: ignore[arg-type]


@pytest.fixture(params=["lexical", "dense"])
def ask(request: pytest.FixtureRequest) -> Callable[..., list[str]]:
    """Asks one index or the other for texts: what holds for one must hold for both."""
    return lexical_texts if request.param == "lexical" else dense_texts

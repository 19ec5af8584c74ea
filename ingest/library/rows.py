"""Catalog rows to and from the nouns of `ingest.types`. No database here: rows are plain mappings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ingest.library.entries import Entry, day_number, entry_key, version_id
from ingest.types import Address, Chunk, Document, DocumentRecord, Metadata, Page, PageRun

Row = Mapping[str, Any]

DOUBTFUL_BELOW = 0.6
"""A page that is trusted less than this makes its document doubtful."""


def version_row(document: Document, kept: bool) -> dict[str, Any]:
    about = document.metadata
    return {
        "id": version_id(document.id, document.sha256),
        "document_id": document.id,
        "collection": document.collection,
        "state": "staged",
        "sha256": document.sha256,
        "path": document.source.path,
        "media_type": document.source.media_type,
        "size": document.source.size,
        "kept": kept,
        "title": about.title,
        "issuer": about.issuer,
        "number": about.number,
        "issued": about.issued,
        "effective": about.effective,
        "standing": about.status,
        "paged": document.paged,
        "page_count": len(document.pages),
        "chunk_count": len(document.chunks),
        "status": _status(document),
        "warnings": list(document.warnings),
        "ingested_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _status(document: Document) -> str:
    doubtful = any(
        page.origin == "garbled" or (page.origin != "blank" and page.confidence < DOUBTFUL_BELOW)
        for page in document.pages
    )
    return "doubtful" if doubtful else "ready"


def page_rows(document: Document) -> list[dict[str, Any]]:
    version = version_id(document.id, document.sha256)
    return [
        {
            "version_id": version,
            "number": page.number,
            "text": page.text,
            "origin": page.origin,
            "confidence": page.confidence,
        }
        for page in document.pages
    ]


def chunk_rows(document: Document) -> list[dict[str, Any]]:
    version = version_id(document.id, document.sha256)
    return [
        {
            "key": entry_key(version, chunk.ordinal),
            "version_id": version,
            "ordinal": chunk.ordinal,
            "chunk_id": chunk.id,
            "start": chunk.start,
            "end": chunk.end,
            "text": chunk.text,
            "section": list(chunk.address.section),
            "article": chunk.address.article,
            "runs": [[run.start, run.page] for run in chunk.runs],
        }
        for chunk in document.chunks
    ]


def entries_of(document: Document) -> list[Entry]:
    version = version_id(document.id, document.sha256)
    return [
        Entry(
            key=entry_key(version, chunk.ordinal),
            version=version,
            document_id=document.id,
            collection=document.collection,
            effective=day_number(document.metadata.since),
            title=document.title,
            section=_section_text(chunk.address.section, chunk.address.article),
            text=chunk.text,
        )
        for chunk in document.chunks
    ]


def to_entry(row: Row) -> Entry:
    return Entry(
        key=row["key"],
        version=row["version_id"],
        document_id=row["document_id"],
        collection=row["collection"],
        effective=day_number(row["effective"] or row["issued"]),
        title=row["title"],
        section=_section_text(row["section"], row["article"]),
        text=row["text"],
    )


def _section_text(section: tuple[str, ...] | list[str], article: str | None) -> str:
    return " ".join([*section, *([article] if article else [])])


def to_record(row: Row) -> DocumentRecord:
    return DocumentRecord(
        id=row["document_id"],
        title=row["title"],
        path=row["path"],
        collection=row["collection"],
        sha256=row["sha256"],
        media_type=row["media_type"],
        pages=row["page_count"],
        paged=row["paged"],
        chunks=row["chunk_count"],
        status=row["status"],
        metadata=Metadata(
            title=row["title"],
            issuer=row["issuer"],
            number=row["number"],
            issued=row["issued"],
            effective=row["effective"],
            status=row["standing"],
        ),
        warnings=tuple(row["warnings"]),
        ingested_at=row["ingested_at"],
    )


def to_page(row: Row) -> Page:
    return Page(row["number"], row["text"], row["origin"], row["confidence"])


def to_chunk(row: Row) -> Chunk:
    return Chunk(
        id=row["chunk_id"],
        document_id=row["document_id"],
        ordinal=row["ordinal"],
        start=row["start"],
        end=row["end"],
        text=row["text"],
        address=Address(tuple(row["section"]), row["article"]),
        runs=tuple(PageRun(start, page) for start, page in row["runs"]),
    )

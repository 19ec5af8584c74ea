"""Catalog rows to and from the nouns of `ingest.types`. No database here: rows are plain mappings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ingest.library.corrections import to_json, to_provenance
from ingest.library.entries import Entry, day_number, entry_key, version_id
from ingest.series import title_key
from ingest.types import Address, Chunk, Document, DocumentRecord, Metadata, Page, PageRun, PrintedLine

Row = Mapping[str, Any]


def version_row(document: Document, kept: bool, read: Metadata | None = None) -> dict[str, Any]:
    """The row of a new version.

    Args:
        read: The metadata as read, where a person has corrected it.
    """
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
        "paged": document.paged,
        "page_count": len(document.pages),
        "chunk_count": len(document.chunks),
        "status": _status(document),
        "warnings": list(document.warnings),
        "ingested_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        **metadata_columns(document.metadata, read),
    }


def metadata_columns(about: Metadata, read: Metadata | None) -> dict[str, Any]:
    """The columns of `about`, and of what was read where it was corrected."""
    return {
        "title": about.title,
        "issuer": about.issuer,
        "number": about.number,
        "issued": about.issued,
        "effective": about.effective,
        "standing": about.status,
        "since": about.since,
        "repealed": about.repealed,
        "genre": about.genre,
        "period": about.period,
        "label": about.label,
        "authors": list(about.authors),
        "journal": about.journal,
        "repeals": list(about.repeals),
        "series": about.series,
        "title_key": title_key(about.title),
        "provenance": dict(about.provenance),
        "described": None if read is None else to_json(read),
    }


def _status(document: Document) -> str:
    return "doubtful" if any(page.is_doubtful for page in document.pages) else "ready"


def page_rows(document: Document) -> list[dict[str, Any]]:
    version = version_id(document.id, document.sha256)
    return [
        {
            "version_id": version,
            "number": page.number,
            "text": page.text,
            "origin": page.origin,
            "confidence": page.confidence,
            "note": page.note or None,
            "width": page.width,
            "height": page.height,
            "turned": page.turned,
            "lines": [_line_row(line) for line in page.lines] or None,
        }
        for page in document.pages
    ]


def _line_row(line: PrintedLine) -> list[Any]:
    """A tenth of a point is finer than any recognition, and halves what is stored."""
    edges = [round(edge, 1) for edge in line.edges]
    return [line.text, round(line.top, 1), round(line.bottom, 1), edges, round(line.confidence, 3)]


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
        effective=day_number(row["since"]),
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
        metadata=to_metadata(row),
        warnings=tuple(row["warnings"]),
        ingested_at=row["ingested_at"],
        superseded_on=row["superseded_on"],
        superseded_by=row["superseded_by"],
    )


def to_metadata(row: Row) -> Metadata:
    return Metadata(
        title=row["title"],
        issuer=row["issuer"],
        number=row["number"],
        issued=row["issued"],
        effective=row["effective"],
        status=row["standing"],
        repealed=row["repealed"],
        genre=row["genre"],
        period=row["period"],
        label=row["label"],
        authors=tuple(row["authors"] or ()),
        journal=row["journal"],
        repeals=tuple(row["repeals"] or ()),
        series=row["series"] or "",
        provenance=to_provenance(row["provenance"]),
    )


def to_page(row: Row) -> Page:
    return Page(
        number=row["number"],
        text=row["text"],
        origin=row["origin"],
        confidence=row["confidence"],
        note=row["note"] or "",
        width=row["width"] or 0.0,
        height=row["height"] or 0.0,
        turned=row["turned"] or 0.0,
        lines=tuple(
            PrintedLine(text, top, low, tuple(edges), sure) for text, top, low, edges, sure in row["lines"] or ()
        ),
    )


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

"""The nouns that flow from a file to the library.

    SourceFile -> Reading (Pages of Blocks) -> Document (text, Chunks with Addresses)

Every offset counts Unicode code points, every range is half-open, every page number starts at 1.
"""

from __future__ import annotations

from ingest.types.documents import AddressedBlock, Chunk, Document, DocumentRecord, Metadata, Provenance
from ingest.types.places import Address, PageRun, Span, clip_runs, page_at, pages_between
from ingest.types.readings import (
    AS_USUAL,
    DOUBTFUL_BELOW,
    Block,
    BlockKind,
    MediaType,
    Page,
    PageOrigin,
    PageState,
    PrintedLine,
    Reading,
    ReadOptions,
    SourceFile,
)
from ingest.types.reports import DoubtfulPage, IngestFailure, IngestReport, Move, Problem, ProgressEvent, ProgressStage
from ingest.types.searching import EVERYTHING, Hit, Scope

__all__ = [
    "AS_USUAL",
    "DOUBTFUL_BELOW",
    "EVERYTHING",
    "Address",
    "AddressedBlock",
    "Block",
    "BlockKind",
    "Chunk",
    "Document",
    "DocumentRecord",
    "DoubtfulPage",
    "Hit",
    "IngestFailure",
    "IngestReport",
    "MediaType",
    "Metadata",
    "Move",
    "Page",
    "PageOrigin",
    "PageRun",
    "PageState",
    "PrintedLine",
    "Problem",
    "ProgressEvent",
    "ProgressStage",
    "Provenance",
    "ReadOptions",
    "Reading",
    "Scope",
    "SourceFile",
    "Span",
    "clip_runs",
    "page_at",
    "pages_between",
]

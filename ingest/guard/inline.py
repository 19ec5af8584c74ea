"""Parsing in this very process, without limits: for tests and for benches on files of our own making."""

from __future__ import annotations

from dataclasses import replace

from ingest.archive import Member, unpack
from ingest.document import build_document
from ingest.guard.parser import Archive, OnMember, PageOf, Quoted, Source
from ingest.marking import PageBoxes, locate
from ingest.picturing import picture
from ingest.readers import sniff
from ingest.types import Document, IngestFailure, SourceFile


class InlineParser:
    """Implements `Parser`; a file that brings its reader down brings the process down."""

    workers = 1

    def parse(self, source: Source) -> Document | Archive:
        """See `Parser`."""
        media_type = sniff(source.data, source.name)
        if media_type == "archive":
            return Archive()
        file = SourceFile(source.path, source.sha256, len(source.data), media_type)
        return build_document(
            file,
            source.data,
            source.collection,
            source.document_id,
            source.options,
            refused_marks=source.refused_marks,
        )

    def unpack(self, source: Source, on_member: OnMember) -> tuple[IngestFailure, ...]:
        """See `Parser`."""
        failures: list[IngestFailure] = []
        for found in unpack(source.data, source.name, passwords=source.options.passwords):
            if isinstance(found, Member):
                on_member(found.path, found.data)
            else:
                failures.append(replace(found, path=f"{source.path}/{found.path}"))
        return tuple(failures)

    def locate(self, quoted: Quoted) -> tuple[PageBoxes, ...]:
        """See `Parser`."""
        return locate(quoted.original, quoted.media_type, quoted.pages, quoted.chunk, quoted.span, quoted.options)

    def picture(self, wanted: PageOf) -> bytes:
        """See `Parser`."""
        return picture(wanted.original, wanted.media_type, wanted.page, wanted.options, wanted.marks)

    def abandon(self) -> None:
        """See `Parser`; what is being parsed goes on to its end."""

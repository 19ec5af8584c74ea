"""Texts and files verified: against sources that are given, or against what a library has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path

from assistant.config import Settings
from assistant.errors import UnreadableFileError
from assistant.parsing import parser
from assistant.types import Passage, Verification
from assistant.verification.proof import Proof, bounded
from assistant.verification.sources import Given, SourceReader
from assistant.verification.verifier import Find
from ingest.closing import Closing
from ingest.guard import ParserPool
from ingest.types import ReadOptions


class Checker(Closing):
    """Verifies; needs no library. Its parser process starts with the first file that needs one; close it.

    Args:
        passages_of: The passages of a document of a library, by its id; None where no library is open.
        lender: Whose parser process is used, and not closed.
    """

    def __init__(
        self,
        settings: Settings,
        passages_of: Callable[[str], Sequence[Passage]] | None = None,
        lender: Checker | None = None,
    ) -> None:
        self._settings = settings
        self._passages_of = passages_of
        self._lender = lender

    def verify(
        self,
        text: str | Path,
        sources: Sequence[Given] = (),
        *,
        genre: str | None = None,
        day: date | None = None,
        find: Find | None = None,
    ) -> Verification:
        """What the checks say of a text, or of a file's text.

        Args:
            sources: What it may rest on; one that cannot be read is named in the notices, the rest goes on.
            find: Finds passages for a claim; used where no sources are given.

        Raises:
            QuestionError: The text has more than `proof.MAX_CHARS` characters.
            IngestError: `text` is a file that cannot be read, or none of the sources can.
        """
        plain, told = self._reader.text(text) if isinstance(text, Path) else (text, ())
        bounded(plain)
        done = self._proof(self._reader, sources, genre, day, find).verify(plain)
        return replace(done, notices=(*told, *done.notices))

    def proof(
        self,
        sources: Sequence[Given] = (),
        *,
        genre: str | None = None,
        day: date | None = None,
        find: Find | None = None,
    ) -> Proof:
        """What verifies one text while it is changed. Raises as `verify`; nothing of the sources' files is kept."""
        return self._proof(self._new_reader(), sources, genre, day, find)

    def seeing(self, passages_of: Callable[[str], Sequence[Passage]]) -> Checker:
        """This one for whoever sees less of the library; it lives as long as this one."""
        return Checker(self._settings, passages_of, self)

    def text(self, path: Path) -> tuple[str, tuple[str, ...]]:
        """A file's text and what is to be known of it. Raises IngestError: it cannot be read."""
        return self._new_reader().text(path)

    def passages(self, path: Path) -> tuple[Passage, ...]:
        """What a file holds as a source. Raises as `text`."""
        return self._new_reader().passages(path)

    def _proof(
        self,
        reader: SourceReader,
        sources: Sequence[Given],
        genre: str | None,
        day: date | None,
        find: Find | None,
    ) -> Proof:
        held, notices = reader.sources(sources)
        if notices and not held:
            raise UnreadableFileError("；".join(notices), "请检查来源的路径和内容；不给来源则在资料库中查找")
        return Proof(held, genre=genre, day=day, find=None if sources else find, notices=notices)

    def close(self) -> None:
        if self._lender is None and "_pool" in vars(self):
            self._pool.close()

    @cached_property
    def _reader(self) -> SourceReader:
        """Remembers the files that it has read."""
        return self._new_reader()

    def _new_reader(self) -> SourceReader:
        settings = self._settings
        return SourceReader(
            self._pool,
            options=ReadOptions(ocr=settings.ocr),
            max_bytes=settings.max_file_mb * 1024**2,
            refused_marks=settings.refused_marks,
            passages_of=self._passages_of,
        )

    @cached_property
    def _pool(self) -> ParserPool:
        return parser(self._settings) if self._lender is None else self._lender._pool

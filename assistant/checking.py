"""Texts and files verified: against sources that are given, or against what a library has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path

from assistant.config import Settings
from assistant.errors import QuestionError, UnreadableFileError
from assistant.parsing import parser
from assistant.types import Passage, Verification
from assistant.verification.sources import Given, SourceReader
from assistant.verification.verifier import Find, Verifier
from ingest.closing import Closing
from ingest.guard import ParserPool
from ingest.types import ReadOptions

MAX_CHARS = 1_000_000
"""Characters that are verified at once: some 50 seconds' work."""


class Checker(Closing):
    """Verifies; needs no library. Its parser process starts with the first file that needs one; close it.

    Args:
        passages_of: The passages of a document of a library, by its id; None where no library is open.
    """

    def __init__(self, settings: Settings, passages_of: Callable[[str], Sequence[Passage]] | None = None) -> None:
        self._settings = settings
        self._passages_of = passages_of
        self._verifier = Verifier()

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
            QuestionError: The text has more than `MAX_CHARS` characters.
            IngestError: `text` is a file that cannot be read, or none of the sources can.
        """
        plain, told = self._reader.text(text) if isinstance(text, Path) else (text, ())
        if len(plain) > MAX_CHARS:
            raise QuestionError(f"文本有 {len(plain)} 字，一次最多核对 {MAX_CHARS} 字", "请分成几份核对")
        held, notices = self._reader.sources(sources)
        if notices and not held:
            raise UnreadableFileError("；".join(notices), "请检查来源的路径和内容；不给来源则在资料库中查找")
        done = self._verifier.verify(plain, held, genre=genre, day=day, find=None if sources else find)
        return replace(done, notices=(*told, *notices, *done.notices))

    def close(self) -> None:
        if "_pool" in vars(self):
            self._pool.close()

    @cached_property
    def _reader(self) -> SourceReader:
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
        return parser(self._settings)

"""Documents whose files are gone, taken out of the library where that is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from ingest.discovery import shown
from ingest.ledger import Ledger
from ingest.library.library import Library
from ingest.presence import gone
from ingest.types import DocumentRecord, IngestFailure


class Departures:
    """What leaves one collection in one run; a file that the run has seen, wherever it lies, is not gone."""

    def __init__(self, library: Library, collection: str, ledger: Ledger) -> None:
        self._library = library
        self._collection = collection
        self._ledger = ledger

    def let_go_missing(self, folders: Sequence[Path], failures: Sequence[IngestFailure]) -> None:
        """Removes the documents whose file has left one of `folders`.

        A folder that cannot be looked through, or holds nothing at all any more (a drive that is not there), loses
        none: that is told instead.
        """
        unclear = {failure.path for failure in failures}
        for folder in folders:
            top = shown(folder.absolute())
            known = self._library.under(self._collection, top)
            if known and any(path == top or path.startswith(f"{top}/") for path in unclear):
                self._ledger.note(
                    IngestFailure(top, "文件夹是空的或有打不开的部分，其中已不在的文件这次没有从资料库移除")
                )
            else:
                self._remove(record for record in known if gone(record.path, self._ledger.seen))

    def let_go(self, places: Sequence[Path]) -> None:
        """Removes what was taken from files and folders that are gone."""
        for place in places:
            top = shown(place.absolute())
            alone = self._library.at_path(self._collection, top)
            known = [*([alone] if alone else []), *self._library.under(self._collection, top)]
            self._remove(record for record in known if gone(record.path, self._ledger.seen))

    def _remove(self, records: Iterable[DocumentRecord]) -> None:
        for record in list(records):
            self._library.remove(record.id)
            self._ledger.removed(record.path)

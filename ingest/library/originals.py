"""The files as they came, kept by their content's hash."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from ingest.errors import LibraryError
from ingest.library.faults import RESTORE_HINT, storage_error


class Originals:
    """A folder of files named by their SHA-256; a file is there whole or not at all."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, sha256: str, data: bytes) -> None:
        """Keeps `data`. Raises `DiskFullError`."""
        place = self._place(sha256)
        try:
            if not (place.is_file() and place.stat().st_size == len(data)):
                _write_whole(place, data)
        except OSError as exc:
            raise self._error(exc) from exc

    def get(self, sha256: str) -> Path | None:
        place = self._place(sha256)
        return place if place.is_file() else None

    def drop(self, sha256: str) -> None:
        """Deletes what is there, if anything."""
        try:
            self._place(sha256).unlink(missing_ok=True)
        except OSError as exc:
            raise self._error(exc) from exc

    def kept(self) -> Iterator[str]:
        """The hashes of all that is kept."""
        for place in sorted(self._root.glob("??/*")):
            if not place.name.startswith("."):
                yield place.name

    def sweep(self, wanted: set[str]) -> None:
        """Deletes what nothing refers to, and what a killed process left half-written."""
        for place in sorted(self._root.glob("??/*")):
            if place.name not in wanted:
                place.unlink(missing_ok=True)

    def _place(self, sha256: str) -> Path:
        return self._root / sha256[:2] / sha256

    def _error(self, exc: OSError) -> LibraryError:
        return storage_error(exc, self._root, "原件目录", RESTORE_HINT)


def _write_whole(place: Path, data: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    half = place.with_name(f".{place.name}.half")
    try:
        with half.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        half.replace(place)
    except OSError:
        half.unlink(missing_ok=True)
        raise

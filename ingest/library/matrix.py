"""The vectors once more, as rows of one file: for exact scores within a part of the library.

Chroma lists the ids that a filter allows before it searches, and its graph is slow where few of its points are
allowed: at 150,000 chunks a filter cost 0.2 to 0.4 s. Scoring the allowed rows one by one costs 0.3 ms for a thousand
of them, and misses none.

Beside the rows a list tells which version's chunks they are. Rows are only ever appended, and before the line that
tells of them: what a killed process left without one is written over. What is not told of is not held, and a version
that is not held whole is never half searched.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ingest.encoder.protocol import Vectors
from ingest.library.batches import batched
from ingest.library.entries import Match, entry_key, version_of
from ingest.library.memory import Selection

ROWS = "rows.f32"
LIST = "rows.list"
"""First the line "= dimension". Lines "+ version first count": the next `count` rows are chunks `first`, `first` + 1 …
of the version; "- version first count": these are gone; a count of 0 means all of the version."""

_AT_ONCE = 8_192
"""Rows gathered at a time, so that memory stays bounded."""
_VERSIONS_AT_ONCE = 256

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Run:
    """So many chunks of a version from number `first` on, in the rows from `row` on; gone ones have row -1."""

    first: int
    count: int
    row: int


@dataclass(slots=True)
class _Told:
    """What the list tells.

    Attributes:
        dimension: Floats in a row; 0 while there is none.
        length: How many rows there are, gone ones too.
        runs: Of each version.
    """

    dimension: int = 0
    length: int = 0
    runs: dict[str, list[_Run]] = field(default_factory=dict)

    def heed(self, lines: Iterable[str]) -> None:
        for line in lines:
            sign, *words = line.split()
            if sign == "=":
                self.dimension = int(words[0])
                continue
            version, first, count = words[0], int(words[1]), int(words[2])
            if sign == "+":
                self._add(version, _Run(first, count, self.length))
                self.length += count
            elif count:
                self.runs.setdefault(version, []).append(_Run(first, count, -1))
            else:
                self.runs.pop(version, None)

    def _add(self, version: str, run: _Run) -> None:
        held = self.runs.get(version, [])
        whole = run.first == 0 and all(one.first + one.count <= run.count for one in held)
        self.runs[version] = [run] if whole else [*held, run]


class Matrix:
    """The rows in `folder`; a folder without any holds nothing. One writer, and what others read never changes.

    Raises OSError and ValueError where the files cannot be read or written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rows: Vectors | None = None
        self._places: weakref.WeakKeyDictionary[Selection, Places | None] = weakref.WeakKeyDictionary()

    @cached_property
    def _told(self) -> _Told:
        """Read when it is first needed: few questions of a cold start have a scope."""
        return _read(self._folder)

    def search(self, vector: npt.NDArray[np.float32], k: int, within: Selection) -> list[Match] | None:
        """The `k` best chunks of the selection by dot product; None where not all of them are held."""
        places = self._places_of(within)
        if places is None:
            return None
        scores = self._scores(vector, places)
        best = np.argpartition(-scores, k)[:k] if k < len(scores) else np.arange(len(scores))
        names = list(within.versions)
        starts = np.cumsum([0, *within.versions.values()])
        owners = np.searchsorted(starts, best, side="right") - 1
        return [
            Match(entry_key(names[owner], int(at - starts[owner])), float(scores[at]))
            for at, owner in zip(best, owners, strict=True)
        ]

    def add(self, keys: Sequence[str], vectors: Vectors) -> None:
        """Appends rows; of a key that is there already the new row counts."""
        lines = [f"+ {version} {first} {count}\n" for version, first, count in _runs_of(keys)]
        if not self._told.dimension:
            lines.insert(0, f"= {vectors.shape[1]}\n")
        _append(
            self._folder / ROWS,
            4 * vectors.shape[1] * self._told.length,
            np.ascontiguousarray(vectors, dtype="<f4").tobytes(),
        )
        self._tell(lines)

    def remove_versions(self, versions: Iterable[str]) -> None:
        self._tell([f"- {version} 0 0\n" for version in versions if version in self._told.runs])

    def remove_keys(self, keys: Iterable[str]) -> None:
        self._tell([f"- {version_of(key)} {_ordinal(key)} 1\n" for key in keys if version_of(key) in self._told.runs])

    def count(self) -> int:
        """How many chunks are held."""
        return sum(int((self._placed(version) >= 0).sum()) for version in self._told.runs)

    def copy_into(self, folder: Path) -> None:
        """Writes what is held, and nothing that is gone, to a folder that has no rows yet."""
        copy, rows = Matrix(folder), self._mapped()
        for versions in batched(list(self._told.runs), _VERSIONS_AT_ONCE):
            placed = [(version, self._placed(version)) for version in versions]
            keys = [entry_key(version, int(at)) for version, places in placed for at in np.flatnonzero(places >= 0)]
            if keys:
                copy.add(keys, rows[np.concatenate([places[places >= 0] for _, places in placed])])

    def _places_of(self, within: Selection) -> Places | None:
        """The row of every chunk of the selection, in its order."""
        if within not in self._places:
            found = [self._whole(version, count) for version, count in within.versions.items()]
            whole = [places for places in found if places is not None]
            held = len(whole) == len(found)
            self._places[within] = np.concatenate([np.zeros(0, np.int64), *whole]) if held else None
        return self._places[within]

    def _whole(self, version: str, count: int) -> Places | None:
        runs = self._told.runs.get(version, ())
        if len(runs) == 1 and (runs[0].first, runs[0].count) == (0, count):
            return np.arange(runs[0].row, runs[0].row + count, dtype=np.int64)
        places = self._placed(version)
        return places if len(places) == count and (places >= 0).all() else None

    def _placed(self, version: str) -> Places:
        """The row of each chunk of a version by its number, -1 where there is none."""
        runs = self._told.runs.get(version, ())
        places = np.full(max((run.first + run.count for run in runs), default=0), -1, np.int64)
        for run in runs:
            rows = np.arange(run.row, run.row + run.count) if run.row >= 0 else -1
            places[run.first : run.first + run.count] = rows
        return places[: np.flatnonzero(places >= 0).max(initial=-1) + 1]

    def _scores(self, vector: npt.NDArray[np.float32], places: Places) -> npt.NDArray[np.float32]:
        rows = self._mapped()
        parts = [rows[places[at : at + _AT_ONCE]] @ vector for at in range(0, len(places), _AT_ONCE)]
        return np.concatenate([np.zeros(0, np.float32), *parts])

    def _mapped(self) -> Vectors:
        told = self._told
        if self._rows is None or len(self._rows) < told.length:
            shape = (told.length, told.dimension)
            empty = np.zeros(shape, np.float32)
            self._rows = np.memmap(self._folder / ROWS, "<f4", "r", shape=shape) if told.length else empty
        return self._rows

    def _tell(self, lines: Sequence[str]) -> None:
        """Appends lines to the list, and heeds them."""
        if not lines:
            return
        place = self._folder / LIST
        told = place.read_bytes() if place.is_file() else b""
        _append(place, told.rfind(b"\n") + 1, "".join(lines).encode())
        self._told.heed(lines)
        self._places = weakref.WeakKeyDictionary()


def _read(folder: Path) -> _Told:
    place, told = folder / LIST, _Told()
    if place.is_file():
        lines = place.read_text(encoding="ascii")
        told.heed(lines[: lines.rfind("\n") + 1].splitlines())
    expected = 4 * told.dimension * told.length
    if expected and (size := (folder / ROWS).stat().st_size) < expected:
        raise ValueError(f"{folder / ROWS}: {size} 字节，应有 {expected} 字节")
    return told


def _runs_of(keys: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """The keys, which follow one another, as (version, first number, count)."""
    named = [(version_of(key), _ordinal(key)) for key in keys]
    breaks = [at for at, (one, two) in enumerate(pairwise(named), 1) if two != (one[0], one[1] + 1)]
    for start, end in pairwise([0, *breaks, len(named)]):
        if start < end:
            yield (*named[start], end - start)


def _ordinal(key: str) -> int:
    return int(key.rpartition(".")[2])


def _append(place: Path, written: int, data: bytes) -> None:
    """Writes `data` after the first `written` bytes of the file, and to the disk."""
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT, 0o666)
    with os.fdopen(descriptor, "wb") as file:
        file.truncate(written)
        file.seek(written)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())

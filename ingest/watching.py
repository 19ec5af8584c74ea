"""What changes in folders while one waits: files that came or changed, and files that went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from threading import Event

from watchfiles import watch

from ingest.discovery import is_document_name

SETTLING_MS = 1500
"""Milliseconds in which further changes count as part of the same: a file is rarely written at one stroke."""

_READY_MS = 250


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened together.

    Attributes:
        present: Files and folders that are there now and were not, or not so.
        gone: Files and folders that were there. Nothing of a watched folder that is no longer there itself (a drive
            that was unplugged), and nothing that went with the folder it lay in, which is told instead.
    """

    present: tuple[Path, ...]
    gone: tuple[Path, ...]


def changes(folders: Sequence[Path], stop: Event | None = None, settling_ms: int = SETTLING_MS) -> Iterator[Changes]:
    """The changes under `folders` from this call on, whenever they are taken, until `stop` is set or Ctrl-C is pressed.

    The folders are watched when this returns: what happens while something else is done first is not missed.
    """
    batches = watch(
        *folders,
        watch_filter=lambda change, path: _matters(Path(path)),
        debounce=settling_ms,
        step=settling_ms // 5,
        stop_event=stop,
        rust_timeout=_READY_MS,
        yield_on_timeout=True,  # the first batch comes in any case, and only once the watch stands
        raise_interrupt=False,
    )
    paths = ({Path(path) for _, path in batch} for batch in batches)
    first = next(paths, set())
    return _told(chain([first], paths), [folder.absolute() for folder in folders])


def _told(batches: Iterable[set[Path]], folders: Sequence[Path]) -> Iterator[Changes]:
    for batch in batches:
        found = _sorted_out(batch, folders)
        if found.present or found.gone:
            yield found


def _matters(path: Path) -> bool:
    """Whether a path names a document or a folder; of what is gone only the name tells."""
    return is_document_name(path.name) or path.is_dir() or (not path.suffix and not path.name.startswith("."))


def _sorted_out(paths: set[Path], folders: Sequence[Path]) -> Changes:
    standing = [folder for folder in folders if folder.is_dir()]
    present = (path for path in paths if path.is_dir() or (path.is_file() and is_document_name(path.name)))
    gone = (path for path in paths if not path.exists() and path.parent.is_dir())
    return Changes(
        tuple(sorted(present)), tuple(sorted(path for path in gone if any(one in path.parents for one in standing)))
    )

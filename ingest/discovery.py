"""From the paths a user names to the files worth reading."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.types import IngestFailure

READABLE = frozenset(
    {
        *(".pdf", ".docx", ".docm", ".dotx", ".dotm", ".doc", ".dot", ".wps", ".wpt", ".rtf", ".odt"),
        *(
            ".xlsx",
            ".xlsm",
            ".xltx",
            ".xls",
            ".et",
            ".ods",
            ".csv",
            ".tsv",
            ".pptx",
            ".pptm",
            ".ppsx",
            ".ppt",
            ".pps",
            ".dps",
            ".odp",
        ),
        *(".txt", ".text", ".md", ".markdown", ".html", ".htm", ".mht", ".mhtml"),
        *(".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".zip"),
    }
)
"""Names under which readable files go; what a file is, its content decides."""

NOT_YET = frozenset({".ofd", ".epub", ".caj", ".heic", ".rar", ".7z"})
"""Documents by their name that no reader handles: their content is looked at all the same, and the reason reported."""

_CLUTTER = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
_TEMPORARY = (".tmp", ".temp", ".swp", ".bak", ".part", ".crdownload", "~")


@dataclass(frozen=True, slots=True)
class Discovery:
    """Files in the order they will be read, each once, and what was named but cannot be read."""

    files: tuple[Path, ...]
    failures: tuple[IngestFailure, ...]


def discover(paths: Sequence[Path], exclude: Path | None = None) -> Discovery:
    """Named files as they are; in named folders, all documents at any depth, by name.

    Hidden, temporary and system files, links that lead back, and everything under `exclude` (the library itself) are
    passed over in silence; files of other kinds (programs, data) too.
    """
    files: dict[Path, None] = {}
    failures: list[IngestFailure] = []
    for path in paths:
        absolute = Path(os.path.abspath(path))  # noqa: PTH100 (resolve() would lose the name a user gave a link)
        if absolute.is_dir():
            found = list(_walk(absolute, exclude, failures))
            if not found:
                failures.append(IngestFailure(shown(absolute), "文件夹中没有可导入的文件"))
            files.update(dict.fromkeys(found))
        elif absolute.exists():
            files[absolute] = None
        else:
            failures.append(IngestFailure(shown(absolute), _absence(absolute)))
    return Discovery(tuple(files), tuple(failures))


def shown(path: Path) -> str:
    """The path as text that can be stored and printed, also where a file name is not UTF-8 (old zip archives)."""
    name = os.fsencode(path)
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("gb18030", "replace")


def _walk(top: Path, exclude: Path | None, failures: list[IngestFailure]) -> Iterator[Path]:
    seen = {_identity(top)}

    def note(error: OSError) -> None:
        failures.append(IngestFailure(shown(Path(error.filename or top)), f"无法打开文件夹：{error.strerror}"))

    for folder, subfolders, names in os.walk(top, onerror=note, followlinks=True):
        here = Path(folder)
        subfolders[:] = [name for name in sorted(subfolders) if _worth_entering(here / name, exclude, seen)]
        yield from (here / name for name in sorted(names) if is_document_name(name))


def _worth_entering(folder: Path, exclude: Path | None, seen: set[tuple[int, int]]) -> bool:
    if _is_clutter(folder.name) or folder == exclude:
        return False
    identity = _identity(folder)
    if identity in seen:
        return False
    seen.add(identity)
    return True


def _identity(folder: Path) -> tuple[int, int]:
    about = folder.stat()
    return (about.st_dev, about.st_ino)


def is_document_name(name: str) -> bool:
    """Whether a file of this name, found in a folder or an archive, is worth reading."""
    return not _is_clutter(name) and Path(name).suffix.lower() in READABLE | NOT_YET


def _is_clutter(name: str) -> bool:
    lower = name.lower()
    return lower.startswith((".", "~$")) or lower in _CLUTTER or lower.endswith(_TEMPORARY)


def _absence(path: Path) -> str:
    return "链接指向的文件不存在" if path.is_symlink() else "找不到这个文件或文件夹"

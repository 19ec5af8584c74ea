"""Whether a file that a document was taken from is still there."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path


def gone(path: str, seen: Collection[str] = frozenset()) -> bool:
    """Whether there certainly is no file at `path` any more.

    Where that cannot be told (no permission, a drive that does not answer) it counts as there. A member of an archive
    ("/资料/汇编.zip/要点.docx") is gone when the archive is, or when other members are among the paths just `seen`.
    """
    if path in seen or _is_there(path):
        return False
    archive = next((str(parent) for parent in Path(path).parents if parent.is_file()), None)
    return archive is None or any(other.startswith(f"{archive}/") for other in seen)


def _is_there(path: str) -> bool:
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True

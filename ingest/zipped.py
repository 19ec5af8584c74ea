"""Zip archives as they come from outside: whatever a damaged one makes `zipfile` raise becomes one error of ours."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

ENTRY = b"PK\x01\x02"
"""Begins each entry of an archive's directory: counted before a directory of millions is read."""
ENCRYPTED = 0x1
"""The flag of a member that asks for a password."""

_DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, OSError, RuntimeError, ValueError,
)  # fmt: skip
"""What `zipfile` raises where an archive is cut off or forged, a member's bytes are broken, its password is wrong, or
it was packed in a way that Python does not know."""


@contextmanager
def reading(damaged: Callable[[], Exception]) -> Iterator[None]:
    """Raises `damaged()` in place of what `zipfile` raises on a damaged archive."""
    try:
        yield
    except _DAMAGE as exc:
        raise damaged() from exc


def open_zip(data: bytes, damaged: Callable[[], Exception]) -> zipfile.ZipFile:
    """An archive held in memory, its directory read. Raises `damaged()` where there is none to be read."""
    with reading(damaged):
        return zipfile.ZipFile(io.BytesIO(data))


def ratio(info: zipfile.ZipInfo) -> float:
    """Bytes that a member declares for each of its packed ones; `zipfile` never unpacks more than is declared."""
    return info.file_size / max(1, info.compress_size)

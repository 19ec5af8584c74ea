"""What the three stores raise when the disk or a file fails, in this project's words."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

from ingest.errors import DiskFullError, LibraryDamagedError, LibraryError

REBUILD_HINT = "运行 zhibi library check 查看详情，再运行 zhibi library rebuild 重建索引"
RESTORE_HINT = "请从备份恢复该文件；没有备份时，移走资料库目录后重新导入原文件"

RESERVE = 16 * 1024 * 1024
"""Bytes that stay free, so that reading and removing go on."""

_FULL_HINT = "清理磁盘后重新运行同一命令；已导入的文档不受影响"
_FULL = ("no space left", "disk is full", "disk quota", "file too large", "os error 28", "os error 27", "sqlite_full")
_SCARCE = 256 * 1024
"""Vendors sometimes swallow the reason of a failed write; with fewer free bytes than this it was the disk."""


def require_space(place: Path, needed: int) -> None:
    """Refuses work that would fill the disk: on a disk that is quite full Chroma cannot even be read.

    Raises:
        DiskFullError: Less than `needed` bytes and the reserve are free where `place` lies.
    """
    free = _free_bytes(place)
    if free < needed + RESERVE:
        raise DiskFullError(
            f"磁盘空间不足：{place} 所在磁盘剩余 {_megabytes(free)}，这一步需要 {_megabytes(needed + RESERVE)}",
            _FULL_HINT,
        )


def storage_error(exc: BaseException, place: Path, what: str, hint: str = REBUILD_HINT) -> LibraryError:
    """Translates an exception of a store.

    Args:
        place: File or folder that the store works on.
        what: The store's name as users know it, e.g. "向量索引".
    """
    if _is_disk_full(exc, place):
        return DiskFullError(f"磁盘空间不足，无法写入资料库（{place}）", _FULL_HINT)
    return LibraryDamagedError(f"{what}（{place}）无法读写：{_first_line(exc)}", hint)


def _is_disk_full(exc: BaseException, place: Path) -> bool:
    seen: BaseException | None = exc
    while seen is not None:
        if isinstance(seen, OSError) and seen.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            return True
        if any(sign in str(seen).lower() for sign in _FULL):
            return True
        seen = seen.__cause__ or seen.__context__
    return _free_bytes(place) < _SCARCE


def _free_bytes(place: Path) -> int:
    existing = next((folder for folder in (place, *place.parents) if folder.exists()), Path("/"))
    return shutil.disk_usage(existing).free


def _megabytes(size: int) -> str:
    return f"{size / 1_048_576:.1f} MB"


def _first_line(exc: BaseException) -> str:
    lines = str(exc).strip().splitlines()
    return lines[0][:200] if lines else type(exc).__name__

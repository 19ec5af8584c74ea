"""What waits to be read: files where they lie, members of archives where they were put for the moment."""

from __future__ import annotations

import hashlib
import secrets
import shutil
import stat
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

from ingest.errors import LimitExceededError, UnreadableFileError
from ingest.guard import Archive
from ingest.library.faults import storage_error
from ingest.types import Document


@dataclass(frozen=True, slots=True)
class Item:
    """A file to be taken in.

    Attributes:
        place: Where its bytes lie.
        shown: The path by which the user knows it: "/资料/汇编.zip/2026年/要点.docx" for a member of an archive.
        is_member: Whether it came out of an archive and lies in the spool.
    """

    place: Path
    shown: str
    is_member: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """An item whose reading has begun ahead of its turn.

    Attributes:
        content: SHA-256 of its bytes; "" where they could not be read.
        data: Its bytes; empty where nothing is being parsed.
        owner: Id of the document that it will be a version of.
        parsing: None where its content was known already.
        error: Why it cannot be taken in.
    """

    item: Item
    content: str = ""
    data: bytes = field(default=b"", repr=False)
    owner: str = ""
    parsing: Future[Document | Archive] | None = None
    error: Exception | None = None


class Spool:
    """A folder under the library's home for the members of archives, under generated names; emptied at both ends."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "incoming"

    def put(self, data: bytes) -> Path:
        """Raises `DiskFullError`."""
        place = self._folder / secrets.token_hex(16)
        try:
            self._folder.mkdir(exist_ok=True)
            place.write_bytes(data)
        except OSError as exc:
            place.unlink(missing_ok=True)
            raise storage_error(exc, self._folder, "暂存目录", "腾出磁盘空间后重新导入") from exc
        return place

    def drop(self, item: Item) -> None:
        """Forgets a member; files of the user's own are left alone."""
        if item.is_member:
            item.place.unlink(missing_ok=True)

    def clear(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)


def content_hash(path: Path, max_bytes: int) -> str:
    """The SHA-256 of a file.

    Raises:
        UnreadableFileError: It is no ordinary file.
        LimitExceededError: It has more than `max_bytes`.
        OSError: It cannot be opened or read.
    """
    about = path.stat()
    if not stat.S_ISREG(about.st_mode):
        raise UnreadableFileError("不是普通文件（设备、管道或文件夹）")
    if about.st_size > max_bytes:
        raise LimitExceededError(
            f"文件有 {about.st_size / 1_048_576:.0f} MB，上限是 {max_bytes / 1_048_576:.0f} MB", "请拆分后再导入"
        )
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def unreadable(exc: OSError) -> UnreadableFileError:
    """The sentence for what the operating system says of a file."""
    if isinstance(exc, FileNotFoundError):
        return UnreadableFileError("文件在导入过程中消失了", "确认文件还在后重新导入")
    if isinstance(exc, PermissionError):
        return UnreadableFileError("没有读取这个文件的权限", "修改文件权限后重新导入")
    return UnreadableFileError(f"无法读取文件：{exc.strerror or exc}", "检查磁盘或网络驱动器")

"""Files that come in over HTTP: written under the home folder, named safely, cleared away when taken in."""

from __future__ import annotations

import re
import secrets
import shutil
import unicodedata
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool

from ingest.errors import DiskFullError, LimitExceededError

MAX_FILE_BYTES = 200 * 1024 * 1024
MAX_NAME_BYTES = 180
"""Leaves room for a number and a suffix within the 255 bytes that file systems allow."""
MAX_FOLDERS = 12
"""So many folders of a path are kept."""

_BARRED = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\u202a-\u202e\u2066-\u2069]')


@dataclass(frozen=True, slots=True)
class Upload:
    """A received file: where its bytes lie now, and the name it is to be known by (one safe path component).

    Attributes:
        folder: The folder that it was sent from, as `safe_folder` makes it; "" for none. Files of one name in two
            folders are two documents.
    """

    path: Path
    name: str
    folder: str = ""


def safe_name(name: str | None) -> str:
    """The last component of what a client calls a file, fit to be a file name: `../../x` becomes `x`."""
    last = re.split(r"[/\\]", name or "")[-1]
    cleaned = _BARRED.sub("", unicodedata.normalize("NFC", last)).strip(" .")
    if not cleaned:
        return "未命名"
    stem, dot, suffix = cleaned.rpartition(".")
    if not dot or len(suffix) > 8:
        stem, dot, suffix = cleaned, "", ""
    return _cut(stem, MAX_NAME_BYTES) + dot + suffix


def safe_folder(folder: str | None) -> str:
    """What a client calls a file's folder, fit to be a path below another: `../a//b` becomes `a/b`."""
    parts = [part for part in re.split(r"[/\\]", folder or "") if part.strip(" .")]
    return "/".join(safe_name(part) for part in parts[:MAX_FOLDERS])


def _cut(text: str, size: int) -> str:
    return text.encode("utf-8", errors="replace")[:size].decode("utf-8", errors="ignore")


class Inbox:
    """The folder that receives uploads: generated names while bytes arrive, then a stable place per collection.

    A file of the same name in the same collection always gets the same path, so that the library takes it as the
    next version of the same document.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def receive(self, chunks: AsyncIterator[bytes], name: str | None, folder: str = "") -> Upload:
        """Write a file's bytes as they arrive.

        Raises:
            LimitExceededError: It is larger than MAX_FILE_BYTES; nothing is kept.
            DiskFullError: There is no room; nothing is kept.
        """
        shown = safe_name(name)
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{secrets.token_hex(16)}.part"
        try:
            with path.open("xb") as stream:
                async for chunk in chunks:
                    if stream.tell() + len(chunk) > MAX_FILE_BYTES:
                        limit = MAX_FILE_BYTES // 1024**2
                        raise LimitExceededError(f"{shown!r} 超过 {limit} MB", "请拆分文件，或压缩其中的图片")
                    await run_in_threadpool(stream.write, chunk)
        except OSError as exc:
            path.unlink(missing_ok=True)
            raise DiskFullError(f"{shown!r} 写不下去：{exc.strerror}", "请腾出磁盘空间后重新上传") from exc
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return Upload(path, shown, safe_folder(folder))

    def place(self, name: str) -> Path:
        """Where a file that did not come through `receive` may be put; `name` is one that `receive` made."""
        return self._folder / name

    @contextmanager
    def placed(self, uploads: Iterable[Upload], collection: str) -> Iterator[list[Path]]:
        """The uploads under their own names for as long as the block lasts; called by one thread at a time."""
        folder = self._folder / safe_name(collection)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            yield [upload.path.replace(_free(folder / upload.folder, upload.name)) for upload in uploads]
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def moved(self, path: str, collection: str) -> str:
        """Where an upload at `path` counts as lying once it belongs to `collection`: its next version finds it there.

        A file that was not uploaded stays where it lies.
        """
        try:
            inside = Path(path).relative_to(self._folder).parts
        except ValueError:
            return path
        return str(self._folder.joinpath(safe_name(collection), *inside[1:]))

    def discard(self, uploads: Iterable[Upload]) -> None:
        for upload in uploads:
            upload.path.unlink(missing_ok=True)

    def clear(self) -> None:
        """Drop what a killed process left; only while no upload is under way."""
        shutil.rmtree(self._folder, ignore_errors=True)


def _free(folder: Path, name: str) -> Path:
    """`name` in `folder`, numbered when one upload brings two files of one name."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    number = 2
    while path.exists():
        path = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
        number += 1
    return path

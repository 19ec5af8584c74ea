"""What a job needs of its request beyond a few words: files, on disk before the job is acknowledged."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Sequence
from pathlib import Path

from assistant.errors import DiskFullError, StoreError

LOST = "上传的文件已不在磁盘上"
LOST_HINT = "请重新上传"

_PASSWORDS = "passwords.json"


class Spool:
    """A folder with a folder for each job."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def folder(self, job_id: str) -> Path:
        return self._root / job_id

    def secure(self, job_id: str, passwords: Sequence[str]) -> None:
        """Make sure that the job's files outlive a power cut; passwords lie beside them, for their owner alone.

        Raises:
            DiskFullError: They cannot be written.
        """
        folder = self.folder(job_id)
        try:
            if passwords:
                descriptor = os.open(folder / _PASSWORDS, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    json.dump(list(passwords), file)
            for path in (*folder.iterdir(), folder, self._root):
                _sync(path)
        except OSError as exc:
            raise DiskFullError(f"上传的文件存不下来：{exc.strerror}", "请腾出磁盘空间后重新上传") from exc

    def passwords(self, job_id: str) -> list[str]:
        place = self.folder(job_id) / _PASSWORDS
        return list(json.loads(place.read_text(encoding="utf-8"))) if place.is_file() else []

    def lend(self, job_id: str, place: Path) -> None:
        """The spooled file of that name at `place` as well: it stays here when it is cleared away there.

        Raises:
            StoreError: It is gone.
            DiskFullError: There is no room for a copy, where one is needed.
        """
        own = self.folder(job_id) / place.name
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.unlink(missing_ok=True)
            place.hardlink_to(own)
        except FileNotFoundError as exc:
            raise StoreError(LOST, LOST_HINT) from exc
        except OSError:  # a file system without hard links
            _copy(own, place)

    def drop(self, job_id: str) -> None:
        shutil.rmtree(self.folder(job_id), ignore_errors=True)

    def sweep(self, wanted: Collection[str]) -> None:
        """Drop what no job waits for: uploads that broke off, and what a killed server had finished."""
        if self._root.is_dir():
            for folder in self._root.iterdir():
                if folder.name not in wanted:
                    shutil.rmtree(folder, ignore_errors=True)


def _copy(own: Path, place: Path) -> None:
    try:
        shutil.copyfile(own, place)
    except OSError as exc:
        raise DiskFullError(f"上传的文件不能处理：{exc.strerror}", "请腾出磁盘空间后重新上传") from exc


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

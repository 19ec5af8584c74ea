"""Backups that the server was asked for: they lie in the home until somebody has taken them elsewhere."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assistant.backup.manifest import MOST_BYTES, NAME, Manifest
from assistant.backup.taking import Taken, take
from assistant.config import Settings
from assistant.errors import BackupError, BackupNotFoundError

FOLDER = "backups"

_FILE = re.compile(r"zhibi-\d{8}-\d{6}-j[0-9a-f]{8}\.tar")


@dataclass(frozen=True, slots=True)
class Kept:
    """One backup.

    Attributes:
        made_at: UTC, ISO 8601: the state of this moment is in it.
        size: In bytes.
    """

    name: str
    made_at: str
    documents: int
    size: int


class Shelf:
    """The backups of a home."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._folder = settings.home / FOLDER

    def list(self) -> Sequence[Kept]:
        """The newest first; what cannot be read is left out."""
        found = [_kept(path) for path in self._folder.glob("*.tar") if _FILE.fullmatch(path.name)]
        return sorted((one for one in found if one is not None), key=lambda one: one.made_at, reverse=True)

    def take(self, asked_at: str, asked_as: str) -> Taken:
        """One more; asked for again, it is the one that stands.

        Args:
            asked_at: ISO 8601; asked_as: What names the wish, such as a job's id. Both go into the file's name.

        Raises:
            BackupError, StoreError, DiskFullError, LibraryDamagedError: As `taking.take`.
        """
        when = datetime.fromisoformat(asked_at).astimezone()
        place = self._folder / f"zhibi-{when:%Y%m%d-%H%M%S}-{asked_as[:9]}.tar"
        if not _FILE.fullmatch(place.name):
            raise ValueError(f"no name for a backup: {place.name!r}")
        return take(self._settings, place, overwrite=True)

    def place(self, name: str) -> Path:
        """Where one lies. Raises BackupNotFoundError."""
        place = self._folder / name
        if not _FILE.fullmatch(name) or not place.is_file():
            raise BackupNotFoundError("没有这份备份", "它可能已被删除，请看现有的备份")
        return place

    def remove(self, name: str) -> None:
        """For good. Raises BackupNotFoundError."""
        place = self.place(name)
        try:
            place.unlink(missing_ok=True)
        except OSError as exc:
            raise BackupError(f"备份 {name} 删不掉：{exc.strerror}", "请检查文件夹的权限") from exc


def _kept(path: Path) -> Kept | None:
    try:
        with tarfile.open(path, mode="r:") as archive:
            first = archive.next()
            if first is None or first.name != NAME or first.size > MOST_BYTES:
                return None
            file = archive.extractfile(first)
            assert file is not None
            manifest = Manifest.read(file.read(), str(path))
    except (tarfile.TarError, OSError, BackupError):
        return None
    return Kept(path.name, manifest.made_at, manifest.documents, path.stat().st_size)

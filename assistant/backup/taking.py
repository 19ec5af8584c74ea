"""A backup is taken beside whoever uses the home: readers and writers go on.

The catalog as of one moment is the truth of a backup. Originals are set aside before that moment (by hard links, which
cost nothing), so that one which is removed while the backup is written is in it all the same.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp

from assistant.backup.manifest import CATALOG, NAME, ORIGINALS, SETTINGS, WORK, Manifest, Member, original_name
from assistant.backup.settings_copy import without_secrets
from assistant.config import Settings
from assistant.errors import BackupError, DiskFullError
from assistant.store.copying import copy
from assistant.store.database import Database, address_in
from ingest.library.catalog import Catalog

TRIES = 5
"""Snapshots taken, where each time a file that came after the originals were set aside was removed at once."""

STAGING = ".backup-"
_READ = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup that stands.

    Attributes:
        size: Of the file, in bytes.
    """

    place: Path
    documents: int
    originals: int
    size: int


def take(settings: Settings, place: Path, *, overwrite: bool = False) -> Taken:
    """Write a backup of the home of `settings`, and of the database that they name, to the file `place`.

    It is there whole or not at all; only its owner may read it.

    Raises:
        BackupError: There is nothing to back up, `place` is taken, or cannot be written.
        StoreError: The database cannot be read, or a server holds the records and the settings do not name it.
        DiskFullError: There is no room.
        LibraryDamagedError: The catalog cannot be read.
    """
    home = settings.home
    if not (home / CATALOG).is_file():
        raise BackupError(f"{home} 中没有资料库", "请用 --home 指明资料库所在的文件夹")
    if place.exists() and not overwrite:
        raise BackupError(f"文件 {place} 已经存在", "请另选文件名，或加 --force 覆盖")
    try:
        _clear_left_behind(home)
        with _staging(home) as folder:
            wanted, documents = _frozen(settings, folder)
            members = tuple(_members(home, folder, wanted))
            manifest = Manifest(program=version("zhibi"), made_at=_now(), documents=documents, members=members)
            _write(manifest, folder, place)
    except sqlite3.Error as exc:
        raise BackupError(f"数据库读不出来：{exc}", "请用 zhibi library check 检查资料库") from exc
    except OSError as exc:
        if exc.errno in (28, 122):  # no space, quota
            raise DiskFullError(f"磁盘空间不足，备份没有写成：{place}", "请腾出空间，或换一个磁盘") from exc
        raise BackupError(f"备份写不下去：{exc.strerror}（{exc.filename or place}）", "请检查文件夹和权限") from exc
    return Taken(place, documents, len(wanted), place.stat().st_size)


def _clear_left_behind(home: Path) -> None:
    """Of a backup that was killed; one that is being taken at this moment is younger than a day."""
    for folder in home.glob(f"{STAGING}*"):
        if datetime.now().timestamp() - folder.stat().st_mtime > 86_400:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _staging(home: Path) -> Iterator[Path]:
    """A folder on the disk of the home: hard links reach no further."""
    folder = Path(mkdtemp(prefix=STAGING, dir=home))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _frozen(settings: Settings, folder: Path) -> tuple[list[str], int]:
    """Both databases and the originals of one moment, in `folder`; which originals these are, how many documents."""
    home = settings.home
    for _ in range(TRIES):
        for place in (home / ORIGINALS).glob("??/*"):
            _set_aside(place, folder)
        _snapshot(home / CATALOG, folder / CATALOG)
        with closing(Catalog.for_reading(folder / CATALOG)) as catalog:
            wanted = sorted({sha256 for _, sha256 in catalog.originals()})
            documents = len(catalog.records())
        for sha256 in wanted:
            _set_aside(home / original_name(sha256), folder)
        if all((folder / sha256).is_file() for sha256 in wanted):
            _set_records_aside(settings, folder)
            return wanted, documents
    raise BackupError("有文件的原件不在资料库中，备份不完整", "请用 zhibi library check 查看，重新收入该文件后再备份")


def _set_aside(place: Path, folder: Path) -> None:
    kept = folder / place.name
    if place.name.startswith(".") or kept.exists():
        return
    try:
        kept.hardlink_to(place)
    except FileNotFoundError:
        return  # removed just now
    except OSError:  # a file system without hard links
        shutil.copyfile(place, kept)


def _set_records_aside(settings: Settings, folder: Path) -> None:
    """The records as a database of SQLite, whichever holds them: of one moment, while others write."""
    if address_in(settings) is None:
        if (settings.home / WORK).is_file():
            _snapshot(settings.home / WORK, folder / WORK)
        return
    copied = folder / "copied"
    with Database.of(settings) as held, Database.open(copied) as made, held.read() as source, made.begin() as target:
        copy(source, target)
    _snapshot(copied / WORK, folder / WORK)
    shutil.rmtree(copied)


def _snapshot(database: Path, place: Path) -> None:
    """A whole and sound copy of a database in use, by SQLite's online backup, in one step: no writer can disturb it."""
    place.unlink(missing_ok=True)
    with closing(_reading(database)) as source, closing(sqlite3.connect(place)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        found = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise BackupError(
            f"数据库 {database.name} 已损坏：{found}", "请用 zhibi library check 检查，或从较早的备份恢复"
        )


def _reading(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=60)


def _members(home: Path, folder: Path, wanted: Iterable[str]) -> Iterator[Member]:
    """Every file of the backup; an original's content is checked against its name as it is read."""
    if (home / SETTINGS).is_file():
        (folder / SETTINGS).write_text(without_secrets(home / SETTINGS), encoding="utf-8")
    for name in (CATALOG, WORK, SETTINGS):
        if (folder / name).is_file():
            yield _member(name, folder / name)
    for sha256 in wanted:
        member = _member(original_name(sha256), folder / sha256)
        if member.sha256 != sha256:
            raise BackupError(f"原件 {sha256} 的内容已变", "请用 zhibi library check 查看，重新收入该文件后再备份")
        yield member


def _member(name: str, place: Path) -> Member:
    with place.open("rb") as file:
        return Member(name=name, size=place.stat().st_size, sha256=hashlib.file_digest(file, "sha256").hexdigest())


def _write(manifest: Manifest, folder: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    half = place.with_name(f".{place.name}.half")
    try:
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
                data = manifest.model_dump_json().encode()
                archive.addfile(_header(NAME, len(data)), BytesIO(data))
                for member in manifest.members:
                    with (folder / Path(member.name).name).open("rb", buffering=_READ) as source:
                        archive.addfile(_header(member.name, member.size), source)
            file.flush()
            os.fsync(file.fileno())
        half.replace(place)
    except BaseException:
        half.unlink(missing_ok=True)
        raise


def _header(name: str, size: int) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.size, header.mode = size, 0o600
    return header


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")

"""A home folder made from a backup: every file checked, the indexes made anew, and only then put in its place."""

from __future__ import annotations

import hashlib
import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp

from assistant.backup.manifest import CATALOG, HINT, MOST_BYTES, NAME, WORK, Manifest, Member
from assistant.config import Settings, load_settings
from assistant.errors import BackupError, DiskFullError, LibraryDamagedError
from assistant.service import Service
from assistant.store.copying import copy, is_empty
from assistant.store.database import Database
from assistant.store.home import bind_anew
from ingest.library.faults import require_space
from ingest.library.writing import take_lock
from ingest.types import ProgressEvent

_READ = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Restored:
    """A home that stands again.

    Attributes:
        made_at: When the backup was taken; UTC, ISO 8601.
        aside: Where the home lies now that was there before; None without one.
        records: Where drafts, tasks and accounts lie: a file, or an address without its password.
    """

    home: Path
    documents: int
    chunks: int
    made_at: str
    aside: Path | None
    records: str


def restore(
    place: Path, home: Path, *, replace: bool = False, on_progress: Callable[[ProgressEvent], None] | None = None
) -> Restored:
    """Make `home` from the backup at `place`. A home that is there stays as it is unless all went well.

    Where the environment names a database of PostgreSQL the records go there, be they from there or not.

    Args:
        replace: Move a home that is there aside; a database that is not empty is never replaced.

    Raises:
        BackupError: The backup is damaged or no backup, there is a home already, or the database is not empty.
        StoreError: The database cannot be used.
        LibraryBusyError: The home that is there is in use.
        DiskFullError: There is no room.
    """
    home = home.absolute()
    occupied = home.is_dir() and any(home.iterdir())
    if occupied and not replace:
        raise BackupError(f"文件夹 {home} 里已有内容", "请用 --home 指定一个新的文件夹，或加 --force 先把它移到旁边")
    home.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(mkdtemp(prefix=f".{home.name}.restoring-", dir=home.parent))
    try:
        _require_empty(load_settings(staging))
        manifest = _unpacked(place, staging)
        settings = load_settings(staging)
        documents, chunks = _made_whole(settings, manifest, on_progress)
        with _records_placed(settings, home) as records:
            aside = _swapped(staging, home) if occupied else None
            if not occupied:
                if home.is_dir():
                    home.rmdir()
                staging.rename(home)
    except OSError as exc:
        if exc.errno in (28, 122):
            raise DiskFullError(f"磁盘空间不足，没有恢复成：{home}", "请腾出空间后重试") from exc
        raise BackupError(f"备份 {place} 恢复不了：{exc.strerror}（{exc.filename}）", "请检查文件和权限") from exc
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return Restored(home, documents, chunks, manifest.made_at, aside, records)


def _unpacked(place: Path, folder: Path) -> Manifest:
    """Every member in `folder`, its size and checksum as the manifest says; nothing else is written."""
    try:
        with tarfile.open(place, mode="r:") as archive:
            manifest = _manifest(archive, place)
            require_space(folder, 2 * sum(member.size for member in manifest.members))
            for member in manifest.members:
                _extract(archive, member, folder, place)
            if archive.next() is not None:
                raise BackupError(f"备份 {place} 中有清单之外的内容", HINT)
    except (tarfile.TarError, EOFError) as exc:
        raise BackupError(f"{place} 不是备份文件，或已损坏：{exc}", HINT) from exc
    return manifest


def _manifest(archive: tarfile.TarFile, place: Path) -> Manifest:
    first = archive.next()
    if first is None or first.name != NAME or not first.isreg() or first.size > MOST_BYTES:
        raise BackupError(f"{place} 不是执笔的备份文件", "请指定 zhibi backup 写出的文件")
    file = archive.extractfile(first)
    assert file is not None
    manifest = Manifest.read(file.read(), str(place))
    names = [member.name for member in manifest.members]
    if CATALOG not in names or len(set(names)) != len(names):
        raise BackupError(f"备份 {place} 的清单不完整", HINT)
    return manifest


def _extract(archive: tarfile.TarFile, member: Member, folder: Path, place: Path) -> None:
    header = archive.next()
    if header is None or header.name != member.name or not header.isreg() or header.size != member.size:
        raise BackupError(f"备份 {place} 中缺少 {member.name}，或大小不符", HINT)
    source = archive.extractfile(header)
    assert source is not None
    target = folder / member.name
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with target.open("xb") as file:
        while data := source.read(_READ):
            digest.update(data)
            file.write(data)
    target.chmod(0o600)
    if digest.hexdigest() != member.sha256:
        raise BackupError(f"备份 {place} 中 {member.name} 的校验和不符，文件已损坏", HINT)


def _require_empty(settings: Settings) -> None:
    """Before all the work; the same is asked once more at its end. Raises BackupError."""
    if settings.database is None:
        return
    with Database.unprepared(settings) as database, database.read() as connection:
        if not is_empty(connection):
            raise _not_empty(database)


def _not_empty(database: Database) -> BackupError:
    return BackupError(f"数据库（{database.name}）里已有内容", "请在 ZHIBI_DATABASE 中另指定一个空的库")


@contextmanager
def _records_placed(settings: Settings, home: Path) -> Iterator[str]:
    """Where the records lie from now on. What goes to a server stands there only if what follows here goes well."""
    if settings.database is None:
        yield str(home / WORK)
        return
    url = settings.database.get_secret_value()
    with Database.open(settings.home, url) as database, database.begin() as target:
        if not is_empty(target):
            raise _not_empty(database)
        if (settings.home / WORK).is_file():
            with Database.open(settings.home) as restored, restored.read() as source:
                copy(source, target)
            (settings.home / WORK).unlink()
        bind_anew(target, settings.home, database.name)
        yield database.name


def _made_whole(
    settings: Settings, manifest: Manifest, on_progress: Callable[[ProgressEvent], None] | None
) -> tuple[int, int]:
    """Databases of older versions carried over, both indexes made anew, and all of it checked."""
    if (settings.home / WORK).is_file():
        Database.open(settings.home).close()
    with Service.open(settings, write=True) as service:
        service.rebuild(on_progress)
        records = service.documents()
        problems = service.check()
    if problems or len(records) != manifest.documents:
        found = (
            "；".join(problem.what for problem in problems)
            or f"应有 {manifest.documents} 份文件，现有 {len(records)} 份"
        )
        raise LibraryDamagedError(f"恢复出来的资料库不完整：{found}", HINT)
    return len(records), sum(record.chunks for record in records)


def _swapped(staging: Path, home: Path) -> Path:
    """The home that was there, moved aside, and the restored one in its place."""
    aside = home.with_name(f"{home.name}.before-restore-{datetime.now():%Y%m%d-%H%M%S}")
    lock = take_lock(home)
    try:
        home.rename(aside)
        staging.rename(home)
    finally:
        lock.release()
    return aside

"""A home folder made from a backup: every file checked, the indexes made anew, and only then put in its place."""

from __future__ import annotations

import hashlib
import shutil
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp

from assistant.backup.manifest import CATALOG, HINT, MOST_BYTES, NAME, WORK, Manifest, Member
from assistant.config import load_settings
from assistant.errors import BackupError, DiskFullError, LibraryDamagedError
from assistant.service import Service
from assistant.store.database import Database
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
    """

    home: Path
    documents: int
    chunks: int
    made_at: str
    aside: Path | None


def restore(
    place: Path, home: Path, *, replace: bool = False, on_progress: Callable[[ProgressEvent], None] | None = None
) -> Restored:
    """Make `home` from the backup at `place`. A home that is there stays as it is unless all went well.

    Args:
        replace: Move a home that is there aside.

    Raises:
        BackupError: The backup is damaged or no backup, or there is a home already.
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
        manifest = _unpacked(place, staging)
        documents, chunks = _made_whole(staging, manifest, on_progress)
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
    return Restored(home, documents, chunks, manifest.made_at, aside)


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


def _made_whole(
    folder: Path, manifest: Manifest, on_progress: Callable[[ProgressEvent], None] | None
) -> tuple[int, int]:
    """Databases of older versions carried over, both indexes made anew, and all of it checked."""
    if (folder / WORK).is_file():
        Database.open(folder).close()
    settings = load_settings(folder)
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

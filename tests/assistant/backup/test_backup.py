"""Backups of real libraries: restored they are equal, taken under load they are whole, damaged they are refused."""

from __future__ import annotations

import io
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.backup.restoring import restore
from assistant.backup.taking import STAGING, take
from assistant.config import load_settings
from assistant.drafting.types import Task
from assistant.errors import BackupError, LibraryBusyError
from assistant.service import Service


def write(folder: Path, number: int, edition: str = "初版") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"通知{number:03}.txt"
    path.write_text(
        f"第{number}号通知（{edition}）\n第一条 第{number}支部按月公示党费。\n第二条 {edition}自印发之日起施行。\n",
        encoding="utf-8",
    )
    return path


def held(home: Path) -> dict[str, Any]:
    """All that a library says and finds, in a form that can be compared."""
    with Service.open(load_settings(home)) as service:
        records = sorted(service.documents(), key=lambda record: record.path)
        found = service.search(service.query("第7支部的党费多久公示一次？"))
        library = service._library
        state = library._catalog.state()
        with library._indexes.vectors(state) as vectors, library._indexes.lexical(state) as lexical:
            stored = {key: row.tobytes() for key, row in vectors.vectors().items()}
            keys = lexical.keys()
        return {
            "records": records,
            "texts": [service.text(record.id) for record in records],
            "chunks": [service.chunks_of(record.id) for record in records],
            "originals": [service.original(record.id).read_bytes() for record in records],
            "found": [(passage.chunk.id, round(passage.score, 5)) for passage in found],
            "vectors": stored,
            "lexical": keys,
            "problems": service.check(),
            "tasks": service.tasks.find(),
        }


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with documents (one replaced, one removed), tasks and settings."""
    place = tmp_path_factory.mktemp("backup")
    folder, made = place / "files", place / "home"
    for number in range(12):
        write(folder, number)
    with Service.open(load_settings(made), write=True) as service:
        service.ingest([folder])
        write(folder, 3, "修订版")
        service.ingest([folder])
        service.remove(next(one.id for one in service.documents() if one.path.endswith("005.txt")))
        service.rebuild()  # until then the words of what is gone count in how rare a word is
        service.tasks.add("年度计划", "一支部", 2026, [Task(id="", matter="开展主题党日")])
    (made / "zhibi.toml").write_text(
        '# 说明\napi_key = "sk-top-secret"\nmodel = "qwen"\nbase_url = "http://me:pass-word@127.0.0.1:9/v1"\n'
        'k = 7\nocr = false\nrefused_marks = ["内部"]\n',
        encoding="utf-8",
    )
    return made


@pytest.fixture(scope="module")
def archive(home: Path) -> Path:
    place = home.parent / "backup.tar"
    taken = take(load_settings(home), place)
    assert (taken.documents, taken.originals) == (11, 11)
    assert not list(home.glob(f"{STAGING}*"))
    return place


def test_what_is_restored_equals_what_was_backed_up(home: Path, archive: Path, tmp_path: Path) -> None:
    made = restore(archive, tmp_path / "again")
    assert made.documents == 11
    before, after = held(home), held(tmp_path / "again")
    assert after == before
    assert after["problems"] == []
    assert list(tmp_path.iterdir()) == [tmp_path / "again"]


def test_settings_come_back_without_secrets(archive: Path, tmp_path: Path) -> None:
    assert b"sk-top-secret" not in archive.read_bytes()
    assert b"pass-word" not in archive.read_bytes()
    restore(archive, tmp_path / "again")
    settings = load_settings(tmp_path / "again")
    assert (settings.api_key, settings.model, settings.base_url) == (None, "qwen", "http://127.0.0.1:9/v1")
    assert (settings.k, settings.ocr, settings.refused_marks) == (7, False, ("内部",))


def test_only_the_owner_may_read_a_backup(archive: Path) -> None:
    assert archive.stat().st_mode & 0o077 == 0


def test_a_backup_under_load_is_the_library_of_one_moment(tmp_path: Path) -> None:
    """Documents come, are replaced and go all the while; each change is all there or not at all."""
    home, folder = tmp_path / "home", tmp_path / "files"
    ended = threading.Event()
    with Service.open(load_settings(home), write=True) as service:
        for number in range(5):
            write(folder, number)
        service.ingest([folder])

        def change() -> None:
            number = 5
            while not ended.is_set():
                service.ingest([write(folder, number), write(folder, number - 5, "修订版")])
                oldest = next(one for one in service.documents() if one.path.endswith(f"{number - 5:03}.txt"))
                service.remove(oldest.id)
                number += 1

        thread = threading.Thread(target=change)
        thread.start()
        try:
            taken = [take(load_settings(home), tmp_path / f"{turn}.tar") for turn in range(3)]
        finally:
            ended.set()
            thread.join()
    for one in taken:
        again = tmp_path / f"{one.place.stem}-again"
        restore(one.place, again)
        found = held(again)
        assert found["problems"] == []
        numbers = sorted(int(Path(record.path).stem[-3:]) for record in found["records"])
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        assert 5 <= len(numbers) <= 6
        for record, text, original in zip(found["records"], found["texts"], found["originals"], strict=True):
            assert text.split("\n", 1)[0] == original.decode().split("\n", 1)[0], record.path


def test_a_home_is_never_overwritten(home: Path, archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "home"
    target.mkdir()
    (target / "mine.txt").write_text("留下")
    with pytest.raises(BackupError, match="已有内容"):
        restore(archive, target)
    made = restore(archive, target, replace=True)
    assert made.aside is not None
    assert (made.aside / "mine.txt").read_text() == "留下"
    assert len(held(target)["records"]) == 11


def test_a_home_in_use_is_not_replaced(archive: Path, tmp_path: Path) -> None:
    with Service.open(load_settings(tmp_path / "home"), write=True), pytest.raises(LibraryBusyError):
        restore(archive, tmp_path / "home", replace=True)
    assert not [one for one in tmp_path.iterdir() if one.name != "home"]


def test_a_file_that_is_there_is_kept(home: Path, archive: Path) -> None:
    before = archive.read_bytes()
    with pytest.raises(BackupError, match="已经存在"):
        take(load_settings(home), archive)
    assert archive.read_bytes() == before


def test_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="没有资料库"):
        take(load_settings(tmp_path), tmp_path / "b.tar")
    assert not (tmp_path / "b.tar").exists()


def changed(
    archive: Path, place: Path, change: Callable[[tarfile.TarInfo, bytes], tuple[tarfile.TarInfo, bytes]]
) -> Path:
    with tarfile.open(archive) as old, tarfile.open(place, "w") as new:
        for member in old:
            file = old.extractfile(member)
            assert file is not None
            header, data = change(member, file.read())
            header.size = len(data)
            new.addfile(header, io.BytesIO(data))
    return place


def flipped(header: tarfile.TarInfo, data: bytes) -> tuple[tarfile.TarInfo, bytes]:
    return header, bytes([data[0] ^ 1]) + data[1:] if header.name.startswith("originals/") else data


def escaping(header: tarfile.TarInfo, data: bytes) -> tuple[tarfile.TarInfo, bytes]:
    return header, data.replace(b'"zhibi.toml"', b'"../evil.toml"')


def dropped(header: tarfile.TarInfo, data: bytes) -> tuple[tarfile.TarInfo, bytes]:
    return header, data.replace(b'"work.sqlite"', b'"zhibi.toml"')


def linked(header: tarfile.TarInfo, data: bytes) -> tuple[tarfile.TarInfo, bytes]:
    if header.name == "catalog.sqlite3":
        header.type, header.linkname, data = tarfile.SYMTYPE, "/etc/passwd", b""
    return header, data


@pytest.mark.parametrize("change", [flipped, escaping, dropped, linked])
def test_a_damaged_or_forged_backup_leaves_nothing(archive: Path, tmp_path: Path, change: Any) -> None:
    place = changed(archive, tmp_path / "bad.tar", change)
    with pytest.raises(BackupError):
        restore(place, tmp_path / "in" / "home")
    assert list((tmp_path / "in").iterdir()) == []
    assert sorted(one.name for one in tmp_path.iterdir()) == ["bad.tar", "in"]


@pytest.mark.parametrize("keep", [0, 100, 5000, 0.5, 0.95])
def test_a_backup_that_broke_off_is_refused(archive: Path, tmp_path: Path, keep: float) -> None:
    data = archive.read_bytes()
    (tmp_path / "bad.tar").write_bytes(data[: int(keep if keep >= 1 else keep * len(data))])
    with pytest.raises(BackupError):
        restore(tmp_path / "bad.tar", tmp_path / "home")
    assert not (tmp_path / "home").exists()

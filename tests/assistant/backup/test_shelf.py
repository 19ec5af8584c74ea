"""Backups kept in the home: named by the wish, listed, given out, let go of, and nothing else in the folder is."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.backup.restoring import restore
from assistant.backup.shelf import FOLDER, Shelf
from assistant.config import Settings, load_settings
from assistant.errors import BackupNotFoundError
from assistant.service import Service

AT, WISH = "2026-07-01T08:00:00+00:00", "j0123456789abcdef"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    place = tmp_path_factory.mktemp("shelf")
    (place / "办法.md").write_text("# 党费管理办法\n\n第一条　党费按月收缴。\n", encoding="utf-8")
    made = load_settings(place / "home")
    with Service.open(made, write=True) as service:
        service.ingest([place / "办法.md"])
    return made


def test_the_same_wish_twice_is_one_backup_that_restores(settings: Settings, tmp_path: Path) -> None:
    shelf = Shelf(settings)
    assert list(shelf.list()) == []
    taken = [shelf.take(AT, WISH) for _ in range(2)]
    (kept,) = shelf.list()
    assert (kept.name, kept.documents, kept.size) == (taken[1].place.name, 1, taken[1].size)
    assert taken[0].place == taken[1].place
    assert restore(shelf.place(kept.name), tmp_path / "again").documents == 1
    shelf.remove(kept.name)
    assert list(shelf.list()) == []


@pytest.mark.parametrize("name", ["../catalog.sqlite3", "..", "zhibi-20260701-080000-j01234567.tar/..", "fremd.tar"])
def test_no_name_leads_out_of_the_folder(settings: Settings, name: str) -> None:
    shelf = Shelf(settings)
    with pytest.raises(BackupNotFoundError):
        shelf.place(name)
    with pytest.raises(BackupNotFoundError):
        shelf.remove(name)


def test_what_is_no_backup_is_not_listed(settings: Settings) -> None:
    folder = settings.home / FOLDER
    folder.mkdir(exist_ok=True)
    for name in ("zhibi-20260701-080000-j01234567.tar", "fremd.tar"):
        (folder / name).write_bytes(b"no tar")
    assert list(Shelf(settings).list()) == []

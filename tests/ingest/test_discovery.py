"""Which files a named path stands for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.discovery import discover, shown


def names(top: Path, *paths: Path, exclude: Path | None = None) -> list[str]:
    return [path.relative_to(top).as_posix() for path in discover(paths or [top], exclude).files]


def touch(top: Path, *names: str) -> None:
    for name in names:
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text("x")


def test_folders_are_read_recursively_by_name(tmp_path: Path) -> None:
    touch(tmp_path, "b.txt", "a.TXT", "制度/二/乙.md", "制度/甲.pdf", "网页.HTML", "文.docx")
    assert names(tmp_path) == ["a.TXT", "b.txt", "文.docx", "网页.HTML", "制度/甲.pdf", "制度/二/乙.md"]


@pytest.mark.parametrize(
    "name",
    [".DS_Store", ".hidden.txt", "~$文件.docx", "~WRL1.tmp", "a.txt~", "b.txt.tmp", "Thumbs.db", "desktop.ini",
     ".git/a.txt", "__MACOSX/a.txt", "main.py", "data.json", "Makefile", "a.docx.crdownload"],
)  # fmt: skip
def test_clutter_and_files_of_other_kinds_are_passed_over(tmp_path: Path, name: str) -> None:
    touch(tmp_path, "a.txt", name)
    assert names(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("name", ["表.xlsx", "旧.doc", "片.pptx", "图.jpg", "包.zip", "文.wps"])
def test_documents_nobody_can_read_yet_are_found_so_that_they_are_reported(tmp_path: Path, name: str) -> None:
    touch(tmp_path, name)
    assert names(tmp_path) == [name]


def test_a_named_file_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    touch(tmp_path, "data.json", ".hidden")
    assert names(tmp_path, tmp_path / "data.json", tmp_path / ".hidden") == ["data.json", ".hidden"]


def test_each_file_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path, "a/a.txt", "a/b.txt")
    monkeypatch.chdir(tmp_path)
    assert names(tmp_path, tmp_path / "a" / "b.txt", tmp_path / "a", Path("a/../a/a.txt")) == ["a/b.txt", "a/a.txt"]


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    touch(tmp_path, "a/a.txt")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert names(tmp_path) == ["a/a.txt"]


def test_the_library_itself_is_no_document(tmp_path: Path) -> None:
    touch(tmp_path, "a.txt", "home/originals/ab/b.txt")
    assert names(tmp_path, exclude=tmp_path / "home") == ["a.txt"]


def test_what_cannot_be_found_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "gone.txt")
    found = discover([tmp_path / "absent.pdf", tmp_path / "empty", tmp_path / "dangling.txt"])
    assert found.files == ()
    assert [(Path(failure.path).name, failure.reason) for failure in found.failures] == [
        ("absent.pdf", "找不到这个文件或文件夹"),
        ("empty", "文件夹中没有可导入的文件"),
        ("dangling.txt", "链接指向的文件不存在"),
    ]


def test_a_dangling_link_in_a_folder_is_left_to_the_reading(tmp_path: Path) -> None:
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "gone.txt")
    assert names(tmp_path) == ["dangling.txt"]


def test_names_from_old_archives_are_shown_readably(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "党费.txt".encode("gb18030")))
    assert shown(path).endswith("/党费.txt")
    assert shown(tmp_path / "党费.txt").endswith("/党费.txt")

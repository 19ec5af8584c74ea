"""What a client may call a file, and where its bytes go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from assistant.interfaces import uploads
from assistant.interfaces.uploads import Inbox, Upload, safe_folder, safe_name
from ingest.errors import LimitExceededError

NAMES = [
    ("办法.docx", "办法.docx"),
    ("../../x", "x"),
    ("..\\..\\secret.txt", "secret.txt"),
    ("/etc/passwd", "passwd"),
    ("C:\\文件\\要点.pdf", "要点.pdf"),
    ("..", "未命名"),
    ("", "未命名"),
    (None, "未命名"),
    (".env", "env"),
    ("a\x00b\n\x1b[31m.txt", "ab[31m.txt"),
    ("报告‮fdp.exe", "报告fdp.exe"),
    ("con:aux?.txt", "conaux.txt"),
    ("e\u0301.txt", "é.txt"),
]


@pytest.mark.parametrize(("given", "safe"), NAMES)
def test_names_lose_whatever_could_lead_elsewhere(given: str | None, safe: str) -> None:
    assert safe_name(given) == safe


def test_long_names_are_cut_at_a_character_and_keep_their_suffix() -> None:
    name = safe_name("办" * 300 + ".docx")
    assert name.endswith("办.docx")
    assert len(name.encode()) <= 255


async def pieces(*data: bytes) -> AsyncIterator[bytes]:
    for one in data:
        yield one


def received(inbox: Inbox, name: str, *data: bytes) -> Upload:
    return asyncio.run(inbox.receive(pieces(*data), name))


def test_bytes_arrive_under_a_generated_name(tmp_path: Path) -> None:
    upload = received(Inbox(tmp_path / "uploads"), "../办法.txt", "党".encode(), "支部".encode())
    assert upload.path.parent == tmp_path / "uploads"
    assert "办法" not in upload.path.name
    assert upload.name == "办法.txt"
    assert upload.path.read_text(encoding="utf-8") == "党支部"


def test_too_large_a_file_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_FILE_BYTES", 4)
    with pytest.raises(LimitExceededError, match=r"办法\.txt"):
        received(Inbox(tmp_path), "办法.txt", b"123", b"45")
    assert not list(tmp_path.iterdir())


def test_uploads_stand_under_their_names_only_while_they_are_taken_in(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    files = [received(inbox, "办法.txt", b"1"), received(inbox, "办法.txt", b"2")]
    with inbox.placed(files, "党建") as paths:
        assert [path.relative_to(tmp_path).as_posix() for path in paths] == ["党建/办法.txt", "党建/办法 (2).txt"]
        assert [path.read_bytes() for path in paths] == [b"1", b"2"]
    assert not list(tmp_path.iterdir())


def test_a_name_keeps_its_path_from_one_upload_to_the_next(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    seen = []
    for data in (b"1", b"2"):
        with inbox.placed([received(inbox, "办法.txt", data)], "default") as paths:
            seen += paths
    assert seen[0] == seen[1]


FOLDERS = [
    ("2026年/通知", "2026年/通知"),
    ("..\\..//制度/./x", "制度/x"),
    ("/etc", "etc"),
    ("a\x00b/c|d", "ab/cd"),
    (None, ""),
    ("../..", ""),
    ("/".join("甲" * 40), "/".join("甲" * 12)),
]


@pytest.mark.parametrize(("given", "safe"), FOLDERS)
def test_folders_stay_below_their_place(given: str | None, safe: str) -> None:
    assert safe_folder(given) == safe


def test_files_of_one_name_from_two_folders_lie_apart(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path / "uploads")
    uploads = [asyncio.run(inbox.receive(pieces(b"x"), "通知.txt", folder)) for folder in ("一季度", "../二季度")]
    with inbox.placed(uploads, "制度") as paths:
        shown = [str(path.relative_to(tmp_path / "uploads")) for path in paths]
    assert shown == ["制度/一季度/通知.txt", "制度/二季度/通知.txt"]
    assert not (tmp_path / "uploads" / "制度").exists()


def test_an_upload_that_changes_its_collection_counts_as_lying_there(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path / "uploads")
    assert inbox.moved(str(tmp_path / "uploads/default/一季度/通知.txt"), "制 度") == str(
        tmp_path / "uploads/制 度/一季度/通知.txt"
    )
    assert inbox.moved("/资料/通知.txt", "制度") == "/资料/通知.txt"

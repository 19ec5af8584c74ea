"""Every file that is named is accounted for, and the library holds what the folder holds."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from ingest import pipeline, shelving
from ingest.encoder.fake import FakeEncoder
from ingest.errors import DiskFullError, EncoderMismatchError, LibraryDamagedError, UnsupportedFormatError
from ingest.guard import InlineParser, inline
from ingest.library.library import Library
from ingest.pipeline import Wishes
from ingest.types import Document, IngestReport, Move, ProgressEvent, ProgressStage


def ingest(library: Library, paths: list[Path], collection: str = "default", **more: Any) -> IngestReport:
    """Parses here: what processes add is tested with the guard."""
    return pipeline.ingest(library, paths, collection, parser=InlineParser(), **more)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "文件"
    place.mkdir()
    return place


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def held(library: Library) -> dict[str, str]:
    """File name -> text of what the library shows."""
    return {Path(record.path).name: library.text(record.id) for record in library.documents()}


def reasons(report: IngestReport) -> dict[str, str]:
    return {Path(failure.path).name: failure.reason for failure in report.failed}


def test_a_folder_goes_in_and_the_second_run_skips_it(library: Library, folder: Path) -> None:
    write(folder, 甲="第一条 党费按月交纳。", 乙="会议室使用后应当打扫。")
    first = ingest(library, [folder])
    assert {Path(record.path).name for record in first.documents} == {"甲.txt", "乙.txt"}
    assert (first.skipped, first.failed) == ((), ())
    assert first.seconds > 0
    again = ingest(library, [folder])
    assert (again.documents, again.failed) == ((), ())
    assert {Path(path).name for path in again.skipped} == {"甲.txt", "乙.txt"}
    assert library.original(first.documents[0].id).read_bytes() == (folder / "乙.txt").read_bytes()
    assert library.check() == []


def test_a_changed_file_replaces_its_version_and_copies_are_skipped(library: Library, folder: Path) -> None:
    write(folder, 甲="旧的规定。")
    old = ingest(library, [folder]).documents[0]
    (folder / "副本.txt").write_bytes((folder / "甲.txt").read_bytes())
    assert len(ingest(library, [folder]).skipped) == 2
    (folder / "副本.txt").unlink()
    write(folder, 甲="新的规定。")
    new = ingest(library, [folder]).documents[0]
    assert new.id == old.id
    assert held(library) == {"甲.txt": "新的规定。"}


def test_same_file_twice_in_one_run(library: Library, folder: Path) -> None:
    write(folder, 甲="同一份规定。", 乙="同一份规定。")
    report = ingest(library, [folder, folder / "甲.txt"])
    assert (len(report.documents), len(report.skipped)) == (1, 1)


def test_a_copy_stays_known_when_the_file_it_was_known_by_changes(library: Library, folder: Path) -> None:
    """Skipped by its content, then that content is replaced in the same run: the copy must come in after all."""
    write(folder, 乙="旧的规定。")
    ingest(library, [folder])
    write(folder, 甲="旧的规定。", 乙="新的规定。")
    report = ingest(library, [folder])
    assert held(library) == {"甲.txt": "旧的规定。", "乙.txt": "新的规定。"}
    assert (len(report.documents), report.skipped) == (2, ())


def test_files_that_swap_their_contents(library: Library, folder: Path) -> None:
    write(folder, 甲="第一份。", 乙="第二份。", 丙="第三份。")
    ingest(library, [folder])
    write(folder, 甲="第二份。", 乙="第三份。", 丙="第一份。")
    ingest(library, [folder])
    assert held(library) == {"甲.txt": "第二份。", "乙.txt": "第三份。", "丙.txt": "第一份。"}
    assert library.check() == []


def test_a_file_that_became_a_copy_loses_its_own_old_version(library: Library, folder: Path) -> None:
    write(folder, 甲="第一份。", 乙="第二份。")
    ingest(library, [folder])
    write(folder, 甲="第二份。")
    ingest(library, [folder])
    assert held(library) == {"乙.txt": "第二份。"}


def test_same_names_in_two_folders_do_not_clobber_each_other(library: Library, folder: Path) -> None:
    for branch in ("一支部", "二支部"):
        (folder / branch).mkdir()
        write(folder / branch, 计划=f"{branch}的计划。")
    ingest(library, [folder])
    assert {library.text(record.id) for record in library.documents()} == {"一支部的计划。", "二支部的计划。"}


def test_collections_are_apart(library: Library, folder: Path) -> None:
    write(folder, 甲="一份规定。")
    first = ingest(library, [folder], collection="制度").documents[0]
    second = ingest(library, [folder], collection="培训").documents[0]
    assert first.id != second.id
    assert library.collections() == ["制度", "培训"] or library.collections() == ["培训", "制度"]


def test_bad_files_are_told_and_stop_nothing(library: Library, folder: Path) -> None:
    write(folder, 甲="好的文件。", 空="", 白="  \n\n")
    (folder / "假.pdf").write_bytes(b"%PDF-1.7 rubbish")
    (folder / "断.docx").write_bytes(b"PK\x03\x04rubbish")
    (folder / "图.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    (folder / "大.txt").write_bytes(b"a" * 3000)
    (folder / "悬空.txt").symlink_to(folder / "没有.txt")
    os.mkfifo(folder / "管道.txt")
    report = ingest(library, [folder, folder / "缺.txt"], wishes=Wishes(max_bytes=2048))
    assert held(library) == {"甲.txt": "好的文件。"}
    told = reasons(report)
    assert set(told) == {
        "空.txt", "白.txt", "假.pdf", "断.docx", "图.png", "大.txt", "悬空.txt", "管道.txt", "缺.txt",
    }  # fmt: skip
    assert "上限" in told["大.txt"]
    assert "图片" in told["图.png"]
    assert "内部错误" not in " ".join(told.values())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(library: Library, folder: Path) -> None:
    write(folder, 甲="保密。")
    (folder / "甲.txt").chmod(0)
    assert "权限" in reasons(ingest(library, [folder]))["甲.txt"]


def test_a_file_that_vanishes_mid_run(library: Library, folder: Path) -> None:
    write(folder, 甲="留下的文件。", 乙="消失的文件。")

    def vanish(event: ProgressEvent) -> None:
        if event.stage == "reading":
            (folder / "乙.txt").unlink(missing_ok=True)

    report = ingest(library, [folder / "甲.txt", folder / "乙.txt"], on_progress=vanish)
    assert [Path(record.path).name for record in report.documents] == ["甲.txt"]
    assert "消失" in reasons(report)["乙.txt"]


def test_a_bug_in_a_reader_costs_one_file_and_leaves_a_trace(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, 甲="好的文件。", 乙="坏的文件。", 丙="也好的文件。")
    build = inline.build_document

    def stumble(source: Any, data: bytes, *rest: Any, **more: Any) -> Document:
        if "坏" in data.decode():
            raise KeyError("unexpected")
        return build(source, data, *rest, **more)

    monkeypatch.setattr(inline, "build_document", stumble)
    with capture_logs() as logs:
        report = ingest(library, [folder])
    assert set(held(library)) == {"甲.txt", "丙.txt"}
    assert reasons(report)["乙.txt"].startswith("读取时发生内部错误（KeyError）")
    assert [(entry["log_level"], type(entry["exc_info"])) for entry in logs] == [("error", KeyError)]


def test_one_unstorable_document_does_not_take_its_group_along(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, 甲="好的文件。", 乙="坏的文件。", 丙="也好的文件。")
    encode = library.encode

    def stumble(documents: list[Document]) -> Any:
        if any("坏" in document.text for document in documents):
            raise OverflowError("a text the encoder cannot take")
        return encode(documents)

    monkeypatch.setattr(library, "encode", stumble)
    with capture_logs():
        report = ingest(library, [folder])
    assert set(held(library)) == {"甲.txt", "丙.txt"}
    assert "OverflowError" in reasons(report)["乙.txt"]


def test_a_full_disk_keeps_what_is_finished_and_reports_the_rest(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, 甲="一。", 乙="二。", 丙="三。")
    monkeypatch.setattr(shelving, "GROUP_FILES", 1)
    store = library.store_many

    def fill(prepared: Any) -> Any:
        if library.documents():
            raise DiskFullError("磁盘空间不足", "清理磁盘")
        return store(prepared)

    monkeypatch.setattr(library, "store_many", fill)
    report = ingest(library, [folder])
    assert len(report.documents) == 1
    assert set(reasons(report).values()) == {"磁盘空间不足（清理磁盘）"}
    assert len(report.failed) == 2


def test_a_damaged_library_ends_the_run(library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, 甲="一。")

    def fail(prepared: Any) -> Any:
        raise LibraryDamagedError("坏了")

    monkeypatch.setattr(library, "store_many", fail)
    with pytest.raises(LibraryDamagedError):
        ingest(library, [folder])


def test_a_foreign_encoder_is_told_before_anything_is_read(home: Path, library: Library, folder: Path) -> None:
    write(folder, 甲="一。")
    ingest(library, [folder])
    library.close()
    with Library.open(home, FakeEncoder("other"), write=True) as other, pytest.raises(EncoderMismatchError):
        ingest(other, [folder], on_progress=lambda event: pytest.fail("nothing may be read"))


def test_progress_tells_every_step(library: Library, folder: Path) -> None:
    write(folder, 甲="一。", 乙="一。", 丙="")
    events: list[ProgressEvent] = []
    ingest(library, [folder], on_progress=events.append)
    by_file: dict[str, list[str]] = {}
    for event in events:
        by_file.setdefault(Path(event.path).name, []).append(event.stage)
    assert by_file["乙.txt"] == ["found", "reading", "encoding", "storing", "done"]
    assert by_file["甲.txt"] == ["found", "skipped"]
    assert by_file["丙.txt"] == ["found", "reading", "failed"]
    assert {event.total for event in events} == {3}
    assert [event.index for event in events] == sorted(event.index for event in events)
    assert max(event.index for event in events) == 3


def test_names_that_are_not_utf8_are_stored_and_shown(library: Library, folder: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(folder) + b"/" + "党费.txt".encode("gb18030")))
    path.write_text("党费规定。", encoding="utf-8")
    report = ingest(library, [folder])
    assert [Path(record.path).name for record in report.documents] == ["党费.txt"]
    assert len(ingest(library, [folder]).skipped) == 1


def test_many_small_files_go_in_by_groups(library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, **{f"{n:03}": f"第{n}号通知。" for n in range(40)})
    sizes: list[int] = []
    store = library.store_many

    def count(prepared: Any) -> Any:
        sizes.append(len(prepared))
        return store(prepared)

    monkeypatch.setattr(library, "store_many", count)
    ingest(library, [folder])
    assert sizes == [16, 16, 8]
    assert len(library.documents()) == 40


# Archives.


def zipped(place: Path, **files: str) -> Path:
    with zipfile.ZipFile(place, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"2026年/{name}.txt", text)
    return place


def test_the_documents_in_an_archive_are_known_by_their_place_in_it(library: Library, folder: Path) -> None:
    archive = zipped(folder / "汇编.zip", 甲="第一份。", 乙="第二份。")
    report = ingest(library, [folder])
    assert sorted(record.path for record in report.documents) == [
        f"{archive}/2026年/乙.txt",
        f"{archive}/2026年/甲.txt",
    ]
    assert report.failed == ()
    assert len(ingest(library, [folder]).skipped) == 2
    assert not (library.home / "incoming").exists()


def test_a_new_archive_of_the_same_name_brings_new_versions(library: Library, folder: Path) -> None:
    zipped(folder / "汇编.zip", 甲="第一份。")
    before = ingest(library, [folder]).documents[0]
    zipped(folder / "汇编.zip", 甲="第一份，修订。")
    after = ingest(library, [folder]).documents[0]
    assert after.id == before.id
    assert library.text(after.id) == "第一份，修订。"


def test_an_archive_without_documents_is_told(library: Library, folder: Path) -> None:
    with zipfile.ZipFile(folder / "空.zip", "w") as archive:
        archive.writestr("程序.exe", b"MZ")
    assert "没有可导入的文件" in reasons(ingest(library, [folder]))["空.zip"]


# Files that move, files that go.


def test_a_moved_file_is_followed_and_not_read_again(library: Library, folder: Path) -> None:
    write(folder, 甲="要点。")
    before = ingest(library, [folder]).documents[0]
    (folder / "2026").mkdir()
    (folder / "甲.txt").rename(folder / "2026" / "要点.txt")
    report = ingest(library, [folder])
    assert report.moved == (Move(str(folder / "甲.txt"), str(folder / "2026" / "要点.txt")),)
    assert (report.documents, report.skipped, report.failed) == ((), (), ())
    assert library.document(before.id).path == str(folder / "2026" / "要点.txt")


def test_what_comes_to_a_place_that_another_file_left_is_its_own_document(library: Library, folder: Path) -> None:
    write(folder, 甲="旧的要点。")
    first = ingest(library, [folder]).documents[0]
    (folder / "甲.txt").rename(folder / "乙.txt")
    ingest(library, [folder / "乙.txt"])
    write(folder, 甲="新的要点。")
    report = ingest(library, [folder])
    assert held(library) == {"甲.txt": "新的要点。", "乙.txt": "旧的要点。"}
    assert report.documents[0].id != first.id
    assert library.at_path("default", str(folder / "甲.txt")) == report.documents[0]


def test_a_copy_is_no_move(library: Library, folder: Path) -> None:
    write(folder, 甲="要点。")
    ingest(library, [folder])
    write(folder, 乙="要点。")
    report = ingest(library, [folder / "乙.txt"])
    assert report.moved == ()
    assert set(held(library)) == {"甲.txt"}


def test_deleted_files_leave_the_library_only_where_that_is_asked_for(library: Library, folder: Path) -> None:
    write(folder, 甲="一。", 乙="二。")
    elsewhere = folder.parent / "别处.txt"
    elsewhere.write_text("三。", encoding="utf-8")
    ingest(library, [folder, elsewhere])
    (folder / "乙.txt").unlink()
    elsewhere.unlink()
    assert ingest(library, [folder]).removed == ()
    report = ingest(library, [folder], wishes=Wishes(sync=True))
    assert report.removed == (str(folder / "乙.txt"),)
    assert set(held(library)) == {"甲.txt", "别处.txt"}


def test_members_that_left_their_archive_leave_the_library(library: Library, folder: Path) -> None:
    archive = zipped(folder / "汇编.zip", 甲="第一份。", 乙="第二份。")
    ingest(library, [folder])
    zipped(archive, 甲="第一份。")
    assert ingest(library, [folder], wishes=Wishes(sync=True)).removed == (f"{archive}/2026年/乙.txt",)
    assert set(held(library)) == {"甲.txt"}


def test_an_empty_folder_empties_nothing(library: Library, folder: Path) -> None:
    write(folder, 甲="一。")
    ingest(library, [folder])
    (folder / "甲.txt").unlink()
    report = ingest(library, [folder], wishes=Wishes(sync=True))
    assert report.removed == ()
    assert set(held(library)) == {"甲.txt"}
    assert any("没有从资料库移除" in failure.reason for failure in report.failed)


def test_what_is_said_to_be_gone_goes_and_what_is_there_stays(library: Library, folder: Path) -> None:
    (folder / "旧").mkdir()
    write(folder / "旧", 甲="一。", 乙="二。")
    write(folder, 丙="三。")
    ingest(library, [folder])
    (folder / "旧" / "甲.txt").unlink()
    (folder / "旧" / "乙.txt").unlink()
    (folder / "旧").rmdir()
    report = ingest(library, [], wishes=Wishes(gone=(folder / "旧", folder / "丙.txt")))
    assert sorted(report.removed) == [str(folder / "旧" / "乙.txt"), str(folder / "旧" / "甲.txt")]
    assert set(held(library)) == {"丙.txt"}


# Stopping.


@pytest.mark.parametrize("stage", ["reading", "encoding", "storing", "done"])
def test_what_a_listener_raises_once_is_no_failure_of_a_file(
    library: Library, folder: Path, stage: ProgressStage
) -> None:
    write(folder, 甲="甲号通知。")
    told: list[ProgressEvent] = []

    def stop(event: ProgressEvent) -> None:
        told.append(event)
        if event.stage == stage and sum(one.stage == stage for one in told) == 1:
            raise UnsupportedFormatError("不听了")

    with pytest.raises(UnsupportedFormatError, match="不听了"):
        ingest(library, [folder], on_progress=stop)
    assert not [event for event in told if event.stage == "failed"]
    report = ingest(library, [folder])
    assert len(report.documents) + len(report.skipped) == 1


def test_what_a_listener_raises_ends_the_run_and_keeps_what_is_stored(library: Library, folder: Path) -> None:
    write(folder, **{f"{n:03}": f"第{n}号通知。" for n in range(40)})

    def stop(event: ProgressEvent) -> None:
        if event.index >= 16:
            raise LibraryDamagedError("停")

    with pytest.raises(LibraryDamagedError):
        ingest(library, [folder], on_progress=stop)
    assert 0 < len(library.documents()) < 40
    assert len(ingest(library, [folder]).documents) + len(library.documents()) >= 40

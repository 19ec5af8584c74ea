"""Folders as they are on a real desk, through the command line: archives, secrets, passwords, moves, watching."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import time
import zipfile
from pathlib import Path
from typing import Any

import pypdf
import pytest
from program import PROGRAM, environment, zhibi

DEMO = Path(__file__).resolve().parents[2] / "eval/datasets/demo/library"
NOTICE = "关于开展主题党日活动的通知\n各党支部：请于5月20日前完成主题党日活动并报送小结。\n"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    folder = tmp_path / "案头"
    folder.mkdir()
    (folder / "通知.txt").write_text(NOTICE, encoding="utf-8")
    return folder


def locked(password: str) -> bytes:
    """The demo library's summary, encrypted with AES-256."""
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(next(DEMO.glob("05-*.pdf"))))
    writer.encrypt(password, algorithm="AES-256")
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()


def test_every_kind_of_file_on_the_desk_is_accounted_for(desk: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(desk / "报送材料.zip", "w") as archive:
        archive.write(next(DEMO.glob("10-*.xlsx")), "台账/重点任务.xlsx")
        archive.writestr("说明.txt", "本批材料共一份台账。")
    (desk / "绝密.txt").write_text("绝密★长期\n\n关于某事项的报告\n某事项已经办结。\n", encoding="utf-8")
    (desk / "加密.pdf").write_bytes(locked("2026"))
    (desk / "假.docx").write_bytes(b"PK\x03\x04 not a document")
    home = tmp_path / "home"

    report = zhibi(home, "ingest", desk, "--json").json

    taken = {Path(one["path"]).name: one for one in report["documents"]}
    assert set(taken) == {"通知.txt", "重点任务.xlsx", "说明.txt"}
    assert taken["重点任务.xlsx"]["path"] == str(desk / "报送材料.zip" / "台账" / "重点任务.xlsx")
    failed = {Path(one["path"]).name: one for one in report["failed"]}
    assert set(failed) == {"绝密.txt", "加密.pdf", "假.docx"}
    assert "绝密" in failed["绝密.txt"]["reason"]
    assert failed["加密.pdf"]["needs_password"]
    assert "--password" in failed["加密.pdf"]["reason"]
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert "某事项".encode() not in kept

    opened = zhibi(home, "ingest", desk, "--password", "1999", "--password", "2026", "--json").json
    assert [Path(one["path"]).name for one in opened["documents"]] == ["加密.pdf"]
    assert len(opened["skipped"]) == 3


def test_the_readable_report_names_what_was_refused_and_why(desk: Path, tmp_path: Path) -> None:
    (desk / "【机密】方案.txt").write_text("实施方案\n第一步，动员部署。\n", encoding="utf-8")
    told = zhibi(tmp_path / "home", "ingest", desk)
    assert told.code == 0
    assert "收入 1 份" in told.out
    assert "机密" in told.out


def test_a_site_may_refuse_more_and_never_less(desk: Path, tmp_path: Path) -> None:
    (desk / "内部.txt").write_text("内部资料\n\n党建工作动态\n本期刊发三条消息。\n", encoding="utf-8")
    strict = zhibi(tmp_path / "strict", "ingest", desk, "--json", ZHIBI_REFUSED_MARKS='["内部"]').json
    assert [Path(one["path"]).name for one in strict["failed"]] == ["内部.txt"]
    usual = zhibi(tmp_path / "usual", "ingest", desk, "--json").json
    assert usual["failed"] == []


def test_sync_follows_moves_and_lets_go_of_what_is_gone(desk: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (desk / "旧.txt").write_text("过时的通知。", encoding="utf-8")
    first = zhibi(home, "ingest", desk, "--json").json
    (desk / "2026").mkdir()
    (desk / "通知.txt").rename(desk / "2026" / "通知.txt")
    (desk / "旧.txt").unlink()

    report = zhibi(home, "ingest", desk, "--sync", "--json").json

    assert report["moved"] == [{"before": str(desk / "通知.txt"), "now": str(desk / "2026" / "通知.txt")}]
    assert report["removed"] == [str(desk / "旧.txt")]
    listed = zhibi(home, "library", "list", "--json").json["documents"]
    assert [one["path"] for one in listed] == [str(desk / "2026" / "通知.txt")]
    assert listed[0]["id"] in {one["id"] for one in first["documents"]}


def test_a_watched_folder_stays_in_step(desk: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    command = [*PROGRAM, "--home", str(home), "ingest", str(desk), "--watch", "--json"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(home)
    ) as watching:
        assert watching.stdout is not None
        assert watching.stderr is not None
        assert _next(watching)["documents"]
        assert "守候" in watching.stderr.readline()
        (desk / "新.txt").write_text("新来的通知，请遵照执行。", encoding="utf-8")
        assert [Path(one["path"]).name for one in _next(watching)["documents"]] == ["新.txt"]
        (desk / "通知.txt").unlink()
        assert _next(watching)["removed"] == [str(desk / "通知.txt")]
        watching.send_signal(signal.SIGINT)
        assert watching.wait(60) == 0
        assert watching.stderr.read() == ""
    listed = zhibi(home, "library", "list", "--json").json["documents"]
    assert [Path(one["path"]).name for one in listed] == ["新.txt"]


def test_ctrl_c_in_the_midst_of_an_update_ends_the_watch_and_keeps_the_library_whole(
    desk: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    command = [*PROGRAM, "--home", str(home), "ingest", str(desk), "--watch", "--json"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(home)
    ) as watching:
        assert watching.stderr is not None
        assert _next(watching)["documents"]
        assert "守候" in watching.stderr.readline()
        for number in range(40):
            (desk / f"{number}.txt").write_text(f"第{number}号通知，请遵照执行。", encoding="utf-8")
        time.sleep(2.2)  # the files have settled, and are being taken in
        watching.send_signal(signal.SIGINT)
        assert watching.wait(60) == 0
        assert watching.stderr.read() == ""
    assert zhibi(home, "library", "check").code == 0
    assert len(zhibi(home, "ingest", desk, "--json").json["failed"]) == 0
    assert len(zhibi(home, "library", "list", "--json").json["documents"]) == 41


def _next(watching: subprocess.Popen[str]) -> Any:
    assert watching.stdout is not None
    return json.loads(watching.stdout.readline())

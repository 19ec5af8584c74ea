"""`zhibi backup` beside a running server, and `zhibi restore`, as an administrator types them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
from program import QUESTION, Served, zhibi


def test_a_backup_beside_the_server_restores_to_the_same_answers(
    home: Path, start: Callable[..., Served], tmp_path: Path
) -> None:
    served = start(home)
    task = {"plan": "年度计划", "unit": "一支部", "year": 2026, "tasks": [{"matter": "开展主题党日"}]}
    httpx.post(f"{served.url}api/tasks", json=task, timeout=60, trust_env=False).raise_for_status()
    place = tmp_path / "backup.tar"
    taken = zhibi(home, "backup", place, "--json")
    assert taken.code == 0, taken.err
    assert (taken.json["documents"], taken.json["size"]) == (3, place.stat().st_size)
    made = zhibi(tmp_path / "again", "restore", place, "--json")
    assert made.code == 0, made.err
    assert (made.json["documents"], made.json["aside"]) == (3, None)
    assert zhibi(tmp_path / "again", "library", "check").code == 0
    asked = [zhibi(one, "ask", QUESTION, "--json").json for one in (home, tmp_path / "again")]
    assert [one["answer"] for one in asked] == [asked[0]["answer"]] * 2
    assert asked[0]["citations"] == asked[1]["citations"]
    assert zhibi(tmp_path / "again", "tasks", "list", "--json").json["tasks"][0]["matter"] == "开展主题党日"


def test_what_is_no_backup_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "x.tar").write_bytes(b"nothing")
    done = zhibi(tmp_path / "home", "restore", tmp_path / "x.tar", "--json")
    assert done.code == 1
    assert "不是备份文件" in done.json["error"]["message"]
    assert not (tmp_path / "home").exists()

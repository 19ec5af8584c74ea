"""Plans' tasks from the command line and over HTTP."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
from fakes import FakeService


@pytest.fixture
def kept_in(database_url: str | None) -> str | None:
    return database_url


def sheet(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["编号", "事项", "责任单位", "时限", "状态"], *rows):
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "2026年工作要点.xlsx"
    path.write_bytes(
        sheet(["", "党员轮训", "组织部", "2026年9月底前", ""], ["", "阵地建设", "工会", "2020年6月", "进行中"])
    )
    return path


def test_a_plan_goes_in_is_recorded_and_comes_out(zhibi: Callable[..., Any], plan: Path, tmp_path: Path) -> None:
    added = zhibi("tasks", "import", str(plan), "--year", "2026", "--unit", "某公司", "--json").json["added"]
    listed = zhibi("tasks", "list", "--json").json
    assert [(one["id"], one["matter"], one["deadline"]) for one in listed["tasks"]] == [
        (added[0], "党员轮训", "2026-09-30"),
        (added[1], "阵地建设", "2020-06-30"),
    ]
    assert listed["tasks"][1]["light"] == "red"
    assert sum(listed["lights"].values()) == 2
    assert {one["plan"] for one in listed["tasks"]} == {"2026年工作要点"}

    recorded = zhibi("tasks", "record", added[0], "--status", "已完成", "--note", "已办4期", "--json").json
    assert (recorded["status"], recorded["progress"], recorded["light"]) == ("done", 100, "green")
    shown = zhibi("tasks", "show", added[0])
    assert "已办4期" in shown.out
    assert "未启动 → 已完成" in shown.out

    out = tmp_path / "台账.xlsx"
    assert zhibi("tasks", "export", str(out)).code == 0
    assert zhibi("tasks", "import", str(out), "--json").json == {"added": [], "changed": [], "unchanged": added}
    assert zhibi("tasks", "remove", added[1]).code == 0
    assert len(zhibi("tasks", "list", "--json").json["tasks"]) == 1


def test_the_readable_list_says_which_lights_are_on(zhibi: Callable[..., Any], plan: Path) -> None:
    assert zhibi("tasks", "list").out.strip() == "没有任务。"
    zhibi("tasks", "import", str(plan), "--year", "2026")
    told = zhibi("tasks", "list").out
    assert "2026年工作要点（2026年）" in told
    assert "[红]" in told
    assert "共 2 项" in told


def test_a_sheet_with_an_unknown_number_changes_nothing(zhibi: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(sheet(["", "新任务", "", "", ""], ["none", "党员轮训", "", "", ""]))
    told = zhibi("tasks", "import", str(path))
    assert told.code == 1
    assert "'none'" in told.err
    assert zhibi("tasks", "list", "--json").json["tasks"] == []


def test_a_dry_run_tells_what_a_sheet_would_do_and_does_nothing(zhibi: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "2026年计划.xlsx"
    path.write_bytes(sheet(["", "党员轮训", "组织部", "9月底前", ""]))
    [known] = zhibi("tasks", "import", str(path), "--year", "2026", "--json").json["added"]
    path.write_bytes(sheet([known, "党员轮训", "宣传部", "9月底前", "进行中"], ["", "阵地建设", "", "", ""]))
    would = zhibi("tasks", "import", str(path), "--dry-run", "--json").json
    assert would["preview"] == {
        "added": ["阵地建设"],
        "changed": {known: {"owner": ["组织部", "宣传部"], "status": ["planned", "running"]}},
    }
    assert "责任单位：组织部 → 宣传部；状态：未启动 → 进行中" in zhibi("tasks", "import", str(path), "--dry-run").out
    assert [one["owner"] for one in zhibi("tasks", "list", "--json").json["tasks"]] == ["组织部"]


def test_what_is_unfinished_goes_on_in_the_next_plan_once(zhibi: Callable[..., Any], plan: Path) -> None:
    first, _ = zhibi("tasks", "import", str(plan), "--year", "2026", "--json").json["added"]
    zhibi("tasks", "record", first, "--status", "done")
    carry = ("tasks", "carry", "2027年工作要点", "--to-year", "2027", "--plan", "2026年工作要点")
    [carried] = zhibi(*carry, "--json").json["tasks"]
    assert (carried["matter"], carried["year"], carried["status"]) == ("阵地建设", 2027, "planned")
    assert zhibi(*carry).out.strip() == "转入 0 项"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("record", "none", "--note", "x"), "没有编号为"),
        (("show", "none"), "没有编号为"),
        (("import", "/none.xlsx"), "无法读取"),
        (("export", "/none/none.xlsx"), "无法写入"),
    ],
)
def test_what_cannot_be_is_said(zhibi: Callable[..., Any], args: tuple[str, ...], said: str) -> None:
    told = zhibi("tasks", *args)
    assert told.code == 1
    assert said in told.err


def test_over_http(client: httpx.Client) -> None:
    body = {"plan": "2026年计划", "year": 2026, "tasks": [{"matter": "培训", "due": "年底前"}, {"matter": "调研"}]}
    created = client.post("/api/tasks", json=body)
    assert created.status_code == 201
    first, second = (one["id"] for one in created.json()["tasks"])
    assert client.patch(f"/api/tasks/{first}", json={"progress": 40, "status": "running"}).json()["progress"] == 40
    detail = client.get(f"/api/tasks/{first}").json()
    assert detail["history"][0]["changes"]["progress"] == ["", "40"]
    assert client.delete(f"/api/tasks/{second}").json() == {"removed": second}
    assert [one["matter"] for one in client.get("/api/tasks", params={"year": 2026}).json()["tasks"]] == ["培训"]

    kept = client.get("/api/tasks.xlsx")
    assert kept.headers["content-type"].startswith("application/vnd.openxmlformats")
    sent = client.post("/api/tasks/sheet", files={"file": ("台账.xlsx", kept.content)})
    assert sent.json() == {"added": [], "changed": [], "unchanged": [first]}
    tried = client.post(
        "/api/tasks/sheet", files={"file": ("台账.xlsx", sheet(["", "新", "", "", ""]))}, data={"dry_run": "1"}
    )
    assert tried.json()["preview"] == {"added": ["新"], "changed": {}}

    on = {"tasks": [first], "plan": "2027年计划", "year": 2027}
    reply = client.post("/api/tasks/carry", json=on)
    assert (reply.status_code, [one["carried"] for one in reply.json()["tasks"]]) == (201, [first])
    assert client.post("/api/tasks/carry", json=on).json()["tasks"] == []


def test_evidence_is_quoted_from_the_library_or_refused(client: httpx.Client, fake: FakeService) -> None:
    document = next(iter(fake.records))
    [task] = client.post("/api/tasks", json={"plan": "计划", "tasks": [{"matter": "培训"}]}).json()["tasks"]
    place = {"chunk_id": f"{document}-1", "start": 0, "end": 4}
    told = client.patch(f"/api/tasks/{task['id']}", json={"evidence": [place]}).json()
    assert [one["quote"] for one in told["evidence"]] == [fake.texts[document][:4]]
    for wrong in ({**place, "chunk_id": "none"}, {**place, "start": 5}):
        assert client.patch(f"/api/tasks/{task['id']}", json={"evidence": [wrong]}).status_code == 422


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/api/tasks/none", None, 404),
        ("PATCH", "/api/tasks/none", {"note": "x"}, 404),
        ("PATCH", "/api/tasks/none", {"progress": 101}, 422),
        ("PATCH", "/api/tasks/none", {"id": "x"}, 422),
        ("POST", "/api/tasks", {"plan": "", "tasks": [{"matter": "x"}]}, 422),
        ("POST", "/api/tasks", {"plan": "计划", "tasks": [{"matter": "  "}]}, 422),
    ],
)
def test_what_cannot_be_has_a_status(
    client: httpx.Client, method: str, path: str, body: dict[str, object] | None, status: int
) -> None:
    reply = client.request(method, path, json=body)
    assert reply.status_code == status
    assert reply.json()["error"]["message"]


def test_a_file_that_is_no_workbook_is_refused(client: httpx.Client) -> None:
    reply = client.post("/api/tasks/sheet", files={"file": ("台账.xlsx", b"none")})
    assert reply.status_code in (415, 422)
    assert "台账.xlsx" in reply.json()["error"]["message"]

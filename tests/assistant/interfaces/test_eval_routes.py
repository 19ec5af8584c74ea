"""`/api/eval` over a real home: a data set made, run as a job, looked at, compared."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.config import load_settings
from assistant.interfaces.api.app import create_app
from assistant.interfaces.backend import Backend
from assistant.service import Service
from eval.cases import Case
from eval.folder import held
from eval.importers.sent import MOST_BYTES
from eval.importers.spreadsheet import export_cases

RULE = "# 组织生活办法\n\n第一条 党支部每月相对固定1天开展主题党日。\n\n第二条 党员大会每季度召开一次。\n"
SETS = "/api/eval/datasets/本单位"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home = tmp_path_factory.mktemp("home")
    document = tmp_path_factory.mktemp("documents") / "组织生活办法.md"
    document.write_text(RULE, encoding="utf-8")
    settings = load_settings(home)
    with Service.open(settings, write=True) as service:
        service.ingest([document])
        with TestClient(create_app(Backend(service, settings)), base_url="http://127.0.0.1") as client:
            yield client


def zipped(data: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", data)
    return made.getvalue()


def ran(client: TestClient, cases: str = "本单位") -> str:
    job = client.post("/api/jobs/eval", json={"cases": cases, "repeat": 1})
    assert job.status_code == 202, job.text
    deadline = time.monotonic() + 60
    while (told := client.get(f"/api/jobs/{job.json()['id']}").json())["state"] in ("queued", "running"):
        assert time.monotonic() < deadline, told
        time.sleep(0.05)
    assert told["state"] == "done", told
    return str(told["result"]["folder"]).removeprefix("eval/")


def test_a_case_is_kept_run_and_looked_at(client: TestClient) -> None:
    case = {
        "kind": "factoid", "question": "主题党日多久开展一次？", "answer": "每月一次", "points": [["每月"]],
        "evidence": [{"document": "组织生活办法.md", "quote": "每月相对固定1天"}],
    }  # fmt: skip
    assert client.put(f"{SETS}/cases/a", json=case).json()["id"] == "a"
    client.put(f"{SETS}/cases/b", json={"kind": "factoid", "question": "经费多少？", "answerable": False})
    assert [one["name"] for one in client.get("/api/eval/datasets").json()["datasets"]][-1] == "本单位"
    first = client.get(SETS, params={"limit": 1}).json()
    assert ([one["id"] for one in first["cases"]], first["next"]) == (["a"], "a")

    run_id = ran(client)
    [listed] = client.get("/api/eval/runs").json()["runs"]
    assert (listed["id"], listed["dataset"], listed["cases"]) == (run_id, "本单位", 2)
    assert listed["metrics"]["point_recall"]["mean"] == 1.0
    detail = client.get(f"/api/eval/runs/{run_id}").json()
    assert {one["id"] for one in detail["cases"]} == {"a", "b"}
    assert detail["kinds"]["factoid"]["point_recall"]["scored"] == 1
    one = client.get(f"/api/eval/runs/{run_id}/cases/a").json()
    assert "每月" in one["outcome"]["answer"]["answer"]
    assert one["scores"]["point_recall"]["value"] == 1.0
    report = client.get(f"/api/eval/runs/{run_id}/report")
    assert report.headers["content-disposition"].startswith("attachment")
    assert "评测报告" in report.text

    compared = client.get(f"/api/eval/runs/{run_id}/compare/{ran(client)}").json()
    assert (compared["compared"], compared["metrics"]["point_recall"]["verdict"]) == (2, "same")

    assert client.delete(f"{SETS}/cases/b").json() == {"removed": "b"}
    assert client.delete(f"{SETS}/cases/b").status_code == 404


def lines(*cases: dict[str, object]) -> bytes:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in cases).encode()


CASES = [
    {
        "id": name,
        "kind": "factoid",
        "question": f"主题党日多久开展一次{name}？",
        "answerable": True,
        "answer": "每月一次",
    }
    for name in ("甲", "乙")
]


def test_a_data_set_comes_as_a_file_is_replaced_and_goes(client: TestClient, tmp_path: Path) -> None:
    at = "/api/eval/datasets/常见问题"
    sent = client.put(at, files={"file": ("../常见问题.jsonl", lines(*CASES))})
    assert sent.json() == {"name": "常见问题", "cases": 2, "own": True, "ask": True, "faults": 0}
    export_cases([Case("丙", "factoid", "党费多久公示一次？", True, answer="每季度")], tmp_path / "案例.xlsx")
    book = (tmp_path / "案例.xlsx").read_bytes()
    assert client.put(at, files={"file": ("案例.xlsx", book)}).json()["cases"] == 1
    faulty = client.put(at, files={"file": ("案例.jsonl", lines(CASES[0]) + b"{broken\n")})
    assert (faulty.status_code, "第 2 行" in faulty.json()["error"]["message"]) == (422, True)
    assert [one["id"] for one in client.get(at).json()["cases"]] == ["丙"]
    assert client.delete(at).json() == {"removed": "常见问题"}
    assert client.get(at).status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("空.jsonl", b"", 422),
        ("坏.xlsx", b"PK\x03\x04 no workbook", 422),
        ("大.jsonl", b" " * (MOST_BYTES + 1), 413),
        ("胀.xlsx", zipped(b"0" * (MOST_BYTES + 1)), 413),
    ],
)
def test_what_is_no_file_of_cases_is_refused_and_nothing_is_kept(
    client: TestClient, name: str, data: bytes, status: int
) -> None:
    reply = client.put("/api/eval/datasets/来历不明", files={"file": (name, data)})
    assert (reply.status_code, client.get("/api/eval/datasets/来历不明").status_code) == (status, 404), reply.text


def test_a_run_is_removed_with_its_library_but_not_while_it_runs(client: TestClient) -> None:
    client.put("/api/eval/datasets/移除", files={"file": ("案例.jsonl", lines(*CASES))})
    run_id = ran(client, "移除")
    folder = client.app.state.backend.settings.home / "eval" / run_id  # type: ignore[attr-defined]
    (folder / "library").mkdir()
    (folder / "library" / "catalog.sqlite3").touch()
    at = f"/api/eval/runs/{run_id}"
    with held(folder):
        refused = client.delete(at)
    assert (refused.status_code, refused.json()["error"]["message"]) == (409, "这次评测正在进行")
    assert client.get(at).status_code == 200
    assert client.delete(at).json() == {"removed": run_id}
    assert (client.delete(at).status_code, folder.exists()) == (404, False)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/api/eval/datasets/没有", None, 404),
        ("GET", "/api/eval/runs/none", None, 404),
        ("DELETE", "/api/eval/runs/none", None, 404),
        ("DELETE", "/api/eval/datasets/没有", None, 404),
        ("DELETE", "/api/eval/datasets/demo", None, 422),
        ("GET", "/api/eval/runs/none/report", None, 404),
        ("GET", "/api/eval/runs/none/cases/a", None, 404),
        ("GET", "/api/eval/runs/none/compare/none", None, 404),
        ("PUT", "/api/eval/datasets/demo/cases/a", {"kind": "factoid", "question": "问？"}, 422),
        ("PUT", "/api/eval/datasets/集/cases/a", {"kind": "factoid", "question": " "}, 422),
        ("POST", "/api/jobs/eval", {"cases": "没有"}, 404),
        ("POST", "/api/jobs/eval", {"cases": "../x"}, 422),
    ],
)
def test_what_cannot_be_has_a_status(
    client: TestClient, method: str, path: str, body: dict[str, object] | None, status: int
) -> None:
    reply = client.request(method, path, json=body)
    assert reply.status_code == status, reply.text
    assert reply.json()["error"]["message"]

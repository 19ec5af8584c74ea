"""`/api/eval` over a real home: a data set made, run as a job, looked at, compared."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from assistant.config import load_settings
from assistant.interfaces.api.app import create_app
from assistant.interfaces.backend import Backend
from assistant.service import Service

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


def ran(client: TestClient) -> str:
    job = client.post("/api/jobs/eval", json={"cases": "本单位", "repeat": 1})
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


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/api/eval/datasets/没有", None, 404),
        ("GET", "/api/eval/runs/none", None, 404),
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

"""Drafting over HTTP, on a real library."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from assistant.interfaces.api.app import create_app
from assistant.interfaces.backend import Backend
from assistant.service import Service

SPEC = {"单位": "东江阀门公司党委", "期间": "2025年", "主题": "党建"}


@pytest.fixture
def client(service: Service) -> Iterator[TestClient]:
    with TestClient(create_app(Backend(service, service.settings)), base_url="http://127.0.0.1") as client:
        yield client


def test_outline_then_draft_then_a_section_anew_and_edited(client: TestClient) -> None:
    outline = client.post("/api/drafts/outline", json={"genre": "工作总结", "spec": SPEC}).json()
    assert outline["genre"] == "work_summary"
    kept = [item for item in outline["outline"] if item["id"] in ("results", "problems")]
    made = client.post("/api/drafts", json={"genre": "工作总结", "spec": SPEC, "outline": kept}).json()
    assert [section["id"] for section in made["sections"]] == ["results", "problems"]
    assert made["claims"] == [claim for section in made["sections"] for claim in section["claims"]]
    keys = {citation["key"] for citation in made["citations"]}
    assert all(claim["citations"] and set(claim["citations"]) <= keys for claim in made["claims"])
    anew = client.post(f"/api/drafts/{made['id']}/sections/problems/regenerate").json()
    assert anew["version"] == 2
    edited = client.put(f"/api/drafts/{made['id']}/sections/problems", json={"text": "全年没有发现问题。"}).json()
    assert edited["version"] == 3
    (claim,) = edited["sections"][1]["claims"]
    assert (claim["origin"], claim["edited"]) == ("edited", True)
    assert client.get(f"/api/drafts/{made['id']}").json() == edited
    assert client.get(f"/api/drafts/{made['id']}?version=1").json()["sections"] == made["sections"]
    versions = client.get(f"/api/drafts/{made['id']}/versions").json()["versions"]
    assert [one["version"] for one in versions] == [3, 2, 1]
    assert made["id"] in [one["id"] for one in client.get("/api/drafts?genre=work_summary").json()["drafts"]]


def test_two_writers_of_one_draft_do_not_overwrite_each_other(client: TestClient) -> None:
    made = client.post("/api/drafts", json={"genre": "工作总结", "spec": SPEC}).json()
    at = f"/api/drafts/{made['id']}/sections/problems"
    first = client.put(at, json={"text": "支部之间发展不平衡。", "version": 1})
    assert (first.status_code, first.json()["version"]) == (200, 2)
    for late in (
        client.put(at, json={"text": "没有问题。", "version": 1}),
        client.post(f"{at}/regenerate?version=1"),
    ):
        assert late.status_code == 409
        told = late.json()
        assert told["type"] == "urn:zhibi:problem:draft-conflict"
        assert "已有第 2 版" in told["error"]["message"]
        assert "最新一版" in told["error"]["hint"]
    assert client.get(f"/api/drafts/{made['id']}").json() == first.json()
    assert client.put(at, json={"text": "没有问题。", "version": 2}).json()["version"] == 3


def test_of_writers_at_the_same_moment_one_wins_and_the_others_are_told(client: TestClient) -> None:
    made = client.post("/api/drafts", json={"genre": "工作总结", "spec": SPEC}).json()
    at = f"/api/drafts/{made['id']}/sections/problems"

    def write(number: int) -> int:
        return client.put(at, json={"text": f"支部{number}之间发展不平衡。", "version": 1}).status_code

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(write, range(4)))
    assert statuses == [200, 409, 409, 409]
    assert client.get(f"/api/drafts/{made['id']}").json()["version"] == 2


def test_a_draft_is_reworded_around_its_text_restored_copied_and_removed(client: TestClient) -> None:
    made = client.post("/api/drafts", json={"genre": "工作总结", "spec": SPEC}).json()
    at = f"/api/drafts/{made['id']}"
    framed = client.patch(at, json={"title": "总结", "signature": ["甲公司党委"], "version": 1}).json()
    assert (framed["version"], framed["title"], framed["signature"]) == (2, "总结", ["甲公司党委"])
    assert framed["addressee"] == made["addressee"]
    assert client.patch(at, json={"title": "另一个", "version": 1}).status_code == 409
    assert client.patch(at, json={"version": 2}).status_code == 422
    told = client.get(f"{at}/compare?earlier=1").json()
    assert (told["earlier"], told["later"], [one["heading"] for one in told["changes"]]) == (1, 2, ["标题和落款"])
    assert "总结" in "".join(edit["claim"] for edit in told["changes"][0]["edits"])
    back = client.post(f"{at}/versions/1/restore").json()
    assert (back["version"], back["title"], back["sections"]) == (3, made["title"], made["sections"])
    section = made["sections"][0]["id"]
    checked = client.post(f"{at}/sections/{section}/check", json={"text": "支部有党员900名。"}).json()
    assert "900" in checked["sections"][0]["text"]
    assert client.get(at).json() == back
    copy = client.post(f"{at}/copy").json()
    assert (copy["version"], copy["title"]) == (1, f"{made['title']}（副本）")
    assert client.delete(at).json() == {"removed": made["id"]}
    assert client.get(at).status_code == 404
    assert client.get(f"/api/drafts/{copy['id']}").json() == copy


def test_a_table_is_changed_cell_by_cell(client: TestClient) -> None:
    made = client.post("/api/drafts", json={"genre": "工作计划", "spec": {**SPEC, "期间": "2026年"}}).json()
    section = next(one for one in made["sections"] if one["tables"])
    at = f"/api/drafts/{made['id']}/sections/{section['id']}"
    (table,) = section["tables"]
    rows = [{"cells": [cell["text"] for cell in row], "was": number} for number, row in enumerate(table["rows"])]
    due = table["columns"].index("时限")
    stated = rows[0]["cells"][due]
    rows[0]["cells"][due] = "2026年9月30日"
    checked = client.post(f"{at}/check", json={"tables": [rows]}).json()
    saved = client.put(at, json={"tables": [rows], "version": 1}).json()
    for draft, version in ((checked, 1), (saved, 2)):
        now = next(one for one in draft["sections"] if one["id"] == section["id"])
        cell = now["tables"][0]["rows"][0][due]
        assert (draft["version"], cell["verdict"], now["tables"][0]["edited"]) == (version, "altered", True)
        assert [(one["expected"], one["found"]) for one in cell["findings"]] == [(stated, "2026年9月30日")]
        assert now["text"] == section["text"]
    assert saved["tasks"][0]["deadline"] == "2026-09-30"
    assert "已收入任务台账，共 3 项" in saved["notices"][-1]
    assert client.get(f"/api/drafts/{made['id']}").json() == {**saved, "notices": made["notices"][:-1]}
    for wrong, status in (({}, 422), ({"tables": []}, 422), ({"tables": [rows], "version": 1}, 409)):
        assert client.put(at, json=wrong).status_code == status


def test_a_draft_is_streamed(client: TestClient) -> None:
    reply = client.post("/api/drafts", json={"genre": "work_plan", "spec": {"期间": "2026年"}, "stream": True})
    events = [block.split("\n") for block in reply.text.strip().split("\n\n")]
    names = [lines[0].removeprefix("event: ") for lines in events]
    assert names == ["section", "section", "section", "draft"]
    last = json.loads(events[-1][1].removeprefix("data: "))
    assert [task["matter"] for task in last["tasks"]] == ["第一议题学习", "发展党员", "技术攻关"]
    adopted = client.post(f"/api/drafts/{last['id']}/tasks")
    assert len(adopted.json().get("tasks", [])) == 3, adopted.text


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"genre": "请柬", "spec": {}}, 422, "没有文种"),
        ({"genre": "工作总结", "spec": {"unti": "甲"}}, 422, "不认识的键 'unti'"),
        ({"genre": "工作总结", "spec": {"来源": ["没有的文件"]}}, 422, "没有来源文件"),
        ({"genre": "工作总结", "specs": {}}, 422, "请求的内容不合要求"),
    ],
)
def test_what_is_wrong_is_said(client: TestClient, body: dict[str, object], status: int, said: str) -> None:
    reply = client.post("/api/drafts", json=body)
    assert reply.status_code == status
    assert said in reply.json()["error"]["message"]


def test_a_draft_that_is_not_there(client: TestClient) -> None:
    assert client.get("/api/drafts/none").status_code == 404

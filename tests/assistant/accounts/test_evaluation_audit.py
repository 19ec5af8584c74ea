"""Who began and stopped an evaluation, and changed what is kept of them, stands in the audit log."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from accounts_house import House

PATIENCE = 60.0
CASE = {"kind": "factoid", "question": "由谁核对？", "answer": "甲组"}
LINE = '{"id": "a", "kind": "factoid", "question": "由谁核对？", "answerable": true, "answer": "甲组"}\n'.encode()


def noted(house: House) -> list[tuple[str, str, str]]:
    return [(one.action, one.subject, one.name) for one in reversed(house.accounts.audit.find())]


def test_what_is_done_with_evaluations_is_noted(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, may_go = threading.Event(), threading.Event()

    def launch(*_: Any, on_result: Any, **more: Any) -> None:
        begun.set()
        assert may_go.wait(PATIENCE)
        raise OSError("not to be reached by what is stopped")

    monkeypatch.setattr("eval.launch.launch", launch)
    headers, client = house.key_of("王芳", "administrator"), house.client
    at = "/api/eval/datasets/常见问题"
    assert client.put(at, files={"file": ("题.jsonl", LINE)}, headers=headers).is_success
    assert client.put(f"{at}/cases/b", json=CASE, headers=headers).is_success
    assert client.delete(f"{at}/cases/b", headers=headers).is_success
    asked = {"json": {"cases": "常见问题"}, "headers": {**headers, "Idempotency-Key": "e-1"}}
    job = client.post("/api/jobs/eval", **asked).json()["id"]
    assert client.post("/api/jobs/eval", **asked).json()["id"] == job  # the same request once more begins nothing
    assert begun.wait(PATIENCE)
    assert client.post(f"/api/jobs/{job}/cancel", headers=headers).json()["cancelling"]
    may_go.set()
    assert client.get(f"/api/jobs/{job}/events", headers=headers).is_success
    client.post(f"/api/jobs/{job}/cancel", headers=headers)  # it has ended: there is nothing to stop
    assert client.delete(at, headers=headers).is_success
    assert [one for one in noted(house) if one[0].startswith("eval")] == [
        ("eval_set", "常见问题", "王芳"),
        ("eval_case", "常见问题", "王芳"),
        ("eval_case_removed", "常见问题", "王芳"),
        ("eval_start", "常见问题", "王芳"),
        ("eval_stop", "常见问题", "王芳"),
        ("eval_set_removed", "常见问题", "王芳"),
    ]


def test_a_rebuilt_index_is_noted(house: House) -> None:
    headers = house.key_of("王芳", "administrator")
    job = house.client.post("/api/jobs/rebuild", headers=headers).json()["id"]
    assert '"done"' in house.client.get(f"/api/jobs/{job}/events", headers=headers).text
    assert ("rebuild", "", "王芳") in noted(house)

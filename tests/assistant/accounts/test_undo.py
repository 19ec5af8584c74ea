"""What was removed over the API is put back for a while: by whoever removed it, as it was, once."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest
from accounts_house import House

from assistant.accounts.principal import LOCAL
from assistant.errors import NotRestorableError
from assistant.interfaces.undoing import MOST_EACH, Removals
from assistant.service import Service

SEEN = cast(Service, object())
SPEC = {"单位": "某公司党委", "期间": "2026年", "主题": "核对"}


def made(house: House, headers: dict[str, str], kind: str) -> str:
    """The address of a record of its owner's."""
    if kind == "drafts":
        reply = house.client.post("/api/drafts", json={"genre": "work_plan", "spec": SPEC}, headers=headers)
        return f"/api/drafts/{reply.json()['id']}"
    if kind == "tasks":
        plan = {"plan": "计划", "year": 2026, "tasks": [{"matter": "核对"}]}
        reply = house.client.post("/api/tasks", json=plan, headers=headers)
        return f"/api/tasks/{reply.json()['tasks'][0]['id']}"
    if kind == "proofs":
        reply = house.client.post(
            "/api/proofs", json={"text": "每季度核对一次。", "sources": ["每月核对。"]}, headers=headers
        )
        return f"/api/proofs/{reply.json()['proof']['id']}"
    conversation = house.client.post("/api/conversations", json={"title": "核对"}, headers=headers).json()["id"]
    asked = {"question": "由谁核对？"}
    assert house.client.post(f"/api/conversations/{conversation}/messages", json=asked, headers=headers).is_success
    return f"/api/conversations/{conversation}"


@pytest.mark.parametrize("kind", ["drafts", "tasks", "proofs", "conversations"])
def test_who_removed_it_puts_it_back_and_nobody_else(house: House, kind: str) -> None:
    own, other = house.key_of("王芳", "writer", "甲"), house.key_of("李强", "administrator")
    at = made(house, own, kind)
    before = house.client.get(at, headers=own).json()
    assert house.client.delete(at, params={"undo_seconds": 600}, headers=own).is_success
    assert house.client.get(at, headers=own).status_code == 404
    assert house.client.post(f"{at}/restore", headers=other).status_code == 404
    assert house.client.post(f"{at}/restore", headers=own).is_success
    assert house.client.get(at, headers=own).json() == before
    again = house.client.post(f"{at}/restore", headers=own)
    assert (again.status_code, again.json()["error"]["message"]) == (404, "没有可以恢复的内容")
    assert house.client.delete(at, headers=own).is_success  # without `undo_seconds` for good
    assert house.client.post(f"{at}/restore", headers=own).status_code == 404


def test_it_is_too_late_in_the_end() -> None:
    now = [0.0]
    removals, back = Removals(lambda: now[0]), []
    removals.keep(LOCAL, "draft", "a", back.append, 60)
    removals.keep(LOCAL, "task", "a", lambda _: back.append("task"), 61)
    now[0] = 60.5
    with pytest.raises(NotRestorableError):
        removals.restore(LOCAL, "draft", "a", SEEN)
    removals.restore(LOCAL, "task", "a", SEEN)
    assert back == ["task"]


def test_a_restoring_that_fails_may_be_tried_again_and_few_are_kept_for_each() -> None:
    removals, back = Removals(), []
    trouble = [OSError("full")]

    def put_back(_: Service) -> None:
        if trouble:
            raise trouble.pop()
        back.append("done")

    removals.keep(LOCAL, "draft", "a", put_back, 60)
    with pytest.raises(OSError, match="full"):
        removals.restore(LOCAL, "draft", "a", SEEN)
    removals.restore(LOCAL, "draft", "a", SEEN)
    assert back == ["done"]
    removals.keep(replace(LOCAL, user_id="other"), "draft", "mine", put_back, 60)
    for at in range(MOST_EACH + 1):
        removals.keep(LOCAL, "draft", str(at), put_back, 60)
    with pytest.raises(NotRestorableError):
        removals.restore(LOCAL, "draft", "0", SEEN)
    removals.restore(LOCAL, "draft", "1", SEEN)
    removals.restore(replace(LOCAL, user_id="other"), "draft", "mine", SEEN)

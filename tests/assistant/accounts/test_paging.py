"""Every list that can grow comes a page at a time, in the order that it has as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from accounts_house import House
from test_account_faces import fill

SPEC = {"单位": "某公司党委", "期间": "2026年", "主题": "核对"}


def address_of(house: House, tmp_path: Path, headers: dict[str, str], items: str) -> str:
    """Of a list with three items or more."""
    match items:
        case "collections":
            for name in ("甲", "乙", "丙"):
                house.accounts.collections.set(name, everyone=True)
            return "/api/collections"
        case "datasets":
            for name in ("常见问题", "补考"):
                case = {"kind": "factoid", "question": "由谁核对？", "answer": "甲组"}
                put = house.client.put(f"/api/eval/datasets/{name}/cases/a", json=case, headers=headers)
                assert put.is_success, put.text
            return "/api/eval/datasets"
        case "sessions":
            for _ in range(3):
                house.accounts.sessions.begin(house.accounts.users.get("王芳"))
            return "/api/me/sessions"
        case "versions":
            draft = house.client.post("/api/drafts", json={"genre": "work_plan", "spec": SPEC}, headers=headers).json()
            for title in ("一稿", "二稿"):
                house.client.patch(f"/api/drafts/{draft['id']}", json={"title": title}, headers=headers)
            return f"/api/drafts/{draft['id']}/versions"
        case _:
            document = fill(house, tmp_path, "甲", "由甲组核对。")
            return f"/api/documents/{document}/pages"


@pytest.mark.parametrize("items", ["collections", "datasets", "sessions", "versions", "pages"])
def test_a_list_comes_a_page_at_a_time(house: House, tmp_path: Path, items: str) -> None:
    headers = house.key_of("王芳", "administrator")
    if items == "sessions":
        token = house.accounts.sessions.begin(house.accounts.users.get("王芳")).token
        headers = {"Cookie": f"zhibi_session={token}"}
    at = address_of(house, tmp_path, headers, items)
    whole = house.client.get(at, headers=headers).json()
    assert "next" not in whole and len(whole[items]) >= (1 if items == "pages" else 3), whole
    found, cursor = [], None
    while True:
        query = {"limit": 1} | ({} if cursor is None else {"cursor": cursor})
        page = house.client.get(at, params=query, headers=headers).json()
        assert len(page[items]) == 1
        found += page[items]
        if (cursor := page.get("next")) is None:
            break
    assert [{**one, "used_at": ""} for one in found] == [{**one, "used_at": ""} for one in whole[items]]
    assert house.client.get(at, params={"cursor": "gone"}, headers=headers).status_code == 422

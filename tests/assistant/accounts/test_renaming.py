"""A collection gets another name: everybody sees under it what they saw before, and nobody sees more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from accounts_house import House, opened
from starlette.testclient import TestClient

from assistant.accounts.audit import Wanted
from assistant.interfaces.api.app import create_app

RULE = "# 组织生活办法\n\n第一条　党支部每月相对固定1天开展主题党日。\n"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    service, accounts, backend = opened(tmp_path_factory.mktemp("renaming"))
    with service, TestClient(create_app(backend), base_url="http://127.0.0.1") as client:
        yield House(service, accounts, client)


def test_members_keys_and_quotations_go_along_and_nobody_else_comes_in(house: House) -> None:
    client = house.client
    admin = house.key_of("管", "administrator")
    member, other = house.key_of("王芳", "writer", "旧名"), house.key_of("李明", "writer", "别的")
    files = {"files": ("办法.md", RULE.encode())}
    assert client.post("/api/documents", files=files, data={"collection": "旧名"}, headers=admin).status_code == 200
    user = house.accounts.users.get("王芳")
    _, text = house.accounts.keys.add(user.id, "只看旧名", ["read"], ["旧名"])
    narrow = {"Authorization": f"Bearer {text}"}
    spec = {"genre": "work_plan", "spec": {"单位": "第一党支部", "期间": "2026年", "主题": "主题党日"}}
    draft = client.post("/api/drafts", json=spec, headers=member).json()["id"]

    address = "/api/collections/旧名/rename"
    assert client.post(address, json={"name": "新名"}, headers=member).status_code == 403
    taken = client.post(address, json={"name": "别的"}, headers=admin)
    assert taken.status_code == 422, "its members would see what was not for them"
    done = client.post(address, json={"name": "新名"}, headers=admin)
    assert done.json() == {"name": "新名", "moved": 1, "stayed": []}

    for who in (member, narrow):
        found = client.get("/api/documents", headers=who).json()["documents"]
        assert [one["collection"] for one in found] == ["新名"]
        assert [one["name"] for one in client.get("/api/collections", headers=who).json()["collections"]] == ["新名"]
    assert client.get(f"/api/drafts/{draft}", headers=member).status_code == 200
    assert client.get("/api/documents", headers=other).json()["documents"] == []
    assert client.post(address, json={"name": "再改"}, headers=admin).status_code == 404
    (entry,) = house.accounts.audit.find(Wanted(action="collection_rename"))
    assert (entry.name, entry.subject, entry.details) == ("管", "旧名", {"name": "新名"})


def test_one_that_the_same_people_see_is_joined_and_a_broken_off_renaming_taken_up(house: House) -> None:
    collections = house.accounts.collections
    user = house.accounts.users.get("王芳")
    collections.admit("半途", user.id)
    collections.name_anew("半途", "终点")
    assert collections.name_anew("半途", "终点").members == (user.id,)
    collections.give_up_name("半途", "终点")
    assert collections.get("半途").members == ()

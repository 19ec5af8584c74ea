"""`/api/documents` on a real library: narrowed, corrected by hand, moved, removed and put back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.config import load_settings
from assistant.interfaces.api.app import create_app
from assistant.interfaces.backend import Backend
from assistant.retrieval.retriever import Retriever
from assistant.service import Service
from ingest.encoder.fake import FakeEncoder
from ingest.library.library import Library

RULE = (
    "{issuer}\n\n# {issuer}党员教育管理办法{mark}\n\n{number}\n\n第一条　为加强党员教育管理，制定本办法。\n\n{last}\n"
)
FILES = {
    "办法2023.md": RULE.format(
        issuer="示例集团党委", mark="", number="示党发〔2023〕5号", last="第二条　本办法自2023年3月1日起施行。"
    ),
    "办法2025.md": RULE.format(
        issuer="示例集团党委", mark="（试行）", number="示党发〔2025〕8号",
        last="第二条　本办法自2025年6月1日起施行，原《示例集团党委党员教育管理办法》同时废止。",
    ),
    "总结.md": "# 第一党支部2024年工作总结\n\n一年来，支部开展主题党日12次。\n\n2025年1月10日\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = load_settings(tmp_path_factory.mktemp("home"), workers=1)
    encoder = FakeEncoder()
    library = Library.open(settings.home, encoder, write=True)
    with (
        Service(settings, library, Retriever(library, encoder)) as service,
        TestClient(create_app(Backend(service, settings)), base_url="http://127.0.0.1") as client,
    ):
        yield client


@pytest.fixture(scope="module")
def ids(client: TestClient) -> dict[str, str]:
    """File name -> id of what lies in 制度 for every test: who changes it changes it back."""
    return taken_in(client, FILES, "制度")


def taken_in(client: TestClient, files: dict[str, str], collection: str) -> dict[str, str]:
    sent = [("files", (name, text.encode())) for name, text in files.items()]
    reply = client.post("/api/documents", files=sent, data={"collection": collection}).json()
    return {one["path"].rpartition("/")[2]: one["id"] for one in reply["documents"]}


def listed(client: TestClient, **params: Any) -> list[str]:
    reply = client.get("/api/documents", params={"collection": "制度"} | params)
    assert reply.status_code == 200, reply.text
    return [one["path"].rpartition("/")[2] for one in reply.json()["documents"]]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, {"办法2023.md", "办法2025.md", "总结.md"}),
        ({"q": "教育 示党发〔2025〕"}, {"办法2025.md"}),
        ({"q": "总结.md"}, {"总结.md"}),
        ({"genre": "工作总结"}, {"总结.md"}),
        ({"period": "2024"}, {"总结.md"}),
        ({"year": 2024}, {"总结.md"}),
        ({"status": "试行"}, {"办法2025.md"}),
        ({"standing": "over"}, {"办法2023.md"}),
        ({"standing": "now", "q": "办法"}, {"办法2025.md"}),
        ({"doubtful": True}, set()),
        ({"collection": "别处"}, set()),
    ],
)
def test_the_list_is_narrowed(client: TestClient, ids: dict[str, str], wanted: dict[str, Any], found: set[str]) -> None:
    assert set(listed(client, **wanted)) == found


@pytest.mark.parametrize("wanted", [{"standing": "later"}, {"order": "size"}, {"year": "今年"}, {"q": "长" * 301}])
def test_a_wish_that_is_none_is_refused(client: TestClient, wanted: dict[str, Any]) -> None:
    assert client.get("/api/documents", params=wanted).status_code == 422


def test_the_order_is_chosen_and_pages_follow_it(client: TestClient, ids: dict[str, str]) -> None:
    assert listed(client, order="issued")[-1] == "办法2023.md"
    assert listed(client, order="new") == listed(client, order="old")[::-1]
    wanted = {"collection": "制度", "order": "title", "q": "办法"}
    first = client.get("/api/documents", params={**wanted, "limit": 1}).json()
    rest = client.get("/api/documents", params={**wanted, "cursor": first["next"]}).json()
    titles = [one["title"] for one in [*first["documents"], *rest["documents"]]]
    assert titles == sorted(titles)
    assert (len(titles), "next" in rest) == (2, False)


def test_a_correction_holds_says_who_made_it_and_is_taken_back(client: TestClient, ids: dict[str, str]) -> None:
    at = f"/api/documents/{ids['办法2025.md']}"
    before = client.get(at).json()
    assert before["found"]["number"] == before["metadata"]["number"] == "示党发〔2025〕8号"

    wanted = {"number": "示党发〔2025〕9号", "issued": "2025年5月20日", "status": None, "authors": ["王芳", "李强"]}
    after = client.patch(at, json=wanted).json()
    about, where = after["metadata"], after["metadata"]["provenance"]
    assert (about["number"], about["issued"], about["status"]) == ("示党发〔2025〕9号", "2025-05-20", None)
    assert about["authors"] == ["王芳", "李强"]
    assert {where[field] for field in wanted} == {"hand"}
    assert after["found"] == before["found"]
    assert client.get(at).json() == after

    back = client.patch(at, json={"reset": list(wanted)}).json()
    assert back == before


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"issued": "下个月"}, "不是日期"),
        ({"title": ""}, "标题不能为空"),
        ({"title": None}, "title"),
        ({"size": "3"}, "size"),
        ({"reset": ["size"]}, "reset"),
        ({"issuer": "甲", "reset": ["issuer"]}, "既要更正"),
        ({"genre": "长" * 301}, "上限"),
        ({}, "没有写明"),
    ],
)
def test_a_correction_that_does_not_suit_changes_nothing(
    client: TestClient, ids: dict[str, str], wanted: dict[str, Any], said: str
) -> None:
    at = f"/api/documents/{ids['总结.md']}"
    before = client.get(at).json()
    reply = client.patch(at, json=wanted)
    assert (reply.status_code, reply.headers["content-type"]) == (422, "application/problem+json")
    assert said in reply.text
    assert client.get(at).json() == before


def test_a_correction_sent_twice_under_one_key_is_made_once(client: TestClient, ids: dict[str, str]) -> None:
    at, headers = f"/api/documents/{ids['总结.md']}", {"Idempotency-Key": "k1"}
    first = client.patch(at, json={"issuer": "甲"}, headers=headers)
    client.patch(at, json={"issuer": "乙"})
    again = client.patch(at, json={"issuer": "甲"}, headers=headers)
    assert (again.json(), again.headers["Idempotency-Replayed"]) == (first.json(), "true")
    assert client.get(at).json()["metadata"]["issuer"] == "乙"
    client.patch(at, json={"reset": ["issuer"]})


def test_the_versions_of_a_rule_are_told_newest_first(client: TestClient, ids: dict[str, str]) -> None:
    told = client.get(f"/api/documents/{ids['办法2023.md']}/versions").json()["documents"]
    assert [one["id"] for one in told] == [ids["办法2025.md"], ids["办法2023.md"]]
    assert told[1]["superseded_by"] == ids["办法2025.md"]
    alone = client.get(f"/api/documents/{ids['总结.md']}/versions").json()["documents"]
    assert [one["id"] for one in alone] == [ids["总结.md"]]


NOTE = {"纪要.md": "# 第二党支部会议纪要\n\n会议议定，主题党日定在每月5日。\n"}


def test_a_document_is_moved_and_its_next_version_finds_it_there(client: TestClient) -> None:
    note = taken_in(client, NOTE, "来文")["纪要.md"]
    at = f"/api/documents/{note}"
    client.patch(at, json={"issuer": "第二党支部"})
    moved = client.post(f"{at}/move", json={"collection": "存档"}).json()
    assert (moved["id"], moved["collection"], moved["metadata"]["issuer"]) == (note, "存档", "第二党支部")
    assert (listed(client, collection="存档"), listed(client, collection="来文")) == (["纪要.md"], [])
    assert taken_in(client, {"纪要.md": NOTE["纪要.md"] + "\n又及。\n"}, "存档") == {"纪要.md": note}


def test_a_document_is_not_moved_to_where_it_lies_already(client: TestClient, ids: dict[str, str]) -> None:
    taken_in(client, {"总结.md": FILES["总结.md"]}, "总结")
    reply = client.post(f"/api/documents/{ids['总结.md']}/move", json={"collection": "总结"})
    assert (reply.status_code, reply.json()["error"]["message"]) == (409, "“总结”里已有同一份文件")
    assert "总结.md" in listed(client)


def test_what_was_removed_for_a_while_is_put_back_with_its_corrections(client: TestClient) -> None:
    note = taken_in(client, {"通报.md": NOTE["纪要.md"].replace("纪要", "通报")}, "通报")["通报.md"]
    at = f"/api/documents/{note}"
    corrected = client.patch(at, json={"issuer": "第二党支部"}).json()
    assert client.delete(at, params={"undo_seconds": 600}).json() == {"removed": note}
    assert client.get(at).status_code == 404
    assert client.post(f"{at}/restore").json()["id"] == note
    assert client.get(at).json() == corrected
    client.delete(at)
    assert client.post(f"{at}/restore").status_code == 404

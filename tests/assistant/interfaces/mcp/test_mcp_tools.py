"""The MCP server through the official client: over HTTP on a fake service."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from fakes import RULE, FakeService, record
from mcp import Client

from assistant.errors import LibraryDamagedError
from assistant.interfaces.wire.answers import Answer
from assistant.interfaces.wire.passages import SearchResult
from assistant.types import Turn

TOOLS = {"search", "ask", "verify", "draft", "list_documents"}


@pytest.fixture(params=["auto", "legacy"])
def call(server: str, request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Call one tool and give its result; in both of the protocol's generations."""

    def called(name: str, **arguments: Any) -> Any:
        async def within(client: Client) -> Any:
            return await client.call_tool(name, arguments)

        return connected(server, within, request.param)

    return called


def connected(server: str, work: Callable[[Client], Awaitable[Any]], mode: str = "auto") -> Any:
    async def run() -> Any:
        async with Client(f"{server}mcp", mode=mode) as client:  # type: ignore[arg-type]
            return await work(client)

    return asyncio.run(run())


def test_the_tools_are_described_in_chinese_with_both_schemas(server: str) -> None:
    listed = connected(server, lambda client: client.list_tools()).tools
    assert {one.name for one in listed} == TOOLS
    for one in listed:
        assert one.description
        assert "资料库" in one.description
        assert one.output_schema is not None
        assert one.output_schema["type"] == "object"
        assert all("description" in field for field in one.input_schema["properties"].values())
        assert one.annotations is not None
        assert one.annotations.read_only_hint is (one.name != "draft")


def test_search_and_ask_give_the_objects_of_the_api(call: Callable[..., Any], fake: FakeService) -> None:
    found = call("search", question="主题党日", k=3, collections=["制度"], as_of="2026-03-05")
    query = fake.asked[-1]
    assert (query.k, query.scope.collections, str(query.scope.as_of)) == (3, {"制度"}, "2026-03-05")
    assert found.structured_content == SearchResult.of(fake.find(query)).dump()
    told = call("ask", question="那谁召集？", history=[{"question": "多久一次？", "answer": "每月"}])
    assert told.structured_content == Answer.of(fake.answer()).dump()
    assert fake.asked[-1].history == (Turn("多久一次？", "每月"),)
    assert RULE in told.content[0].text


def test_verify_says_what_differs(call: Callable[..., Any]) -> None:
    done = call("verify", text="党支部每月相对固定2天开展主题党日。[1]", sources=[RULE])
    assert done.structured_content["claims"][0]["verdict"] == "altered"


def test_documents_are_listed_in_batches(call: Callable[..., Any], fake: FakeService) -> None:
    fake.records = {f"d{number}": record(number, f"规则{number}") for number in range(5)}
    first = call("list_documents", limit=3).structured_content
    assert ([one["title"] for one in first["documents"]], first["total"]) == (["规则0", "规则1", "规则2"], 5)
    rest = call("list_documents", limit=3, offset=first["next_offset"]).structured_content
    assert ([one["title"] for one in rest["documents"]], rest["next_offset"]) == (["规则3", "规则4"], None)


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("ask", {"question": " "}, "问题是空的"),
    ("ask", {"question": "问", "k": 99}, "50"),
    ("search", {}, "question"),
    ("draft", {"genre": "诗", "spec": {}}, "没有文种 '诗'"),
    ("draft", {"genre": "工作总结", "spec": {"单为": "某公司"}}, "单为"),
    ("verify", {"text": "长" * 2, "sources": ["来源"] * 5000}, "sources"),
]


@pytest.mark.parametrize(("tool", "arguments", "said"), WRONG, ids=[f"{one[0]}-{one[2]}" for one in WRONG])
def test_a_wrong_call_is_told_what_is_wrong(server: str, tool: str, arguments: dict[str, Any], said: str) -> None:
    result = connected(server, lambda client: client.call_tool(tool, arguments))
    assert result.is_error
    assert said in result.content[0].text


def test_a_failure_is_a_sentence_and_a_bug_tells_nothing(call: Callable[..., Any], fake: FakeService) -> None:
    fake.error = LibraryDamagedError("索引损坏", "请运行 zhibi library rebuild")
    assert "索引损坏。请运行 zhibi library rebuild" in call("ask", question="问").content[0].text
    fake.error = RuntimeError("sk-secret")
    told = call("ask", question="问")
    assert told.is_error
    assert "sk-secret" not in told.content[0].text


def test_other_sites_and_large_requests_are_refused(server: str) -> None:
    with httpx.Client(base_url=server, timeout=60, trust_env=False) as client:
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
        accepted = {"Accept": "application/json, text/event-stream"}
        foreign = client.post("/mcp", json=body, headers={**accepted, "Origin": "http://evil.example"})
        assert foreign.status_code == 403
        rebound = client.post("/mcp", json=body, headers={**accepted, "Host": "evil.example"})
        assert rebound.status_code == 400
        large = client.post("/mcp", content=b" " * 5_000_000, headers={**accepted, "Content-Type": "application/json"})
        assert large.status_code == 413

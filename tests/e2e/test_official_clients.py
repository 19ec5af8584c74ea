"""The official clients of OpenAI and of MCP against the program as it is run, on a real library."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from openai import OpenAI
from program import PROGRAM, QUESTION, QUOTE, Served, environment, serving

from assistant.testing.scripted_model import Request, ScriptedModel, Text

Call = Callable[..., Any]


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[Served]:
    with serving(home) as running:
        yield running


def client_of(served: Served) -> OpenAI:
    return OpenAI(base_url=f"{served.url}v1", api_key="unused", max_retries=0, timeout=60)


def test_openai_asks_follows_up_and_streams(served: Served) -> None:
    with client_of(served) as client:
        model = client.models.list().data[0].id
        first = client.chat.completions.create(model=model, messages=[{"role": "user", "content": QUESTION}])
        told = first.choices[0].message
        assert told.content is not None
        assert QUOTE in told.content
        assert told.annotations
        assert all(
            told.content[one.url_citation.start_index : one.url_citation.end_index].startswith("[")
            for one in told.annotations
        )
        followed = client.chat.completions.create(
            model=model,
            stream=True,
            stream_options={"include_usage": True},
            messages=[
                {"role": "user", "content": QUESTION},
                {"role": "assistant", "content": told.content},
                {"role": "user", "content": "开展前要做什么？"},
            ],
        )
        chunks = list(followed)
        assert "".join(one.choices[0].delta.content or "" for one in chunks if one.choices)
        assert chunks[-1].usage is not None
        assert chunks[-1].usage.total_tokens == 0
        assert [one.choices[0].finish_reason for one in chunks if one.choices][-1] == "stop"


def test_openai_gets_what_a_model_wrote_only_as_far_as_it_was_checked(home: Path, tmp_path: Path) -> None:
    copied = shutil.copytree(home, tmp_path / "home")  # one server at a time has a library

    def written(request: Request) -> Text:
        key = next(key for key in request.keys if QUOTE in request.prompt.split(key, 1)[1][:400])
        return Text(f"党支部每月相对固定1天开展主题党日[{key}]。", piece=3)

    with (
        ScriptedModel(written, written) as model,
        serving(copied, ZHIBI_MODEL="scripted", ZHIBI_BASE_URL=model.base_url) as running,
        client_of(running) as client,
    ):
        whole = client.chat.completions.create(model="zhibi", messages=[{"role": "user", "content": QUESTION}])
        assert whole.choices[0].message.content is not None
        assert whole.choices[0].message.content.startswith("党支部每月相对固定1天开展主题党日。[1]")
        assert whole.system_fingerprint is not None
        assert whole.system_fingerprint.startswith("openai:scripted ")
        assert whole.usage is None  # the model does not say what it took
        pieces = client.chat.completions.create(
            model="zhibi", messages=[{"role": "user", "content": QUESTION}], stream=True
        )
        assert "".join(one.choices[0].delta.content or "" for one in pieces) == whole.choices[0].message.content


@pytest.mark.parametrize("transport", ["http", "stdio"])
def test_mcp_searches_asks_verifies_and_drafts(home: Path, served: Served, transport: str) -> None:
    command = [*PROGRAM, "--home", str(home), "mcp"]
    target = (
        f"{served.url}mcp"
        if transport == "http"
        else StdioServerParameters(command=command[0], args=command[1:], env=environment(home))
    )

    async def tried() -> None:
        async with Client(target) as client:
            assert len((await client.list_tools()).tools) == 5
            listed = (await client.call_tool("list_documents", {})).structured_content
            assert listed is not None
            assert listed["total"] == len(listed["documents"]) > 0
            found = (await client.call_tool("search", {"question": QUESTION})).structured_content
            assert found is not None
            assert any(QUOTE in one["text"] for one in found["passages"])
            told = (await client.call_tool("ask", {"question": QUESTION})).structured_content
            assert told is not None
            assert QUOTE in told["answer"]
            text = "党支部每月相对固定2天开展主题党日。"
            checked = (await client.call_tool("verify", {"text": text})).structured_content
            assert checked is not None
            assert checked["claims"][0]["verdict"] == "altered"
            spec = {"单位": "示例公司党委", "期间": "2026年上半年"}
            draft = (await client.call_tool("draft", {"genre": "工作总结", "spec": spec})).structured_content
            assert draft is not None
            assert draft["title"] == "示例公司党委2026年上半年工作总结"

    asyncio.run(tried())

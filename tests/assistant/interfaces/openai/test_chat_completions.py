"""`/v1` through the official client, over real HTTP, on a fake service."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import httpx
import openai
import pytest
from fakes import RULE, FakeService
from openai import OpenAI

from assistant.errors import LibraryDamagedError, ZhibiError
from assistant.types import Token, Turn, Usage

SOURCES = "出处：\n[1] 《示例集团党支部工作办法》 第十二条 第3页"
ASK: list[Any] = [{"role": "user", "content": "主题党日多久一次？"}]


@pytest.fixture
def gpt(server: str) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{server}v1", api_key="sk-secret", max_retries=0, timeout=60) as client:
        yield client


def test_the_library_is_listed_as_a_model(gpt: OpenAI) -> None:
    listed = gpt.models.list().data
    assert [one.id for one in listed] == ["zhibi"]
    assert gpt.models.retrieve("zhibi") == listed[0]


def test_an_answer_is_a_completion_with_citations(gpt: OpenAI, server: str) -> None:
    done = gpt.chat.completions.create(model="zhibi", messages=ASK)
    choice = done.choices[0]
    assert (done.object, done.model, done.system_fingerprint) == ("chat.completion", "zhibi", "extractive")
    assert choice.finish_reason == "stop"
    assert choice.message.content == f"{RULE}[1]\n\n{SOURCES}"
    assert choice.message.annotations is not None
    cited = choice.message.annotations[0].url_citation
    assert choice.message.content[cited.start_index : cited.end_index] == "[1]"
    assert cited.title == "示例集团党支部工作办法"
    assert cited.url == f"{server}api/documents/d1/original#page=3"
    assert choice.message.annotations[0].zhibi["quote"] == RULE  # type: ignore[attr-defined]
    assert done.zhibi["citations"][0]["quote"] == RULE  # type: ignore[attr-defined]
    assert abs(done.created - time.time()) < 60


def test_a_stream_says_the_same_piece_by_piece(gpt: OpenAI) -> None:
    whole = gpt.chat.completions.create(model="zhibi", messages=ASK).choices[0].message
    chunks = list(gpt.chat.completions.create(model="zhibi", messages=ASK, stream=True))
    texts = [one.choices[0].delta.content for one in chunks if one.choices[0].delta.content]
    assert len(texts) > 2
    assert "".join(texts) == whole.content
    assert chunks[0].choices[0].delta.role == "assistant"
    assert [one.choices[0].finish_reason for one in chunks] == [None] * (len(chunks) - 1) + ["stop"]
    marked = chunks[-1].choices[0].delta.annotations[0]  # type: ignore[attr-defined]
    assert marked["url_citation"]["title"] == "示例集团党支部工作办法"
    assert len({(one.id, one.created) for one in chunks}) == 1
    assert all(one.usage is None for one in chunks)


@pytest.mark.parametrize(("taken", "counted"), [(None, (0, 0, 0)), (Usage(7, 5), (7, 5, 12))])
def test_only_tokens_that_a_model_took_are_counted(
    gpt: OpenAI, fake: FakeService, taken: Usage | None, counted: tuple[int, int, int]
) -> None:
    fake.events = [fake.answer(usage=taken)]
    done = gpt.chat.completions.create(model="zhibi", messages=ASK)
    assert done.usage is not None
    assert (done.usage.prompt_tokens, done.usage.completion_tokens, done.usage.total_tokens) == counted
    chunks = list(
        gpt.chat.completions.create(model="zhibi", messages=ASK, stream=True, stream_options={"include_usage": True})
    )
    assert chunks[-1].choices == []
    assert chunks[-1].usage == done.usage
    assert all(one.usage is None for one in chunks[:-1])


def test_what_a_model_writes_is_sent_once_it_is_checked(gpt: OpenAI, fake: FakeService) -> None:
    fake.events = [Token("未经核对的话"), 1.2, Token("还在写"), fake.answer()]
    chunks = list(gpt.chat.completions.create(model="zhibi", messages=ASK, stream=True))
    text = "".join(one.choices[0].delta.content or "" for one in chunks)
    assert "未经核对" not in text
    assert text.startswith(RULE)


def test_the_messages_are_the_question_and_its_history(gpt: OpenAI, fake: FakeService) -> None:
    first = gpt.chat.completions.create(model="zhibi", messages=ASK).choices[0].message
    gpt.chat.completions.create(
        model="gpt-4o",
        messages=[
            {"role": "system", "content": "请用英文回答"},
            *ASK,
            {"role": "assistant", "content": first.content},
            {"role": "user", "content": "没有答的"},
            {"role": "user", "content": [{"type": "text", "text": "那"}, {"type": "text", "text": "谁召集？"}]},
        ],
        temperature=0.2,
        top_p=0.9,
        max_tokens=10,
        user="甲",
        tools=[{"type": "function", "function": {"name": "f", "parameters": {}}}],
        extra_body={"collections": ["制度"], "as_of": "2026-03-05", "k": 3, "frobnicate": {"a": 1}},
    )
    query = fake.asked[-1]
    assert query.text == "那\n谁召集？"
    assert query.history == (
        Turn("主题党日多久一次？", f"{RULE}[1]", ("示例集团党支部工作办法",)),
        Turn("没有答的"),
    )
    assert (query.scope.collections, query.scope.as_of, query.k) == ({"制度"}, date(2026, 3, 5), 3)


def test_a_refusal_is_said_and_cites_nothing(gpt: OpenAI, fake: FakeService) -> None:
    fake.events = [fake.refusal()]
    done = gpt.chat.completions.create(model="zhibi", messages=ASK)
    assert done.choices[0].message.content == "资料库中未找到依据。"
    assert done.choices[0].message.annotations == []
    assert done.zhibi["refused"] is True  # type: ignore[attr-defined]


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"messages": []}, "messages"),
    ({"messages": [{"role": "assistant", "content": "答"}]}, "messages"),
    ({"messages": [{"role": "user", "content": " "}]}, "messages"),
    ({"messages": [{"role": "user", "content": "长" * 3000}]}, "messages"),
    ({"messages": [{"role": "nobody", "content": "问"}]}, "messages.0.role"),
    (
        {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "http://x"}}]}]},
        "messages[0].content[0]",
    ),
    ({"messages": ASK, "n": 2}, "n"),
    ({"messages": ASK, "response_format": {"type": "json_object"}}, "response_format"),
    ({"messages": ASK, "modalities": ["audio"]}, "modalities"),
    ({"messages": ASK, "tool_choice": "required"}, "tool_choice"),
    ({"messages": ASK, "extra_body": {"k": 0}}, "k"),
]


@pytest.mark.parametrize(("body", "param"), WRONG, ids=[f"{number}-{param}" for number, (_, param) in enumerate(WRONG)])
def test_wrong_requests_are_told_in_openais_shape(gpt: OpenAI, body: dict[str, Any], param: str) -> None:
    with pytest.raises(openai.BadRequestError) as told:
        gpt.chat.completions.create(model="zhibi", **body)
    assert told.value.type == "invalid_request_error"
    assert told.value.param == param


def test_what_is_not_there_is_told_in_openais_shape(gpt: OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as told:
        gpt.models.retrieve("gpt-9")
    assert told.value.code == "model_not_found"
    with pytest.raises(openai.NotFoundError) as told:
        gpt.embeddings.create(model="zhibi", input="文")
    assert told.value.type == "not_found_error"


@pytest.mark.parametrize(
    ("error", "status"),
    [(LibraryDamagedError("坏了", "重建"), 503), (RuntimeError("sk-secret"), 500), (ZhibiError("坏"), 500)],
)
def test_failures_are_told_before_and_within_a_stream(
    gpt: OpenAI, fake: FakeService, error: Exception, status: int
) -> None:
    fake.error = error
    with pytest.raises(openai.InternalServerError) as told:
        gpt.chat.completions.create(model="zhibi", messages=ASK)
    assert (told.value.status_code, told.value.type) == (status, "server_error")
    assert "sk-secret" not in str(told.value)
    with pytest.raises(openai.APIError) as told_within:
        list(gpt.chat.completions.create(model="zhibi", messages=ASK, stream=True))
    assert told_within.value.type == "server_error"
    assert "sk-secret" not in str(told_within.value)


def test_a_body_without_end_and_no_json_are_refused(client: httpx.Client) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(6):
            yield b" " * 1024 * 1024

    too_large = client.post("/v1/chat/completions", content=endless())
    assert (too_large.status_code, too_large.json()["error"]["code"]) == (413, "too_large")
    assert client.post("/v1/chat/completions", content=b"{").status_code == 400
    assert client.get("/v1/chat/completions").json()["error"]["type"] == "not_found_error"


ENDLESS = 2000
"""Pieces that no client waits for."""


def test_a_client_that_hangs_up_ends_the_work(server: str, fake: FakeService) -> None:
    told: list[int] = []

    def stream(query: object) -> Any:
        for number in range(ENDLESS):
            told.append(number)
            time.sleep(0.05)
            yield Token("字")

    fake.stream = stream  # type: ignore[method-assign]
    for streamed in (True, False):
        told.clear()
        body = {"messages": ASK, "stream": streamed}
        with (
            httpx.Client(base_url=server, timeout=1, trust_env=False) as client,
            pytest.raises(httpx.ReadTimeout),
            client.stream("POST", "/v1/chat/completions", content=json.dumps(body)) as reply,
        ):
            for _ in reply.iter_lines():
                break
            raise httpx.ReadTimeout("the client has had enough")
        before, deadline = -1, time.monotonic() + 30
        while not told or len(told) != before:  # until nothing is added for half a second
            assert time.monotonic() < deadline
            before = len(told)
            time.sleep(0.5)
        assert len(told) < ENDLESS

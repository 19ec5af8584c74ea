"""The conversation that comes with a question: from the command line, in batch files, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fakes import FakeService

from assistant.errors import QuestionError, UnreadableFileError
from assistant.interfaces.cli.history import read_history
from assistant.interfaces.render.answers import answer
from assistant.interfaces.wire.answers import Answer
from assistant.types import Turn

Zhibi = Callable[..., Any]

FILES = [
    ('["问一", "问二"]', (Turn("问一"), Turn("问二"))),
    ('[{"question": "问", "answer": "答", "documents": ["甲"]}]', (Turn("问", "答", ("甲",)),)),
    ('{"question": "问一", "answer": "答"}\n\n{"question": "问二"}\n', (Turn("问一", "答"), Turn("问二"))),
    (
        '{"question": "问", "answer": "答", "citations": [{"document": "甲"}, {"document": "甲"}, {}]}',
        (Turn("问", "答", ("甲",)),),
    ),
    ("[]", ()),
    ("", ()),
]


@pytest.mark.parametrize(("text", "turns"), FILES)
def test_a_file_of_turns_is_read(tmp_path: Path, text: str, turns: tuple[Turn, ...]) -> None:
    path = tmp_path / "history.json"
    path.write_text("\ufeff" + text, encoding="utf-8")
    assert read_history(path) == turns


@pytest.mark.parametrize("text", ['{"answer": "答"}', "[1]", "[", '[{"question": 3}]', "问一", "[" * 100_000, "[[[]]]"])
def test_what_is_no_conversation_is_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "history.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(QuestionError, match="不是此前的问答"):
        read_history(path)
    path.write_bytes("问".encode("gb18030"))
    with pytest.raises(QuestionError, match="不是此前的问答"):
        read_history(path)
    with pytest.raises(UnreadableFileError):
        read_history(tmp_path / "none.json")


def test_ask_takes_the_conversation_from_a_file(zhibi: Zhibi, fake: FakeService, tmp_path: Path) -> None:
    path = tmp_path / "history.json"
    path.write_text(json.dumps(["党员大会多久开一次？"], ensure_ascii=False), encoding="utf-8")
    assert zhibi("ask", "支委会呢？", "--history", str(path), "--json").code == 0
    assert fake.asked[-1].history == (Turn("党员大会多久开一次？"),)


def test_a_batch_brings_its_own_conversations(zhibi: Zhibi, fake: FakeService, tmp_path: Path) -> None:
    batch, out = tmp_path / "q.jsonl", tmp_path / "out.jsonl"
    lines = [
        {"id": 1, "question": "支委会呢？", "history": ["党员大会多久开一次？"]},
        {"id": 2, "question": "它呢？", "history": [{"question": "问", "answer": "答"}]},
        {"id": 3, "question": "党费怎么交？"},
    ]
    batch.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    assert zhibi("ask", "--batch", str(batch), "--out", str(out)).code == 0
    assert [query.history for query in fake.asked] == [(Turn("党员大会多久开一次？"),), (Turn("问", "答"),), ()]
    path = tmp_path / "history.json"
    path.write_text("[]", encoding="utf-8")
    assert zhibi("ask", "--batch", str(batch), "--out", str(out), "--history", str(path)).code == 2
    batch.write_text('{"id": 1, "question": "呢", "history": "党员大会"}', encoding="utf-8")
    assert zhibi("ask", "--batch", str(batch), "--out", str(out)).code == 1


def test_http_takes_the_conversation_with_the_question(client: httpx.Client, fake: FakeService) -> None:
    turns = [
        {"question": "党员大会多久开一次？", "answer": "每季度1次。[1]", "documents": ["制度"]},
        {"question": "问"},
    ]
    for stream in (False, True):
        reply = client.post("/api/ask", json={"question": "支委会呢？", "history": turns, "stream": stream})
        assert reply.status_code == 200
        assert fake.asked[-1].history == (Turn("党员大会多久开一次？", "每季度1次。[1]", ("制度",)), Turn("问"))


@pytest.mark.parametrize(
    "history", [["问"], [{"answer": "答"}], [{"question": "问"}] * 101, [{"question": "问" * 20_001}]]
)
def test_a_conversation_out_of_bounds_is_refused(
    client: httpx.Client, fake: FakeService, history: list[object]
) -> None:
    assert client.post("/api/ask", json={"question": "呢？", "history": history}).status_code == 422
    assert fake.asked == []


def test_the_question_that_was_searched_is_told(fake: FakeService) -> None:
    told = Answer.of(replace(fake.answer(), standalone="支委会多久开一次？"))
    assert told.dump()["standalone"] == "支委会多久开一次？"
    assert "支委会多久开一次？" in answer(told).splitlines()[0]
    plain = Answer.of(fake.answer())
    assert plain.dump()["standalone"] is None
    assert "查找" not in answer(plain).splitlines()[0]

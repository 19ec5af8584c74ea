"""Files of questions: what is read, what is written, what an interruption leaves."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeService

from assistant.errors import QuestionError
from assistant.interfaces.cli.batch import parse_questions
from assistant.types import Answer, Query

Zhibi = Callable[..., Any]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write(path: Path, *questions: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in questions), encoding="utf-8")
    return path


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    questions = ({"id": "a", "question": "甲", "gold": [1]}, {"id": 2, "question": ""}, {"id": "c", "question": "丙"})
    return write(tmp_path / "questions.jsonl", *questions)


@pytest.mark.parametrize(("command", "key"), [("ask", "answer"), ("search", "passages")])
def test_every_question_gets_a_line_and_a_failing_one_says_why(
    zhibi: Zhibi, batch: Path, tmp_path: Path, command: str, key: str
) -> None:
    out = tmp_path / "out.jsonl"
    outcome = zhibi(command, "--batch", str(batch), "--out", str(out), "--json")
    assert outcome.code == 0
    first, second, third = lines(out)
    assert (first["id"], third["id"]) == ("a", "c")
    assert key in first
    assert second == {"id": 2, "error": {"message": "问题是空的", "hint": "请输入要问的内容"}}
    counts = {name: outcome.json[name] for name in ("answered", "failed", "resumed")}
    assert counts == {"answered": 2, "failed": 1, "resumed": 0}
    assert sorted(path.name for path in tmp_path.glob("out*")) == ["out.jsonl"]


BAD_LINES = [
    (b'{"id": "a", "question": "x"}\n{broken\n', "第 2 行不是一个 JSON 对象"),
    (b'{"id": "a"}\n', "第 1 行“question”缺失"),
    (b'\n\n{"question": "x"}\n', "第 3 行"),
    (b'{"id": "a", "question": 3}\n', "“question”"),
    (b"[1]\n", "第 1 行不是一个 JSON 对象"),
    ('{"id": "a", "question": "党"}'.encode("gb18030"), "第 1 行不是一个 JSON 对象"),
    (b'{"id": "a", "question": "x"}\n{"id": "a", "question": "y"}\n', "第 2 行的 id 'a' 与第 1 行相同"),
    (b"", "没有问题"),
    (b"\n \n", "没有问题"),
]


@pytest.mark.parametrize(("data", "sentence"), BAD_LINES, ids=[sentence for _, sentence in BAD_LINES])
def test_a_bad_line_is_named_with_its_file(data: bytes, sentence: str) -> None:
    with pytest.raises(QuestionError, match=r"questions\.jsonl") as caught:
        parse_questions(data, Path("questions.jsonl"))
    assert sentence in caught.value.message


def test_a_bad_line_stops_the_batch_before_anything_is_asked(zhibi: Zhibi, fake: FakeService, tmp_path: Path) -> None:
    batch, out = tmp_path / "q.jsonl", tmp_path / "out.jsonl"
    batch.write_text('{"id": 1, "question": "x"}\nnonsense\n')
    out.write_text("older results\n")
    outcome = zhibi("ask", "--batch", str(batch), "--out", str(out))
    assert outcome.code == 1
    assert "q.jsonl" in outcome.err
    assert fake.asked == []
    assert out.read_text() == "older results\n"


@pytest.mark.parametrize("separator", ["\u2028", "\x85", "\x0c"])
def test_only_newlines_end_a_line(separator: str) -> None:
    data = json.dumps({"id": 1, "question": f"甲{separator}乙"}, ensure_ascii=False).encode()
    assert parse_questions(b"\xef\xbb\xbf" + data, Path("q"))[0].question == f"甲{separator}乙"


@pytest.mark.parametrize(("first", "second"), [("1", 1), ("a", "b")])
def test_ids_keep_their_type(first: str | int, second: str | int) -> None:
    data = b"\n".join(json.dumps({"id": one, "question": "x"}).encode() for one in (first, second))
    assert [question.id for question in parse_questions(data, Path("q"))] == [first, second]


def interrupted(zhibi: Zhibi, fake: FakeService, batch: Path, out: Path) -> None:
    """Leave `out` as an interruption does that comes after the first answer, in the middle of writing another."""
    answers = iter([fake.answer(text="中断前的回答")])

    def ask(query: Query) -> Answer:
        for answer in answers:
            return answer
        raise KeyboardInterrupt

    fake.ask = ask  # type: ignore[method-assign]
    assert zhibi("ask", "--batch", str(batch), "--out", str(out)).code == 130
    del fake.ask
    with out.open("a", encoding="utf-8") as stream:
        stream.write('{"id": "c", "ans')


def test_an_interrupted_batch_goes_on_where_it_was(
    zhibi: Zhibi, fake: FakeService, batch: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    interrupted(zhibi, fake, batch, out)
    outcome = zhibi("ask", "--batch", str(batch), "--out", str(out), "--json")
    assert outcome.json["resumed"] == 1
    assert [line["id"] for line in lines(out)] == ["a", 2, "c"]
    assert lines(out)[0]["answer"] == "中断前的回答"


@pytest.mark.parametrize("changed", ["questions", "options"])
def test_other_questions_or_options_begin_anew(
    zhibi: Zhibi, fake: FakeService, batch: Path, tmp_path: Path, changed: str
) -> None:
    out = tmp_path / "out.jsonl"
    interrupted(zhibi, fake, batch, out)
    if changed == "questions":
        write(batch, {"id": "a", "question": "换了"}, {"id": "c", "question": "丙"})
    options = ("-k", "2") if changed == "options" else ()
    outcome = zhibi("ask", "--batch", str(batch), "--out", str(out), *options, "--json")
    assert outcome.json["resumed"] == 0
    assert lines(out)[0]["answer"] != "中断前的回答"


def test_a_finished_batch_is_answered_again_from_the_start(
    zhibi: Zhibi, fake: FakeService, batch: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    for _ in range(2):
        zhibi("ask", "--batch", str(batch), "--out", str(out))
    assert len(lines(out)) == 3
    assert len(fake.asked) == 4


def test_a_batch_without_a_single_answer_is_exit_1(zhibi: Zhibi, tmp_path: Path) -> None:
    batch = write(tmp_path / "q.jsonl", {"id": 1, "question": " "})
    assert zhibi("ask", "--batch", str(batch), "--out", str(tmp_path / "o.jsonl")).code == 1


@pytest.mark.parametrize("out", ["missing/out.jsonl", "."])
def test_a_place_that_cannot_be_written_is_a_sentence(zhibi: Zhibi, batch: Path, tmp_path: Path, out: str) -> None:
    outcome = zhibi("ask", "--batch", str(batch), "--out", str(tmp_path / out))
    assert outcome.code == 1
    assert "写不下去" in outcome.err


def test_a_batch_file_that_is_not_there_is_a_sentence(zhibi: Zhibi, tmp_path: Path) -> None:
    outcome = zhibi("ask", "--batch", str(tmp_path / "gone.jsonl"), "--out", str(tmp_path / "o.jsonl"))
    assert outcome.code == 1
    assert "gone.jsonl" in outcome.err

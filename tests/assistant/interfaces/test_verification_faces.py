"""`zhibi verify` and `/api/verify`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from fakes import RULE, FakeService

from assistant.interfaces.render.verification import difference
from assistant.interfaces.wire.verification import Edit

Zhibi = Callable[..., Any]
WRONG = RULE.replace("1天", "2天")


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "稿.txt"
    path.write_text(f"一、规定\n{WRONG[:-1]}[1]。\n食堂供应早餐。\n", encoding="utf-8")
    return path


@pytest.fixture
def rule(tmp_path: Path) -> Path:
    path = tmp_path / "办法.md"
    path.write_text(f"第一条 {RULE}\n", encoding="utf-8")
    return path


def test_the_object_is_the_contract(zhibi: Zhibi, draft: Path, rule: Path) -> None:
    outcome = zhibi("verify", str(draft), "--source", str(rule), "--json")
    assert (outcome.code, outcome.err) == (0, "")
    result = outcome.json
    assert list(result) == ["claims", "counts", "citations", "notices", "seconds"]
    text = draft.read_text(encoding="utf-8")
    assert all(text[one["start"] : one["end"]] == one["text"] for one in result["claims"])
    assert [one["verdict"] for one in result["claims"]] == ["unverifiable", "altered", "unsupported"]
    claim = result["claims"][1]
    finding = next(one for one in claim["findings"] if one["check"] == "values")
    assert claim["text"][slice(*finding["span"])] == finding["found"] == "2天"
    assert (finding["expected"], finding["severity"]) == ("1天", "certain")
    assert finding["source"]["key"] == "1" and RULE in finding["source"]["quote"]
    assert claim["citations"] == ["1"]
    assert result["counts"] == {
        "supported": 0, "altered": 1, "wrong_citation": 0, "unsupported": 1, "unverifiable": 1,
    }  # fmt: skip


def test_what_is_wrong_is_shown_with_its_difference_and_its_source(zhibi: Zhibi, draft: Path, rule: Path) -> None:
    outcome = zhibi("verify", str(draft), "--source", str(rule))
    assert outcome.out.startswith("共 3 句：")
    assert "必错（1 句）" in outcome.out
    assert "未见依据（1 句）：\n  · 食堂供应早餐。" in outcome.out
    assert "“2天”，应为“1天”" in outcome.out
    assert "[-1天-]{+2天+}" in outcome.out
    assert "《办法》" in outcome.out


def test_without_sources_the_library_is_looked_through(zhibi: Zhibi, fake: FakeService, draft: Path) -> None:
    outcome = zhibi("verify", str(draft), "--as-of", "2026-01-31", "--json")
    assert [one["verdict"] for one in outcome.json["claims"]] == ["unverifiable", "altered", "unsupported"]
    assert outcome.json["citations"][0]["document"] == "示例集团党支部工作办法"
    assert {str(query.scope.as_of) for query in fake.asked} == {"2026-01-31"}


def test_a_source_that_is_missing_is_named_and_the_rest_goes_on(zhibi: Zhibi, draft: Path, rule: Path) -> None:
    outcome = zhibi("verify", str(draft), "--source", str(rule), "--source", "没有.docx", "--json")
    assert outcome.code == 0
    assert outcome.json["counts"]["altered"] == 1
    assert "没有.docx" in outcome.json["notices"][0]


@pytest.mark.parametrize(
    "args", [(), ("稿.txt", "--out", "o.jsonl"), ("稿.txt", "--batch", "b.jsonl", "--out", "o.jsonl")]
)
def test_wrong_usage(zhibi: Zhibi, args: tuple[str, ...]) -> None:
    assert zhibi("verify", *args, "--json").code == 2


def test_a_folder_and_several_paths_behind_one_source(zhibi: Zhibi, draft: Path, rule: Path, tmp_path: Path) -> None:
    other = tmp_path / "通知.txt"
    other.write_text("食堂供应早餐。", encoding="utf-8")
    both = zhibi("verify", str(draft), "--source", str(rule), str(other), "--json")
    assert (both.code, both.json["counts"]["supported"]) == (0, 1)
    folder = tmp_path / "来源"
    folder.mkdir()
    rule.rename(folder / rule.name)
    found = zhibi("verify", str(draft), "--source", str(folder), "--json")
    assert found.json["counts"]["altered"] == 1
    assert zhibi("verify", "--source", str(folder), str(draft)).code == 0


def test_without_any_source_that_can_be_read_nothing_is_verified(zhibi: Zhibi, draft: Path, tmp_path: Path) -> None:
    outcome = zhibi("verify", str(draft), "--source", str(tmp_path / "没有.docx"), "--json")
    assert outcome.code == 1
    assert "没有.docx" in outcome.json["error"]["message"] and "找不到" in outcome.json["error"]["message"]


@pytest.mark.parametrize(
    "sources",
    [
        RULE,
        {"1": RULE},
        {"1": {"text": RULE}},
        [{"id": "1", "content": RULE}],
        [{"id": "甲", "quote": RULE}],
        {"text": RULE},
    ],
)
def test_sources_of_a_batch_line_may_be_written_otherwise(zhibi: Zhibi, tmp_path: Path, sources: object) -> None:
    batch = tmp_path / "b.jsonl"
    batch.write_text(json.dumps({"id": "1", "text": f"{RULE[:-1]}[1]。", "sources": sources}), encoding="utf-8")
    outcome = zhibi("verify", "--batch", str(batch))
    line = json.loads(outcome.out)  # without --out the results are printed, a line each
    assert (outcome.code, line["id"], line["counts"]["supported"]) == (0, "1", 1)


def test_a_file_that_cannot_be_read_is_a_sentence(zhibi: Zhibi, rule: Path) -> None:
    outcome = zhibi("verify", "没有.txt", "--source", str(rule))
    assert outcome.code == 1
    assert outcome.err.startswith("错误：找不到这个文件")


def test_a_batch_takes_texts_paths_and_objects_as_sources(zhibi: Zhibi, tmp_path: Path, rule: Path) -> None:
    lines = [
        {"id": 1, "text": f"{WRONG[:-1]}[1]。", "sources": [rule.name]},
        {"id": "2", "text": f"{RULE[:-1]}[2]。", "sources": [str(rule), "食堂供应早餐。"], "gold": "wrong_citation"},
        {"id": 3, "text": RULE, "sources": [{"text": RULE, "key": 5, "title": "办法"}, "没有.docx"]},
        {"id": 4, "text": "", "sources": [RULE]},
    ]
    batch, out = tmp_path / "b.jsonl", tmp_path / "o.jsonl"
    batch.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    assert zhibi("verify", "--batch", str(batch), "--out", str(out)).code == 0
    done = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [one["id"] for one in done] == [1, "2", 3, 4]
    assert [[claim["verdict"] for claim in one["claims"]] for one in done] == [
        ["altered"],
        ["wrong_citation"],
        ["supported"],
        [],
    ]
    assert done[2]["claims"][0]["citations"] == ["5"]
    assert "没有.docx" in done[2]["notices"][0]


@pytest.mark.parametrize(
    "line",
    ['{"id": 1}', "[]", "{", '{"id": 1, "text": "甲", "sources": [{}]}', '{"id": 1, "text": "甲", "sources": [3]}'],
)
def test_a_line_that_is_none_is_named(zhibi: Zhibi, tmp_path: Path, line: str) -> None:
    batch = tmp_path / "b.jsonl"
    batch.write_text(line, encoding="utf-8")
    outcome = zhibi("verify", "--batch", str(batch), "--out", str(tmp_path / "o.jsonl"))
    assert outcome.code == 1
    assert "第 1 行" in outcome.err


def test_over_http(client: httpx.Client) -> None:
    sources = [RULE, {"text": "食堂供应早餐。", "key": "9", "title": "通知"}]
    reply = client.post("/api/verify", json={"text": f"{WRONG[:-1]}[1]。食堂供应早餐[9]。", "sources": sources})
    assert reply.status_code == 200
    assert [one["verdict"] for one in reply.json()["claims"]] == ["altered", "supported"]


def test_over_http_the_library_may_be_the_source(client: httpx.Client) -> None:
    reply = client.post("/api/verify", json={"text": RULE})
    assert reply.json()["counts"]["supported"] == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": "甲", "sources": [{"title": "无"}]},
        {"text": "甲", "sources": [{"path": "/etc/passwd"}]},
        {"text": "甲", "sources": [{"text": "乙", "key": "../x"}]},
        {"text": "甲" * 1_000_001},
        {"text": "甲", "collections": ["../x"]},
    ],
)
def test_over_http_what_is_malformed_is_refused(client: httpx.Client, body: dict[str, Any]) -> None:
    assert client.post("/api/verify", json=body).status_code == 422


def test_a_difference_shows_little_of_what_is_equal() -> None:
    edits = [
        Edit(kind="equal", source="甲" * 40, claim="甲" * 40),
        Edit(kind="replace", source="应当", claim="可以"),
        Edit(kind="equal", source="乙" * 40, claim="乙" * 40),
    ]
    assert difference(edits) == f"…{'甲' * 12}[-应当-]{{+可以+}}{'乙' * 12}…"

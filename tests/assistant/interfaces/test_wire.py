"""The JSON contract, key by key: a key that other programs rely on may not vanish."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import pytest
from fakes import RULE, FakeService
from pydantic import ValidationError

from assistant.interfaces.wire import answers, documents, health, intake, passages, questions
from ingest.types import Address, Chunk, IngestFailure, IngestReport, PageRun, Problem

DOCUMENT = {"id", "title", "path", "pages", "chunks", "status", "warnings"}
PASSAGE = {"chunk_id", "document_id", "document", "path", "section", "article", "pages", "text", "score"}
ANSWER = {"answer", "refused", "reason", "claims", "citations", "model", "seconds", "notices"}
CITATION = {
    "key",
    "chunk_id",
    "document_id",
    "document",
    "path",
    "section",
    "article",
    "page",
    "quote",
    "start",
    "end",
}

Make = Callable[[FakeService], dict[str, Any]]


def ingested(fake: FakeService) -> dict[str, Any]:
    report = IngestReport(tuple(fake.documents()), ("a",), (IngestFailure("b", "坏了"),), 1.23456)
    return intake.IngestReport.of(report).dump()


def detailed(fake: FakeService) -> dict[str, Any]:
    return documents.DocumentDetail.of(fake.document("d1"), fake.text("d1"), fake.pages("d1")).dump()


CONTRACT: list[tuple[str, Make, set[str]]] = [
    ("ingest", ingested, {"documents", "skipped", "failed", "seconds"}),
    ("ingest document", lambda fake: ingested(fake)["documents"][0], DOCUMENT),
    ("ingest failure", lambda fake: ingested(fake)["failed"][0], {"path", "reason"}),
    ("list", lambda fake: documents.DocumentList.of(fake.documents()).dump(), {"documents"}),
    ("show", detailed, DOCUMENT | {"metadata", "text"}),
    ("page", lambda fake: detailed(fake)["pages"][0], {"number", "origin", "confidence", "text"}),
    ("search", lambda fake: passages.SearchResult.of(fake.find(fake.query("问"))).dump(), {"passages", "notices"}),
    ("passage", lambda fake: passages.SearchResult.of(fake.find(fake.query("问"))).dump()["passages"][0], PASSAGE),
    ("ask", lambda fake: answers.Answer.of(fake.answer()).dump(), ANSWER),
    ("claim", lambda fake: answers.Answer.of(fake.answer()).dump()["claims"][0], {"text", "verdict", "citations"}),
    ("citation", lambda fake: answers.Answer.of(fake.answer()).dump()["citations"][0], CITATION),
]


@pytest.mark.parametrize(("make", "keys"), [case[1:] for case in CONTRACT], ids=[case[0] for case in CONTRACT])
def test_objects_hold_the_keys_of_the_contract(fake: FakeService, make: Make, keys: set[str]) -> None:
    assert keys <= make(fake).keys()


def test_a_line_is_one_line_of_readable_json(fake: FakeService) -> None:
    line = answers.Answer.of(fake.answer(text="甲\n乙")).line()
    assert "\n" not in line
    assert "党支部" in line
    assert json.loads(line)["answer"] == "甲\n乙"


def test_nan_never_reaches_the_wire(fake: FakeService) -> None:
    with pytest.raises(ValueError, match="JSON"):
        answers.Answer.of(fake.answer(seconds=math.nan)).line()


def test_pages_are_a_number_until_they_are_asked_for(fake: FakeService) -> None:
    assert documents.DocumentDetail.of(fake.document("d1")).dump()["pages"] == 12
    assert "text" not in documents.DocumentDetail.of(fake.document("d1")).dump()
    assert detailed(fake)["page_count"] == 12


@pytest.mark.parametrize(("paged", "pages"), [(True, [3]), (False, [])])
def test_pages_of_flowing_formats_are_never_cited(paged: bool, pages: list[int]) -> None:
    chunk = Chunk("c", "d", 0, 0, len(RULE), RULE, Address(), (PageRun(0, 3),))
    assert passages.Chunk.of(chunk, paged=paged).pages == pages


def test_problems_keep_their_items() -> None:
    report = health.CheckReport.of([Problem("缺了", "重建", ("a", "b"))]).dump()
    assert report == {"problems": [{"what": "缺了", "hint": "重建", "items": ["a", "b"]}]}


@pytest.mark.parametrize(
    "question",
    [
        {},
        {"question": "问", "k": 0},
        {"question": "问", "k": 51},
        {"question": "问", "collections": ["../x"]},
        {"question": "问", "as_of": "昨天"},
        {"question": "问", "unknown": 1},
    ],
)
def test_a_malformed_question_is_refused(question: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        questions.Question.model_validate(question)

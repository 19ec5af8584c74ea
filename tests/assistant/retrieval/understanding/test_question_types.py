"""The kind of answer a question wants, on two tables: one seen while the rules were written, one not."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.retrieval.understanding.kinds import type_of

HERE = Path(__file__).parent


def table(name: str) -> list[tuple[str, str]]:
    rows = [line.split("\t") for line in (HERE / name).read_text(encoding="utf-8").splitlines()]
    return [(kind, question) for kind, question in rows]


@pytest.mark.parametrize(("kind", "question"), table("questions.tsv"), ids=lambda value: str(value)[:24])
def test_every_question_that_the_rules_were_written_for(kind: str, question: str) -> None:
    assert type_of(question) == kind


def test_questions_that_the_rules_have_not_seen() -> None:
    rows = table("questions_unseen.tsv")
    wrong = [(kind, type_of(question), question) for kind, question in rows if type_of(question) != kind]
    assert len(rows) >= 70
    assert len(wrong) <= 0.1 * len(rows), wrong


def test_words_of_a_title_decide_nothing() -> None:
    assert type_of("《关于如何开展谈心谈话的通知》是哪天印发的？") == "date"
    assert type_of("《是否准予延期的规定》由谁审批") == "who"

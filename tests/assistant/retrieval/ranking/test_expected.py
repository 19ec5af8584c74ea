"""What the answer to a question looks like."""

from __future__ import annotations

import pytest

from assistant.retrieval.ranking.expected import expected


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("柏林围墙哪一年倒塌", "柏林围墙于1989年倒塌", "1989年"),
        ("1961年修的墙哪一年倒塌", "1961年修,1989年倒塌", "1989年"),
        ("有多少名队员", "共有3支队伍86名队员", "86名"),
        ("出自哪部书", "出自《诗经》", "《"),
        ("在哪个世纪传入", "于7世纪传入", "7世纪"),
    ],
)
def test_the_form_asked_for_is_found(question: str, text: str, found: str) -> None:
    assert next(expected(question).places(text)) == text.index(found)


def test_a_name_ends_like_the_noun_asked_for() -> None:
    wanted = expected("内战在哪个城市爆发")
    assert wanted.ending == "市"
    assert list(wanted.endings("城市很多，在武昌市爆发")) == [8]


@pytest.mark.parametrize("question", ["", "柏林围墙", "的", "??"])
def test_a_question_that_does_not_tell_expects_nothing(question: str) -> None:
    wanted = expected(question)
    assert wanted.pattern is None
    assert list(wanted.places("1989年")) == list(wanted.endings("1989年")) == []

"""Titles in title marks, as index tokens."""

from __future__ import annotations

import pytest

from ingest.text.citing import MENTION, mention, mentions, title_key
from ingest.text.tokens import bigrams, words


@pytest.mark.parametrize(
    "title",
    ["民法典", "《民法典》", "中华人民共和国民法典", "民法典（2020年）", "民法典第一千条", "民法典第12条"],
)
def test_namings_of_one_document_have_one_key(title: str) -> None:
    assert title_key(title) == "民法典"


@pytest.mark.parametrize("title", ["", "第三条", "（试行）", "中华人民共和国", "》"])
def test_a_title_of_nothing_but_trimmings_keeps_something_or_is_empty(title: str) -> None:
    assert title_key(title) in (title.replace("（", "(").replace("）", ")").strip("》"), "")


def test_each_title_is_mentioned_once_in_order() -> None:
    text = "依照《中华人民共和国民法典》和《公司法》办理；《民法典》另有规定的除外。《》不算，《没有完的"
    assert mentions(text) == ["《民法典", "《公司法"]


def test_no_word_is_a_mention() -> None:
    text = "《党章》与《ISO 9001》"
    assert not {mention("党章"), mention("ISO 9001"), MENTION} & {*words(text), *bigrams(text)}
    assert " " not in mention("ISO 9001 质量")  # the index parts tokens at spaces

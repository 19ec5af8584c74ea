"""What a passage's document says for it."""

from __future__ import annotations

import math

import pytest

from assistant.retrieval.ranking.evidence import CITED, COMPANIONS, LEADERS, citedness, governed, with_evidence
from ingest.text.citing import MENTION, mention


def library(**cited: int) -> dict[str, float]:
    """Rarity of mentions where so many of 1,000 chunks name each title."""
    counts = {mention(title): count for title, count in cited.items()} | {MENTION: 0}
    return {token: math.log(1 + (1000 - seen + 0.5) / (seen + 0.5)) for token, seen in counts.items()}


def idf(cited: dict[str, float]) -> object:
    return lambda token: cited.get(token, cited[MENTION])


def test_citedness_grows_with_the_citing_chunks_and_is_nothing_without_any() -> None:
    rarity = library(民法典=40, 公司法=4)
    assert citedness("民法典", idf(rarity)) == pytest.approx(math.log(81))  # type: ignore[arg-type]
    assert citedness("公司法", idf(rarity)) == pytest.approx(math.log(9))  # type: ignore[arg-type]
    assert citedness("从未提及", idf(rarity)) == 0.0  # type: ignore[arg-type]


def test_passages_of_one_document_lend_one_another_weight() -> None:
    titles = {"a": "渔业法第一条", "b": "民法典第十条", "c": "民法典第九条"}
    ranked = with_evidence({"a": 1.0, "b": 0.995, "c": 0.9}, titles, idf(library()), 1.0)  # type: ignore[arg-type]
    assert list(ranked) == ["b", "a", "c"]
    assert ranked["b"] == 1.0


def test_a_cited_document_comes_first_where_the_words_waver_only() -> None:
    titles, scores = {"a": "某县规定", "b": "民法典"}, {"a": 1.0, "b": 0.95}
    rarity = idf(library(民法典=500))
    assert list(with_evidence(scores, titles, rarity, 1.0)) == ["b", "a"]  # type: ignore[arg-type]
    assert with_evidence(scores, titles, rarity, 0.0) == scores  # type: ignore[arg-type]


def test_a_chunk_without_a_title_keeps_its_score() -> None:
    ranked = with_evidence({"a": 1.0, "b": 0.5}, {"a": "甲"}, idf(library()), 1.0)  # type: ignore[arg-type]
    assert ranked == {"a": 1.0, "b": pytest.approx(0.5 / (1 + COMPANIONS))}
    assert with_evidence({}, {}, idf(library()), 1.0) == {}  # type: ignore[arg-type]
    assert CITED > 0


@pytest.mark.parametrize(("cited", "share"), [(0, 0.0), (3, 0.0), (5, 0.5), (7, 1.0), (10, 1.0)])
def test_a_question_is_governed_by_statutes_where_most_of_the_first_documents_are_cited(
    cited: int, share: float
) -> None:
    titles = {str(place): "民法典" if place < cited else f"词条{place}" for place in range(LEADERS)}
    further = {str(place): "民法典" for place in range(LEADERS, 2 * LEADERS)}
    rarity = idf(library(民法典=500))
    ranked = [*titles, *further]
    assert governed(ranked, titles | further, rarity) == pytest.approx(share)  # type: ignore[arg-type]


def test_nothing_found_and_nothing_titled_is_not_governed() -> None:
    rarity = idf(library(民法典=500))
    assert governed([], {}, rarity) == 0.0  # type: ignore[arg-type]
    assert governed(["a"], {}, rarity) == 0.0  # type: ignore[arg-type]

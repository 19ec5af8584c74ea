"""Convex fusion of max-normalised scores."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.fusion import doubt, fuse
from ingest.types import Hit

hits = st.lists(
    st.builds(Hit, st.sampled_from("abcdefgh"), st.floats(0, 50, allow_nan=False)), unique_by=lambda hit: hit.chunk_id
)


def order(lexical: list[Hit], dense: list[Hit], weight: float) -> str:
    return "".join(item.chunk_id for item in fuse(lexical, dense, weight))


@pytest.mark.parametrize(
    ("weight", "expected"),
    [(0.0, "abc"), (1.0, "cab"), (0.1, "acb")],
    ids=["lexical alone", "mostly dense", "a tenth"],
)
def test_the_weight_decides_whose_order_holds(weight: float, expected: str) -> None:
    lexical = [Hit("a", 10.0), Hit("b", 9.5), Hit("c", 9.0)]
    dense = [Hit("c", 0.9), Hit("a", 0.5), Hit("b", 0.1)]
    assert order(lexical, dense, weight) == expected


def test_a_chunk_that_one_side_missed_counts_nothing_there() -> None:
    fused = {item.chunk_id: item for item in fuse([Hit("a", 2.0)], [Hit("b", 0.5)], 0.25)}
    assert (fused["a"].lexical, fused["a"].dense, fused["a"].score) == (1.0, 0.0, 1.0)
    assert (fused["b"].lexical, fused["b"].dense) == (0.0, 1.0)
    assert fused["b"].score == pytest.approx(1 / 3, abs=1e-4)  # one hit decides nothing: 0.25 beside 0.75


def test_what_a_full_ranking_did_not_list_lies_just_below_it() -> None:
    lexical, dense = [Hit("a", 10.0), Hit("b", 9.0)], [Hit("c", 0.8), Hit("a", 0.4)]
    scores = {item.chunk_id: item.score for item in fuse(lexical, dense, 0.5, depth=2)}
    best = 0.5 * (1.0 + 0.5)
    assert scores["c"] == pytest.approx(1.0, abs=1e-4)  # 0.5 * (0.9 * 0.9 + 1)
    assert scores["a"] == pytest.approx(best / (0.5 * (0.81 + 1)), abs=1e-4)
    assert fuse(lexical, dense, 0.5, depth=3) == fuse(lexical, dense, 0.5)  # both list all there is


def test_nothing_found_gives_nothing() -> None:
    assert fuse([], [], 0.3) == []


@given(hits, hits, st.floats(0, 1))
def test_scores_stay_between_0_and_1_and_fall(lexical: list[Hit], dense: list[Hit], weight: float) -> None:
    scores = [item.score for item in fuse(lexical, dense, weight)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 + 1e-9 for score in scores)


@given(hits)
def test_without_dense_hits_the_lexical_order_is_kept(lexical: list[Hit]) -> None:
    ranked = sorted(lexical, key=lambda hit: -hit.score)
    if max((hit.score for hit in lexical), default=0) > 0:
        assert order(ranked, [], 0.4) == "".join(hit.chunk_id for hit in ranked)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [([], 1.0), ([1.0], 1.0), ([1.0, 0.2], 0.0), ([1 - step / 20 for step in range(15)], 0.5)],
    ids=["nothing found", "one hit", "two hits far apart", "the tenth of fifteen"],
)
def test_doubt_is_how_close_the_tenth_comes(scores: list[float], expected: float) -> None:
    assert doubt(dict(enumerate(scores))) == pytest.approx(expected, abs=1e-4)


def test_where_the_words_have_decided_the_dense_side_does_not_speak() -> None:
    assert order([Hit("a", 10.0), Hit("b", 2.0)], [Hit("b", 0.9), Hit("a", 0.1)], 0.6) == "ab"

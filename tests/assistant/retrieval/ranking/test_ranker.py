"""From two rankings to one, over shelves made by the test."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.retrieval.fusion import Fused
from assistant.retrieval.ranking.ranker import JUDGED, Ranker, dealt
from assistant.retrieval.ranking.reranker import COLUMNS, INPUTS, Candidate, Reranker, shipped_reranker
from ingest.types import Address, Chunk, Hit


class Shelf:
    """Chunks of one-chunk documents, by id."""

    def __init__(self, **texts: str) -> None:
        self.texts = texts

    def chunks_at(self, names: Iterable[str]) -> dict[str, Chunk]:
        return {
            name: Chunk(name, f"d{name}", 0, 0, len(self.texts[name]), self.texts[name], Address(), ())
            for name in names
            if name in self.texts
        }

    def idf(self, token: str) -> float:
        return math.log(1 + len(self.texts) / (0.5 + sum(token in text for text in self.texts.values())))


def ids(ranked: Sequence[Fused]) -> str:
    return "".join(item.chunk_id for item in ranked)


def test_the_passage_that_says_it_in_one_sentence_comes_before_the_one_with_scattered_words() -> None:
    shelf = Shelf(
        a="围墙很长。" + "柏林是一座城市。" * 9 + "大楼后来倒塌了。",
        b="1989年11月9日，柏林围墙倒塌。",
        c="巴黎是首都。",
    )
    lexical = [Hit("a", 10.0), Hit("b", 9.0), Hit("c", 0.5)]
    ranked = Ranker(shelf, 0.6).rank("柏林围墙哪一年倒塌？", lexical, [Hit("b", 0.4), Hit("a", 0.4)])
    assert ids(ranked) == "bac"
    scores = [item.score for item in ranked]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 1.0
    assert {item.chunk_id: item.lexical for item in ranked} == {"a": 1.0, "b": 0.9, "c": pytest.approx(0.05)}


def test_a_judge_of_ones_own_decides_among_the_best_only() -> None:
    texts = {f"{number:02d}": f"第{number}段" for number in range(JUDGED + 5)}

    class Backwards:
        def scores_of(self, question: str, texts: Sequence[str]) -> list[float]:
            assert len(texts) == JUDGED
            return [float(place) for place in range(len(texts))]

    lexical = [Hit(key, 100.0 - place) for place, key in enumerate(texts)]
    ranked = [item.chunk_id for item in Ranker(Shelf(**texts), 0.0, Backwards()).rank("问", lexical, [])]
    names = list(texts)
    assert ranked == names[:JUDGED][::-1] + names[JUDGED:]


@pytest.mark.parametrize("question", ["", "🙂🙂", "'; DROP TABLE chunks; --", "的", "是什么" * 500, "\ud800"])
def test_any_question_is_ranked(question: str) -> None:
    shelf = Shelf(a="甲", b="")
    ranked = Ranker(shelf, 0.5).rank(question, [Hit("a", 1.0)], [Hit("b", 0.5), Hit("gone", 0.4)])
    assert {item.chunk_id for item in ranked} == {"a", "b", "gone"}


def test_nothing_found_is_nothing_ranked() -> None:
    assert Ranker(Shelf(), 0.5).rank("问", [], []) == []


def test_scores_are_dealt_out_in_falling_order() -> None:
    ranked = dealt([Fused("a", 0.2, 0, 0), Fused("b", 0.9, 0, 0)])
    assert [(item.chunk_id, item.score) for item in ranked] == [("a", 0.9), ("b", 0.2)]


def test_weights_come_back_as_they_were_kept(tmp_path: Path) -> None:
    kept = Reranker((np.arange(len(INPUTS) * len(COLUMNS)) / 8).astype(np.float32))
    kept.write(tmp_path / "weights.json")
    np.testing.assert_allclose(Reranker.read(tmp_path / "weights.json").weights, kept.weights, atol=1e-4)
    (tmp_path / "weights.json").write_text(json.dumps({"as_is": {}, "relative": {}}), encoding="utf-8")
    with pytest.raises(KeyError):
        Reranker.read(tmp_path / "weights.json")


def test_where_the_words_have_decided_nothing_the_fused_score_outweighs_them() -> None:
    said = Candidate("", "柏林围墙倒塌", 1.0, 0.1, 0.8)
    meant = Candidate("", "城中的隔离设施被拆除", 0.1, 1.0, 1.0)
    reranker = shipped_reranker()
    sure = reranker.scores("柏林围墙倒塌", [said, meant], lambda _: 1.0, 0.0)
    unsure = reranker.scores("柏林围墙倒塌", [said, meant], lambda _: 1.0, 1.0)
    assert sure[0] > sure[1]
    assert unsure[0] - unsure[1] < sure[0] - sure[1]
    assert reranker.scores("问", [], lambda _: 1.0, 0.0).shape == (0,)

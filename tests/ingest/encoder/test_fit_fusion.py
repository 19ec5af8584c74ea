"""The fusion weight: candidates, measures and the rule of choice."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from ingest.encoder import load_encoder
from ingest.encoder.fake import FakeEncoder
from ingest.encoder.fit_fusion import (
    HARM_AT_MOST,
    WEIGHTS,
    Quality,
    RetrievalSet,
    choose,
    dense_rankings,
    doubtfulness,
    fused,
    lexical_rankings,
    measure,
    quality,
    read_set,
)

DATA = RetrievalSet(
    "tiny",
    titles=["会费", "会议", "船舶"],
    texts=["会员按月缴纳会费。", "支部党员大会每季度召开一次。", "船舶进出港口应当接受检查。"],
    questions=["会费怎么缴纳", "党员大会多久召开"],
    relevant=[{0}, {1}],
)


def write(folder: Path, queries_packed: bool) -> None:
    folder.mkdir()
    corpus = [{"id": f"d{n}", "title": title, "text": title} for n, title in enumerate("甲乙丙")]
    queries = [{"id": f"q{n}", "text": f"问{n}"} for n in range(6)]
    with gzip.open(folder / "corpus.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in corpus)
    lines = "".join(json.dumps(line) + "\n" for line in queries)
    if queries_packed:
        (folder / "queries.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    else:
        (folder / "queries.jsonl").write_text(lines, encoding="utf-8")
    rows = "".join(f"q{n}\td{n % 3}\t1\n" for n in range(5)) + "q0\td2\t1\n"
    (folder / "qrels.tsv").write_text("qid\tdocid\trel\n" + rows, encoding="utf-8")


@pytest.mark.parametrize("packed", [True, False])
def test_set_is_read_and_thinned(tmp_path: Path, packed: bool) -> None:
    write(tmp_path / "set", packed)
    assert read_set(tmp_path / "set", 10).relevant == [{0, 2}, {1}, {2}, {0}, {1}]
    assert read_set(tmp_path / "set", 3).questions == ["问0", "问2", "问4"]


@pytest.mark.parametrize(
    ("weight", "order"),
    [(0.0, [1, 2, 3]), (0.5, [2, 1, 3]), (1.0, [3, 2, 1])],
)
def test_scores_are_scaled_by_their_best_and_mixed(weight: float, order: list[int]) -> None:
    assert fused({1: 20.0, 2: 18.0}, {3: 0.8, 2: 0.6}, weight) == order


@pytest.mark.parametrize(
    ("scores", "expected"),
    [({}, 1.0), ({1: 1.0}, 1.0), ({1: 1.0, 2: 0.5}, 0.5), ({n: 1 - n / 20 for n in range(15)}, 0.55)],
)
def test_doubt_is_how_close_the_tenth_comes(scores: dict[int, float], expected: float) -> None:
    assert doubtfulness(scores) == pytest.approx(expected)


def test_a_decided_lexical_ranking_is_left_alone() -> None:
    lexical, dense = {1: 10.0, 2: 2.0}, {2: 1.0, 1: 0.1}
    assert fused(lexical, dense, 0.6) == [2, 1]
    assert fused(lexical, dense, 0.6, doubt=4) == [1, 2]


def test_nothing_found_is_no_division() -> None:
    assert fused({}, {}, 0.5) == []
    assert fused({}, {4: -0.2}, 0.5) == []
    assert fused({7: 1.0}, {4: -0.2}, 0.5) == [7]


def test_both_rankings_find_what_was_asked() -> None:
    lexical, dense = lexical_rankings(DATA), dense_rankings(DATA, FakeEncoder())
    assert [max(ranking, key=lambda n: ranking[n]) for ranking in lexical] == [0, 1]
    assert [len(ranking) for ranking in dense] == [3, 3]
    assert quality(DATA, lexical, dense, 0.0) == Quality(1.0, 1.0, 1.0, 1.0)


def by_weight(best: float, harm_above: float) -> dict[float, Quality]:
    return {
        weight: Quality(0.9 if weight <= harm_above else 0.8, 0, 0, 1 - abs(weight - best))
        for weight in (*WEIGHTS, 1.0)
    }


def test_best_harmless_weight_is_chosen() -> None:
    assert choose({"one": by_weight(best=0.3, harm_above=1.0)}) == 0.3
    assert choose({"one": by_weight(best=0.5, harm_above=1.0), "two": by_weight(best=0.5, harm_above=0.2)}) == 0.2


@pytest.mark.slow
@pytest.mark.shared
def test_shipped_weight_does_no_harm_on_cmrc(shared: Path) -> None:
    encoder = load_encoder("builtin")
    data = read_set(shared / "data" / "cmrc2018", questions_at_most=10_000)
    lexical, dense = lexical_rankings(data), dense_rankings(data, encoder)
    alone, together = (quality(data, lexical, dense, weight) for weight in (0.0, encoder.fusion_weight))
    assert together.mrr_10 >= alone.mrr_10 - HARM_AT_MOST
    assert together.mrr_10 >= 0.97


def test_measure_covers_every_weight() -> None:
    assert set(measure(FakeEncoder(), [DATA])["tiny"]) == {*WEIGHTS, 1.0}

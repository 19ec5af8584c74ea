"""The fusion weight: candidates, measures and the rule of choice."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from eval.bench.fit_fusion import (
    HARM,
    WEIGHTS,
    Quality,
    RetrievalSet,
    choose,
    dense_rankings,
    fused,
    lexical_rankings,
    measure,
    quality,
    read_set,
)
from ingest.encoder import load_encoder
from ingest.encoder.fake import FakeEncoder

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
def test_shipped_weight_harms_cmrc_no_more_than_the_rule_allows(shared: Path) -> None:
    """That the whole ranking does no harm at all is shown in `test_fit_ranking`."""
    encoder = load_encoder("builtin")
    data = read_set(shared / "data" / "cmrc2018", questions_at_most=10_000)
    lexical, dense = lexical_rankings(data), dense_rankings(data, encoder)
    alone, together = (quality(data, lexical, dense, weight) for weight in (0.0, encoder.fusion_weight))
    assert together.mrr_10 >= alone.mrr_10 - HARM
    assert together.mrr_10 >= 0.985


def test_measure_covers_every_weight() -> None:
    assert set(measure(FakeEncoder(), [DATA])["tiny"]) == {*WEIGHTS, 1.0}

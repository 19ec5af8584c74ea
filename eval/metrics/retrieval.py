"""How early a search shows the evidence: recall@k, MRR@10, nDCG@10 at document, address and quote level.

Ranks count passages; at document level they count distinct documents, each at its best passage, as published figures
do. Every piece of gold evidence counts once, at the first rank that serves it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log2

from eval.cases import Case
from eval.evaluator import Metric, Score
from eval.matching import LEVELS, Level, Piece, Place, pieces, serves
from eval.metrics.common import unresolved
from eval.outcome import Context, Outcome

CUTS = (1, 5, 10)
DEPTH = 10

Ranks = Sequence[int | None]
"""For each piece of evidence the first rank that serves it, from 1 up; None when none does."""

_LEVEL_LABELS: dict[Level, str] = {"document": "文件", "address": "条款", "quote": "引文"}
_LEVEL_MEANING: dict[Level, str] = {
    "document": "找到标准依据所在的文件",
    "address": "找到标准依据所在的条或章节",
    "quote": "找到的片段含有标准引文",
}


def recall(ranks: Ranks, k: int) -> float:
    """Share of the pieces served by the first `k`."""
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks)


def reciprocal_rank(ranks: Ranks) -> float:
    """1 / the first rank that serves any piece, 0 beyond `DEPTH`."""
    first = min((rank for rank in ranks if rank is not None), default=DEPTH + 1)
    return 1 / first if first <= DEPTH else 0.0


def ndcg(ranks: Ranks) -> float:
    """Discounted gain of the first `DEPTH` over that of the ideal ranking (Järvelin, Kekäläinen 2002), gains 0 and 1.

    Pieces served by one and the same passage are one gain, in the ideal ranking as well.
    """
    found = {rank for rank in ranks if rank is not None and rank <= DEPTH}
    gains = len(found) + sum(rank is None or rank > DEPTH for rank in ranks)
    ideal = sum(1 / log2(rank + 1) for rank in range(1, min(gains, DEPTH) + 1))
    return sum(1 / log2(rank + 1) for rank in sorted(found)) / ideal


def first_ranks(wanted: Sequence[Piece], outcome: Outcome, level: Level, context: Context) -> list[int | None]:
    """The first rank within `DEPTH` that serves each piece."""
    places = [Place.of_passage(passage) for passage in outcome.passages or ()]
    if level == "document":
        places = [place for at, place in enumerate(places) if _is_first_of_document(places, at)]
    ranked = list(enumerate(places[:DEPTH], 1))
    return [next((rank for rank, place in ranked if serves(place, piece, level, context)), None) for piece in wanted]


def _is_first_of_document(places: Sequence[Place], at: int) -> bool:
    return all(place.document_id != places[at].document_id for place in places[:at])


def _metric(name: str, label: str, meaning: str, level: Level, k: int, figure: Callable[[Ranks], float]) -> Metric:
    def measure(case: Case, outcome: Outcome, context: Context) -> Score:
        wanted = pieces(case, level, context)
        failure = unresolved(wanted, context)
        if failure is not None:
            return failure
        if outcome.depth < k:
            return Score.not_applicable(f"只检索了前 {outcome.depth} 条，算不出前 {k} 条的指标")
        ranks = first_ranks(wanted, outcome, level, context)
        lacking = "；".join(str(piece) for piece, rank in zip(wanted, ranks, strict=True) if rank is None or rank > k)
        gold = [{"piece": str(piece), "rank": rank} for piece, rank in zip(wanted, ranks, strict=True)]
        return Score.of(figure(ranks), f"前 {k} 条中没有：{lacking}" if lacking else "", gold=gold)

    return Metric(
        name=f"{level}_{name}",
        version=1,
        label=f"{_LEVEL_LABELS[level]}{label}",
        description=f"{meaning}（以{_LEVEL_MEANING[level]}为准）",
        applies=lambda case: _lacks(case, level),
        measure=measure,
        needs="passages",
    )


def _lacks(case: Case, level: Level) -> str | None:
    if not case.evidence:
        return "案例没有标准依据"
    if level == "address" and not any(one.article or one.section for one in case.evidence):
        return "案例的标准依据没有条号或章节"
    if level == "quote" and not any(one.quote for one in case.evidence):
        return "案例的标准依据没有引文"
    return None


def _recall_metric(level: Level, k: int) -> Metric:
    meaning = f"前 {k} 条结果覆盖了多大比例的标准依据"
    return _metric(f"recall@{k}", f"召回率@{k}", meaning, level, k, lambda ranks: recall(ranks, k))


def _metrics(level: Level) -> tuple[Metric, ...]:
    first = f"首个命中名次的倒数，前 {DEPTH} 条内没有记 0"
    gain = f"命中越靠前、越全得分越高，只看前 {DEPTH} 条"
    return (
        *(_recall_metric(level, k) for k in CUTS),
        _metric(f"mrr@{DEPTH}", f"MRR@{DEPTH}", first, level, DEPTH, reciprocal_rank),
        _metric(f"ndcg@{DEPTH}", f"nDCG@{DEPTH}", gain, level, DEPTH, ndcg),
    )


METRICS: tuple[Metric, ...] = tuple(metric for level in LEVELS for metric in _metrics(level))

"""What a reader of the report should look at first: which cases fall short, where, and which citations meet gold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.types import Citation, Passage
from eval.evaluator import Score
from eval.matching import Place, cites, finest, finest_pieces, meets, serves
from eval.outcome import Context
from eval.record import Result
from eval.report.runs import Figures

Mark = Literal["match", "other", "broken", "unjudged"]
"""match: shows gold evidence. broken: does not lead to the words it quotes. unjudged: the case names no evidence."""

DECISIVE = (
    "rejection", "over_refusal", "point_recall", "evidence_cited", "citation_validity", "citation_coverage",
    "citation_recall", "conflict_sides", "current_version", "false_premise", "determinism", "judge_quality",
)  # fmt: skip
"""A case falls short when one of these does; the others are matters of degree."""

FALLBACK = ("quote_recall@10", "address_recall@10", "document_recall@10")
"""Decide where none of the above was scored: in runs that only search."""

_ERROR = 100.0
"""Weight of a case that could not be judged: shown before all that were."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a case came out.

    Attributes:
        lacking: Every metric that failed or is not perfect.
        decisive: Those of them for which the case counts as falling short.
        weight: How far it falls short; 0 for a case that does not.
    """

    lacking: tuple[str, ...]
    decisive: tuple[str, ...]
    weight: float


def verdict_of(result: Result, figures: Figures) -> Verdict:
    gaps = {name: gap for name, score in result.scores.items() if (gap := _gap(name, score, figures)) is not None}
    scored = [name for name in DECISIVE if name in gaps] or [name for name in FALLBACK if name in gaps]
    decisive = tuple(name for name in scored if gaps[name])
    lacking = tuple(name for name, gap in gaps.items() if gap)
    weight = sum(gaps[name] for name in decisive) + (_ERROR if result.outcome.error is not None else 0)
    return Verdict(lacking, decisive, weight)


def ordered(results: Sequence[Result], verdicts: Mapping[str, Verdict]) -> list[Result]:
    """The worst first, otherwise as they were run."""
    return sorted(results, key=lambda one: -verdicts[one.case.id].weight)


def mark_of(citation: Citation, result: Result, context: Context) -> Mark:
    """How a citation stands to the gold evidence of its case."""
    broken = result.scores["citation_validity"].detail.get("broken", {}) if "citation_validity" in result.scores else {}
    if citation.key in broken:
        return "broken"
    wanted = finest_pieces(result.case, context)
    if not wanted:
        return "unjudged"
    place = Place(citation.document_id, citation.address, citation.quote)
    return "match" if any(cites(place, piece, result.case, context) for piece in wanted) else "other"


def is_gold(passage: Passage, result: Result, context: Context) -> bool:
    """Whether a passage is gold evidence, at the finest level that the evidence speaks of."""
    place = Place.of_passage(passage)
    return any(
        serves(place, piece, finest(piece.alternatives[0]), context) for piece in finest_pieces(result.case, context)
    )


def shown_evidence(result: Result, context: Context) -> list[tuple[bool, int | None]]:
    """For each piece of evidence of the case whether it was cited, and the rank of the first passage that is it."""
    case, answer = result.case, result.outcome.answer
    cited = [Place(one.document_id, one.address, one.quote) for one in (answer.citations if answer else ())]
    found = [Place.of_passage(one) for one in result.outcome.passages or ()]
    marks: list[tuple[bool, int | None]] = []
    for evidence in case.evidence:
        level = finest(evidence)
        rank = next((at for at, place in enumerate(found, 1) if meets(place, evidence, level, context)), None)
        pieces = [piece for piece in finest_pieces(case, context) if evidence in piece.alternatives]
        marks.append((any(cites(place, piece, case, context) for place in cited for piece in pieces), rank))
    return marks


def _gap(name: str, score: Score, figures: Figures) -> float | None:
    """How far a score is from perfect, 0 to 1; None where it does not apply or has no perfect value."""
    about = figures.get(name)
    if about is None or about["unit"] != "share" or score.status == "not_applicable":
        return None
    if score.value is None:
        return 1.0
    return 1 - score.value if about["higher_is_better"] else score.value


__all__ = ["DECISIVE", "FALLBACK", "Mark", "Verdict", "is_gold", "mark_of", "ordered", "shown_evidence", "verdict_of"]

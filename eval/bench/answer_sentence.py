"""How often the extractive answer holds the answer: every CMRC dev question, put to a library of the whole corpus.

The sentence scorer has learned from DRCD, the CMRC trial split and the questions of the demo and the seeds
(`eval.bench.fit_sentences`), the refusal from those (`eval.bench.fit_refusal`); CMRC dev is measured only. A refusal
counts as a miss. Beside it: the same questions with the right document taken away, all of which should be refused.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answering.extractive import ExtractiveAnswerer
from assistant.config import load_settings
from assistant.service import Service
from assistant.types import Answer
from eval.bench.fit_sentences import MEASURED, interval, plain
from eval.bench.material import spread, timed
from eval.bench.passages import first, relevant, rows, written_out

SENTENCES = 2


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of one question.

    Attributes:
        holds: The answer holds a gold answer string; in_two: its first two sentences do.
        claims: How many sentences the answer has.
        refused_without: It is refused when the right document is taken away.
        seconds: That the asking took.
    """

    holds: bool
    in_two: bool
    refused: bool
    claims: int
    refused_without: bool
    seconds: float


def measure(folder: Path) -> dict[str, Any]:
    """Shares with their 95 % intervals (bootstrap over questions)."""
    gold = relevant(folder)
    asked = [row for row in rows(first(folder, "queries")) if row["id"].startswith(MEASURED) and row["id"] in gold]
    with (
        tempfile.TemporaryDirectory() as place,
        Service.open(load_settings(Path(place, "home")), write=True) as service,
    ):
        service.ingest([written_out(folder, Path(place, "source"))])
        service.ask(service.query(asked[0]["text"]))  # loads what the first question needs
        found = [_answered(service, row, gold[row["id"]]) for row in asked]
    return summed_up(found)


def summed_up(found: Sequence[Answered]) -> dict[str, Any]:
    """Over at least one question."""
    return {
        "questions": len(found),
        "answer_in_two_sentences": _share([one.in_two for one in found]),
        "answer_held": _share([one.holds for one in found]),
        "over_refusal": _share([one.refused for one in found]),
        "refused_without_the_document": _share([one.refused_without for one in found]),
        "sentences_per_answer": round(
            sum(one.claims for one in found) / max(1, sum(not one.refused for one in found)), 2
        ),
        "ask": spread([one.seconds for one in found]),
    }


def _answered(service: Service, row: dict[str, Any], gold: set[str]) -> Answered:
    query = service.query(row["text"])
    answer, seconds = timed(lambda: service.ask(query))
    others = [passage for passage in service.sought_in(query) if Path(passage.path).stem not in gold]
    without = ExtractiveAnswerer(service.idf).answer(query, others)
    wanted = [plain(text) for text in row["answers"]]
    return Answered(
        holds=_holds(answer, len(answer.claims), wanted),
        in_two=_holds(answer, SENTENCES, wanted),
        refused=answer.refused,
        claims=len(answer.claims),
        refused_without=without.refused,
        seconds=seconds,
    )


def _holds(answer: Answer, count: int, wanted: Sequence[str]) -> bool:
    said = plain("".join(claim.text for claim in answer.claims[:count]))
    return any(text in said for text in wanted)


def _share(flags: Sequence[bool]) -> str:
    return interval(np.array(flags, np.float32))

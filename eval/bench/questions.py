"""Answers on questions with gold evidence: cited, refused, and refused wrongly."""

from __future__ import annotations

import json
import tempfile
import unicodedata
from pathlib import Path
from typing import Any

from assistant.config import load_settings
from assistant.service import Service
from assistant.types import Answer


def plain(text: str) -> str:
    """Comparable form: compatibility characters unified, white space dropped."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def holds_evidence(answer: Answer, row: dict[str, Any]) -> bool:
    """A quote holds a gold quote; or the gold quote holds it, and it holds the gold answer."""
    wanted = plain(row["answer"])
    for gold in row["evidence"]:
        evidence = {plain(gold[key]) for key in ("quote", "quote_clean", "quote_raw") if key in gold}
        for citation in answer.citations:
            quote = plain(citation.quote)
            if any(text in quote or (quote in text and wanted in quote) for text in evidence):
                return True
    return False


def measure(shared: Path) -> dict[str, Any]:
    return run(shared / "seeds", shared / "data" / "seed_qa_dev.jsonl")


def run(documents: Path, questions: Path) -> dict[str, Any]:
    """Ask every question of a JSONL file against one folder of documents."""
    rows = [json.loads(line) for line in questions.read_text(encoding="utf-8").splitlines()]
    cases = []
    with tempfile.TemporaryDirectory() as home, Service.open(load_settings(Path(home)), write=True) as service:
        service.ingest([documents])
        for row in rows:
            answer = service.ask(service.query(row["question"]))
            verbatim = all(
                (chunk := service.chunk(item.chunk_id)) is not None and chunk.text[item.start : item.end] == item.quote
                for item in answer.citations
            )
            cases.append(
                {
                    "id": row["id"],
                    "kind": row["kind"],
                    "question": row["question"],
                    "answerable": row["answerable"],
                    "refused": answer.refused,
                    "cited": holds_evidence(answer, row),
                    "verbatim": verbatim,
                    "quotes": [item.quote for item in answer.citations],
                    "gold": [gold["quote"] for gold in row["evidence"]],
                }
            )
    answerable = [case for case in cases if case["answerable"]]
    others = [case for case in cases if not case["answerable"]]
    return {
        "evidence_cited": share(answerable, "cited"),
        "over_refusal": share(answerable, "refused"),
        "unanswerable_refused": share(others, "refused"),
        "quotes_verbatim": share(cases, "verbatim"),
        "quotes_per_answer": round(sum(len(case["quotes"]) for case in cases) / max(1, len(cases)), 2),
        "cases": cases,
    }


def share(cases: list[dict[str, Any]], key: str) -> float | None:
    return round(sum(bool(case[key]) for case in cases) / len(cases), 4) if cases else None

"""Ranking on a folder of corpus, queries and qrels (BEIR's layout): one passage, one document."""

from __future__ import annotations

import gzip
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant.config import load_settings
from assistant.service import Service
from assistant.types import Passage

DEPTH = 10


def rows(path: Path) -> Iterator[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def first(folder: Path, stem: str) -> Path:
    return next(folder.glob(f"{stem}.jsonl*"))


def relevant(folder: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, document, grade = line.split("\t")
        if int(grade) > 0:
            found[query].add(document)
    return found


def reciprocal_rank(ranked: Sequence[str], gold: set[str]) -> float:
    return next((1 / rank for rank, name in enumerate(ranked[:DEPTH], 1) if name in gold), 0.0)


def documents_of(passages: Sequence[Passage]) -> list[str]:
    """Document names (file stems) in order of their best passage."""
    return list(dict.fromkeys(Path(passage.path).stem for passage in passages))


def written_out(folder: Path, place: Path) -> Path:
    """The corpus of a folder as one Markdown file a passage, named by its id, in the new folder `place`."""
    place.mkdir()
    for row in rows(first(folder, "corpus")):
        heading = f"# {row['title']}\n\n" if row.get("title") else ""
        (place / f"{row['id']}.md").write_text(heading + row["text"], encoding="utf-8")
    return place


def measure(folder: Path) -> dict[str, Any]:
    """MRR@10 of the fused ranking and of the lexical index alone, with the time a search takes."""
    gold = relevant(folder)
    with tempfile.TemporaryDirectory() as place:
        source, home = written_out(folder, Path(place, "source")), Path(place, "home")
        with Service.open(load_settings(home), write=True) as service:
            started = time.perf_counter()
            report = service.ingest([source])
            ingest_seconds = time.perf_counter() - started
            fused, lexical, seconds = [], [], []
            for row in rows(first(folder, "queries")):
                if row["id"] not in gold or not row["text"].strip():
                    continue
                query = replace(service.query(row["text"]), k=5 * DEPTH)
                started = time.perf_counter()
                passages = service.search(query)
                seconds.append(time.perf_counter() - started)
                fused.append(reciprocal_rank(documents_of(passages), gold[row["id"]]))
                ranked = sorted(passages, key=lambda passage: -passage.lexical)
                lexical.append(reciprocal_rank(documents_of(ranked), gold[row["id"]]))
    seconds.sort()
    return {
        "queries": len(fused),
        "documents": len(report.documents),
        "failed": len(report.failed),
        "mrr10_fused": round(sum(fused) / len(fused), 4),
        "mrr10_lexical": round(sum(lexical) / len(lexical), 4),
        "ingest_seconds": round(ingest_seconds, 1),
        "search_p50_ms": round(1000 * seconds[len(seconds) // 2], 1),
        "search_p95_ms": round(1000 * seconds[int(len(seconds) * 0.95)], 1),
    }

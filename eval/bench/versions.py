"""Versions of one rule: are they linked, is the newest in force preferred, does an as-of day choose the older one?

The development data holds laws, of which some titles come in several versions. Linking is judged on all of them, pair
by pair: versions are those of one title (white space and punctuation aside). Preference is judged in a library of the
titles in several versions and as many others, with questions in the older version's own words, which is where a search
without regard to versions fails.
"""

from __future__ import annotations

import gzip
import json
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

from assistant.config import load_settings
from assistant.service import Service
from ingest.metadata import describe
from ingest.readers import read
from ingest.series import may_be_one_issuer
from ingest.types import DocumentRecord, Metadata

OTHERS = 100
"""How many laws in a single version lie beside those in several."""

TODAY = date(2026, 1, 1)
_LOOSE = re.compile(r"[\s、，,·]")


@dataclass(frozen=True, slots=True)
class Law:
    """A law of the development data; `day` is that of its record, None where it has none."""

    id: str
    title: str
    text: str
    day: date | None

    @property
    def name(self) -> str:
        return _LOOSE.sub("", self.title)


def measure(shared: Path) -> dict[str, Any]:
    laws = load(shared / "data" / "laws" / "corpus.jsonl.gz")
    described = {law.id: describe(read(law.text.encode(), "markdown", f"{law.id}.md"), f"{law.id}.md") for law in laws}
    return {**linking(laws, described), "preference": preference(laws)}


def load(path: Path) -> list[Law]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Law(row["id"], row["title"], row["text"], date.fromisoformat(row["date"]) if row["date"] else None)
        for row in rows
        if row["n_articles"]
    ]


def linking(laws: Sequence[Law], described: Mapping[str, Metadata]) -> dict[str, Any]:
    """Precision and recall of pairs held to be versions of one rule."""
    wanted = _pairs([law.id for law in group] for group in _by_name(laws).values())
    found = {
        pair
        for pair in _pairs(_by_series(laws, described).values())
        if may_be_one_issuer(*(described[one].issuer for one in pair))
    }
    titles = {law.id: law.title for law in laws}
    return {
        "laws": len(laws),
        "titles_in_several_versions": sum(len(group) > 1 for group in _by_name(laws).values()),
        "pairs": len(wanted),
        "precision": round(len(wanted & found) / len(found), 4),
        "recall": round(len(wanted & found) / len(wanted), 4),
        "wrong": sorted({" / ".join(sorted({titles[one] for one in pair})) for pair in found - wanted}),
        "missed": sorted({titles[next(iter(pair))] for pair in wanted - found}),
    }


def preference(laws: Sequence[Law]) -> dict[str, Any]:
    """Shares of questions for which the newest, or the one in force on a day, is the first of its rule to be shown."""
    groups = [group for group in _by_name(laws).values() if len(group) > 1]
    single = [group[0] for group in _by_name(laws).values() if len(group) == 1]
    chosen = [law for group in groups for law in group] + single[:: max(1, len(single) // OTHERS)][:OTHERS]
    with tempfile.TemporaryDirectory() as place:
        files = Path(place, "laws")
        files.mkdir()
        for law in chosen:
            (files / f"{law.id}.md").write_text(law.text, encoding="utf-8")
        with Service.open(load_settings(Path(place, "library")), write=True) as service:
            service.ingest([files])
            records = {Path(record.path).stem: record for record in service.documents()}
            return {"documents": len(records), **_asked(service, groups, records)}


def _asked(service: Service, groups: Iterable[Sequence[Law]], records: Mapping[str, DocumentRecord]) -> dict[str, Any]:
    newest = older = silent = ordered = agreed = 0
    failed: list[str] = []
    for group in groups:
        known = sorted((law for law in group if law.id in records and _since(records[law.id])), key=lambda law: _since(records[law.id]))
        days = [_since(records[law.id]) for law in known]
        if len(known) < 2 or days[-1] == days[-2] or days[-1] > TODAY:
            continue
        ordered += 1
        agreed += known[-1].day == max((law.day for law in group if law.day), default=None)
        before, last = known[-2], known[-1]
        now = service.search(service.query(_question(before)))
        named = [p for p in now if p.chunk.document_id in {records[law.id].id for law in known}]
        right = bool(named) and named[0].chunk.document_id == records[last.id].id
        newest += right
        silent += all(p.note or p.chunk.document_id == records[last.id].id for p in named)
        then = service.search(service.query(_question(last), as_of=days[-1] - timedelta(days=1)))
        named = [p for p in then if p.chunk.document_id in {records[law.id].id for law in known}]
        chose = bool(named) and named[0].chunk.document_id == records[before.id].id
        older += chose
        failed += [f"{last.title}（{'今日' if not right else '当日'}）"] if not (right and chose) else []
    return {
        "rules_with_ordered_versions": ordered,
        "newest_as_recorded": round(agreed / ordered, 4),
        "newest_first": round(newest / ordered, 4),
        "no_superseded_without_note": round(silent / ordered, 4),
        "as_of_first": round(older / ordered, 4),
        "failed": failed,
    }


def _question(law: Law) -> str:
    """The law's title and the beginning of an article from its middle."""
    articles = [line for line in law.text.split("\n") if re.match(r"第\S+条\s", line)]
    body = articles[len(articles) // 2].split(maxsplit=1)[1] if articles else law.text
    return f"{law.title} {body[:60]}"


def _since(record: DocumentRecord) -> date:
    return record.metadata.since or date.min


def _by_name(laws: Iterable[Law]) -> dict[str, list[Law]]:
    groups: dict[str, list[Law]] = defaultdict(list)
    for law in laws:
        groups[law.name].append(law)
    return groups


def _by_series(laws: Iterable[Law], described: Mapping[str, Metadata]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for law in laws:
        if described[law.id].series:
            groups[described[law.id].series].append(law.id)
    return groups


def _pairs(groups: Iterable[Sequence[str]]) -> set[frozenset[str]]:
    return {frozenset(pair) for group in groups for pair in combinations(group, 2)}

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
from assistant.types import Passage
from ingest.metadata import describe
from ingest.readers import read
from ingest.series import may_be_one_issuer
from ingest.types import DocumentRecord, Metadata

OTHERS = 100
"""How many laws in a single version lie beside those in several."""

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
    pairs = [pair for group in groups if (pair := _latest_two(group, records))]
    asked = [_ask(service, pair, records) for pair in pairs]
    days = {law.title: law.day for group in groups for law in sorted(group, key=lambda law: law.day or date.min)}
    return {
        "rules_with_ordered_versions": len(pairs),
        "newest_as_recorded": _share([newer.day == days[newer.title] for _, newer in pairs]),
        "newest_first": _share([now for now, _, _ in asked]),
        "no_superseded_without_note": _share([silent for _, silent, _ in asked]),
        "as_of_first": _share([then for _, _, then in asked]),
        "failed": [newer.title for (_, newer), outcome in zip(pairs, asked, strict=True) if not all(outcome)],
    }


def _latest_two(group: Sequence[Law], records: Mapping[str, DocumentRecord]) -> tuple[Law, Law] | None:
    """The version before the newest, and the newest, by what was read from them; None where no day parts them."""
    known = sorted((law for law in group if law.id in records), key=lambda law: _since(records[law.id]))
    older, newer = known[-2:] if len(known) > 1 else (None, None)
    if older is None or newer is None or not date.min < _since(records[older.id]) < _since(records[newer.id]):
        return None
    return older, newer


def _ask(service: Service, pair: tuple[Law, Law], records: Mapping[str, DocumentRecord]) -> tuple[bool, bool, bool]:
    """Whether the newest comes first today, whether none superseded comes without a note, and whether the older one
    comes first on the day before the newest began."""
    older, newer = (records[law.id] for law in pair)
    series = {one.id for one in service.versions(newer.id)}
    now = service.search(service.query(_question(pair[0])))
    shown = [passage for passage in now if passage.chunk.document_id in series]
    day = _since(newer) - timedelta(days=1)
    then = service.search(service.query(_question(pair[1]), as_of=day))
    return (
        _first_of(shown, series) == newer.id,
        all(passage.note or passage.chunk.document_id == newer.id for passage in shown),
        _first_of(then, series) == older.id,
    )


def _first_of(passages: Iterable[Passage], series: set[str]) -> str | None:
    return next((one.chunk.document_id for one in passages if one.chunk.document_id in series), None)


def _share(outcomes: Sequence[bool]) -> float | None:
    return round(sum(outcomes) / len(outcomes), 4) if outcomes else None


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

"""Which documents a draft is drawn from, and their cards.

Documents that the author names are read whole. Otherwise every document of a small library is, and of a large one those
that the searches for the genre's sections found, best first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path, PurePath
from typing import Protocol

from assistant.drafting.cards import Card, Source, cards_of
from assistant.drafting.periods import Interval, interval_of, read_period, times_in, year
from assistant.drafting.types import Spec
from assistant.errors import SpecError
from assistant.retrieval.versions import is_ahead, is_over, marked
from assistant.types import Passage, Query
from ingest.genres import genre_of
from ingest.text.citing import title_key
from ingest.types import Chunk, DocumentRecord, Scope
from prompts.genres import Genre, Part

READ_WHOLE = 60
"""A library of so many documents in scope is read whole."""

MOST_DOCUMENTS = 24
MOST_CHUNKS = 400
"""Of one document; of a longer one, what the searches found and what stands beside it."""

FOUND_PER_SECTION = 24
_REACH = 2
"""Chunks on either side of one that was found."""


class Shelves(Protocol):
    """What a draft reads: `ingest.library.library.Library`."""

    def documents(self, collection: str | None = None) -> list[DocumentRecord]: ...
    def chunks_of(self, document_id: str) -> list[Chunk]: ...


Search = Callable[[Query], Sequence[Passage]]
"""The retriever: the passages of a query, best first."""


@dataclass(frozen=True, slots=True)
class Stock:
    """All that a draft may be drawn from.

    Attributes:
        cards: By document, in reading order.
        passages: Of the documents read, in reading order, by document.
        found: Part id -> chunk id -> how well it answered the search for that part, 0 to 1.
        records: The documents read, by id.
    """

    cards: tuple[Card, ...]
    passages: Mapping[str, tuple[Passage, ...]]
    found: Mapping[str, Mapping[str, float]]
    records: Mapping[str, DocumentRecord]
    sources: Mapping[str, Source]


def stock(spec: Spec, genre: Genre, shelves: Shelves, search: Search, today: date) -> Stock:
    """What the specification lets the draft use.

    Raises:
        SpecError: A source that it names is not in the library, or is there under several collections alike.
    """
    visible = visible_documents(spec, shelves, today)
    named = list({record.id: record for name in spec.sources for record in [named_document(name, visible)]}.values())
    found = _found(spec, genre, search, frozenset(record.id for record in named) if named else None, today)
    chosen = named or _chosen(visible, found, genre)
    day = in_effect_on(spec, today)
    passages = {record.id: _passages(record, shelves, found, day) for record in chosen}
    sources = {record.id: _source(record, passages[record.id], spec, genre) for record in chosen}
    return Stock(
        cards=tuple(card for record in chosen for card in cards_of(passages[record.id], sources[record.id])),
        passages=passages,
        found={part: _scores(some) for part, some in found.items()},
        records={record.id: record for record in chosen},
        sources=sources,
    )


def _scores(passages: Sequence[Passage]) -> dict[str, float]:
    """Chunk id -> how well it answered, 0 to 1 within one search."""
    best = max((passage.score for passage in passages), default=0.0) or 1.0
    return {passage.chunk.id: max(0.0, passage.score) / best for passage in passages}


def in_effect_on(spec: Spec, today: date) -> date:
    """The day whose rules count: the one asked for, else the end of the period, but never one still to come."""
    interval = read_period(spec.period)
    return spec.scope.as_of or (min(interval.last, today) if interval and interval.first <= today else today)


def visible_documents(spec: Spec, shelves: Shelves, today: date) -> list[DocumentRecord]:
    """The documents that may be used: of the scope, and in force unless the author names his sources.

    Raises:
        SpecError: There is no such collection, or nothing in it.
    """
    collections = spec.scope.collections
    listed = (
        shelves.documents()
        if collections is None
        else [one for name in sorted(collections) for one in shelves.documents(name)]
    )
    if collections and not listed:
        raise SpecError(
            f"资料库中没有库 {'、'.join(sorted(collections))}，或者其中没有文档", "运行 zhibi library list 查看"
        )
    day = in_effect_on(spec, today)
    wanted = spec.scope.documents
    return [
        record
        for record in listed
        if (wanted is None or record.id in wanted)
        and not (spec.scope.as_of and record.metadata.since and record.metadata.since > spec.scope.as_of)
        and (spec.sources or not (is_over(record, day) or is_ahead(record, day)))
    ]


def named_document(name: str, visible: Sequence[DocumentRecord]) -> DocumentRecord:
    """The document of an id, a title or a path. Raises `SpecError`."""
    for same in (_is_id, _is_path, _is_title, _has_title):
        fitting = [record for record in visible if same(name, record)]
        if fitting:
            return max(fitting, key=lambda record: record.metadata.since or date.min)
    near = get_close_matches(name, [record.title for record in visible], n=1, cutoff=0.3)
    hint = f"是否指《{near[0]}》？" if near else ""
    if Path(name).is_file():
        raise SpecError(f"来源文件 {name!r} 还没有收入资料库", f"先运行 zhibi ingest {name}")
    raise SpecError(f"资料库中没有来源文件 {name!r}", f"{hint}运行 zhibi library list 查看现有文档")


def _is_id(name: str, record: DocumentRecord) -> bool:
    return name == record.id


def _is_path(name: str, record: DocumentRecord) -> bool:
    path = PurePath(record.path)
    return name in (record.path, path.name, path.stem) or (len(PurePath(name).parts) > 1 and path.match(name))


def _is_title(name: str, record: DocumentRecord) -> bool:
    return title_key(name) == title_key(record.title)


def _has_title(name: str, record: DocumentRecord) -> bool:
    bare = re.sub(r"^\d+[-.、_ ]*", "", name.strip("《》"))
    return len(bare) >= 4 and (bare in record.title or bare in PurePath(record.path).name)


def _found(
    spec: Spec, genre: Genre, search: Search, documents: frozenset[str] | None, today: date
) -> dict[str, Sequence[Passage]]:
    """What the searches for each section found, best first."""
    scope = Scope(spec.scope.collections, spec.scope.as_of, documents or spec.scope.documents)
    day = in_effect_on(spec, today)
    wanted = [part for part in genre.sections if part.natures or part.grid == "tasks"]
    return {part.id: search(Query(_question(spec, part), scope, FOUND_PER_SECTION, day)) for part in wanted}


def _question(spec: Spec, part: Part) -> str:
    return " ".join(filter(None, (spec.period, spec.topic, part.name, *part.cues[:4])))


def _chosen(
    visible: Sequence[DocumentRecord], found: Mapping[str, Sequence[Passage]], genre: Genre
) -> list[DocumentRecord]:
    """The documents to read where the author names none."""
    suitable = [record for record in visible if genre_name(record) not in genre.unsuitable]
    if len(suitable) <= READ_WHOLE:
        return suitable
    weights: Counter[str] = Counter()
    for passages in found.values():
        for rank, passage in enumerate(passages):
            weights[passage.chunk.document_id] += FOUND_PER_SECTION - rank
    known = {record.id: record for record in suitable}
    return [known[key] for key, _ in weights.most_common() if key in known][:MOST_DOCUMENTS]


def _passages(
    record: DocumentRecord, shelves: Shelves, found: Mapping[str, Sequence[Passage]], day: date
) -> tuple[Passage, ...]:
    """The document's chunks in reading order; of a long one those that were found, and their neighbours."""
    chunks = shelves.chunks_of(record.id)
    if len(chunks) > MOST_CHUNKS:
        hits = {
            passage.chunk.ordinal
            for some in found.values()
            for passage in some
            if passage.chunk.document_id == record.id
        }
        near = {at + step for at in hits for step in range(-_REACH, _REACH + 1)}
        chunks = [chunk for chunk in chunks if chunk.ordinal in near]
    return passages_of(record, chunks, day)


def passages_of(record: DocumentRecord, chunks: Sequence[Chunk], day: date) -> tuple[Passage, ...]:
    """Chunks of a document as passages, which say so where it is no longer in force on a day."""
    whole = (
        Passage(chunk, record.title, record.path, record.paged, 0.0, dated=record.metadata.since) for chunk in chunks
    )
    return tuple(marked(one, record, day, {}) for one in whole) if is_over(record, day) else tuple(whole)


def genre_name(record: DocumentRecord) -> str:
    """The kind of document that its title, or else its metadata names; "" where unknown."""
    found = genre_of(record.title)
    return record.metadata.genre or (found.name if found else "")


def _source(record: DocumentRecord, passages: Sequence[Passage], spec: Spec, genre: Genre) -> Source:
    name = genre_name(record)
    rank = next(
        (at for at, kind in enumerate(genre.sources) if kind == name or (name and kind in record.title)),
        len(genre.sources),
    )
    return Source(
        record.id,
        record.title,
        record.metadata,
        name,
        _time(record, passages),
        rank,
        ownness(spec.unit, record, passages),
    )


def _time(record: DocumentRecord, passages: Sequence[Passage]) -> Interval | None:
    """What time a document speaks of: as its title says; else the year that its text names most."""
    about = record.metadata
    stated = interval_of(about.period)
    if stated is not None and not _is_issue(record):
        return stated
    if about.issued is None or genre_name(record) in _TIMELESS or about.series:
        return None
    if _is_issue(record):
        return year(about.issued.year)  # it tells of this and that year: what it does not date is of its own
    years = [
        time.first.year
        for one in passages
        for line in one.chunk.text.split("\n")
        if len(line) > 20
        for time in times_in(line)
    ]
    named = Counter(number for number in years if number <= about.issued.year)
    return year(max(named, key=lambda number: (named[number], number), default=about.issued.year))


_TIMELESS = frozenset({"论文", "问答"})
"""Kinds of documents whose day of issue does not tell what time they speak of."""


def _is_issue(record: DocumentRecord) -> bool:
    """Whether its period is only the year of an issue, 2026年第4期."""
    return re.search(r"\d{4}年第\d+期", record.title) is not None


def ownness(unit: str, record: DocumentRecord, passages: Sequence[Passage]) -> float:
    """How far a document speaks for the unit itself: 1 its own, 0 another's; ½ where that is not known."""
    issuer = record.metadata.issuer or ""
    names = [name for name in (core_name(issuer), core_name(unit)) if name]
    if genre_name(record) == "论文":
        head = " ".join(passage.chunk.text for passage in passages[:6])
        return 1.0 if names and core_name(unit) and core_name(unit)[:4] in head + record.title else 0.0
    if not unit or not issuer:
        return 0.5
    if (
        re.match(r"(?:集团|公司|本|我)?(?:党委|党总支|党支部|纪委|工会|团委|集团|公司)", issuer)
        and len(core_name(issuer)) < 4
    ):
        return 1.0
    return (
        1.0
        if len(names) == 2 and (names[0] in names[1] or names[1] in names[0] or names[0][:4] == names[1][:4])
        else 0.3
    )


def core_name(unit: str) -> str:
    """A unit's name without what party bodies and companies are called by."""
    return re.sub(
        r"中共|中国共产党|委员会|党委|党总支|总支|党支部|支部|党组|有限责任公司|股份有限公司|有限公司|集团|公司|办公室|组织部|宣传部|党工委",
        "",
        unit,
    )


__all__ = [
    "Search", "Shelves", "Stock", "core_name", "genre_name", "in_effect_on", "named_document", "ownness", "passages_of",
    "stock", "visible_documents",
]  # fmt: skip

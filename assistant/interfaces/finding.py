"""Which documents are wanted, and in which order: the words of an address (page or API), applied to the records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import PurePath
from typing import Any
from urllib.parse import urlencode

from assistant.retrieval.versions import is_ahead, is_over
from ingest.text.folding import fold
from ingest.types import DocumentRecord

STANDINGS = {"now": "现行", "over": "已失效或被取代", "ahead": "尚未施行"}
ORDERS = {"": "新收入的在前", "title": "按标题", "issued": "新印发的在前", "old": "最早收入的在前"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; "" leaves a field out.

    Attributes:
        q: Words, each of which stands in the title, 文号, issuer or file name.
        year: "2026": what was issued in that year, or speaks of it.
        period: "2026", "2026H1" …: what speaks of just that time.
        status: 试行, 修订 … as the document's text states it.
        standing: Of `STANDINGS`.
        doubtful: "1" for documents with pages that should be looked at.
        order: Of `ORDERS`.
    """

    q: str = ""
    collection: str = ""
    genre: str = ""
    year: str = ""
    period: str = ""
    status: str = ""
    standing: str = ""
    doubtful: str = ""
    order: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Wanted:
        return cls(**{field.name: query.get(field.name, "") for field in fields(cls)})

    @property
    def query(self) -> str:
        """As in an address: "?q=…" or ""."""
        told = {field.name: value for field in fields(self) if (value := getattr(self, field.name))}
        return f"?{urlencode(told)}" if told else ""

    @property
    def narrows(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self) if field.name != "order")


def found(records: Iterable[DocumentRecord], wanted: Wanted, day: date) -> list[DocumentRecord]:
    """Those that are wanted, in the order that is wanted."""
    words = [fold(word).text for word in wanted.q.split()]
    kept = [record for record in records if _is_wanted(record, wanted, words, day)]
    key, reverse = _ORDERS.get(wanted.order, _ORDERS[""])
    return sorted(kept, key=key, reverse=reverse)


def _is_wanted(record: DocumentRecord, wanted: Wanted, words: Sequence[str], day: date) -> bool:
    return (
        wanted.collection in ("", record.collection)
        and wanted.genre in ("", record.metadata.genre)
        and (not wanted.year or wanted.year in map(str, years_of(record)))
        and wanted.period in ("", record.metadata.period)
        and wanted.status in ("", record.metadata.status)
        and wanted.standing in ("", standing_of(record, day))
        and (not wanted.doubtful or record.status != "ready")
        and _holds(record, words)
    )


def _holds(record: DocumentRecord, words: Sequence[str]) -> bool:
    if not words:
        return True
    about = record.metadata
    name = PurePath(record.path).name
    text = _folded(record.title, about.number or "", about.issuer or "", name)
    return all(word in text for word in words)


@lru_cache(20_000)
def _folded(*parts: str) -> str:
    return "\n".join(fold(part).text for part in parts)


def years_of(record: DocumentRecord) -> range | tuple[int, ...]:
    """The years that a document speaks of; where it names none, the year of its issue."""
    about = record.metadata
    if about.period:
        first, _, last = about.period.partition("/")
        return range(int(first[:4]), int((last or first)[:4]) + 1)
    day = about.issued or about.effective
    return (day.year,) if day else ()


def standing_of(record: DocumentRecord, day: date) -> str:
    """now, over or ahead."""
    if is_over(record, day):
        return "over"
    return "ahead" if is_ahead(record, day) else "now"


def collections_in(records: Iterable[DocumentRecord]) -> list[str]:
    return sorted({record.collection for record in records})


def genres_in(records: Iterable[DocumentRecord]) -> list[str]:
    return sorted({record.metadata.genre for record in records if record.metadata.genre})


def years_in(records: Iterable[DocumentRecord]) -> list[str]:
    """Newest first."""
    return [str(year) for year in sorted({year for record in records for year in years_of(record)}, reverse=True)]


def _issued(record: DocumentRecord) -> tuple[date, str]:
    about = record.metadata
    return (about.issued or about.effective or date.min, record.title)


_ORDERS: dict[str, tuple[Callable[[DocumentRecord], Any], bool]] = {
    "": (lambda record: (record.ingested_at, record.path), True),
    "old": (lambda record: (record.ingested_at, record.path), False),
    "title": (lambda record: fold(record.title).text, False),
    "issued": (_issued, True),
}

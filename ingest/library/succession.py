"""Which visible documents are superseded, since when, and by which: computed whenever what is visible changes.

A document ends when a later version of its series begins, when another document that repeals it (by title or 文号)
begins, or when its own text says so; the earliest of these counts. Both must lie in one collection. Drafts
(征求意见稿 …) supersede nothing, and whatever is formally issued supersedes a draft.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select, update

from ingest.genres import DRAFTS
from ingest.library.lookups import slices
from ingest.library.rows import Row, to_metadata
from ingest.library.tables import repeals, versions
from ingest.numbers import whole_number
from ingest.series import may_be_one_issuer, title_key
from ingest.types import Metadata


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides about one visible version.

    Attributes:
        title_key: Its title as others name it.
        repeals: Keys of what it puts out of force.
    """

    id: str
    document_id: str
    collection: str
    title_key: str
    about: Metadata
    repeals: frozenset[str]

    @property
    def is_draft(self) -> bool:
        return self.about.status in DRAFTS


@dataclass(frozen=True, slots=True)
class End:
    """From when a document is superseded, None where that is not known, and by which, None where by none."""

    on: date | None
    by: str | None


def repeal_keys(about: Metadata) -> frozenset[str]:
    """The keys of what a document repeals: its 文号 where an item is one, else its title key."""
    return frozenset(key for item in about.repeals if (key := whole_number(item) or title_key(item)))


def end_of(one: Standing, others: Iterable[Standing]) -> End | None:
    """When and by what `one` is superseded among `others`; None while nothing says so."""
    ends = [End(one.about.repealed, None)] if one.about.repealed else []
    for other in others:
        is_other = other.document_id != one.document_id and other.collection == one.collection
        if is_other and (_repeals(other, one) or _follows(other, one)):
            ends.append(End(other.about.since, other.document_id))
    # A day that is not known says less than any day; of two on one day the one with a successor.
    return min(ends, key=lambda end: (end.on is None, end.on or date.min, end.by is None, end.by or ""), default=None)


def _repeals(other: Standing, one: Standing) -> bool:
    if one.about.since and other.about.since and one.about.since > other.about.since:
        return False
    if one.about.number and one.about.number in other.repeals:
        return True
    return one.title_key in other.repeals and may_be_one_issuer(one.about.issuer, other.about.issuer)


def _follows(other: Standing, one: Standing) -> bool:
    """Whether `other` is a later version of the same rule."""
    if not one.about.series or one.about.series != other.about.series or other.is_draft:
        return False
    if not may_be_one_issuer(one.about.issuer, other.about.issuer):
        return False
    if one.is_draft:
        return True
    return bool(one.about.since and other.about.since and other.about.since > one.about.since)


def note_repeals(connection: Connection, version_id: str, about: Metadata) -> None:
    """Writes down what a version repeals, in place of what was noted."""
    connection.execute(delete(repeals).where(repeals.c.version_id == version_id))
    keys = [{"version_id": version_id, "key": key} for key in sorted(repeal_keys(about))]
    if keys:
        connection.execute(insert(repeals), keys)


def settle_succession(connection: Connection, changed: Sequence[str]) -> None:
    """Computes anew the end of each visible version that the changed ones (now shown, hidden or corrected) bear on."""
    moved = _read(connection, (select(versions).where(versions.c.id.in_(part)) for part in slices(sorted(changed))))
    series = {one.about.series for one in moved} - {""}
    named = frozenset[str]().union(*(one.repeals for one in moved))
    meant = {one.id: one for one in _visible(connection, versions.c.id, {one.id for one in moved})}
    meant |= {one.id: one for one in _visible(connection, versions.c.series, series)}
    for column in (versions.c.title_key, versions.c.number):
        meant |= {one.id: one for one in _visible(connection, column, named)}
    mates = _visible(connection, versions.c.series, {one.about.series for one in meant.values()} - {""})
    repealers = _repealers(
        connection, {key for one in meant.values() for key in (one.title_key, one.about.number) if key}
    )
    others = {one.id: one for one in (*mates, *repealers)}
    for one in meant.values():
        end = end_of(one, others.values()) or End(None, None)
        values = {"superseded_on": end.on, "superseded_by": end.by}
        connection.execute(update(versions).where(versions.c.id == one.id).values(**values))


def _visible(connection: Connection, column: Any, values: Iterable[str]) -> list[Standing]:
    shown = select(versions).where(versions.c.state == "visible")
    return _read(connection, (shown.where(column.in_(part)) for part in slices(sorted(values))))


def _repealers(connection: Connection, keys: Iterable[str]) -> list[Standing]:
    ids = {
        row.version_id
        for part in slices(sorted(keys))
        for row in connection.execute(select(repeals.c.version_id).where(repeals.c.key.in_(part)))
    }
    return _visible(connection, versions.c.id, ids)


def _read(connection: Connection, queries: Iterable[Select[Any]]) -> list[Standing]:
    return [_standing(dict(row)) for query in queries for row in connection.execute(query).mappings()]


def _standing(row: Row) -> Standing:
    about = to_metadata(row)
    return Standing(
        id=row["id"],
        document_id=row["document_id"],
        collection=row["collection"],
        title_key=row["title_key"] or "",
        about=about,
        repeals=repeal_keys(about),
    )

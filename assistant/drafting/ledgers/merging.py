"""One matter, one row: what several documents say of it is put together, and their differences are told."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.drafting.cards import pairs_of
from assistant.drafting.ledgers.entries import Entry
from assistant.drafting.periods import interval_of, times_in
from assistant.drafting.tasks.deadlines import deadline
from assistant.types import in_book_marks
from ingest.text.folding import fold
from prompts.ledgers import Column, LedgerForm

_SAME_MATTER, _SAME_WORDS = 0.75, 0.6
"""Shares of the shorter wording's character pairs in the longer."""

_SHORT = 8
"""Pairs under which a matter's wording is too short for the second share."""

_COMMON, _MOST_COMPARED = 300, 50
"""A pair that so many entries have tells none of them; an entry is held against so many others at most."""

_LEFT_OUT = frozenset({"number", "matter", "measure"})
"""Roles whose wording is each document's own."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What tells a matter. Attributes: year: Of its day, else of its document; None where unknown."""

    matter: str
    pairs: frozenset[str]
    words: frozenset[str]
    owners: frozenset[str]
    year: int | None


def merged(entries: Sequence[Entry], form: LedgerForm) -> list[list[Entry]]:
    """The entries matter by matter, each in the order given; the matters in the order of their first."""
    groups: list[list[Entry]] = []
    known: list[tuple[Traits, int]] = []
    holding: dict[str, list[int]] = defaultdict(list)
    named: dict[str, list[int]] = defaultdict(list)
    for entry in entries:
        own = _traits(entry, form)
        told = [holding[pair] for pair in own.words if len(holding[pair]) <= _COMMON]
        shared = Counter(at for held in told for at in held)
        near = [known[at] for at, count in shared.most_common(_MOST_COMPARED) if count >= 2]
        near = [known[at] for at in named[own.matter][:_MOST_COMPARED]] + near
        joined = (at for other, at in near if _may_join(entry, groups[at]) and _are_one(own, other))
        group = next(joined, len(groups))
        if group == len(groups):
            groups.append([])
        groups[group].append(entry)
        named[own.matter].append(len(known))
        for pair in own.words:
            holding[pair].append(len(known))
        known.append((own, group))
    return groups


def _may_join(entry: Entry, group: Sequence[Entry]) -> bool:
    """Two rows of one document's tables are two matters; a sentence may tell one of them again."""
    own = [one for one in group if one.script.record.id == entry.script.record.id]
    return not any(one.is_formal and entry.is_formal for one in own)


def _traits(entry: Entry, form: LedgerForm) -> Traits:
    matter, measure = (_text(entry, form.of_role(role)) for role in ("matter", "measure"))
    pairs = frozenset(pairs_of(matter))
    return Traits(_plain(matter), pairs, pairs | pairs_of(measure), _owners(entry, form), year_of(entry, form))


def _text(entry: Entry, column: Column | None) -> str:
    return entry.text(column.name) if column is not None else ""


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text).text)


def _owners(entry: Entry, form: LedgerForm) -> frozenset[str]:
    text = _text(entry, form.of_role("owner"))
    return frozenset(_plain(one) for one in re.split(r"[、，,；;/ ]|会同|牵头", text) if _plain(one))


def year_of(entry: Entry, form: LedgerForm) -> int | None:
    """The year of an entry's day, else the one that its document speaks of."""
    due = times_in(_text(entry, form.of_role("due")))
    return due[-1].last.year if due else document_year(entry)


def document_year(entry: Entry) -> int | None:
    about = entry.script.record.metadata
    period = interval_of(about.period)
    if period is not None:
        return period.first.year
    return about.issued.year if about.issued is not None else None


def _are_one(one: Traits, other: Traits) -> bool:
    if one.year is not None and other.year is not None and one.year != other.year:
        return False
    if one.matter == other.matter:
        return True
    if one.owners and other.owners and not _related(one.owners, other.owners):
        return False
    if _share(one.pairs, other.pairs) >= _SAME_MATTER and min(len(one.pairs), len(other.pairs)) >= 4:
        return True
    enough = min(len(one.words), len(other.words)) >= _SHORT
    return enough and bool(one.pairs & other.pairs) and _share(one.words, other.words) >= _SAME_WORDS


def _related(ones: frozenset[str], others: frozenset[str]) -> bool:
    return any(one in other or other in one for one in ones for other in others)


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


def differences(group: Sequence[Entry], form: LedgerForm) -> Iterator[str]:
    """What the documents say differently of one matter: “时限”：《…》作“6月30日”，《…》作“7月31日”。"""
    for column in form.columns:
        if column.role in _LEFT_OUT:
            continue
        said: list[tuple[str, str, str]] = []
        for entry in group:
            text = entry.text(column.name)
            if text and not any(_agree(text, before, column, entry, form) for _, before, _ in said):
                said.append((in_book_marks(entry.script.record.title), text, ""))
        if len(said) > 1:
            told = "，".join(f"{title}作“{text}”" for title, text, _ in said)
            yield f"“{column.heading}”说法不一：{told}，请核实"


def _agree(one: str, other: str, column: Column, entry: Entry, form: LedgerForm) -> bool:
    plain, before = _plain(one), _plain(other)
    if plain == before:
        return True
    if column.role == "due":
        year = year_of(entry, form)
        days = deadline(one, year), deadline(other, year)
        return days[0] is not None and days[0] == days[1]
    if column.role == "owner":
        return plain in before or before in plain
    return False


def day_of(group: Sequence[Entry], form: LedgerForm) -> date | None:
    """The last day of the first entry that has one, reckoned from its document's year."""
    column = form.of_role("due")
    days = (deadline(entry.text(column.name), document_year(entry)) for entry in group if column is not None)
    return next((day for day in days if day is not None), None)

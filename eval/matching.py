"""Whether what was found or cited is what a case names as evidence: at document, address and quote level."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from assistant.types import Citation, Passage
from eval.cases import Case, Evidence
from eval.normalise import article_label, compact, states
from eval.outcome import Context
from ingest.types import Address, Chunk

Level = Literal["document", "address", "quote"]
LEVELS: tuple[Level, ...] = get_args(Level)

HELD = 0.5
"""Share of a gold quote that a text must hold. Where the quote runs over a chunk's border, one side has half of it."""

_NUMBERING = re.compile(r"(?:第[一二三四五六七八九十百零\d]+[编章节]|[(（]?[一二三四五六七八九十\d]+[)）、.．])+")
_PATH_SIGN = re.compile(r"\s+/\s+|\s*[>›＞]\s*")


@dataclass(frozen=True, slots=True)
class Place:
    """A passage or a citation as evidence is compared with it."""

    document_id: str
    address: Address
    text: str

    @classmethod
    def of_passage(cls, passage: Passage) -> Place:
        return cls(passage.chunk.document_id, passage.chunk.address, passage.chunk.text)

    @classmethod
    def of_citation(cls, citation: Citation, chunk: Chunk) -> Place:
        """Where `citation` stands by the stored chunk, whatever it says of itself."""
        return cls(chunk.document_id, chunk.address, citation.quote)


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that has to be found; any of its alternatives will do."""

    alternatives: tuple[Evidence, ...]

    def resolves(self, context: Context) -> bool:
        """Whether the library has a document for any alternative."""
        return any(context.resolve(one.document) for one in self.alternatives)

    def __str__(self) -> str:
        one = self.alternatives[0]
        return "".join(part for part in (f"《{one.document}》", one.article or one.section, _quoted(one.quote)) if part)


def pieces(case: Case, level: Level, context: Context) -> tuple[Piece, ...]:
    """What a case wants found at `level`, each thing once; evidence that says nothing at that level is left out.

    The same quote in several documents is one piece with alternatives, and so are those documents at document level.
    """
    groups: dict[object, list[Evidence]] = {}
    for number, one in enumerate(case.evidence):
        groups.setdefault(compact(one.quote) if one.quote else number, []).append(one)
    found: dict[frozenset[object], Piece] = {}
    for group in groups.values():
        telling = [one for one in group if _tells(one, level)]
        if telling:
            key = frozenset(_identity(one, level, context) for one in telling)
            found.setdefault(key, Piece(tuple(telling)))
    return tuple(found.values())


def finest_pieces(case: Case, context: Context) -> tuple[Piece, ...]:
    """All that a case wants found, each piece at the finest level that its evidence speaks of."""
    return tuple(
        piece
        for level in reversed(LEVELS)
        for piece in pieces(case, level, context)
        if finest(piece.alternatives[0]) == level
    )


def serves(place: Place, piece: Piece, level: Level, context: Context) -> bool:
    """Whether `place` is what `piece` wants found."""
    return any(meets(place, one, level, context) for one in piece.alternatives)


def meets(place: Place, evidence: Evidence, level: Level, context: Context) -> bool:
    """Whether `place` is in the document of `evidence` and, at the finer levels, at its address or holds its quote."""
    if place.document_id not in context.resolve(evidence.document):
        return False
    if level == "document":
        return True
    if level == "address":
        return _is_at(place.address, evidence)
    return evidence.quote is not None and share(evidence.quote, place.text) >= HELD


def cites(place: Place, piece: Piece, case: Case, context: Context) -> bool:
    """Whether a citation at `place` shows `piece`, at the finest level that the evidence speaks of.

    A quotation shorter than the gold quote counts when it holds half of it, or what the answer must say.
    """
    return any(
        meets(place, one, finest(one), context)
        or (one.quote is not None and meets(place, one, "document", context) and _carries(place.text, one.quote, case))
        for one in piece.alternatives
    )


def finest(evidence: Evidence) -> Level:
    """quote where there is one, else address, else document."""
    return next(level for level in reversed(LEVELS) if _tells(evidence, level))


def share(quote: str, text: str) -> float:
    """Share of the characters of `quote` that stand in one run in `text`, or over its border, 0 to 1."""
    wanted, held = compact(quote), compact(text)
    if not wanted or not held:
        return 0.0
    if wanted in held:
        return 1.0
    if held in wanted:
        return len(held) / len(wanted)
    longest = min(len(wanted), len(held)) - 1
    sizes = range(longest, 0, -1)
    return next((n for n in sizes if held.endswith(wanted[:n]) or held.startswith(wanted[-n:])), 0) / len(wanted)


def missing_documents(cases: Iterable[Case], context: Context) -> dict[str, tuple[str, ...]]:
    """Case id -> the documents its evidence names that the library lacks; cases without such are left out."""
    found = {
        case.id: tuple(dict.fromkeys(one.document for one in case.evidence if not context.resolve(one.document)))
        for case in cases
    }
    return {key: names for key, names in found.items() if names}


def _tells(evidence: Evidence, level: Level) -> bool:
    if level == "address":
        return evidence.article is not None or evidence.section is not None
    return level == "document" or evidence.quote is not None


def _identity(evidence: Evidence, level: Level, context: Context) -> object:
    documents = context.resolve(evidence.document) or evidence.document
    if level == "document":
        return documents
    if level == "address":
        return documents, evidence.article and article_label(evidence.article), evidence.section
    return documents, compact(evidence.quote or "")


def _is_at(address: Address, evidence: Evidence) -> bool:
    if evidence.article is not None:
        return address.article is not None and address.article == article_label(evidence.article)
    wanted = [part for part in _PATH_SIGN.split(evidence.section or "") if part]
    tail = address.section[-len(wanted) :] if wanted else ()
    return bool(wanted) and len(tail) == len(wanted) and all(map(_is_heading, wanted, tail))


def _is_heading(wanted: str, heading: str) -> bool:
    """Whether a heading is meant, given with its numbering or without."""
    return compact(heading) in (compact(wanted), *_with_numbering(wanted, heading))


def _with_numbering(wanted: str, heading: str) -> tuple[str, ...]:
    numbering = _NUMBERING.match(compact(heading))
    return (numbering.group() + compact(wanted),) if numbering else ()


def _carries(text: str, quote: str, case: Case) -> bool:
    """Whether `text` is a part of the gold quote that by itself says what the answer must say."""
    if not compact(text) or compact(text) not in compact(quote):
        return False
    if case.points:
        return all(any(states(text, one) for one in alternatives) for alternatives in case.points)
    return bool(case.answer) and states(text, case.answer)


def _quoted(quote: str | None) -> str:
    return f"“{quote}”" if quote else ""


__all__ = [
    "HELD",
    "LEVELS",
    "Level",
    "Piece",
    "Place",
    "cites",
    "finest",
    "finest_pieces",
    "meets",
    "missing_documents",
    "pieces",
    "serves",
    "share",
]

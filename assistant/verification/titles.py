"""《Titles》 and 文号 of documents: they must stand so in a source, or be the name of a document that is known.

A name may be shortened: without the country before it, without its edition (试行), or by leaving out words; what is
left out must be two characters at least, as one alone is a slip.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from assistant.types import Finding, Severity
from assistant.verification.alignment import Alignment, align
from assistant.verification.material import (
    Counterpart,
    Material,
    folded_span,
    letters,
    material,
    searchable,
)
from ingest.numbers import NUMBER
from ingest.text.citing import title_key
from ingest.text.folding import Folded
from ingest.text.likeness import ending, shortens

NEAR = 0.2
"""A title that differs from a known one in at most this share of its characters is that one, altered."""
SHORT = 3
"""A shorter title tells too little to be taken for another one, altered."""
TELLING = 5
"""From so many letters on, a title that is no known one is worth a look."""

_SHORTENED = re.compile(
    r"(?:《(?P<titled>[^《》]{2,60})》|(?P<named>[\u4e00-\u9fff]{4,40}))\s*[（(](?:以下|下文|后文)?统?简?称[：:为]?\s*"
    r"[《“\"'‘]?(?P<short>[\u4e00-\u9fffA-Za-z0-9]{2,20})[》”\"'’]?\s*[）)]"
)
_MENTION = re.compile(r"《((?:[^《》\0]|《[^《》\0]*》){2,120})》")
_YEAR = re.compile("[一二][〇零一二三四五六七八九]{3}(?=年)")
_ARABIC = str.maketrans("〇零一二三四五六七八九", "00123456789")
_EDITION = re.compile(r"\(([^()]{0,20})\)")
_DIGITS = re.compile(r"[0-9]+|[〇零一二三四五六七八九十百]+")


def titled(text: str) -> tuple[tuple[int, int], ...]:
    """What stands in the outermost 《》 of `text`, the marks left out."""
    found, opened, start = [], 0, 0
    for at, char in enumerate(text):
        if char == "《":
            start = at + 1 if not opened else start
            opened += 1
        elif char == "》" and opened:
            opened -= 1
            if not opened and at > start:
                found.append((start, at))
    return tuple(found)


def abbreviations(text: str) -> Mapping[str, str]:
    """What `text` says it calls a document or an organ in the following: 《…》（以下简称《办法》) -> {"办法": "…"}."""
    return {match["short"]: match["titled"] or match["named"] for match in _SHORTENED.finditer(text)}


def check_titles(
    claim: str, sources: Sequence[str], titles: Sequence[str] = (), alignment: Alignment | None = None
) -> tuple[Finding, ...]:
    """What the claim's 《》 and 文号 name otherwise than the sources do.

    Args:
        titles: Names that need no source: of the sources' documents, of the library's, and abbreviations that the
            text introduced.
        alignment: The claim beside the sentence it says again: what that sentence names at the same place is meant.

    Returns:
        "altered" and certain where a source has nearly the same, or another title at the same place; "unsupported" and
        doubtful for a title or number that nobody has. `expected` is the source's wording, or the known title.
    """
    if "《" not in claim and NUMBER.search(claim) is None:
        return ()
    folded = searchable(claim)
    known = material(tuple(sources))
    beside = Material((alignment.source,)) if alignment else None
    names = _names((*titles, *(short for short, full in abbreviations(claim).items() if shortens(short, full))))
    found = [_judged_title(claim, folded, start, end, known, names, beside) for start, end in titled(claim)]
    found += _judged_numbers(claim, folded, known)
    return tuple(sorted((one for one in found if one), key=lambda one: one.start))


def _judged_title(
    claim: str, folded: Folded, start: int, end: int, known: Material, names: Mapping[str, str], beside: Material | None
) -> Finding | None:
    first, last = folded_span(folded, start, end)
    wording = folded.text[first:last]
    if beside and wording not in beside:
        meant = beside.counterpart(folded.text, first, last)
        if (
            meant
            and meant.is_placed
            and meant.is_marked
            and meant.left[-1] == "《"
            and not _same(wording, meant.folded)
        ):
            return _altered(claim, start, end, meant.text, "certain")
    if wording in known or wording in names:
        return None
    mentioned = {**_mentioned(known), **names}
    slip = _nearest(wording, mentioned, 1)
    if slip is None and any(_same(wording, other) for other in mentioned):
        return None
    meant = known.counterpart(folded.text, first, last)
    if meant and meant.is_placed and meant.is_marked and _is_like(wording, meant):
        return _altered(claim, start, end, meant.text, "certain")
    size = len(letters(wording))
    near = slip or _nearest(wording, mentioned, max(1, int(NEAR * len(wording))))
    if near and size >= SHORT:
        sure = size >= TELLING and _DIGITS.sub("", wording) != _DIGITS.sub("", near)
        return _altered(claim, start, end, mentioned[near], "certain" if sure else "doubtful")
    if size >= TELLING:
        note = "所给材料和文件库中没有这个名称的文件，请核对。"
        return Finding("title", "unsupported", start, end, claim[start:end], None, "doubtful", note=note)
    return None


def _is_like(wording: str, meant: Counterpart) -> bool:
    size = max(len(wording), len(meant.folded))
    return meant.distance <= max(1, size // 2) and bool(meant.folded)


def _nearest(wording: str, mentioned: Mapping[str, str], slips: int) -> str | None:
    """The title at most `slips` characters away that the wording is not a way of writing of."""
    found = process.extract(wording, mentioned.keys(), scorer=Levenshtein.distance, score_cutoff=slips, limit=3)
    return next((other for other, _, _ in found if not _is_edition(wording, other)), None)


def _same(one: str, other: str) -> bool:
    """Whether two titles in search form may name one document: but for country and edition, or one shortened."""
    one, other = _in_digits(one), _in_digits(other)
    if title_key(one) == title_key(other):
        return _is_edition(one, other)
    short, long = sorted((title_key(one), title_key(other)), key=len)
    return 2 <= len(short) <= len(long) - 2 and short[-2:] == long[-2:] and shortens(short, long)


def _in_digits(title: str) -> str:
    """With its years in Arabic digits."""
    return _YEAR.sub(lambda match: match[0].translate(_ARABIC), title)


def _is_edition(one: str, other: str) -> bool:
    """Whether the two differ in nothing but the country, and an edition that one of them leaves out."""
    editions = [_EDITION.findall(title) for title in (one, other)]
    return title_key(one) == title_key(other) and (not all(editions) or editions[0] == editions[1])


def _names(titles: Sequence[str]) -> Mapping[str, str]:
    return _names_of(tuple(titles))


@lru_cache(maxsize=8)
def _names_of(titles: tuple[str, ...]) -> Mapping[str, str]:
    """Titles by their search form, without marks around them."""
    return {searchable(title.strip("《》 ")).text: title.strip("《》 ") for title in titles if title.strip("《》 ")}


@lru_cache(maxsize=8)
def _mentioned(known: Material) -> dict[str, str]:
    """What the sources name in 《》, by its search form."""
    return {match[1]: known.original(*match.span(1)) for match in _MENTION.finditer(known.text)}


@dataclass(frozen=True, slots=True)
class _Number:
    """A 文号 with the words before it that may belong to its body.

    Attributes:
        own: Whether the body is known to begin where it does: at a bracket, a mark, or the beginning of the text.
    """

    body: str
    year: str
    serial: int
    start: int
    end: int
    own: bool

    def tail(self, other: _Number) -> int:
        """How many characters the two bodies end in alike."""
        return ending(self.body, other.body)

    def has_body_of(self, other: _Number) -> bool:
        tail = self.tail(other)
        shortest = min((len(one.body) for one in (self, other) if one.own), default=2)
        return tail >= min(shortest, len(self.body), len(other.body))

    def span(self, other: _Number) -> tuple[int, int]:
        """Where it stands, without the words before it, as far as the `other` tells."""
        size = min((len(one.body) for one in (self, other) if one.own), default=self.tail(other) or len(self.body))
        return self.start + max(0, len(self.body) - size), self.end

    def is_same(self, other: _Number) -> bool:
        return (self.year, self.serial) == (other.year, other.serial) and self.has_body_of(other)

    def is_like(self, other: _Number) -> bool:
        if self.has_body_of(other):
            return self.year == other.year or self.serial == other.serial
        size = min(len(self.body), len(other.body), 8)
        slips = Levenshtein.distance(self.body[-size:], other.body[-size:])
        return (self.year, self.serial) == (other.year, other.serial) and (slips == 1 or self.tail(other) >= 2)


def _numbers(text: str) -> list[_Number]:
    return [
        _Number(
            match["body"],
            match["year"],
            int(match["serial"]),
            *match.span(),
            len(match["body"]) <= 6 and text[match.start() - 1 : match.start()] in ("", "(", "[", '"', "》", "\0"),
        )
        for match in NUMBER.finditer(text)
    ]


@lru_cache(maxsize=8)
def _known_numbers(known: Material) -> list[_Number]:
    return _numbers(known.text)


def _judged_numbers(claim: str, folded: Folded, known: Material) -> Iterator[Finding]:
    if NUMBER.search(folded.text) is None:
        return
    sources = _known_numbers(known)
    for said in _numbers(folded.text):
        if any(said.is_same(one) for one in sources):
            continue
        like = {one.span(said): one for one in sources if said.is_like(one)}
        nearest = min(like.values(), key=lambda one: _slips(said, one), default=None)
        place = folded.span(*said.span(nearest or said))
        start, end = place.start, place.end
        if nearest is None:
            note = "所给材料中没有这个文号，请核对。"
            yield Finding("title", "unsupported", start, end, claim[start:end], None, "doubtful", note=note)
            continue
        expected = known.original(*nearest.span(said))
        alone = len({known.text[slice(*span)] for span in like}) == 1
        yield _altered(claim, start, end, expected, "certain" if alone else "doubtful")


def _slips(one: _Number, other: _Number) -> int:
    written = (f"{number.body[-4:]}{number.year}{number.serial}" for number in (one, other))
    return Levenshtein.distance(*written)


def _altered(claim: str, start: int, end: int, expected: str, severity: Severity) -> Finding:
    found = claim[start:end]
    difference = align(found, expected).edits
    return Finding("title", "altered", start, end, found, expected, severity, difference=difference)


__all__ = ["NEAR", "abbreviations", "check_titles", "titled"]

"""Enumerations: 甲、乙和丙, 一是…二是…三是…: a member that the claim dropped, added or moved.

Only lists that a difference runs through are looked at. A member that was reworded in its place is no finding, nor is
a list that the claim cuts short with 等 where the source goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.types import Finding
from assistant.verification.alignment import Alignment
from assistant.verification.composition import pairs_of_clause
from ingest.text.clauses import STOPS, clause_around
from ingest.text.folding import fold

_LISTED = re.compile(r"[^，；：。！？,;:!?\n]*、[^，；：。！？,;:!?\n]*")
_PARTING = re.compile(
    r"、|(?<=[\w%‰》”）)])(?:以及|(?<![平共温饱总缓柔])和(?![平谐解睦])|(?<![参给])与(?![会此])|(?<![以涉普])及(?![时其格])|或者|或)(?=[\w《“（(])"
)
_OPEN_ENDED = re.compile(r"等(?!级|于|候|待|同|效|值|额|量|次)")
_ORDINAL = re.compile(
    r"(?:^|(?<=[，；：。！？,;:!?\n（(\s]))(?:[一二三四五六七八九十]{1,2}是|第[一二三四五六七八九十]{1,2}[，,、]|[（(][一二三四五六七八九十0-9]{1,2}[)）]|[①②③④⑤⑥⑦⑧⑨⑩]|[0-9]{1,2}[)）、.．](?![0-9]))"
)

_FIGURE = re.compile(
    r"百分之[〇零一二三四五六七八九十百点0-9.]+|[0-9][0-9.,]*[万亿]*[%‰]?|[〇零一二三四五六七八九十百千万亿]{2,}"
)

_ONE_MEMBER = re.compile(r"、[^、，；。]{2,20}|[^、，；。]{2,20}、")

_LEAST = 2
"""Members that claim and source must share for the two to be one list."""

_LONGEST_WORD = 6
"""Characters of a member without which a list of two is not the same any more."""

_LIKE = 0.6
"""Share of the pairs of the shorter of two members that makes them the same member."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an enumeration: the text's [start, end), behind the `mark` that counts it, if any."""

    start: int
    end: int
    text: str
    mark: str = ""


def check_lists(claim: str, alignment: Alignment) -> tuple[Finding, ...]:
    """Members dropped, added or moved, one finding a list."""
    found = [
        _compared(claim, alignment, *pair) or _cut_out(claim, alignment, *pair)
        for pair in _listed_pairs(claim, alignment)
    ]
    said, known = _numbered(claim), _numbered(alignment.source)
    if len(said) >= _LEAST and len(known) >= _LEAST and _differ(said, known):
        found.append(_compared(claim, alignment, said, known))
    return tuple(one for one in found if one is not None)


def _listed_pairs(claim: str, alignment: Alignment) -> Iterator[tuple[list[Member], list[Member]]]:
    """The 、-lists of the source with what stands in their place in the claim, where the two differ."""
    for match in _LISTED.finditer(alignment.source):
        first_known, last_known = match.start() + _number_of_heading(match.group()), match.end()
        if "、" not in alignment.source[first_known:last_known]:
            continue
        start, end = alignment.claim_span(first_known, last_known)
        if start == end or any(stop in claim[start:end].strip(STOPS) for stop in STOPS):
            continue
        first, last = clause_around(claim, start, end)
        said, known = _members(claim, first, last), _members(alignment.source, first_known, last_known)
        if len(known) > _LEAST - 1 and _differ(said, known):
            yield said, known


def _number_of_heading(listed: str) -> int:
    """How many characters of a heading's number (一、) stand before what is listed."""
    number = re.match(r"\s*[一二三四五六七八九十]{1,3}、", listed)
    return number.end() if number else 0


def _differ(said: Sequence[Member], known: Sequence[Member]) -> bool:
    return [(one.mark, _folded(one.text)) for one in said] != [(one.mark, _folded(one.text)) for one in known]


def _members(text: str, start: int, end: int) -> list[Member]:
    """The members between the signs that part them; words before the first and behind the last belong to those."""
    cuts = [(match.start(), match.end()) for match in _PARTING.finditer(text, start, end)]
    starts, ends = [start, *(cut[1] for cut in cuts)], [*(cut[0] for cut in cuts), end]
    return [Member(a, b, text[a:b]) for a, b in zip(starts, ends, strict=True) if text[a:b].strip()]


def _numbered(text: str) -> list[Member]:
    """The members that 一是, 第一， or （一） open, without what opens them."""
    marks = list(_ORDINAL.finditer(text))
    ends = [*(mark.start() for mark in marks[1:]), len(text)][: len(marks)]
    return [
        Member(mark.end(), end, text[mark.end() : end], mark.group()) for mark, end in zip(marks, ends, strict=True)
    ]


def _compared(claim: str, alignment: Alignment, said: Sequence[Member], known: Sequence[Member]) -> Finding | None:
    partners = _partners(said, known)
    whole_claim = claim[said[0].start : said[-1].end]
    whole_source = alignment.source[known[0].start : known[-1].end]
    moved = [
        said[at]
        for at, one in enumerate(partners)
        if one is not None and (_is_moved(partners, at) or said[at].mark != known[one].mark)
    ]
    dropped = _dropped(partners, known)
    added = _added(partners, said)
    if dropped and _may_be_shorter(whole_claim, whole_source, partners, known):
        dropped = []
    swapped = () if moved else _exchanged(alignment, said[0].start, said[-1].end)
    if sum(one is not None for one in partners) < min(_LEAST, len(known) - 1) and not swapped:
        return None
    if len(said) == 1 and not all(_is_word(one) for one in dropped):
        return None
    if swapped:
        dropped, added = [], []
    if dropped and added and not moved and not swapped:
        return None
    notes = [
        *([f"少了“{'”“'.join(_shown(one) for one in dropped)}”"] if dropped else []),
        *([f"多了“{'”“'.join(_shown(one) for one in added)}”"] if added else []),
        *([f"次序与原文不同：“{_shown(moved[0])}”"] if moved and not dropped and not added else []),
        *([f"次序与原文不同：“{'”与“'.join(swapped)}”"] if swapped else []),
    ]
    if not notes:
        return None
    start, end = said[0].start, said[-1].end
    note = f"列举{'，'.join(notes)}"
    return Finding("list", "altered", start, end, whole_claim, whole_source, note=note, difference=alignment.edits)


def _partners(said: Sequence[Member], known: Sequence[Member]) -> list[int | None]:
    """For each member of the claim the source's member that it is; each is taken once, the likest first."""
    ranked = sorted(
        (
            (-_likeness(one.text, other.text), abs(at - index), at, index)
            for at, one in enumerate(said)
            for index, other in enumerate(known)
        )
    )
    found: list[int | None] = [None] * len(said)
    taken: set[int] = set()
    for likeness, _, at, index in ranked:
        if -likeness >= _LIKE and found[at] is None and index not in taken:
            found[at] = index
            taken.add(index)
    return found


def _likeness(one: str, other: str) -> float:
    """How much two members are the same, from 0 to 2; how a figure is written, or which one it is, is not looked at."""
    left, right = (_FIGURE.sub("0", _folded(text)) for text in (one, other))
    if left == right:
        return 2.0
    shorter, longer = sorted((left, right), key=len)
    if shorter and (longer.endswith(shorter) or longer.startswith(shorter)):
        return 1.0 + len(shorter) / len(longer) / 2
    pairs, others = pairs_of_clause(left), pairs_of_clause(right)
    return len(pairs & others) / max(1, min(len(pairs), len(others)))


def _is_moved(partners: Sequence[int | None], at: int) -> bool:
    """Whether a member stands behind one that it should stand before, or before one that it should stand behind."""
    own = partners[at]
    return own is not None and any(
        other is not None and (other > own) != (index > at) for index, other in enumerate(partners) if index != at
    )


def _cut_out(claim: str, alignment: Alignment, said: Sequence[Member], known: Sequence[Member]) -> Finding | None:
    """A member taken out or put in with the 、 beside it; the members do not tell where 和 stands inside a word."""
    if len(said) == 1:
        return None
    first, last, source_first, source_last = said[0].start, said[-1].end, known[0].start, known[-1].end
    whole_claim, whole_source = claim[first:last], alignment.source[source_first:source_last]
    for at, source_at, edit in alignment.differences:
        is_inside = first <= at <= last and source_first <= source_at <= source_last
        if not is_inside or edit.kind == "replace" or not _ONE_MEMBER.fullmatch(edit.source or edit.claim):
            continue
        if edit.kind == "delete" and _is_shortened(whole_claim, whole_source):
            continue
        note = f"列举{'少' if edit.kind == 'delete' else '多'}了“{(edit.source or edit.claim).strip('、')}”"
        return Finding("list", "altered", first, last, whole_claim, whole_source, note=note, difference=alignment.edits)
    return None


def _exchanged(alignment: Alignment, start: int, end: int) -> tuple[str, ...]:
    """Two wordings of the claim's [start, end) that stand in each other's place."""
    edits = [edit for at, _, edit in alignment.differences if start <= at and at + len(edit.claim) <= end]
    for index, edit in enumerate(edits):
        for other in edits[index + 1 :]:
            one, two = _folded(edit.source), _folded(edit.claim)
            if len(one) > 1 and one != two and (one, two) == (_folded(other.claim), _folded(other.source)):
                return edit.claim.strip("、"), other.claim.strip("、")
    return ()


def _dropped(partners: Sequence[int | None], known: Sequence[Member]) -> list[Member]:
    return [one for index, one in enumerate(known) if index not in partners]


def _may_be_shorter(claim: str, source: str, partners: Sequence[int | None], known: Sequence[Member]) -> bool:
    """Whether a claim may name fewer members: it ends in 等 after the first of them, or takes one out of 分别."""
    if _is_shortened(claim, source):
        return True
    if not _OPEN_ENDED.search(claim):
        return False
    last = max((one for one in partners if one is not None), default=-1)
    are_first = all(index in partners for index in range(last + 1))
    return are_first and last < len(known) - 2


def _is_shortened(claim: str, source: str) -> bool:
    is_cut_short = _OPEN_ENDED.search(claim) and not _OPEN_ENDED.search(source)
    return bool(is_cut_short) or ("分别" in source and "分别" not in claim)


def _is_word(member: Member) -> bool:
    """Whether a member is a word rather than a statement of its own, which a claim may leave out."""
    text = _folded(member.text)
    return len(text) <= _LONGEST_WORD and not any(char.isdigit() for char in text)


def _added(partners: Sequence[int | None], said: Sequence[Member]) -> list[Member]:
    return [one for one, partner in zip(said, partners, strict=True) if partner is None]


def _shown(member: Member) -> str:
    text = member.text.strip().rstrip("，；。、")
    return text if len(text) <= 20 else f"{text[:19]}…"


def _folded(text: str) -> str:
    return fold(text).text.strip(" ,;:。!?、")

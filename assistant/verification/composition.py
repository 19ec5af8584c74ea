"""A claim laid beside a source whose clauses it trims or takes in another order.

The source's clauses are put in the claim's order and then aligned character by character; a clause that the claim
leaves out stays in the source as one deletion, so that no difference runs over the edge of a clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

from assistant.types import Edit
from assistant.verification.alignment import Alignment, align
from ingest.text.folding import fold

_CLAUSE = re.compile(
    r"(?:《[^《》\n]*》|“[^“”，。；\n]*”|[^，；：。！？,;:!?\n]|(?<=\d)[,.:，．：](?=\d))*(?:[，；：。！？,;:!?\n]+[”’」』）)\]】]*\s*|$)"
)
_STATEMENT = re.compile(r"(?<=[0-9０-９%％万亿元人个名家项次户里吨亩]、)(?=[^0-9０-９、]{4})")
"""Between two statements that end in figures: 新增就业1256万人、调查失业率平均为5.1%."""

_RUN = re.compile(r"\w+")
_FIGURE = re.compile(r"[0-9]+(?:[,.][0-9]+)*")

_SAME_CLAUSE = 0.5
"""Share of the pairs of the shorter of two clauses that the other must have to be the same clause reworded."""

_NEW_PAIRS = 2
"""So many pairs a further clause of the source must add to what is laid beside a clause of the claim."""

_LARGE = 4
"""Characters of the claim that the source lacks at their place, from which on they are looked for elsewhere."""

_WINDOW = 1.3
"""A source longer than the claim by this factor is looked through clause by clause."""


def compose(claim: str, source: str) -> Alignment:
    """`claim` beside `source`, whose clauses are put in the claim's order where that lays more of it side by side."""
    if len(source) <= _WINDOW * len(claim):
        plain = align(claim, source)
        if not _is_torn(plain):
            return plain
        arranged = _arranged(claim, source)
        return arranged if arranged is not None and arranged.score > plain.score + 0.02 else plain
    arranged = _arranged(claim, source)
    return arranged if arranged is not None else align(claim, source)


def clauses(text: str) -> list[str]:
    """The clauses of `text`, their punctuation at their end; joined they are the text."""
    return [part for piece in _CLAUSE.findall(text) if piece for part in _STATEMENT.split(piece)]


def _is_torn(alignment: Alignment) -> bool:
    return sum(len(edit.claim) for edit in alignment.edits if edit.kind != "equal") >= _LARGE


def _arranged(claim: str, source: str) -> Alignment | None:
    """None where the source's clauses lie as the claim's do."""
    parts = clauses(source)
    places = _places([pairs_of_clause(clause) for clause in clauses(claim)], [pairs_of_clause(part) for part in parts])
    if len(parts) == 1 or not any(place is not None for place in places):
        return None
    order = sorted((place, at) for at, place in enumerate(places) if place is not None)
    kept = [at for _, at in order]
    if kept == list(range(len(parts))):
        return None
    laid = align(claim, "".join(parts[at] for at in kept))
    return _with_trimmed(laid, parts, kept)


def _places(claim: Sequence[frozenset[str]], source: Sequence[frozenset[str]]) -> list[int | None]:
    """Beside which clause of the claim each clause of the source belongs; None for what the claim leaves out."""
    found: list[tuple[float, int] | None] = []
    for at, pairs in enumerate(source):
        found.append(_best(claim, pairs, at / len(source), found[-1][1] if found and found[-1] else None))
    for place, wanted in enumerate(claim):
        rivals = [at for at, one in enumerate(found) if one is not None and one[1] == place]
        held: frozenset[str] = frozenset()
        for at in sorted(rivals, key=lambda at: _share(found[at]), reverse=True):
            adds = (source[at] & wanted) - held
            if held and len(adds) < min(_NEW_PAIRS, len(source[at])):
                found[at] = None
            held |= adds
    return [one[1] if one is not None else None for one in found]


def _best(
    claim: Sequence[frozenset[str]], pairs: frozenset[str], at: float, behind: int | None
) -> tuple[float, int] | None:
    """(how much is shared, the claim's clause).

    Among equals the one that has least beside it, then the one that follows `behind`, where the clause before went,
    then the one that lies most like it.
    """
    scored = []
    for place, one in enumerate(claim):
        if one and pairs:
            shared = len(pairs & one)
            follows = behind is not None and place - behind in (0, 1)
            share = shared / min(len(pairs), len(one))
            scored.append((share, shared / len(pairs | one), follows, -abs(place / len(claim) - at), place))
    share, *_, place = max(scored, default=(0.0, 0.0, False, 0.0, 0))
    return (share, place) if share >= _SAME_CLAUSE else None


def _share(found: tuple[float, int] | None) -> float:
    return found[0] if found is not None else 0.0


@lru_cache(maxsize=4096)
def pairs_of_clause(clause: str) -> frozenset[str]:
    """The folded character pairs of a clause, every figure being the same."""
    runs = _RUN.findall(_FIGURE.sub("0", fold(clause).text))
    return frozenset(run[at : at + 2] for run in runs for at in range(max(1, len(run) - 1)))


def _with_trimmed(laid: Alignment, parts: Sequence[str], kept: Sequence[int]) -> Alignment:
    """`laid` with the clauses that were left out put back as deletions, each behind the clause before it."""
    followers: dict[int, list[Edit]] = {}
    before = -1
    for at, part in enumerate(parts):
        if at in kept:
            before = at
        else:
            followers.setdefault(before, []).append(Edit("delete", part, ""))
    ends = accumulate(len(parts[at]) for at in kept)
    due = [(0, followers.get(-1, [])), *((end, followers.get(at, [])) for end, at in zip(ends, kept, strict=True))]
    edits = tuple(_spliced(laid.edits, [one for one in due if one[1]]))
    return Alignment(laid.claim, "".join(edit.source for edit in edits), edits, laid.score)


def _spliced(edits: Sequence[Edit], due: Sequence[tuple[int, list[Edit]]]) -> Iterator[Edit]:
    """`edits` with others put in where so many characters of the source are over, or behind the difference there."""
    waiting, at = list(due), 0
    for edit in edits:
        rest = edit
        while waiting and waiting[0][0] <= at:
            yield from waiting.pop(0)[1]
        while waiting and waiting[0][0] < at + len(rest.source) and _can_be_cut(rest):
            cut = waiting[0][0] - at
            yield Edit("equal", rest.source[:cut], rest.claim[:cut])
            rest = Edit("equal", rest.source[cut:], rest.claim[cut:])
            at += cut
            yield from waiting.pop(0)[1]
        yield rest
        at += len(rest.source)
    for _, others in waiting:
        yield from others


def _can_be_cut(edit: Edit) -> bool:
    return edit.kind == "equal" and len(edit.source) == len(edit.claim)

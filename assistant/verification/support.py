"""Does some wording of the sources say again what a claim says?

A claim rests on one to `MOST` sentences: the one that shares most with it, and others, neighbours first, that add what
is missing. It is laid beside them (`composition`); what it says beyond them is what has no support.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assistant.types import Edit, EditKind
from assistant.verification.alignment import Alignment
from assistant.verification.composition import compose
from assistant.verification.index import SourceIndex, pairs_of
from assistant.verification.values import matches, values
from ingest.text.folding import fold
from ingest.types import Span

MOST = 8
"""Sentences that one claim is laid beside."""

SUPPORTED = 0.65
"""Reach from which on a claim rests on a source. Of 2,541 sentences of laws laid beside the next paragraph of the same
law 1.5 % reach it, of 2,686 of political reports 0.3 %; a sentence in which one verb was exchanged reaches 0.85."""

_TRIED = 3
"""Best sentences that are tried as the one a claim rests on."""

_PROMISING = 0.3
"""Share of a claim's pairs that sentences must have for a second look; what reaches `SUPPORTED` has far more."""

_WORTH = 0.12
"""Share of a claim that a further sentence must add."""

_FURTHER = 0.04
"""How much more a further sentence must reach to be needed."""

_NEIGHBOUR = 1.25
"""How much more a neighbour's share counts than that of a sentence from elsewhere."""

_NEUTRAL = re.compile(
    r"""
    (?:根据|按照|依据|依照|遵照|按)
      (?:国家|党中央|中央|上级|党内|本)?(?:的)?(?:有关|相关|上述|以上|现行|这些|该)?(?:的)?
      (?:法律法规|法律|法规|文件|政策|制度|规定|要求|精神|部署|安排|通知|材料|资料|报告|统计|记载|显示|条例|办法)
      (?:的?(?:规定|要求|精神|部署|安排|记载|显示))?[，,]?
    | (?:据(?:了解|统计|介绍|悉|报道|此|上)|众所周知|总[的体](?:来[看说]|上)|综上所述|由此可见|具体(?:来说|而言)
      |也就是说|换[句言]话?[说之]|需要(?:指出|说明|强调)的是|值得注意的是|与此同时|除此之外|在此基础上|此外|另外|同时|其中|目前|当前
      |因此|所以|经过(?:不懈|共同|持续|艰苦)?努力|另据|此前|随后|接下来|(?:文件|报告|会议)(?:中)?(?:还|也)?(?:明确)?(?:规定|指出|提出|要求|强调))[，,：:]?
    """,
    re.VERBOSE,
)
"""Wording that asserts nothing of its own: it may be added to any claim."""

_EDGES = ",;:。!?"
"""Folded; between them stands a clause."""

_FIGURE = re.compile(
    r"(?:百分之)?[0-9０-９.,，%％‰〇零一二三四五六七八九十百千万亿两半点]+(?:元|亿|万|年|月|日|人|个|项|次|家|名|户)?"
)
_ROW = re.compile(r"[^：；。]{1,16}：[^；]*；[^：；。]{1,16}：")
"""A row of a table, as `ingest.records` writes it."""

_NAMED = 0.6
"""Share of a row's name that a claim must have to speak of that row."""

_RETOLD = (0.85, 0.85, 0.6, 0.45)
"""Share of a claim's wording that a source must have which has all its figures: of 0, 1, 2, or 3 and more figures."""

_DAYS = frozenset({"月", "日"})
"""Kinds that are written in too many ways (3月底, 3月31日) to be looked for here; `check_values` reads them."""

_TELLING = 4
"""Letters of an equal run that counts in full; shorter ones count less, a lone letter nothing: any text has them."""


@dataclass(frozen=True, slots=True)
class Support:
    """What a claim rests on.

    Attributes:
        sentences: Numbers of the index's sentences, ascending.
        reach: What `reach` makes of the alignment, 0 to 1.
        is_verbatim: Whether the claim is the source's own wording from stop to stop.
    """

    alignment: Alignment
    sentences: tuple[int, ...]
    reach: float
    is_verbatim: bool = False

    @property
    def likelihood(self) -> float:
        """Reach, less for every further sentence that it takes: what one sentence says is not picked from several."""
        return self.reach - _FURTHER * (len(self.sentences) - 1)

    @property
    def is_enough(self) -> bool:
        return self.reach >= SUPPORTED


def supports(claim: str, index: SourceIndex, keys: Collection[str] | None = None) -> list[Support]:
    """What `claim` may rest on in the sources (with one of `keys`), best first, at most `_TRIED`."""
    pairs = pairs_of(_NEUTRAL.sub("，", claim)) or pairs_of(claim)
    ranked = index.ranked(pairs, keys)
    found: list[Support] = []
    for seed in ranked[:_TRIED]:
        sentences = _grown(index, seed, ranked, pairs)
        if found and _held(index, sentences, pairs) < _PROMISING:
            continue
        found.append(_support(claim, index, sentences))
        if found[-1].is_verbatim:
            break
    return sorted(found, key=lambda one: (one.is_verbatim, one.likelihood, one.alignment.score), reverse=True)


def added(alignment: Alignment) -> list[tuple[int, int]]:
    """The claim's wording that the source lacks: spans of whole clauses or longer runs, neutral wording left out."""
    found = []
    neutral = [match.span() for match in _NEUTRAL.finditer(alignment.claim)]
    for at, _, edit in alignment.differences:
        end = at + len(edit.claim)
        if not any(first <= at and end <= last for first, last in neutral) and edit.claim:
            found.append((at, end))
    return found


def _support(claim: str, index: SourceIndex, sentences: tuple[int, ...]) -> Support:
    source = index.joined(sentences)
    whole = verbatim(claim, source)
    if whole is not None:
        return Support(whole, sentences, 1.0, is_verbatim=True)
    alignment = compose(claim, source)
    return Support(alignment, sentences, reach(alignment))


def _held(index: SourceIndex, sentences: Sequence[int], pairs: Collection[str]) -> float:
    """Share of `pairs` that some sentences have together."""
    held = {pair for at in sentences for pair in index.sentences[at].pairs if pair in pairs}
    return len(held) / len(pairs) if pairs else 0.0


def _grown(index: SourceIndex, seed: int, ranked: Sequence[int], pairs: frozenset[str]) -> tuple[int, ...]:
    """`seed` with the sentences that add most of what it lacks."""
    weights = {pair: index.weight(pair) for pair in pairs}
    whole = sum(weights.values())
    chosen, missing = [seed], pairs - index.sentences[seed].pairs
    is_row = _ROW.match(index.sentences[seed].text) is not None
    is_named = is_row and _is_named(index.sentences[seed].text, pairs)
    while len(chosen) < MOST and missing:
        near = {one for at in chosen for one in index.neighbours(at)}
        rivals = [at for at in dict.fromkeys([*sorted(near), *ranked]) if at not in chosen]
        if is_row:
            rivals = [at for at in rivals if _may_join(index.sentences[at].text, pairs, is_named)]
        gains = {
            at: sum(weights[pair] for pair in missing & index.sentences[at].pairs) * (_NEIGHBOUR if at in near else 1)
            for at in rivals
        }
        best = max(rivals, key=lambda at: gains[at], default=None)
        if best is None or gains[best] < _WORTH * whole:
            break
        chosen.append(best)
        missing -= index.sentences[best].pairs
    return tuple(sorted(chosen))


def _may_join(text: str, pairs: frozenset[str], is_named: bool) -> bool:
    """Whether a sentence may complete a table's row: another row only where the claim names what both are of."""
    return _ROW.match(text) is None or (is_named and _is_named(text, pairs))


def _is_named(row: str, pairs: frozenset[str]) -> bool:
    """Whether a claim of those pairs names what a row is of: its first cell that is no number."""
    cells = [cell.partition("：")[2] for cell in row.split("；")]
    name = pairs_of(next((cell for cell in cells if not cell.strip().isdigit()), ""))
    return len(name & pairs) >= _NAMED * max(1, len(name))


def retells(claim: str, source: str, context: Sequence[str] = ()) -> bool:
    """Whether a source wording says what a claim says in another order or in words of its own: it has all the claim's
    figures, two at least, and most of its wording, or nearly all of its wording.

    Args:
        context: What stands around it; the claim's years may stand there.
    """
    years = [one for piece in context for one in values(piece) if one.kind == "年"]
    said = [one for one in values(claim) if one.kind not in _DAYS]
    known = [*values(source), *years]
    if not all(any(matches(one, other) for other in known) for one in said):
        return False
    plain = _NEUTRAL.sub("，", claim)
    for one in reversed(values(plain)):
        plain = plain[: one.start] + "，" + plain[one.end :]
    wanted = pairs_of(plain)
    held = len(wanted & pairs_of(source))
    return bool(wanted) and held >= _RETOLD[min(len(said), 3)] * len(wanted)


def reach(alignment: Alignment) -> float:
    """Share of the claim's letters that stand in the alignment.

    Neutral wording counts for nothing; a figure that the source has there counts, another does not: that it is written
    otherwise, or is wrong, is for the checks to say.
    """
    neutral, figures = (_marked(pattern, alignment.claim) for pattern in (_NEUTRAL, _FIGURE))
    whole = equal = 0.0
    at = 0
    for edit in alignment.edits:
        span = range(at, at + len(edit.claim))
        at += len(edit.claim)
        is_equal = edit.kind == "equal"
        run = sum(map(str.isalnum, edit.claim))
        letters = sum(
            alignment.claim[offset].isalnum() and not neutral[offset] and (is_equal or not figures[offset])
            for offset in span
        )
        whole += letters
        equal += letters * min(1.0, (run - 1) / (_TELLING - 1)) if is_equal and run else 0.0
    return equal / whole if whole else alignment.score


def _marked(pattern: re.Pattern[str], claim: str) -> bytearray:
    """Which characters of a claim a pattern matches: 1 for each."""
    marked = bytearray(len(claim))
    for match in pattern.finditer(claim):
        marked[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    return marked


def verbatim(claim: str, source: str) -> Alignment | None:
    """The alignment of a claim that is a stretch of the source from stop to stop, however written; else None."""
    said, known = fold(claim), fold(source)
    wanted = said.text.strip(_EDGES)
    at = known.text.find(wanted) if wanted else -1
    while at >= 0:
        end = at + len(wanted)
        if (at == 0 or known.text[at - 1] in _EDGES) and (end == len(known.text) or known.text[end] in _EDGES):
            return _cut_out(claim, source, said.span(*_place(said.text, wanted)), known.span(at, end))
        at = known.text.find(wanted, at + 1)
    return None


def _place(text: str, wanted: str) -> tuple[int, int]:
    at = text.index(wanted)
    return at, at + len(wanted)


def _cut_out(claim: str, source: str, said: Span, known: Span) -> Alignment:
    parts: list[tuple[EditKind, str, str]] = [
        ("delete", source[: known.start], ""),
        ("insert", "", claim[: said.start]),
        ("equal", known.of(source), said.of(claim)),
        ("insert", "", claim[said.end :]),
        ("delete", source[known.end :], ""),
    ]
    return Alignment(claim, source, tuple(Edit(*part) for part in parts if part[1] or part[2]), 1.0)

"""Answers to questions that compare: a small table of what the sources say of either side, and which side has none.

The sides are two names (甲和乙), two years, or an older and a newer version of one rule.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from assistant.answering.evidence import Evidence
from assistant.retrieval.question import Question
from ingest.text.tokens import bigrams

NONE = "资料库中未找到依据"
LEAST = 0.002
"""Chance to be the answering sentence that a side's sentence must have."""

CHANCE, ALIKE = 0.15, 1.0
"""What the logarithm of a sentence's chance and the likeness of two versions' sentences count beside the share of the
question that each covers: like is set beside like."""

NAMED = 0.7
"""Share of a name's character pairs that names it: 支委会会议 for 支委会."""

LOOKED_AT = 40
"""The best sentences among which those of either side are sought."""

_COMPARES = re.compile(r"不同|区别|差[别异]|异同|相比|对比|比较|变化|分别|一致|一样|各(?:是|有|为|自)")
_COMPARES_NAMES = re.compile(r"不同|区别|差[别异]|异同|相比|对比|比较|分别|一致|一样")
_VERSIONS = re.compile(
    r"新旧|旧新|两[版个](?:办法|规定|制度|细则|版本)|修[订改]前后|(?:试行|旧|老|原)\S{0,6}(?:和|与|同|跟|比)\S{0,3}(?:修订|新|现行)|"
    r"(?:修订|新|现行)\S{0,6}(?:和|与|同|跟|比)\S{0,3}(?:试行|旧|老|原)|新(?:办法|规定|版|制度)\S{0,2}比"
)
_YEARS = re.compile(r"((?:19|20)\d\d)年?(?:度)?(?:和|与|、|同|比|到|至|较)((?:19|20)\d\d)年?")
_NAMES = re.compile(
    r"(?P<one>[^，。？?！、；：和与跟]{2,20})(?:和|与|跟|、)(?P<other>[^，。？?！、；：]{2,20}?)"
    r"(?=的|在|对|相比|之间|各|分别|有(?:什么|何|哪些)|是否|谁|哪|，|$)"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One side of a comparison with the sentence that speaks of it, or None."""

    name: str
    item: Evidence | None


def rows(question: Question, evidence: Sequence[Evidence]) -> tuple[Row, Row] | None:
    """The two sides; None for a question that does not compare two, or of whose sides neither is found."""
    if not _COMPARES.search(question.text) and not _VERSIONS.search(question.text):
        return None
    found = _versions(question, evidence[:LOOKED_AT]) or _years(question.text, evidence[:LOOKED_AT])
    found = found or _names(question.text, evidence[:LOOKED_AT])
    return found if found and any(row.item for row in found) else None


def table(rows: Iterable[tuple[str, str]]) -> str:
    """A Markdown table of names and cells."""
    lines = [f"| {_cell(name)} | {_cell(text)} |" for name, text in rows]
    return "\n".join(["| 对象 | 资料原文 |", "| --- | --- |", *lines])


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "｜").split())


def _versions(question: Question, evidence: Sequence[Evidence]) -> tuple[Row, Row] | None:
    """The two sentences of an older and the newer version that are likeliest and most alike."""
    if not _VERSIONS.search(question.text):
        return None
    older = [item for item in evidence if item.passage.is_over and item.score >= LEAST]
    newer = [item for item in evidence if not item.passage.is_over and item.score >= LEAST]
    by_title = {item.passage.superseded_by for item in older}
    newer = [item for item in newer if item.passage.document in by_title] or newer
    if not older or not newer:
        return None
    one, other = max(product(older, newer), key=lambda pair: _worth(*pair))
    return Row(one.passage.document, one), Row(other.passage.document, other)


def _worth(one: Evidence, other: Evidence) -> float:
    first, second = set(bigrams(one.text)), set(bigrams(other.text))
    likeness = len(first & second) / max(1, min(len(first), len(second)))
    return one.direct + other.direct + CHANCE * math.log(one.score * other.score) + ALIKE * likeness


def _years(text: str, evidence: Sequence[Evidence]) -> tuple[Row, Row] | None:
    match = _YEARS.search(text)
    if match is None:
        return None
    first, second = (Row(f"{year}年", _best(evidence, _of_year(year))) for year in match.groups())
    return first, second


def _of_year(year: str) -> Callable[[Evidence], bool]:
    return lambda item: (
        year in item.text or (not re.search(r"(?:19|20)\d\d年", item.text) and year in item.passage.document)
    )


def _names(text: str, evidence: Sequence[Evidence]) -> tuple[Row, Row] | None:
    match = _NAMES.search(text)
    if match is None or not _COMPARES_NAMES.search(text[match.end() :]):
        return None
    sides = [match["one"].strip("“”‘’「」《》 "), match["other"].strip("“”‘’「」《》 ")]
    pairs = [frozenset(bigrams(side)) for side in sides]
    own = [pairs[0] - pairs[1], pairs[1] - pairs[0]]
    if not all(own):
        return None
    one, other = (Row(side, _best(evidence, _of_name(names, evidence))) for side, names in zip(sides, own, strict=True))
    if one.item is not None and other.item is not None and one.item.span == other.item.span:
        return None  # one sentence speaks of both: it is the answer
    return one, other


def _of_name(pairs: frozenset[str], evidence: Sequence[Evidence]) -> Callable[[Evidence], bool]:
    """What a document of this title says, where there is one; else what names it in its sentence or headings.

    Args:
        pairs: The character pairs of the name that the other name has not.
    """

    def titled(item: Evidence) -> bool:
        return _held(pairs, item.passage.document)

    def speaks(item: Evidence) -> bool:
        return _held(pairs, " ".join((*item.passage.chunk.address.section, item.text)))

    return titled if any(map(titled, evidence)) else speaks


def _held(pairs: frozenset[str], text: str) -> bool:
    return len(pairs & set(bigrams(text))) >= NAMED * len(pairs)


def _best(evidence: Sequence[Evidence], wanted: Callable[[Evidence], bool]) -> Evidence | None:
    return next((item for item in evidence if item.score >= LEAST and wanted(item)), None)

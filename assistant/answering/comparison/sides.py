"""The sides of a question that compares, each with the sentence that speaks of it.

The sides are two or more names (甲和乙), two years, two documents, or an older and a newer version of one rule.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import date
from itertools import product

from assistant.answering.comparison.aspects import measured_by
from assistant.answering.comparison.documents import documents_named
from assistant.answering.comparison.table import Row
from assistant.answering.evidence import Evidence
from assistant.retrieval.question import Question
from assistant.types import Passage
from assistant.verification.values import values
from ingest.text.tokens import bigrams

LEAST = 0.002
"""Chance to be the answering sentence that a side's sentence must have."""

CHANCE, ALIKE = 0.15, 1.0
"""What the logarithm of a sentence's chance and the likeness of two versions' sentences count beside the share of the
question that each covers: like is set beside like."""
MEASURED, DIFFER = 0.5, 0.3
"""What it counts that a sentence gives the measure compared, and that two sentences as like as `SAME` have no figure
in common."""
SAME = 0.5
SHARED = 0.3
"""What it counts against a sentence that it names another side."""

NAMED = 0.7
"""Share of a name's character pairs that names it: 支委会会议 for 支委会."""

SHORT = range(3, 6)
"""Characters of a name that may be a longer one shortened: 支委会 for 支部委员会."""

LOOKED_AT = 40
"""The best sentences among which those of either side are sought."""

_COMPARES = re.compile(
    r"不同|区别|差[别异]|异同|相比|对比|比较|变化|分别|一致|一样|各(?:是|有|为|自)|对得上|矛盾|冲突|相符|也是这样|哪个(?:更|对)|为准"
)
_COMPARES_NAMES = re.compile(r"不同|区别|差[别异]|异同|相比|对比|比较|分别|一致|一样")
_COMPARES_DOCUMENTS = re.compile(
    r"不同|区别|差[别异]|异同|相比|对比|比较|一致|一样|对得上|矛盾|冲突|相符|也是这样|也这样|为准"
)
_VERSIONS = re.compile(
    r"新旧|旧新|两[版个](?:办法|规定|制度|细则|版本)|修[订改]前后|(?:试行|旧|老|原)\S{0,6}(?:和|与|同|跟|比)\S{0,3}(?:修订|新|现行)|"
    r"(?:修订|新|现行)\S{0,6}(?:和|与|同|跟|比)\S{0,3}(?:试行|旧|老|原)|新(?:办法|规定|版|制度)\S{0,2}比"
)
_YEARS = re.compile(r"((?:19|20)\d\d)年?(?:度)?(?:和|与|、|同|比|到|至|较)((?:19|20)\d\d)年?")
_LISTED = re.compile(
    r"(?P<names>[^，。？?！、；：和与及]{2,10}(?:、[^，。？?！、；：和与及]{2,10}?){1,4}[、和与及][^，。？?！、；：和与及]{2,10}?)"
    r"(?=[三四五六]|的|在|对|各|分别|之间|，|相比)"
)
_NAMES = re.compile(
    r"(?P<one>[^，。？?！、；：和与跟]{2,20})(?:和|与|跟|、)(?P<other>[^，。？?！、；：]{2,20}?)"
    r"(?=的|在|对|相比|之间|各|分别|有(?:什么|何|哪些)|是否|谁|哪|，|$)"
)

Wanted = Callable[[Evidence], bool]
"""Whether a sentence speaks of a side."""


def rows(question: Question, evidence: Sequence[Evidence]) -> tuple[Row, ...] | None:
    """The sides, two or more; None for a question that does not compare, or of whose sides none is found."""
    if not _COMPARES.search(question.text) and not _VERSIONS.search(question.text):
        return None
    looked_at = evidence[:LOOKED_AT]
    found = (
        _versions(question, looked_at)
        or _documents(question, looked_at)
        or _years(question.text, looked_at)
        or _listed(question, looked_at)
        or _names(question, looked_at)
    )
    return found if found and any(row.item for row in found) else None


def newest_first(passage: Passage) -> tuple[bool, int]:
    """Sorts what is in force before what is superseded, the newer before the older."""
    return passage.is_over, -(passage.dated or date.min).toordinal()


def of_one_thing(compared: Sequence[Row]) -> bool:
    """Whether every side is a document with a sentence, and the sentences say the same but for what differs."""
    items = [row.item for row in compared]
    first, second = items[0], items[-1]
    if first is None or second is None or len({item.passage.document for item in items if item}) < len(items):
        return False
    return compared[0].name == first.passage.document and _likeness(first, second) >= SAME


def _versions(question: Question, evidence: Sequence[Evidence]) -> tuple[Row, ...] | None:
    """The two sentences of an older and the newer version that are likeliest and most alike."""
    if not _VERSIONS.search(question.text):
        return None
    older = [item for item in evidence if item.passage.is_over and item.score >= LEAST]
    newer = [item for item in evidence if not item.passage.is_over and item.score >= LEAST]
    by_title = {item.passage.superseded_by for item in older}
    newer = [item for item in newer if item.passage.document in by_title] or newer
    if not older or not newer:
        return None
    return _newer_first(max(product(older, newer), key=lambda pair: _worth(question, *pair)))


def _documents(question: Question, evidence: Sequence[Evidence]) -> tuple[Row, ...] | None:
    """The two sentences of two documents that the question names, or of one and what the others say."""
    named = documents_named(question.text, evidence) if _COMPARES_DOCUMENTS.search(question.text) else []
    if len(named) != 2:
        return None
    ours, theirs = (
        [item for item in evidence if item.passage.chunk.document_id in ids and item.score >= LEAST] for _, ids in named
    )
    if not ours or not theirs:
        return None
    return _newer_first(max(product(ours, theirs), key=lambda pair: _worth(question, *pair)))


def _newer_first(items: Sequence[Evidence]) -> tuple[Row, ...]:
    ordered = sorted(items, key=lambda item: newest_first(item.passage))
    return tuple(Row(item.passage.document, item) for item in ordered)


def _worth(question: Question, one: Evidence, other: Evidence) -> float:
    likeness = _likeness(one, other)
    figures = [{(value.kind, value.amount) for value in values(item.text)} for item in (one, other)]
    differ = DIFFER * (likeness >= SAME and not figures[0] & figures[1])
    own = sum(item.direct + CHANCE * math.log(item.score) + _measured(question, item) for item in (one, other))
    return own + ALIKE * likeness + differ


def _likeness(one: Evidence, other: Evidence) -> float:
    first, second = set(bigrams(one.text)), set(bigrams(other.text))
    return len(first & second) / max(1, min(len(first), len(second)))


def _measured(question: Question, item: Evidence) -> float:
    """Share of the measures compared that the sentence gives, weighed."""
    wanted = measured_by(question.text)
    return MEASURED * sum(holds(item.text) for holds in wanted) / len(wanted) if wanted else 0.0


def _listed(question: Question, evidence: Sequence[Evidence]) -> tuple[Row, ...] | None:
    """Three names or more (集团级、所属单位级、班组级), each with the best sentence that has it and the measure."""
    match = _LISTED.search(question.text)
    if match is None:
        return None
    names = [name.strip("“”‘’「」《》 ") for name in re.split(r"[、和与及]", match["names"])]
    best = [
        _best_of(question, evidence, _named(name), [_named(other) for other in names if other != name])
        for name in names
    ]
    return tuple(map(Row, names, best)) if sum(item is not None for item in best) > 1 else None


def _named(name: str) -> Callable[[Evidence], bool]:
    return lambda item: name in item.text or name in " ".join(item.passage.chunk.address.section)


def _best_of(
    question: Question, evidence: Sequence[Evidence], wanted: Wanted, others: Sequence[Wanted]
) -> Evidence | None:
    """The best sentence of one side; one that names other sides as well says less of it."""
    able = [item for item in evidence if item.score >= LEAST and wanted(item)]
    return max(
        able,
        key=lambda item: (
            item.direct
            + CHANCE * math.log(item.score)
            + _measured(question, item)
            - SHARED * sum(other(item) for other in others)
        ),
        default=None,
    )


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


def _names(question: Question, evidence: Sequence[Evidence]) -> tuple[Row, ...] | None:
    text = question.text
    match = _NAMES.search(text)
    if match is None or not _COMPARES_NAMES.search(text[match.end() :]):
        return None
    sides = [match["one"].strip("“”‘’「」《》 "), match["other"].strip("“”‘’「」《》 ")]
    sides[1] = _as_long_as_alike(*sides)
    pairs = [frozenset(bigrams(side)) for side in sides]
    own = [pairs[0] - pairs[1], pairs[1] - pairs[0]]
    if not all(own):
        return None
    wanted = [_of_name(side, names, evidence) for side, names in zip(sides, own, strict=True)]
    one, other = (
        Row(side, _best_of(question, evidence, wanted[at], [wanted[1 - at]])) for at, side in enumerate(sides)
    )
    if one.item is not None and other.item is not None and one.item.span == other.item.span:
        return None  # one sentence speaks of both: it is the answer
    if any(
        mine.item is None and theirs.item and mine.name in theirs.item.text
        for mine, theirs in ((one, other), (other, one))
    ):
        return None
    return one, other


def _as_long_as_alike(one: str, other: str) -> str:
    """The second of two names, without what follows the ending that both have: 甲分公司, 乙分公司召开例会."""
    at = other.find(one[-2:], 1) if len(other) > len(one) > 2 else -1
    return other[: at + 2] if at > 0 else other


def _of_name(name: str, pairs: frozenset[str], evidence: Sequence[Evidence]) -> Wanted:
    """What a document of this title says, where there is one; else what names it in its sentence or headings.

    Args:
        pairs: The character pairs of the name that the other name has not.
    """
    in_full = re.compile(".{0,2}".join(map(re.escape, name)) if len(name) in SHORT else r"(?!)")

    def titled(item: Evidence) -> bool:
        return _held(pairs, item.passage.document)

    def speaks(item: Evidence) -> bool:
        text = " ".join((*item.passage.chunk.address.section, item.text))
        return _held(pairs, text) or in_full.search(text) is not None

    return titled if any(map(titled, evidence)) else speaks


def _held(pairs: frozenset[str], text: str) -> bool:
    return len(pairs & set(bigrams(text))) >= NAMED * len(pairs)


def _best(evidence: Sequence[Evidence], wanted: Callable[[Evidence], bool]) -> Evidence | None:
    return next((item for item in evidence if item.score >= LEAST and wanted(item)), None)

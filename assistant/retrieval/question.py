"""What a question asks for: its kind, the unit of the figure it wants, its names in quotation marks, its terms.

Rules only, no model: official Chinese asks in few ways, and a rule that is read can be mended.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.retrieval import wording
from assistant.retrieval.wording import ABSTRACT
from ingest.text import tokens
from ingest.text.folding import fold, is_cjk
from ingest.text.numerals import parse_numeral
from ingest.text.tokens import STOP_WORDS, rarity

QuestionKind = Literal["figure", "date", "person", "definition", "content", "list", "procedure", "comparison", "other"]
"""`content` asks what stands behind a name ("“六个再提升”具体是哪六个方面"); `list` asks which ones there are."""

_PATTERNS: dict[QuestionKind, str] = {
    "comparison": r"区别|不同之处|有(?:何|什么|哪些)不同|对比|相比|一致吗|是否一致|差异|异同|有(?:何|什么)变化",
    "content": r"(?:具体内容|具体|分别|各)(?:是|指|为|有|包括)?(?:什么|哪|指|内容)|指(?:的是)?什么|指的是|是指",
    "date": r"什么时[候间]|何时|哪一?[年月日天]|几[月日号]|哪个(?:年|月|季度)|截止(?:时间|日期)|[期时]限|年月是",
    "figure": r"多少|几[个名项次人天年月家篇条类种大所成分]|多久|多长|比例|百分之几|占比|多大|多高",
    "person": r"谁|哪位|何人|哪个(?:部门|单位|机构|人)|什么(?:部门|单位|机构)",
    "definition": r"^什么是|是什么(?:意思|$)|什么叫|何谓|含义|定义|是什么[？?]?$",
    "procedure": r"怎样|怎么|如何|程序|流程|步骤|做法|要求|措施|办法",
    "list": r"哪些|哪几|有哪|包括什么|都有谁|名称|分为",
}
"""How each kind asks; the first that is found decides."""
_KINDS = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS.items())

NAME_WEIGHT = 1.5
"""A name in quotation marks tells more than the rarest other term."""

ABSTRACT_WEIGHT = 0.25
"""What a word that any subject may have counts, against 1."""

COMMON = 2
"""Exponent of a term's rarity in Chinese at large: words that everybody uses say little even where the library lacks
them (既然, 原来)."""

PARTIAL = 0.7
"""What all character pairs of a term count when the term itself does not stand in a text."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A year or an ordinal: what a figure or an event belongs to. `unit` is 年, 次, 届 …"""

    unit: str
    number: int


@dataclass(frozen=True, slots=True)
class Question:
    """A question, taken apart.

    Attributes:
        terms: The content words in search form, without the words of asking; names first, then longer before shorter.
        weights: One weight, 0 or more, for each term: how much the term tells.
        names: What stood in quotation or title marks, in search form.
        asks: False for a request that states something and asks nothing (…首次突破一亿元，请写一段成效).
        unit: Measure word of the figure asked for, or "" when any figure will do; None when none is asked for.
        counted: What the asked figures count, in search form, where the question says so.
        exact: Whether an approximate figure is no answer (具体数额).
        items: How many things are to be listed (哪六个方面), 0 where the question does not say.
        several: Whether more than one source should speak.
        marks: The years and ordinals that the question speaks of.
        focus: The terms nearest to the question word: 由谁〔主持〕, 多少名〔队员〕.
        asked: The terms of what is asked about the subject (X的〔投入和厂商〕是什么); empty where the question has
            no such part, a single term, or only abstract words in it.
    """

    text: str
    kind: QuestionKind
    terms: tuple[str, ...]
    weights: tuple[float, ...]
    names: tuple[str, ...]
    asks: bool
    unit: str | None
    counted: tuple[str, ...]
    exact: bool
    items: int
    several: bool
    marks: frozenset[Mark]
    focus: frozenset[str]
    asked: frozenset[str]

    def matches(self, folded: str) -> tuple[float, ...]:
        """For each term, how far a text in search form holds it, 0 to 1."""
        return tuple(_held(term, folded) for term in self.terms)

    def coverage(self, matches: Sequence[float], part: frozenset[str] | None = None) -> float:
        """Weighted mean of `matches`, 0 to 1, over all terms or over those in `part`.

        A question without terms is covered by nothing (0); a part without terms leaves nothing uncovered (1).
        """
        weights = [
            weight if part is None or term in part else 0.0
            for term, weight in zip(self.terms, self.weights, strict=True)
        ]
        whole = sum(weights)
        if not whole:
            return 0.0 if part is None else 1.0
        return sum(weight * match for weight, match in zip(weights, matches, strict=True)) / whole


def _held(term: str, folded: str) -> float:
    """1 where the term stands in the text; a longer term also counts by the share of its character pairs."""
    if term in folded:
        return 1.0
    if len(term) < 3 or not is_cjk(term[0]):
        return 0.0
    pairs = [term[at : at + 2] for at in range(len(term) - 1)]
    return PARTIAL * sum(pair in folded for pair in pairs) / len(pairs)


def analyse(text: str, idf: Callable[[str], float]) -> Question:
    """Take a question apart.

    Args:
        idf: Rarity of a term in the library, 0 or more.
    """
    topic = wording.SPEECH.sub(" ", text)
    names = names_in(text)
    terms = sorted(set(content_terms(topic)) - set(names), key=lambda word: (-len(word), word))
    weights = [idf(term) * rarity(term) ** COMMON * (ABSTRACT_WEIGHT if term in ABSTRACT else 1.0) for term in terms]
    enumerated = wording.ENUMERATED.search(text)
    return Question(
        text=text,
        kind=kind_of(text),
        terms=(*names, *terms),
        weights=(*(NAME_WEIGHT * max(weights, default=1.0) for _ in names), *weights),
        names=names,
        asks=bool(wording.ASKING.search(text)),
        unit=unit_of(text),
        counted=tuple(fold(match).text for match in wording.COUNTED.findall(text)),
        exact=bool(wording.EXACT.search(text)),
        items=int(parse_numeral(enumerated[1]) or 0) if enumerated else 0,
        several=bool(wording.SEVERAL.search(text)),
        marks=marks_in(wording.SINCE.sub("", text)),
        focus=focus_in(text),
        asked=asked_in(topic),
    )


def content_terms(text: str) -> list[str]:
    """The terms of a text that say what it is about: no stop words, no lone Chinese characters."""
    return [word for word in tokens.terms(text) if word not in STOP_WORDS and (len(word) > 1 or not is_cjk(word))]


def asked_in(topic: str) -> frozenset[str]:
    """The content terms after the last 的 of a question without its words of asking.

    Abstract terms are left out, and a single term is none: an attribute (X的地址在哪里) seldom stands in the text
    that gives it.
    """
    subject, _, asked = topic.rpartition("的")
    found = frozenset(content_terms(asked)) - ABSTRACT
    return found if subject and len(found) > 1 else frozenset()


def focus_in(text: str) -> frozenset[str]:
    """In each clause that asks, the first content term after the question word, or the last before it."""
    found = set()
    for clause in wording.CLAUSE_END.split(text):
        for match in wording.ASKING.finditer(clause):
            after = _concrete(clause[match.start() :])
            before = _concrete(clause[: match.start()])
            found.update(after[:1] or before[-1:])
    return frozenset(found)


def _concrete(text: str) -> list[str]:
    return [term for term in content_terms(wording.SPEECH.sub(" ", text)) if term not in ABSTRACT]


def names_in(text: str) -> tuple[str, ...]:
    """What stands in quotation or title marks, in search form; a name inside another one is left out."""
    found = list(dict.fromkeys(fold(match).text for match in wording.QUOTED.findall(text)))
    return tuple(name for name in found if not any(name != other and name in other for other in found))


def marks_in(text: str) -> frozenset[Mark]:
    """The years, months and ordinals of a text, numerals read: 第五次 and 第5次 are the same."""
    years = {Mark("年", int(year)) for year in wording.YEARS.findall(text)}
    ordinals = {
        Mark(unit, int(number))
        for numeral, unit in wording.ORDINALS.findall(text)
        if (number := parse_numeral(numeral)) is not None
    }
    months = {Mark("月", int(month)) for month in wording.MONTHS.findall(text)}
    return frozenset(years | months | ordinals)


def kind_of(text: str) -> QuestionKind:
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), "other")


def unit_of(text: str) -> str | None:
    """The measure word that the asked figure carries: 多少名队员 -> 名; "" for 准确率是多少; None without a figure."""
    if wording.SPANS_OF_TIME.search(text):
        return "时长"
    if kind_of(text) == "comparison":
        return None
    if wording.MONEY.search(text):
        return "元"
    if wording.RATES.search(text):
        return "率"
    match = wording.UNIT.search(text)
    if match is None:
        return "" if "多少" in text else None
    return next((measure for measure in wording.MEASURES if match[1].startswith(measure)), "")

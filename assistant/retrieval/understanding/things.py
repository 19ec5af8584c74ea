"""What a question names, with the place where it names it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.retrieval import wording
from assistant.retrieval.understanding.periods import find_periods
from ingest.articles import article_label
from ingest.numbers import NUMBER, normal_number
from ingest.series import title_key
from ingest.text.dates import find_dates
from ingest.text.numerals import parse_numeral
from ingest.types import Span

ThingKind = Literal[
    "title", "article", "paragraph", "item", "number", "date", "period", "figure", "unit", "name", "scope"
]
"""`paragraph` is 第X款, `item` 第X项 or （X）项, `number` a 文号, `name` what stands in quotation marks, `unit` the
measure word that the asked figure carries, `scope` a word that says which version is meant."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that a question names.

    Attributes:
        text: As written; the question's text at `span`.
        value: In normal form: a title without what tells versions apart, "第十二条之一", "党发〔2026〕3号",
            "2026-05-12", a period as `periods` writes it, a figure with its unit, "current" or "older".
    """

    kind: ThingKind
    span: Span
    text: str
    value: str


_HAN = "〇○零一二三四五六七八九十百千两"
_NUMERAL = rf"(?:[{_HAN}]{{1,9}}|\d{{1,4}})"
ARTICLE = re.compile(
    rf"第\s?(?P<base>{_NUMERAL})\s?条(?!措施|经验|建议|意见|线|路|原则|理由|标准|要求|消息|举措)(?:\s?之\s?(?P<sub>[{_HAN}]{{1,3}}|\d{{1,2}})(?!间))?"
)
ARTICLES = re.compile(
    rf"第\s?(?P<first>{_NUMERAL})\s?条?\s?[至到—~－-]\s?第?\s?(?P<last>{_NUMERAL})\s?条(?!措施|经验|建议|意见|线|路|原则)"
)
"""第三条至第五条, 第三至五条."""
MOST_ARTICLES = 10
"""Of one range; the further ones are left out."""

TITLE = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")
_QUOTED = re.compile(r"[“‘「『]([^”’」』]{1,40})[”’」』]")
_PARAGRAPH = re.compile(rf"第\s?({_NUMERAL})\s?款")
_ITEM = re.compile(rf"(?:第\s?[（(]?\s?({_NUMERAL})\s?[)）]?|[（(]\s?({_NUMERAL})\s?[)）])\s?项(?!目)")
_FIGURE = re.compile(
    r"百分之[〇零一二三四五六七八九十百点]+|\d+(?:\.\d+)?\s?[%％‰]"
    rf"|(?:\d+(?:,\d{{3}})*(?:\.\d+)?|[{_HAN}]+)\s?(?:[多余几]?[万亿千百]?[多余]?\s?)"
    rf"(?:{'|'.join(sorted(wording.MEASURES, key=len, reverse=True))}|%|％|‰|个百分点|个?工作日"
    r"|公斤|度|美元|件次|场次)"
)
CURRENT = re.compile(
    r"现行(?:有效)?|最新(?:版|修订|的)?|新版|现在的?(?:规定|办法|制度)|新(?=办法|规定|制度|条例|细则)|当前有效"
)
OLDER = re.compile(
    r"旧版|老版|原版|(?:修订|修改|修正)(?:之?前|以前)|旧(?=办法|规定|制度|条例|细则)|老(?=办法|规定|制度)|原来的?(?=规定|办法|制度)"
    r"|试行(?=版|期间|稿)|以前的?(?=规定|办法|制度)|上一版"
)


def articles_in(text: str) -> list[Thing]:
    """Every 第X条 that `text` names, those of a range one by one, in order; labels as documents' chunks bear them."""
    found: list[Thing] = []
    ranges = []
    for match in ARTICLES.finditer(text):
        first, last = parse_numeral(match["first"]), parse_numeral(match["last"])
        if first and last and first < last:
            ranges.append(match.span())
            numbers = range(first, min(last, first + MOST_ARTICLES - 1) + 1)
            found += [_thing("article", match, article_label(number)) for number in numbers]
    for match in ARTICLE.finditer(text):
        if any(start <= match.start() < end for start, end in ranges):
            continue
        base, sub = parse_numeral(match["base"]), parse_numeral(match["sub"]) if match["sub"] else 0
        if base and base <= 9999 and sub is not None:
            found.append(_thing("article", match, article_label(base, sub)))
    return sorted(found, key=lambda one: one.span.start)


def find_things(text: str, today: date | None = None) -> tuple[Thing, ...]:
    """All that a question names, by place.

    Args:
        today: Gives 去年 and 本季度 their year; without it they are left out.
    """
    found = list(articles_in(text))
    found += [_thing("title", match, title_key(match[1])) for match in TITLE.finditer(text)]
    found += [_thing("name", match, match[1]) for match in _QUOTED.finditer(text)]
    found += [_thing("number", match, normal_number(match[0]) or match[0]) for match in NUMBER.finditer(text)]
    found += [_counted("paragraph", "款", match) for match in _PARAGRAPH.finditer(text)]
    found += [_counted("item", "项", match) for match in _ITEM.finditer(text)]
    found += [Thing("date", one.span, one.span.of(text), one.value.isoformat()) for one in find_dates(text)]
    found += [Thing("period", one.span, one.span.of(text), one.value) for one in find_periods(text, today)]
    found += [_thing("scope", match, "current") for match in CURRENT.finditer(text)]
    found += [_thing("scope", match, "older") for match in OLDER.finditer(text)]
    taken = [one.span for one in found if one.kind not in ("name", "title", "scope")]
    found += [
        _thing("figure", match, re.sub(r"\s", "", match[0]))
        for match in _FIGURE.finditer(text)
        if not any(_overlap(Span(*match.span()), span) for span in taken)
    ]
    found += list(_asked_units(text))
    return tuple(sorted(found, key=lambda one: (one.span.start, -one.span.end)))


def _asked_units(text: str) -> Iterator[Thing]:
    for match in wording.UNIT.finditer(text):
        unit = next((measure for measure in wording.MEASURES if match[1].startswith(measure)), None)
        if unit is not None:
            span = Span(match.start(1), match.start(1) + len(unit))
            yield Thing("unit", span, unit, unit)


def _thing(kind: ThingKind, match: re.Match[str], value: str) -> Thing:
    return Thing(kind, Span(*match.span()), match[0], value)


def _counted(kind: ThingKind, unit: str, match: re.Match[str]) -> Thing:
    number = parse_numeral(next(group for group in match.groups() if group)) or 0
    return _thing(kind, match, article_label(number).replace("条", unit))


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end

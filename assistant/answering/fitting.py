"""Whether a sentence holds the kind of thing that a question asks for.

Every pattern reads the search form (`ingest.text.folding`): half-width punctuation, one kind of quotation mark.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.retrieval.question import Question

_NUMBER = r"(?:\d[\d.,]*|[〇零一二两三四五六七八九十百千万亿]+)"
_QUALIFIER = r"\s*[余多来几]?(?:万|亿|千|百)?[余多]?\s*"
_DIGITS = re.compile(r"\d|[百千万亿]分之|[二三四五六七八九十]成|(?<![统单唯第])一(?:个|名|项|次|年|亿|万)")
_DURATION = re.compile(
    r"(?<![\d年月第])(?:\d{1,3}|[一二两三四五六七八九十半]+)[余多来几]?(?:个?工作日|天|日|个半?月|年|周|小时|分钟|个?季度|学时)"
    r"|每(?:半?年|季度?|月|周|日|天)|[按逐][年季月周]"
)
"""A span of time or a frequency; 2026年 and 5月12日 are dates."""
_YEAR = re.compile(r"(?:20|19)\d\d(?:年|[-.]\d)|第.|\d+月(?:\d+日)?")
_RATE = re.compile(r"\d[\d.]*\s*[%‰]|百分之|[一二三四五六七八九十]成|\d+\s*:\s*\d+|分之")
_DATE = re.compile(
    r"\d{4}\s*年|\d{1,2}\s*月|[〇零一二三四五六七八九]{4}年|\d{1,2}\s*日|每[年季月周]|季度|[年月]底|[年月季]末|当[日天]|"
    + _NUMBER
    + r"个?(?:工作)?[日天月]"
)
_ROUGH = re.compile(r"突破|超过?|近|约|余|多[万亿元名个]|左右|上下")
_CLAUSE = re.compile(r"[,;:。!?]")
_FIGURE_CELL = re.compile(r"(?:^|;)\s*([^:;,。]{1,20}):\s*-?\d[\d.,]*\s*(?=;|$)")
_COUNTING = ("数", "数量", "总计", "合计")
_ALIKE = dict.fromkeys("个名项家次支类种件", "个名项家次支类种件人") | {"天": "天日", "日": "天日", "人": "人名"}
"""Measure words that stand for one another: 多少个 may be answered with 30 名."""

_DEFINED = re.compile(r"""["'>]?[^,.。;:"]{0,8}?(?:[(:]|,?(?:即|是指|系指|指的是|指|是|为|包括|包含|分为|分别)|-)""")
"""What follows a name where it is explained."""
_SAYS_WHAT = re.compile(r"""["'>]?(?:\([^)]*\))?,?(?:是|指|系|即|以|为|作为|:)""")
"""What follows a term in a sentence that says what the term means."""
_LIST_MARK = re.compile(r"(?:^|[\n;。:])\s*(?:\([一二三四五六七八九十\d]+\)|\d+[.、]|[一二三四五六七八九十][是、])")
_ENOUGH = 0.7
"""Share of the things asked for that a sentence must list: counting separators is not exact."""


def fits(question: Question, sentence: str) -> bool:
    """Whether a sentence in search form holds the kind of thing asked for; True where the kind sets no form."""
    if question.unit is not None:
        clauses = _CLAUSE.split(sentence)
        return any(_gives_figure(question, clause) for clause in clauses) or _gives_in_cell(question, sentence)
    if question.items > 2 and question.kind in ("content", "list"):
        return _things(sentence) >= _ENOUGH * question.items
    if question.kind == "date":
        return bool(_DATE.search(sentence) or _DURATION.search(sentence))
    if question.kind == "person":
        return not question.focus or any(term in sentence for term in question.focus)
    if question.kind in ("content", "definition") and question.names:
        return _explains(question.names, sentence)
    if question.kind == "definition" and question.terms:
        return any(_SAYS_WHAT.match(sentence, at) for at in _ends(question.terms[0], sentence))
    if question.kind == "list":
        return _things(sentence) > 1
    return True


def must_fit(question: Question) -> bool:
    """Whether a sentence that does not fit is no answer, however much else it shares with the question."""
    return (
        question.unit is not None
        or question.kind == "date"
        or (question.kind == "content" and (bool(question.names) or question.items > 2))
    )


def _gives_figure(question: Question, clause: str) -> bool:
    """Whether a clause holds a figure in the unit asked for, of the thing asked for, as exact as asked for."""
    if question.exact and _ROUGH.search(clause):
        return False
    counts_it = not question.counted or any(noun[-2:] in clause for noun in question.counted)
    return counts_it and _has_figure(question.unit or "", clause)


def _gives_in_cell(question: Question, sentence: str) -> bool:
    """Whether a row has a figure that its labels say the unit of, or that counts (得分:78; 金额(万元):62; 党员数:24).

    The unit may stand with the row's name (营业收入(元);本期:170), and what is counted in another cell than the figure.
    """
    if question.unit is None or question.unit in ("时长", "率"):
        return False
    if question.counted and not all(noun[-2:] in sentence for noun in question.counted):
        return False
    labels = _FIGURE_CELL.findall(sentence)
    if not question.unit or f"({question.unit})" in sentence:
        return bool(labels)
    unit = question.unit[-1]
    return any(unit in label or label.endswith(_COUNTING) for label in labels)


def _has_figure(unit: str, clause: str) -> bool:
    if unit == "时长":
        return bool(_DURATION.search(clause))
    if unit == "率":
        return bool(_RATE.search(clause))
    if not unit:
        return bool(_DIGITS.search(_YEAR.sub("", clause)))
    units = "|".join(_ALIKE[unit]) if unit in _ALIKE else re.escape(unit)
    return bool(re.search(_NUMBER + _QUALIFIER + f"(?:{units})", clause))


def _things(sentence: str) -> int:
    """How many things a sentence lists, by its separators, quotation marks or numbered items."""
    by_separator = sentence.count("、") + sentence.count(";") + 1
    return max(by_separator, sentence.count('"') // 2, len(_LIST_MARK.findall(sentence)))


def _explains(names: Sequence[str], sentence: str) -> bool:
    """Whether the sentence says what stands behind one of the names, or holds them all as an enumeration."""
    if len(names) > 1 and all(name in sentence for name in names):
        return True
    return any(
        _DEFINED.match(sentence, at)
        or sentence[: at - len(name)].rstrip("\"'").endswith(("即", "称为", "简称", "叫做"))
        for name in names
        for at in _ends(name, sentence)
    )


def _ends(part: str, whole: str) -> list[int]:
    return [match.end() for match in re.finditer(re.escape(part), whole)]

"""The direct answer to a question for a figure, a date or who: the one value of the sentence that fits, verbatim.

A wrong lead is worse than none: nothing is said unless exactly one value of the sentence can be meant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.retrieval import wording
from assistant.retrieval.question import Question, content_terms
from assistant.verification.values import BARE, ORDINAL, RATIO, Value, is_length, matches, values
from ingest.text.clauses import clause_around
from ingest.text.folding import fold
from ingest.text.tokens import bigrams
from ingest.types import Span

_NEVER = frozenset({"年", "月", ORDINAL})
_MONEY = frozenset({"元"})

_DATE = re.compile(
    r"(?:(?:19|20)\d\d|1\d{3})\s?年(?:\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?)?|(?<!\d)\d{1,2}\s?月\s?\d{1,2}\s?日|"
    r"(?<!\d)\d{1,2}\s?月(?=[底末初中])[底末初中]?"
)
_APPROXIMATE_BEFORE = re.compile(
    r"(?:超过?|逾|近|约|大约|不少于|不低于|不超过|不高于|至少|至多|最多|最高|突破|达到?近|将近)\s*$"
)
_APPROXIMATE_AFTER = re.compile(r"^\s*(?:以上|以下|以内|左右|上下|之间|[余多]|[-—~～至到]\s?\d)")
_RANGE_BEFORE = re.compile(r"\d\s?[-—~～至到]\s?$")
_WHO = re.compile(
    r"(?:由|是|为)?(?:谁|哪位|何人|哪个(?:部门|单位|机构|人)|什么(?:部门|单位|机构))(?:来|去|负责)?(?P<act>[一-鿿]{2,3})"
)
_MORE_THAN_A_NAME = re.compile(r"并|后|报|或者?|召集|审核|研究|提出|共同|会同")
_ASKS_FIGURE = re.compile(r"多少|几|多[久长大高]|百分之")
_SEVERAL = re.compile(r"分别|各(?:自|有|是|为|多少)|哪些|哪几|和[^，。]{0,12}(?:多少|几|何时)")
_FORM_OF_TIME = re.compile(r"什么时[候间]|何时|哪一?[年天日月]|几[月号]|哪个月|几月几[日号]|什么年")
_ASKS_FREQUENCY = re.compile(r"(?:多久|多长时间|几[天年]|几个月)[^，。？]{0,10}[一1几]次|(?:隔|每)多久")
_FREQUENCY = re.compile(
    r"每(?:半年|个?(?:季度|年度?|月|周|星期|天|日|旬|学期)|[两三四五六七八九十\d]+个?(?:季度|年|月|周|星期|天|日))"
    r"(?![末底初前后])(?:[^，。；每]{0,8}?[\d一两二三四五六七八九十]+次(?:以上)?)?"
)


def lead(question: Question, sentence: str) -> Span | None:
    """Where in `sentence` the one value stands that the question asks for; None where none or several may be meant.

    Args:
        sentence: Verbatim, with its own question of time and subject already settled by who chose it.
    """
    if question.several or _SEVERAL.search(question.text) or len(wording.ASKING.findall(question.text)) > 1:
        return None
    at = None
    if _ASKS_FREQUENCY.search(question.text):
        at = _only_frequency(sentence)
    elif question.kind == "person":
        at = _who(question, sentence)
    elif question.kind == "date" and _FORM_OF_TIME.search(question.text) and _holds_focus(question, sentence):
        at = _only_date(question, sentence)
    elif question.kind == "figure" and question.unit is not None and _ASKS_FIGURE.search(question.text):
        at = _only_figure(question, sentence)
    return at if at is not None and _subject_comes_first(question, sentence, at) else None


def _holds_focus(question: Question, sentence: str) -> bool:
    """Whether the sentence tells of the event that is dated (何时〔成立〕), not of another one."""
    folded = fold(sentence).text
    return all(term in folded for term in question.focus)


def _subject_comes_first(question: Question, sentence: str, at: Span) -> bool:
    """Whether no term of the question comes only after the value's clause: 共168万元，用于教育培训 is no sum for the
    latter."""
    whole, ahead = fold(sentence).text, fold(sentence[: _clause_at(sentence, at.start).end]).text
    return all(term in ahead for term in content_terms(wording.SPEECH.sub(" ", question.text)) if term in whole)


def fitting(question: Question, text: str) -> list[Value]:
    """The figures of a text that are of the kind asked for and not the question's own."""
    own = values(question.text)
    return [
        value for value in values(text) if _is_asked(question, value) and not any(matches(value, one) for one in own)
    ]


def _is_asked(question: Question, value: Value) -> bool:
    unit = question.unit or ""
    if unit == "率":
        return value.kind == RATIO
    if unit == "时长":
        return is_length(value)
    if unit in ("元", "万元", "亿元"):
        return value.kind in _MONEY
    if unit == "":
        return value.kind not in (*_NEVER, BARE) and (value.kind != "日" or "天" in value.text)
    return value.text.endswith(_alike(unit)) and (value.kind not in _NEVER or unit in ("年", "月"))


def _alike(unit: str) -> tuple[str, ...]:
    return {
        "个": ("个",),
        "名": ("名", "人", "位"),
        "人": ("人", "名", "位"),
        "天": ("天", "日"),
        "日": ("日", "天"),
    }.get(unit, (unit,))


def _only_figure(question: Question, sentence: str) -> Span | None:
    found = [value for value in values(sentence) if _is_asked(question, value)]
    meant = fitting(question, sentence)
    if len(meant) > 1:
        meant = _in_best_clause(question, sentence, meant)
    if len(meant) != 1 or (question.unit == "" and len(found) > 1):
        return None
    value = meant[0]
    if question.counted and not _counts(question.counted, sentence, value):
        return None
    return _with_bounds(sentence, Span(value.start, value.end))


def _only_frequency(sentence: str) -> Span | None:
    """每季度召开1次: a duration (固定1天) says nothing of how often."""
    found = list(_FREQUENCY.finditer(sentence))
    return Span(*found[0].span()) if len(found) == 1 else None


def _counts(nouns: Sequence[str], sentence: str, value: Value) -> bool:
    clause = _clause_at(sentence, value.start)
    text = fold(clause.of(sentence)).text
    return all(noun[-2:] in text for noun in nouns)


def _in_best_clause(question: Question, sentence: str, meant: Sequence[Value]) -> list[Value]:
    """Those in the clause that shares most with the question, if that is one clause and it shares twice the next."""
    wanted = set(bigrams(question.text))
    clauses = {
        span: len(wanted & set(bigrams(span.of(sentence)))) for span in {_clause_at(sentence, v.start) for v in meant}
    }
    order = sorted(clauses, key=lambda span: -clauses[span])
    if len(order) > 1 and clauses[order[0]] < 2 * clauses[order[1]] + 1:
        return list(meant)
    return [value for value in meant if order[0].start <= value.start < order[0].end]


def _with_bounds(sentence: str, span: Span) -> Span | None:
    """The value with the words that bound it (不超过5万元, 20人以上); None for one end of a range."""
    before, after = sentence[: span.start], sentence[span.end :]
    if _RANGE_BEFORE.search(before) or re.match(r"\s?[-—~～至到]\s?\d", after):
        return None
    start, end = span.start, span.end
    if bound := _APPROXIMATE_BEFORE.search(before):
        start = bound.start()
    if bound := _APPROXIMATE_AFTER.match(after):
        end += bound.end()
    return Span(start, end)


def _only_date(question: Question, sentence: str) -> Span | None:
    asked = fold(question.text).text
    found = [match for match in _DATE.finditer(sentence) if fold(match.group()).text not in asked]
    if len(found) != 1:
        return None
    at = found[0]
    wants_day = re.search(r"哪一?[天日]|几号|几月几", question.text) is not None
    if wants_day and not at.group().endswith("日"):
        return None
    if re.match(r"\s?[-—~～至到]\s?\d|年间|以[前后来]|[之]?[前后](?!勤)", sentence[at.end() :]):
        return None
    return Span(at.start(), at.end())


def _who(question: Question, sentence: str) -> Span | None:
    """“由谁主持” -> what stands between 由 and 主持; a clause with several such is left alone."""
    asked = _WHO.search(question.text)
    if asked is None:
        return None
    act = re.escape(asked["act"][:2])
    found = list(
        re.finditer(rf"由(?P<who>[^，。；：、,;:（(由的]{{2,16}}?)(?:负责|会同[^，。]{{2,10}})?{act}", sentence)
    )
    if len(found) != 1:
        return None
    if _MORE_THAN_A_NAME.search(found[0]["who"]):
        return None
    return Span(found[0].start("who"), found[0].end("who"))


def _clause_at(sentence: str, at: int) -> Span:
    return Span(*clause_around(sentence, at, at))


__all__ = ["fitting", "lead"]

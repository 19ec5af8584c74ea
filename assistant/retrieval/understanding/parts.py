"""Questions that ask several things at once, taken apart: 要多少人，其中党员占多少 -> two questions."""

from __future__ import annotations

import re

from assistant.retrieval import wording

MOST = 4
"""Parts that are looked at; what comes after them is left to the last."""

_CLAUSE = re.compile(r"(?:“[^”]*”|《[^》]*》|（[^）]*）|[^，,；;。？?！!])+")
_ASKS_TOO = re.compile(r"会不会|是不是|算不算|要不要|够不够")
_COMPARES = re.compile(r"(?:一[致样]|相同|对得上|矛盾|冲突)(?:吗|么)?$")
"""Asks how two answers agree, and nothing by itself."""
_COUNTED = re.compile(rf"(?:多少|几)(?P<measure>{'|'.join(wording.MEASURES)})?(?P<noun>[一-鿿]{{2,8}})?$")
_STARTS_OPEN = re.compile(r"^(?:(?:19|20)\d\d年|今年|去年|明年|[上下]半年|到|从|自|要求|应当|应该|后来|现在|目前)")
"""How a clause begins that leaves its subject to the clause before it."""
_SUBJECT = re.compile(
    r"^(?P<subject>(?:“[^”]*”|《[^》]*》|[一-鿿]){2,20}?)(?=(?:19|20)\d\d年|第[一二三四]季度|今年|去年|是|有|在|要|从|由|定|得了|做|到)"
)
_EACH = re.compile(
    r"^(?P<subject>[^，,、]{2,30})[，,](?P<named>[^，,、]{2,20}(?:、[^，,、]{2,20})*(?:和|与|以及|及)[^，,、]{2,20}?)"
    r"(?:分别|各)(?P<ask>(?:是|为|有|要求|达到?)?(?:多少|几)[^，,]{0,8}?)[？?]?$"
)
"""办结率，2025年、2026年和全年目标分别是多少: one thing of each of several."""
_BETWEEN = re.compile(r"、|以及|和|与|及")


def parts_of(question: str) -> tuple[str, ...]:
    """The clauses that ask, each with the clauses before it that ask nothing; () for a question that asks one thing."""
    if (each := _EACH.match(question)) is not None:
        named = [one for one in _BETWEEN.split(each["named"]) if one][:MOST]
        return tuple(f"{each['subject']}{one}{each['ask']}" for one in named)
    parts: list[str] = []
    ahead: list[str] = []
    for clause in _CLAUSE.findall(question):
        ahead.append(clause.strip())
        if _asks(clause):
            parts.append("，".join(ahead))
            ahead = []
    if len(parts) < 2:
        return ()
    parts = [parts[0], *(_completed(part, parts[0]) for part in parts[1:])]
    return (*parts[: MOST - 1], "，".join([*parts[MOST - 1 :], *ahead])) if len(parts) >= MOST else tuple(parts)


def asks_in_turn(question: str) -> bool:
    """Whether one thing is asked of each of several (办结率，2025年和2026年分别是多少), which compares nothing."""
    return _EACH.match(question) is not None


def _completed(part: str, first: str) -> str:
    """A later part with what it leaves to the first: 多少个 -> 多少个党支部, 2026年何时完成 -> 档案数字化2026年…."""
    asked, ahead = _COUNTED.search(part), _COUNTED.search(first)
    if asked and not asked["noun"] and ahead and ahead["noun"] and asked["measure"] == ahead["measure"]:
        return f"{part}{ahead['noun']}"
    subject = _SUBJECT.match(first)
    if subject and _STARTS_OPEN.match(part) and subject["subject"] not in part:
        return f"{subject['subject']}{part}"
    return part


def _asks(clause: str) -> bool:
    asks = wording.ASKING.search(clause) or _ASKS_TOO.search(clause)
    return asks is not None and _COMPARES.search(clause) is None

"""Who is to do what, where the sources name somebody else: 报党委书记审批 where they have 报分管领导审批."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.answering.evidence import Evidence
from assistant.answering.premise.correction import Correction
from assistant.answering.premise.pairs import held, telling
from ingest.text.likeness import may_be_one
from ingest.types import Span

LOOKED_AT = 16
SHARED = 0.5
"""Share of the other character pairs of the statement that the sentence, with title and headings, must hold."""

_DONE = (
    "审批|批准|审核|审定|核定|备案|同意|负责|牵头|组织|主持|召集|验收|认定|审议|决定|批复|报告|考核|评审|保管|解释|监督|提出|签发|签字|核准|公示|验证|复核|汇总"
    "|制定|编制|发布|印发|管理|承担|实施|推荐|约谈|代表"
)
_DUTY = re.compile(
    rf"(?P<by>由|(?<![申填通汇上])报(?:请|送|经)?|经(?![理济营])|向|交|送|提交)(?P<who>(?:[^，。；：、,;:（）()“”\n由报经向的]|经(?=[理济营])){{2,14}}?)(?:来|进行|统一|具体)?(?P<act>{_DONE})"
)
_BODY = re.compile(
    r"(?:[部局室处科委会组院所办厅司]|支部|公司|集团|单位|机[关构]|组织|政府|中心|领导|书记|主任|[部局院校厂处科组]长|经理|负责人|干部|[人员方者])$"
)
"""How the name of who may be charged with something ends."""
_ANYBODY = re.compile(r"谁|哪|什么|何|有关|相关|各|上级|本级|其|该|同级")


def wrong_duty(statement: str, evidence: Sequence[Evidence]) -> Correction | None:
    """The first body of a statement in whose place the best sentence that has its act names another, or None."""
    for claimed in _DUTY.finditer(statement):
        if not _is_body(claimed["who"]):
            continue
        around = telling(statement[: claimed.start()] + "，" + statement[claimed.end() :])
        found = [one for item in evidence[:LOOKED_AT] for one in _counterparts(claimed, around, item)]
        if found and not any(_is_same(claimed["who"], who) for who, _, _ in found):
            who, at, item = found[0]
            return Correction(claimed["who"], who, at, item)
    return None


def _counterparts(
    claimed: re.Match[str], around: frozenset[str], item: Evidence
) -> Iterator[tuple[str, Span, Evidence]]:
    if not around or len(around & held(item)) < SHARED * len(around):
        return
    for one in _DUTY.finditer(item.text):
        if one["by"][0] == claimed["by"][0] and one["act"] == claimed["act"] and _is_body(one["who"]):
            yield one["who"], Span(*one.span("who")), item


def _is_body(who: str) -> bool:
    return _BODY.search(who) is not None and _ANYBODY.search(who) is None


def _is_same(one: str, other: str) -> bool:
    """Whether one may be the other shortened; a deputy is not."""
    return ("副" in one) == ("副" in other) and may_be_one(one, other)


__all__ = ["wrong_duty"]

"""What a comparison measures, told by its words (权重, 频次, 人数, 时限), and whether a sentence gives it."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.verification.values import RATIO, Value, is_length, values

Holds = Callable[[str], bool]

_OFTEN = re.compile(r"每(?:半年|个?季度?|年|月|周|日|天|旬|学期)[^，。；]{0,12}?次|[一二两三四\d]次")


def _has(wanted: Callable[[Value], bool]) -> Holds:
    return lambda text: any(wanted(value) for value in values(text))


_ASPECTS: tuple[tuple[re.Pattern[str], Holds], ...] = (
    (re.compile(r"频次|频率|几次|多久[^，。？]{0,8}次|多少次|次数"), lambda text: _OFTEN.search(text) is not None),
    (re.compile(r"权重|占比|比例|比重|[比合完优增参率][例重率]|百分之几"), _has(lambda value: value.kind == RATIO)),
    (re.compile(r"人数|多少[名人]|几[名人]"), _has(lambda value: value.unit in ("人", "名", "位"))),
    (
        re.compile(r"时限|期限|周期|时长|多长时间|多少(?:个工作)?[日天]|几[天日]|工作日|学时"),
        _has(is_length),
    ),
    (re.compile(r"金额|经费|补助|奖励|奖金|费用|封顶|上限|多少(?:万|亿)?元"), _has(lambda value: value.kind == "元")),
    (re.compile(r"分数|得分|多少分|几分|分值"), _has(lambda value: value.kind == "分")),
)


def measured_by(question: str) -> tuple[Holds, ...]:
    """What tells whether a text gives the measures that the question compares; () where it names none."""
    return tuple(holds for words, holds in _ASPECTS if words.search(question))


__all__ = ["Holds", "measured_by"]

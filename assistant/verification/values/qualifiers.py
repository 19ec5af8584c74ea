"""The words that bound a figure or make it approximate: 余, 多, 约, 近, 超过, 不足, 以上, 以下, 左右, 至少, 最多 …"""

from __future__ import annotations

import re
from typing import Literal

Qualifier = Literal["over", "least", "near", "under", "most", "about"]
"""over: more than it (余, 超过). least: it or more (以上, 至少). near: a little less (近). under: less (不足, 不满).
most: it or less (以下, 不超过, 内). about: around it (约, 左右)."""

Bounds = tuple[Qualifier, ...]
"""All that bounds a figure, in the order of their names: 超过300余项 is bounded twice."""

_WORDS_BEFORE: dict[Qualifier, str] = {
    "over": "超过 超出 超 逾 突破 多于 高于 大于 远超 超逾 跃上 迈上 登上 站上 跨过 越过 跨越",
    "least": "至少 最少 最低 最短 不少于 不低于 不小于 不下 不下于 起码 年满 已满 满 不短于"
    " 不得少于 不得低于 不能少于 不应少于 不应低于 不得短于",
    "near": "近 将近 接近 逼近",
    "under": "不足 不到 未满 不满 低于 少于 小于 未达到 未达 未到",
    "most": "不超过 不高于 不多于 不大于 至多 最多 最高 最长 未超过 不长于 不超出 不突破"
    " 不得超过 不得高于 不得多于 不得突破 不能超过 不应超过",
    "about": "约 大约 约为 大概 大致 约占 约有",
}
_BEFORE = {word: bound for bound, words in _WORDS_BEFORE.items() for word in words.split()}
_AFTER: dict[str, Qualifier] = {
    **dict.fromkeys(("有余", "余", "多", "开外", "之多"), "over"),
    **dict.fromkeys(("以上", "及以上", "或以上", "或者以上"), "least"),
    **dict.fromkeys(("以下", "及以下", "以内", "之内", "或以下"), "most"),
    **dict.fromkeys(("左右", "上下"), "about"),
}
_INSIDE: dict[str, Qualifier] = {"余": "over", "多": "over", "几": "over", "过": "over", "来": "about"}

LONGEST = 6
"""Characters before a figure that a qualifier may take."""

_OTHER_WORDS = "节约 合约 条约 制约 公约 集约 签约 履约 违约 预约 附近 最近 临近 邻近 靠近 圆满 充满"
_NO_QUALIFIER = "".join(f"(?<!{word})" for word in _OTHER_WORDS.split(" "))
_BEFORE_PATTERN = re.compile(
    "(?P<word>" + "|".join(sorted(_BEFORE, key=len, reverse=True)) + ")" + _NO_QUALIFIER + r"(?:的|了|到|其|可?达)?\s?$"
)
_AFTER_PATTERN = re.compile(
    r"\s?(?:[（(]含[^（()）]{0,6}[)）])?(?P<word>"
    + "|".join(sorted(_AFTER, key=len, reverse=True)).replace("|多", r"|多(?![样种元数少边次方层级彩])").replace(
        "|内", r"|内(?![部容涵在外地资设需生陆政阁蒙])"
    ).replace("|余", r"|余(?![下额款热地])")
    + ")"
)  # fmt: skip

_ALIKE = (
    frozenset({"over", "least"}),
    frozenset({"near", "under"}),
    frozenset({"under", "most"}),
    frozenset({"near", "about"}),
)
"""Bounds that writers use for one another, though they are not quite the same."""


def before(text: str) -> tuple[Qualifier, int] | None:
    """The qualifier that ends `text`, and how many characters it takes."""
    match = _BEFORE_PATTERN.search(text[-LONGEST:])
    return (_BEFORE[match["word"]], len(match.group())) if match else None


def after(text: str, at: int) -> tuple[Qualifier, int] | None:
    """The qualifier that stands in `text` at `at`, and how many characters it takes."""
    match = _AFTER_PATTERN.match(text, at)
    return (_AFTER[match["word"]], match.end() - at) if match else None


def inside(hedge: str) -> Qualifier | None:
    return _INSIDE.get(hedge)


def compare(claimed: Bounds, stated: Bounds) -> Literal["same", "near", "other"]:
    """Whether two figures of one amount are bounded alike; "near" where only a stickler tells the bounds apart."""
    if claimed == stated:
        return "same"
    if len(claimed) != len(stated):
        return "other"
    matched = all(_has(one, stated) for one in claimed) and all(_has(one, claimed) for one in stated)
    return "near" if matched else "other"


def _has(one: Qualifier, among: Bounds) -> bool:
    return one in among or any(one in pair and not pair.isdisjoint(among) for pair in _ALIKE)


__all__ = ["LONGEST", "Bounds", "Qualifier", "after", "before", "compare", "inside"]

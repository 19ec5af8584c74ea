"""应当 or 可以, 不得 or 可以, 以上 or 以下, 原则上 or without exception: the force of a rule, at the difference."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from assistant.types import Finding
from assistant.verification.alignment import Alignment
from assistant.verification.differences import Region, Token, regions, shown

_NUMERAL = "[0-9一二三四五六七八九十百千两]"
_FORCES: dict[str, tuple[str, ...]] = {
    "least": (
        r"不(?:得|能|应|可|宜)?(?:少|低|小|早|短)于|不下于|至少|最少|以上",
        rf"最低(?={_NUMERAL})",
        r"(?<!不)(?<!不[得能应可宜])(?:超过|超出|高于|大于|多于)|过(?=半)",
    ),
    "most": (
        r"不(?:得|能|应|可|宜)?(?:超过|超出|高于|大于|多于|晚于|迟于|长于)|至多|最多|以下|以内|之内|未满",
        rf"(?:最高|不足|不满)(?={_NUMERAL})",
        r"(?<!不)(?<!不[得能应可宜])(?:少于|低于|小于|短于)",
    ),
    "never": (
        r"不得|严禁|禁止|不准|不许|不允许|不可以|不能够?|不应当?|不该|不要|切勿|不宜",
        r"不可(?![避分或缺少磨预靠抗逆替再])",
    ),
    "must": (r"必须|务必|务须|(?<!所)有义务", r"(?<![必无胡])须(?![知发眉臾])"),
    "should": (r"应当|应该|理应", r"(?<![响适相供反对效顺照报呼感答因])应(?![用对急变付邀聘届召力试激验答收允许])"),
    "may": (r"可以|能够|(?<!所)有权|允许|准许|准予", r"(?<![许认宁尚])可(?=[由按向在自根依采申延适予对将])"),
    "principle": (r"原则上|通常|必要时", r"一般(?=[应不为每由在情可需要须]|情况)"),
    "all": (r"全部|一律|所有(?![权制])|全体(?!系)", r"均(?=[应可由为须不已有])"),
    "some": (r"部分(?!门)|个别|少数|多数|有的",),
    "every": (r"任何|一切|各级|各(?=[类种个地省市县区单部])|每(?![日月年季])",),
    "within": (r"之前|以前",),
    "after": (r"之后|以后",),
    "outside": (r"以外|之外",),
}
"""Force -> the words that have it; words of one force may stand for one another."""

_ONLY_REPLACED = frozenset({"every"})
"""Forces whose words may be left out: 各级党组织 is 党组织."""

_BOUNDED = re.compile(r"当?(?:不[少低小早短超高大多晚迟长]|至[少多]|最[少多低高])")

_BOUNDS = frozenset({"least", "most"})
"""Forces that the check of figures compares too; beside a figure one must stand against another here."""

_WORD = re.compile("|".join(f"(?P<{force}>{'|'.join(words)})" for force, words in _FORCES.items()))

_LINK = re.compile(r"(?P<either>或者?)|(?P<both>以及|并且|[和与及并且](?![列非])|同时)")

_NOTES = {
    "either": "“和”与“或”同原文不同", "both": "“和”与“或”同原文不同",
    "least": "上下限与原文相反或不同", "most": "上下限与原文相反或不同", "never": "禁止与否与原文不同",
    "principle": "适用的宽严与原文不同", "all": "适用范围与原文不同", "some": "适用范围与原文不同",
    "within": "时限与原文不同", "after": "时限与原文不同", "outside": "内外与原文相反",
}  # fmt: skip


def check_modality(claim: str, alignment: Alignment) -> tuple[Finding, ...]:
    """Words of obligation, permission, prohibition, limit and scope that the claim changed, dropped or added.

    Certain where the rest of the clause is the source's own wording; a word exchanged in a clause that was reworded
    is doubtful, one that is only missing there is no finding. So too 和 for 或, and the other way.
    """
    changed = [
        _finding(claim, alignment, region)
        for region in regions(alignment, _WORD)
        if _differ(claim, region) and (region.is_close or (region.found and region.expected))
    ]
    linked = [_finding(claim, alignment, region) for region in regions(alignment, _LINK) if _is_relinked(region)]
    return (*changed, *linked)


def _is_relinked(region: Region) -> bool:
    found, expected = ({one.group for one in side} for side in (region.found, region.expected))
    return region.is_close and len(found) == len(expected) == 1 and found != expected


def _differ(claim: str, region: Region) -> bool:
    if (
        not region.found
        and all(one.word == "应当" for one in region.expected)
        and any(word in claim[region.start : region.end] for word in "应要须需")
    ):
        return False  # 应对 … is 应当对 … as well as a word of its own; 要 asks for no less
    groups = {one.group for one in (*region.found, *region.expected)}
    if not region.expected and groups == {"should"} and _BOUNDED.match(claim, region.found[-1].end):
        return False  # a rule that sets a bound asks for it: 应不少于 is 不少于
    if groups <= _ONLY_REPLACED and region.start == region.end:
        return False
    if groups <= _BOUNDS and not (region.found and region.expected) and _is_beside_figure(claim, region):
        return False
    return Counter(one.group for one in region.found) != Counter(one.group for one in region.expected)


def _is_beside_figure(claim: str, region: Region) -> bool:
    before, after = claim[max(0, region.start - 4) : region.start], claim[region.end : region.end + 2]
    return re.search(_NUMERAL, before) is not None or re.search(_NUMERAL, after) is not None


def _finding(claim: str, alignment: Alignment, region: Region) -> Finding:
    start, end, expected = shown(alignment, region)
    return Finding(
        "modality",
        "altered",
        start,
        end,
        claim[start:end],
        expected,
        "certain" if region.is_close else "doubtful",
        note=f"{_note([*region.expected, *region.found])}：{_said(region.found)}，原文{_said(region.expected)}",
        difference=alignment.edits,
    )


def _note(words: Sequence[Token]) -> str:
    return next((_NOTES[one.group] for one in words if one.group in _NOTES), "规定的强度与原文不同")


def _said(words: Sequence[Token]) -> str:
    return f"作“{'”“'.join(one.word for one in words)}”" if words else "没有这个限定"

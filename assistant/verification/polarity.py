"""未, 不, 没有, and words turned into their opposite: 增长 and 下降, 同意 and 反对, at the difference."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.types import Finding, Severity
from assistant.verification.alignment import Alignment
from assistant.verification.differences import Region, Token, regions, shown

_OPPOSITES = (
    "增长 上升 提高 提升 增加 扩大 增强 上涨 增多 回升 升高 上调 加快 攀升"
    " | 下降 降低 减少 缩小 减弱 下跌 下滑 回落 削弱 下调 放缓 减慢 放慢 负增长",
    "同意 赞成 支持 拥护 | 反对 不同意 抵制 限制",
    "批准 通过 核准 | 驳回 否决 退回 不予批准",
    "允许 准许 鼓励 提倡 | 禁止 严禁 限制",
    "建立 设立 成立 | 撤销 取消 废止 解散",
    "启动 开始 恢复 | 停止 暂停 终止 结束 中止",
    "加强 强化 巩固 | 削弱 弱化 放松",
    "盈利 盈余 顺差 | 亏损 赤字 逆差",
    "合格 达标 | 不合格 不达标",
    "合法 | 非法 违法",
    "有效 | 无效 失效",
    "公开 | 保密 不公开 秘密 保守",
    "已 已经 | 未 尚未 未曾 没有",
    "有 具有 具备 存在 | 无 没有 不具有 不具备 不存在",
    "是 | 不是 并非 非",
    "提前 | 推迟 延迟 延后 延期",
    "最高 最大 最多 | 最低 最小 最少",
    "领先 先进 | 落后 滞后",
    "积极 主动 | 消极 被动",
    "成功 | 失败",
    "优化 改善 好转 | 恶化",
    "集中 统一 | 分散",
    "直接 | 间接",
    "收入 | 支出",
    "进口 | 出口",
    "流入 | 流出",
    "新增 | 减少",
    "上级 | 下级",
    "参加 出席 | 缺席",
    "优先 | 暂缓",
    "承担 | 免除",
    "符合 遵守 | 违反 不符合",
    "公有 国有 | 私有 民营",
    "肯定 | 否定",
    "全面 | 局部",
    "高于 多于 | 低于 少于",
    "正确 | 错误",
    "增值 升值 | 贬值",
    "紧缩 从紧 | 宽松 扩张",
    "稳定 | 动荡",
    "东部 | 西部",
    "南方 | 北方",
    "境内 国内 | 境外 国外",
    "除外 | 在内",
    "有关 | 无关",
    "年初 | 年末 年底",
    "上半年 | 下半年",
    "去年 上年 | 今年 本年 次年 明年",
    "届满前 | 届满后",
    "当年 | 次年",
    "事先 事前 | 事后",
    "省级 | 县级 市级",
    "市级 | 县级",
    "中央 | 地方",
    "工业 | 农业",
    "城镇 城市 | 农村 乡村",
)  # fmt: skip
"""Words of the left side are opposites of those on the right."""

_NOT = (
    r"(?:没有(?!之)|尚未|未曾|并未|从未|并非|绝非|不再|(?<![并从尚])未(?![来成必免])"
    r"|不(?![断仅但少过管论久禁由愧妨等同惜懈移忘一足得准许可能应该要宜超高低多大小晚迟早短满])"
    r"|(?<![淹沉埋出吞])没(?![收落有])|无(?![论疑线人偿私限数缝障锡形产纸烟愧悔比抵辜声烦暇故])|(?<![是除无莫并绝])非(?![常公法洲营物遗农国金税]))"
)
_WORDS = [word for pair in _OPPOSITES for word in pair.replace("|", " ").split()]
_WORD = re.compile(
    "|".join(
        [
            *(re.escape(word) for word in sorted(set(_WORDS), key=len, reverse=True) if len(word) > 1),
            _NOT,
            "已",
            "有",
            "是",
        ]
    )
)
_IS_NOT = re.compile(rf"{_NOT}|不(?:是|同意|合格|达标|公开|具有|具备|存在|符合)|不予批准|负增长")


def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in _OPPOSITES:
        left, right = (side.split() for side in pair.split("|"))
        for word in left:
            found.setdefault(word, set()).update(right)
        for word in right:
            found.setdefault(word, set()).update(left)
    return {word: frozenset(others) for word, others in found.items()}


_OPPOSITE = _opposites()


def check_polarity(claim: str, alignment: Alignment) -> tuple[Finding, ...]:
    """Negations that the claim dropped or added, and words that it turned into their opposite.

    Certain where the rest of the clause is the source's own wording, else doubtful for opposites and no finding for
    negations: a reworded clause may deny in other ways.
    """
    found = []
    for region in regions(alignment, _WORD):
        turned = _turned(region)
        if turned or (region.is_close and _denials(region.found) != _denials(region.expected)):
            found.append(_finding(claim, alignment, region, turned))
    return tuple(found)


def _turned(region: Region) -> bool:
    said, known = {one.word for one in region.found}, {one.word for one in region.expected}
    return any(_OPPOSITE.get(word, frozenset()) & (said - known) for word in known - said)


def _denials(words: Sequence[Token]) -> int:
    return sum(_IS_NOT.fullmatch(one.word) is not None for one in words) % 2


def _finding(claim: str, alignment: Alignment, region: Region, turned: bool) -> Finding:
    start, end, expected = shown(alignment, region)
    note = "与原文意思相反" if turned else "否定与原文不同"
    severity: Severity = "certain" if region.is_close else "doubtful"
    return Finding(
        "polarity", "altered", start, end, claim[start:end], expected, severity, note=note, difference=alignment.edits
    )  # fmt: skip

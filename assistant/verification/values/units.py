"""Units of figures: how they are written, which measure the same, and how they turn into one another."""

from __future__ import annotations

from fractions import Fraction

UNITS = {
    "年度": "年", "年": "年", "个月": "月数", "个多月": "月数", "月份": "月", "月": "月",
    "个季度": "季度", "季度": "季度", "个工作日": "工作日", "工作日": "工作日", "日": "日", "天": "日", "昼夜": "日",
    "周岁": "岁", "岁": "岁", "周年": "周年", "周": "周", "个星期": "周", "星期": "周", "个小时": "时", "小时": "时",
    "个学时": "学时", "学时": "学时", "个课时": "学时", "课时": "学时",
    "分钟": "分钟", "分": "分", "秒钟": "秒", "秒": "秒", "个世纪": "世纪", "世纪": "世纪",
    "元人民币": "元", "元": "元", "块钱": "元", "美元": "美元", "欧元": "欧元", "港元": "港元", "港币": "港元",
    "日元": "日元", "英镑": "英镑", "卢布": "卢布", "倍": "倍",
    "平方公里": "平方公里", "平方千米": "平方公里", "平方米": "平方米", "公里": "公里", "千米": "公里", "米": "米",
    "厘米": "厘米", "公分": "厘米", "毫米": "毫米", "微米": "微米", "纳米": "纳米", "海里": "海里", "华里": "华里",
    "公顷": "公顷", "亩": "亩", "立方米": "立方米", "方米": "立方米", "升": "升", "毫升": "毫升",
    "吨标准煤": "吨标准煤", "吨": "吨", "公斤": "公斤", "千克": "公斤", "克": "克", "毫克": "毫克", "微克": "微克",
    "斤": "斤", "担": "担", "千瓦时": "千瓦时", "度电": "千瓦时", "千瓦": "千瓦", "兆瓦": "兆瓦", "瓦": "瓦",
    "千伏": "千伏", "伏": "伏", "摄氏度": "摄氏度", "℃": "摄氏度", "分贝": "分贝", "赫兹": "赫兹", "桶": "桶",
    "标准箱": "标准箱", "吨公里": "吨公里", "人公里": "人公里", "基点": "基点", "马力": "马力",
}  # fmt: skip
"""Unit as written -> unit as compared; figures of different units of this table are never one figure as they stand."""

MEASURE_WORDS = (
    "人次", "人日", "人天", "户次", "车次", "架次", "班次", "场次", "台次", "件次", "篇次", "标箱", "员",
    *"名位人次回场届期批个项条件篇份册本部套台辆架座栋幢间所家户支队组村处票例起宗种类级层轮节堂门章点字页张幅块枚颗头只株棵对方",
)  # fmt: skip
"""What is counted; a paraphrase may take another of these (12次会议, 12场会议)."""

AFTER_DIGITS = tuple("款号艘列箱袋瓶羽匹尾口根股卷集遍趟任县市省镇乡国校院")
"""Measure words after Arabic numbers only: with a Chinese one they make words (三国, 五号, 一口)."""

_CONVERSIONS: dict[str, tuple[str, Fraction]] = {
    "周": ("日", Fraction(7)),
    "年数": ("月数", Fraction(12)),
    "时": ("分钟", Fraction(60)),
    "秒": ("分钟", Fraction(1, 60)),
    "公里": ("米", Fraction(1000)),
    "厘米": ("米", Fraction(1, 100)),
    "毫米": ("米", Fraction(1, 1000)),
    "华里": ("米", Fraction(500)),
    "公顷": ("平方米", Fraction(10_000)),
    "亩": ("平方米", Fraction(10_000, 15)),
    "平方公里": ("平方米", Fraction(1_000_000)),
    "升": ("立方米", Fraction(1, 1000)),
    "吨": ("公斤", Fraction(1000)),
    "斤": ("公斤", Fraction(1, 2)),
    "担": ("公斤", Fraction(50)),
    "克": ("公斤", Fraction(1, 1000)),
    "毫克": ("公斤", Fraction(1, 1_000_000)),
    "兆瓦": ("千瓦", Fraction(1000)),
    "瓦": ("千瓦", Fraction(1, 1000)),
    "千伏": ("伏", Fraction(1000)),
}
"""Unit -> (what it is made of, how many of them)."""

_ALIKE = (
    frozenset("名位人个员"),
    frozenset("次场回轮遍趟期批"),
    frozenset("个项条件种类点款"),
    frozenset("个家所处座间支部只栋幢"),
    frozenset("件起宗例个"),
    frozenset("台辆部架艘列"),
    frozenset("本册部套份篇卷张"),
    frozenset("株棵根"),
    frozenset("头只匹口"),
)
"""Measure words that say the same of one thing (12名党员, 12个党员)."""


_APART = frozenset("户次回场届期章节点")
"""Measure words that 个 is never said for."""


def in_base(unit: str, amount: Fraction) -> tuple[str, Fraction]:
    """The same quantity in the unit that all of its kind are compared in: 2公里 -> ("米", 2000)."""
    converted = _CONVERSIONS.get(unit)
    return (converted[0], amount * converted[1]) if converted else (unit, amount)


def base_unit(unit: str) -> str:
    """The unit that all of its kind are compared in."""
    converted = _CONVERSIONS.get(unit)
    return converted[0] if converted else unit


def alike(one: str, other: str) -> bool:
    """Whether two measure words may stand for one another."""
    if "个" in (one, other) and len(one) == len(other) == 1:
        return not _APART & {one, other}
    return one == other or any(one in group and other in group for group in _ALIKE)

"""What a sentence says that its cards do not: stricter than support, for what a model writes is guilty until proven.

Figures, names of persons and bodies, quotations and titles must stand in the cards letter for letter; of the other
wording most must.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.verification.values import matches, values
from ingest.text.folding import fold
from ingest.text.tokens import bigrams

MOST_NEW = 0.3
"""Share of a sentence's character pairs that no card of it has."""

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_LOOSE = re.compile(
    r"[数几近上成余多两]*[十百千万亿]+[余多]?(?:名|个|项|次|人|家|元|件|份|条|场|户|余)"
    r"|去年|前年|今年|明年|[上下]半年|[一二三四]季度|年[初底末]|[上本下]个?月"
)
"""Counts and times that are no exact figures."""

_QUOTED = re.compile(r"“([^“”]{2,})”|《([^《》]{2,})》|「([^「」]{2,})」")
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐"
    "费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁"
    "杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚"
    "程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘斜厉戎祖武符刘景詹束龙"
    "叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农"
    "温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空"
    "曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公佟叶涂闫肖"
)
_PERSON = re.compile(
    rf"(?P<before>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)(?=同志|书记|主任|部长|经理|工程师|教授|先生|女士|董事长|总经理|主席|委员|师傅|院士|厂长"
    r"|组长|队长|科长|处长|局长|站长|专家|劳模|技师|（|带领|带队|主持|牵头|表示|指出|强调|介绍|认为|提出|担任|荣获|等人|说|和|、|，|作为|负责|亲自)"
    rf"|(?:同志|书记|主任|部长|经理|工程师|教授|董事长|主席|组长|队长|负责人|劳模|技师|员|师傅|由|向|与|对|，|。|^)(?P<after>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}})"
)
_BODY = re.compile(
    r"[\u4e00-\u9fff]{2,12}?(?:公司|集团|研究院|设计院|学院|大学|医院|银行|协会|学会|委员会|党委|党总支|党支部|工会|团委|中心|部门|办公室|厂|局|署|厅|市|县|省|社区|街道)"
)
_GENERIC = re.compile(
    r"(?:集团|公司|所属|各|本|上级|基层|全体|机关|各级|所属各|相关|有关|责任|牵头|各个|企业|单位)*"
    r"(?:公司|集团|党委|党总支|党支部|工会|团委|部门|中心|办公室)"
)
"""Bodies without a name of their own."""

_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]{1,}")


def novelties(text: str, cards: Sequence[str]) -> list[str]:
    """What of `text` none of the cards has, in Chinese, worst first; nothing where all is theirs."""
    held = fold("\n".join(cards)).text
    folded = fold(text).text
    found = [f"卡片中没有“{piece}”" for piece in dict.fromkeys(_new_figures(text, cards, folded, held))]
    found += [f"卡片中没有“{piece}”" for piece in dict.fromkeys(_new_names(text, held))]
    pairs = set(bigrams(_without_figures(text)))
    known = {pair for card in cards for pair in bigrams(card)}
    if pairs and len(pairs - known) > MOST_NEW * len(pairs):
        found.append("大部分内容卡片中没有")
    return found


def _without_figures(text: str) -> str:
    for value in reversed(values(text)):
        text = f"{text[: value.start]}，{text[value.end :]}"
    return text


def _new_figures(text: str, cards: Sequence[str], folded: str, held: str) -> Iterator[str]:
    known = [value for card in cards for value in values(card)]
    yield from (value.text for value in values(text) if not any(matches(value, other) for other in known))
    yield from (match.group() for match in _LOOSE.finditer(folded) if match.group() not in held)
    digits = set(_DIGITS.findall(held))
    read = {digit for value in values(text) for digit in _DIGITS.findall(fold(value.text).text)}
    yield from (digit for digit in _DIGITS.findall(folded) if digit not in digits and digit not in read)


def _new_names(text: str, held: str) -> Iterator[str]:
    for match in _QUOTED.finditer(text):
        inner = next(filter(None, match.groups()))
        if fold(inner).text not in held:
            yield match.group()
    for name in _persons(text):
        if fold(name).text not in held and not _is_made_of(name, held):
            yield name
    for match in _BODY.finditer(text):
        if not _GENERIC.fullmatch(match.group()) and not _is_made_of(match.group(), held):
            yield match.group()
    yield from (match.group() for match in _LATIN.finditer(text) if fold(match.group()).text not in held)


def _persons(text: str) -> Iterator[str]:
    """What may be a person's name: a surname, one or two characters more, and a title or an act beside it."""
    at = 0
    while (match := _PERSON.search(text, at)) is not None:
        yield match["before"] or match["after"]
        at = match.start() + 1


def _is_made_of(name: str, held: str) -> bool:
    """Whether every two neighbouring characters of a name stand side by side in the cards."""
    folded = fold(name).text
    return all(folded[at : at + 2] in held for at in range(len(folded) - 1))

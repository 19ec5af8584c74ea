"""The one pattern that finds figures: every alternative is a group, which `grammar` reads."""

from __future__ import annotations

import re

from assistant.verification.values.units import AFTER_DIGITS, MEASURE_WORDS, UNITS

OWN_COUNT = re.compile(r"(?:个|大|条|项)?(?:方面|层面|步骤|环节|部分|要点|要求|举措|措施|阶段|内容)|[点类种条]")
"""What follows a numeral with which the writer numbers off his own list."""

BOUNDED = re.compile("以[上下内]|左右")

_NAMES = "[两二三四五六七八九十]个(?:意识|自信|维护|确立|务必|全面(?!的)|一以贯之|善于|坚定|伟大)|三严三实|[三四]会一课"
"""Fixed formulations with a number in them; another check reads them whole."""

_DIGITS = "零〇一二两三四五六七八九十"
_CHINESE = f"{_DIGITS}百千万亿"
_CAPITAL = "壹贰叁肆伍陆柒捌玖拾"
_WHOLE = r"(?<![A-Za-z\d])\d{1,18}(?!\d)"
_ARABIC = rf"(?:(?<![A-Za-z\d])\d{{1,3}}(?:,\d{{3}}){{1,5}}(?![\d,])|{_WHOLE})(?:\.\d{{1,9}}(?!\d))?(?![A-Za-z])"
_NUMERAL = f"[{_CHINESE}]{{1,18}}+"
_HEDGE = "(?:[余多几]|来(?![自源华访京料到]))"


def _any(words: tuple[str, ...]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_UNIT = _any((*UNITS, *MEASURE_WORDS))
_WIDE_UNIT = _any((*UNITS, *MEASURE_WORDS, *AFTER_DIGITS))
_PER = rf"(?:/(?:{_WIDE_UNIT}|[A-Za-z]{{1,4}}))"


def _small_money(side: str) -> str:
    """角 and 分 after 元, in groups of this side's own."""
    digit = r"[\d一二三四五六七八九壹贰叁肆伍陆柒捌玖]"
    return rf"(?:(?<=元)零?(?:(?P<{side}jiao>{digit})角)?(?:零?(?P<{side}fen>{digit})分(?!之))?[整正]?)?"


_OFTEN = "半年度?|季度|季|年度|年|月份|月|周|星期|日|天|旬|学期|学年|小时"
_STARTS = rf"\dA-Za-z第每翻半过“\"‘数几上{_CAPITAL}{_CHINESE}"
FIGURE = re.compile(
    rf"""
    (?=[{_STARTS}])(?:
      (?P<date>(?<![\d.])(?:19|20)\d\d(?P<dash>[-./])(?:1[0-2]|0?[1-9])(?:(?P=dash)(?:3[01]|[12]\d|0?[1-9]))?
        (?![\d%万亿元吨人个倍]|\.\d))
    | (?P<clock>(?<![\d:.])(?:[01]?\d|2[0-4])(?::[0-5]\d(?![\d:])|时(?![间代期段])(?:[0-5]?\d分)?))
    | (?P<base>[百千万])分之(?P<share>{_ARABIC}|[{_CHINESE}点]{{1,18}})
    | (?P<lower>{_WHOLE}|(?<![{_CHINESE}]){_NUMERAL})分之(?P<upper>\d{{1,18}}|{_NUMERAL})
    | (?P<fraction>(?<![\d/.A-Za-z])\d{{1,3}}/\d{{1,3}}(?![\d/.%年月A-Za-z]))
    | 第\s?(?P<ordinal>\d{{1,18}}|{_NUMERAL})(?P<numbered>[编章节条款项届次批期名位号季卷版轮代]度?)?
    | (?P<tenths>[一二两三四五六七八九1-9])成(?P<half>半)?(?![立为功员果效长就本绩都交分形人])
    | (?P<arabic>{_ARABIC})\s?(?P<hedge>{_HEDGE})?
      (?:\s?(?P<scale>(?:[十百千]?[万亿]{{1,2}}|[百千](?=[余多]?[元人名户家个件项篇次亩吨公]))
        (?:\d{{1,4}}(?:\.\d{{1,4}})?[百千]?万|(?<=[亿万])\d[千百](?![米克瓦伏]))?))?
      (?P<hedge2>{_HEDGE})?
      (?:\s?(?P<sign>%|‰|个?多?百分点|{_WIDE_UNIT})(?P<per>{_PER})?{_small_money("a")}(?P<plus>(?<=年)半(?!年))?)?
    | (?P<capital>[{_CAPITAL}][{_CAPITAL}零佰仟百千万亿]*)元{_small_money("c")}
    | (?P<name>{_NAMES})
    | [“"‘](?P<plan>十?[一二三四五六七八九]五)[”"’]
    | (?P<open_plan>(?<![{_CHINESE}第])十[一二三四五]五)(?=规划|时期|期间|末|以来|计划|收官|开局)
    | (?!十分(?!钟)) (?<![{_CHINESE}])
      (?P<chinese>(?=[{_DIGITS}]){_NUMERAL}(?:点[{_DIGITS}]{{1,9}}+[万亿]{{0,2}}+)?)
      (?P<hedge3>{_HEDGE})?(?P<scale2>(?<=[余多来几])[万亿]{{1,2}})?
      (?P<chinese_sign>个?多?百分点|{_UNIT})(?P<per2>{_PER})?{_small_money("b")}(?P<plus2>(?<=年)半(?!年))?
    | (?<![{_CHINESE}以])(?P<vague>[数几上][十百千][万亿]{{0,2}}|[数几上][万亿]{{1,2}}|[百千][万亿]{{1,2}}|万亿)[余多]?
      (?P<vague_sign>{_UNIT})
    | (?P<doubled>翻了?(?P<times>[一两二三四])?番)
    | (?P<part>一半(?!以)|一半(?=以[上下])|半数|过半(?!年|个))
    | (?<![上下前后大多一两二三四五六七八九十\d年])半(?:个(?=月|小时|世纪|学期))?(?P<half_of>年|月|小时|天|日|世纪|学期)
    | 每一?个?(?P<often>{_OFTEN})
    | (?<![{_CHINESE}])(?P<numeral>
        (?:[一二两三四五六七八九]十[一二三四五六七八九]?|十[一二三四五六七八九])(?![{_CHINESE}])
      | [一二两三四五六七八九][百千万亿][{_CHINESE}]{{1,16}}+ | 十[一二三四五六七八九]?[万亿][{_CHINESE}]{{0,16}}+
      | [{_DIGITS}百千][{_CHINESE}]{{0,16}}(?=以[上下内]|左右)
      | [一二][九〇零][零〇一二三四五六七八九]{{2}}(?![{_CHINESE}]))
    | (?P<code>(?<![A-Za-z\d])[A-Za-z]*+\d[A-Za-z\d]*)
    )
    """,
    re.VERBOSE,
)


__all__ = ["BOUNDED", "FIGURE", "OWN_COUNT"]

"""What the answer to a question looks like: a year, a number of its unit, a person, a name in title marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.text.folding import fold
from ingest.text.tokens import STOP_WORDS, words

_NUMBER = "0-9〇零一二三四五六七八九十百千万亿两"
_FORMS: tuple[tuple[str, str], ...] = (
    (r"(?:哪|何|几|什么).{0,2}世纪", rf"[{_NUMBER}]+世纪"),
    (r"(?:哪|何|几).{0,2}年(?!代)|年份", rf"[{_NUMBER}]{{2,4}}年"),
    (r"年代", rf"[{_NUMBER}]+年"),
    (r"(?:哪|何|几|什么).{0,2}(?:月|日)|日期", rf"[{_NUMBER}]+(?:月|日)"),
    (
        r"何时|什么时|时间|时期|期限|时限|朝代|时代|多久",
        rf"[{_NUMBER}]+(?:个?[年月日周天]|世纪|时|小时|分)|时期|年间|[朝代]",
    ),
    (r"百分之几|比例|占比|百分比|率[是为]?多少", "%|百分之|分之|成"),
    (r"多少|几[^乎何]|多[大高长远深重快宽]", ""),
    (r"谁|哪[一几]?(?:位|人|名)|何人|什么人|人物|人名", "·|[总王将皇帝君主席长记教授博士先生女士官家人氏员]"),
    (r"哪一?[部本首幅篇份]|什么(?:书|作品|电影|歌|专辑|小说|文件|法|条例)|书名|著作", "《"),
    (r"为什么|为何|原因|什么缘故|何故|怎么会", "因|由于|所以|导致|使得|为了|故|以致|造成"),
    (r"哪里|哪儿|何处|何地|什么地方|地点|位置|位于", "位于|在|地处|[省市县州国岛区]"),
    (r"名称|称为|称作|叫什么|叫做|称号|简称|别名|什么名", '称|名|叫|号|"'),
)
"""How a question asks, and what its answer holds; the first that is found decides. "" is a number of the unit asked."""

_ASKED = tuple((re.compile(asks), holds) for asks, holds in _FORMS)
_UNIT = re.compile(r"(?:多少|几)个?([^0-9，。？?、是有在被的,.]{1,2})")
_ANY_NUMBER = rf"[0-9]|[{_NUMBER}]{{2,}}"
_NOUN = re.compile(
    r"(?:哪(?:一|几|两|些)?(?:个|种|位|条|座|部|门|名|类|款|支|所|家|场|项|届|本|首|艘|块|片|队|任|间|份|颗|张|只|级)?"
    r"|什么|何种|何)([\u4e00-\u9fff]{1,6})"
)


@dataclass(frozen=True, slots=True)
class Expected:
    """What an answer holds.

    Attributes:
        pattern: What it matches in search form; None where the question does not tell.
        ending: The last character of the noun that is asked for (哪个城市: 市): names of such things often end in it.
            "" where the question names no such noun.
    """

    question: str
    pattern: re.Pattern[str] | None
    ending: str

    def places(self, text: str) -> Iterator[int]:
        """Where something in `text` answers by its form that does not stand in the question itself."""
        if self.pattern is not None:
            yield from (match.start() for match in self.pattern.finditer(text) if match.group() not in self.question)

    def endings(self, text: str) -> Iterator[int]:
        """Where a word ends like the noun asked for and is none of the question's."""
        at = text.find(self.ending) if self.ending else -1
        while at >= 0:
            if text[max(0, at - 1) : at + 1] not in self.question:
                yield at
            at = text.find(self.ending, at + 1)


def expected(question: str) -> Expected:
    """What the answer to a question, as it was typed, looks like."""
    folded = fold(question).text
    holds = next((holds for asks, holds in _ASKED if asks.search(folded)), None)
    pattern = None if holds is None else re.compile(holds or _number_of(folded))
    return Expected(folded, pattern, _ending(folded))


def _number_of(question: str) -> str:
    unit = _UNIT.search(question)
    if unit is None:
        return _ANY_NUMBER
    return rf"[{_NUMBER}][{_NUMBER},.]*[多余几]?(?:{re.escape(unit[1])}|{re.escape(unit[1][0])})"


def _ending(question: str) -> str:
    noun = _NOUN.search(question)
    first = next(iter(words(noun[1])), "") if noun else ""
    return first[-1:] if first not in STOP_WORDS else ""

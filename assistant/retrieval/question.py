"""What a question asks for: its kind, the unit of the figure it wants, its names in quotation marks, its terms.

Rules only, no model: official Chinese asks in few ways, and a rule that is read can be mended.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.text import tokens
from ingest.text.folding import fold, is_cjk
from ingest.text.tokens import STOP_WORDS, rarity

QuestionKind = Literal["figure", "date", "definition", "content", "list", "procedure", "comparison", "other"]
"""`content` asks what stands behind a name ("“六个再提升”具体是哪六个方面"); `list` asks which ones there are."""

_KINDS: tuple[tuple[QuestionKind, re.Pattern[str]], ...] = (
    ("comparison", re.compile(r"区别|不同之处|有何不同|有什么不同|对比|相比|一致吗|是否一致|差异|异同")),
    (
        "content",
        re.compile(r"(?:具体内容|具体|分别|各)(?:是|指|为|有|包括)?(?:什么|哪|指|内容)|指(?:的是)?什么|指的是|是指"),
    ),
    (
        "date",
        re.compile(r"什么时候|何时|哪一?[年月日天]|什么时间|几[月日号]|哪个(?:年|月|季度)|截止(?:时间|日期)|期限"),
    ),
    (
        "figure",
        re.compile(
            r"多少|几(?:个|名|项|次|人|天|年|月|家|篇|条|类|种|大|所|成|分)|多久|多长|比例|百分之几|占比|多大|多高"
        ),
    ),
    ("definition", re.compile(r"^什么是|是什么(?:意思|$)|什么叫|何谓|含义|定义|是什么[？?]?$")),
    ("procedure", re.compile(r"怎样|怎么|如何|程序|流程|步骤|做法|要求|措施|办法")),
    ("list", re.compile(r"哪些|哪几|有哪|包括什么|都有谁|名称|分为")),
)

_QUOTED = re.compile(r"[“‘「『《〈]([^”’」』》〉]{1,40})[”’」』》〉]")
_UNIT = re.compile(r"(?:多少|几)([一-鿿%‰]{1,3})")
_SPANS_OF_TIME = re.compile(r"多久|多长时间")
_EXACT = re.compile(r"具体(?:的)?(?:数额|金额|数字|数值|数量|人数|比例|日期|时间)")
_RATES = re.compile(r"比例|占比|百分之几|率(?:是|为|达到|提升到|提高到)?了?多少")

_COUNTED = re.compile(
    r"(?:多少|几)(?:人次|名|个|篇|项|家|条|所|种|类|支|场|期|批|份|座|套|台|件|次)([一-鿿]{2,6}?)(?=$|[，。？?、和及；]|是|有|被)"
)

NAME_WEIGHT = 1.5
"""A name in quotation marks tells more than the rarest other term."""

ABSTRACT = frozenset(
    """
    做法 提法 说法 写法 区别 差别 不同 一致 异同 经验 场景 名称 载体 作用 意义 情况 内容 方面 方式 方法 意思 含义 单位
    现有 前后 两处 材料 文件 资料 文章 提出 写进 写入 说明 要点 特点 成效 效果 结果 原因 目的 依据 要求 规定 事情 东西
    问题 解决 参加 负责 处理 做到
    """.split()  # noqa: SIM905 (words read better than quotation marks)
)
"""Nouns and verbs that any subject may have: in a question they name the form of the answer more than its matter."""
ABSTRACT_WEIGHT = 0.25

PARTIAL = 0.7
"""What all character pairs of a term count when the term itself does not stand in a text."""

MEASURES = (
    "平方公里",
    "平方米",
    "百分点",
    "人次",
    "万元",
    "亿元",
    "公里",
    "小时",
    "分钟",
    "季度",
    "个月",
    "学时",
    "课时",
    "名",
    "个",
    "篇",
    "天",
    "日",
    "年",
    "月",
    "周",
    "次",
    "项",
    "家",
    "条",
    "所",
    "人",
    "户",
    "件",
    "类",
    "种",
    "支",
    "场",
    "期",
    "批",
    "份",
    "元",
    "吨",
    "米",
    "座",
    "套",
    "台",
    "岁",
    "倍",
    "成",
    "分",
    "级",
    "章",
    "字",
    "届",
    "轮",
    "组",
)
"""Measure words, longest first: what may stand between a figure and its noun."""

_SPEECH = re.compile(
    r"请(?:你|问|写|说明|介绍|列出|简述|概括)?(?:一?段|一下)?|什么是|是什么意思|是什么|指的是什么|指什么|为什么|什么样|什么|多少|多久|"
    r"哪(?:几|些|个|一|家|年|位|里)?|怎么样|怎样|怎么|如何|是否|能否|可否|吗|呢|吧|分别|具体|各有|各自|有没有|有哪些|"
    r"(?:一共|总共|共)有?|材料(?:中|里|所载)|文中|一文|文件(?:中|里)|根据|按照|关于|请问"
)
"""Words of asking: they say how the answer should look, not what it is about."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, taken apart.

    Attributes:
        terms: The content words in search form, without the words of asking; longer before shorter.
        weights: One weight above 0 for each term: how much the term tells.
        names: What stood in quotation or title marks, in search form.
        unit: Measure word of the figure asked for, or "" when any figure will do; None when none is asked for.
        counted: What the asked figures count, in search form, where the question says so.
        exact: Whether an approximate figure is no answer (具体数额).
        focus: The terms of what is asked about the subject (X的〔投入和厂商〕是什么); empty where the question has
            no such part or only abstract words in it.
    """

    text: str
    kind: QuestionKind
    terms: tuple[str, ...]
    weights: tuple[float, ...]
    names: tuple[str, ...]
    unit: str | None
    counted: tuple[str, ...]
    exact: bool
    focus: frozenset[str]

    def matches(self, folded: str) -> tuple[float, ...]:
        """For each term, how far a text in search form holds it, 0 to 1."""
        return tuple(_held(term, folded) for term in self.terms)

    def focused(self, matches: Sequence[float]) -> float:
        """Like `coverage`, over the terms of the focus alone; 1 where there is none."""
        parts = [
            (weight, match)
            for term, weight, match in zip(self.terms, self.weights, matches, strict=True)
            if term in self.focus
        ]
        whole = sum(weight for weight, _ in parts)
        return sum(weight * match for weight, match in parts) / whole if whole else 1.0

    def coverage(self, matches: Sequence[float]) -> float:
        """Weighted mean of `matches`, 0 to 1; 0 for a question without terms."""
        whole = sum(self.weights)
        return sum(map(operator.mul, self.weights, matches)) / whole if whole else 0.0


def _held(term: str, folded: str) -> float:
    """1 where the term stands in the text; a longer term also counts by the share of its character pairs."""
    if term in folded:
        return 1.0
    if len(term) < 3 or not is_cjk(term[0]):
        return 0.0
    pairs = [term[at : at + 2] for at in range(len(term) - 1)]
    return PARTIAL * sum(pair in folded for pair in pairs) / len(pairs)


def analyse(text: str, idf: Callable[[str], float]) -> Question:
    """Take a question apart.

    Args:
        idf: Rarity of a term in the library, 0 or more.
    """
    topic = _SPEECH.sub(" ", text)
    names = names_in(text)
    terms = sorted(
        {word for word in tokens.terms(topic) if tells(word)} - set(names), key=lambda word: (-len(word), word)
    )
    weights = [idf(term) * rarity(term) * (ABSTRACT_WEIGHT if term in ABSTRACT else 1.0) for term in terms]
    return Question(
        text=text,
        kind=kind_of(text),
        terms=(*names, *terms),
        weights=(*(NAME_WEIGHT * max(weights, default=1.0) for _ in names), *weights),
        names=names,
        unit=unit_of(text),
        counted=counted_in(text),
        exact=bool(_EXACT.search(text)),
        focus=focus_in(topic),
    )


def focus_in(topic: str) -> frozenset[str]:
    """The content terms after the last 的 of a question without its words of asking.

    Abstract terms are left out, and a single term is no focus: an attribute (X的地址在哪里) seldom stands in the text
    that gives it.
    """
    subject, _, asked = topic.rpartition("的")
    found = frozenset(word for word in tokens.terms(asked) if tells(word) and word not in ABSTRACT)
    return found if subject and len(found) > 1 else frozenset()


def names_in(text: str) -> tuple[str, ...]:
    """What stands in quotation or title marks, in search form; a name inside another one is left out."""
    found = list(dict.fromkeys(fold(match).text for match in _QUOTED.findall(text)))
    return tuple(name for name in found if not any(name != other and name in other for other in found))


def counted_in(text: str) -> tuple[str, ...]:
    """What 多少名/几个 counts, in search form: 多少名队员 -> 队员; none where the question does not say."""
    return tuple(fold(match).text for match in _COUNTED.findall(text))


def tells(word: str) -> bool:
    """Whether a word says what a question is about: no stop word, no lone Chinese character."""
    return word not in STOP_WORDS and (len(word) > 1 or not is_cjk(word))


def kind_of(text: str) -> QuestionKind:
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), "other")


def unit_of(text: str) -> str | None:
    """The measure word that the asked figure carries: 多少名队员 -> 名; "" for 准确率是多少; None without a figure."""
    if _SPANS_OF_TIME.search(text):
        return "时长"
    if _RATES.search(text):
        return "率"
    match = _UNIT.search(text)
    if match is None:
        return "" if "多少" in text else None
    return next((measure for measure in MEASURES if match[1].startswith(measure)), "")

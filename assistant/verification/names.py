"""Names of institutions, persons and places: where a claim has another one than its source.

A name is known by the dictionary's part of speech (nt, nr, ns), by what institutions' names end in, and by a surname
beside a post; nothing is looked up in lists of institutions or of people. Only where claim and source differ, and name
stands against name, is anything said: 该公司 for a company's name, and a name shortened, are no swap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from assistant.types import Finding, Severity
from assistant.verification.alignment import Alignment
from assistant.verification.differences import clause_around, is_clause, is_close, simplified
from assistant.verification.material import beginning, material
from ingest.text.tokens import cut, tag

Kind = Literal["institution", "person", "place"]

CLOSE = 0.75
"""From this score of the alignment on, claim and source are the same sentence, name by name."""

_LONGEST = 24
"""Characters of what may still be a name, with the words before it."""
_HEAD = re.compile(
    r"(?:部门|机关|机构|组织|委员会|委|[图书档案博物文化科技]馆|法院|检察院|[部局厅署室]|办公[室厅]|公司|集团|银行|政府|中央|党委|党组|支部|总支|工会|协会|学会|商会"
    r"|联合会|妇联|大学|学院|学校|医院|中心|联盟|理事会|董事会|监事会|领导小组|代表团|政协|人大|人民代表大会|常委会|海关|社区|街道"
    r"|派出所|研究[院所]|事务所|交易所|法庭|[大总支]队|国务院|企业|工厂|[电水矿分]厂|车间|班组|党校|监察室|[一二三四五六七八九十\d]班)$"
)
_NO_HEAD = re.compile(
    r"(?:干部|全部|内部|外部|局部|[东西南北中]部|一部|本部|格局|布局|结局|大局|全局|部署|教室|卧室|浴室|居室|会议室)$"
)
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,6}(?:省|自治区|市|自治州|县|区|旗|镇|乡|村)$")
_BARE = (
    r"(?:部门|机关|机构|组织|单位|企业|公司|集团|政府|学校|医院|支部|党委|党组|委员会|办公室|中心|社区|街道|车间|班组|工厂|中央|人大"
    r"|政协)"
)
_RANK = re.compile(r"最高|高级|中级|基层|国务院|中央|省级?|市级?|县级?|自治区")
"""Before an institution's name it makes it another institution."""
_BARE_END = re.compile(rf"{_BARE}$")
_ANYBODY = re.compile(
    rf"^(?:(?:有关|相关|各|该|本|我|其|此|上述|上级|下级|所属|其他|一些|当地|专门).*|(?:全|国家|地方|基层|主管|所在|监督|管理|监管|行政|执法|职能"
    rf"|业务|工作|具体|同级|县级|市级|省级){{0,3}}{_BARE}{{0,2}})$"
)
"""Who is meant where no name is given: 有关部门, 该公司, 主管机关, 企业."""
_POST = (
    r"(?:总书记|书记|委员长|主席|总理|总统|首相|部长|省长|市长|县长|局长|厅长|处长|科长|院长|校长|主任|总经理|董事长|经理|秘书长|司令员?"
    r"|政委|元帅|将军|教授|院士|同志|先生|女士|代表|委员|会长|理事长|工程师|厂长|所长|站长|组长|队长|班长|[村镇乡区行馆台社]长|总裁|总监|主管|师傅|医生|老师|同学|委员|干事|劳模|烈士)"
)
_BEFORE_POST = re.compile(rf"^(?:副|代|原)?{_POST}")
_AFTER_POST = re.compile(rf"{_POST}$")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖萧田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦"
    "付方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘"
    "祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧阳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚"
    "岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)
_DOUBLE = frozenset(
    ("欧阳", "司马", "上官", "诸葛", "司徒", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "东方", "端木")
)
_NOMINAL = ("n", "nr", "vn", "an", "j", "b", "l", "s", "nz", "ns", "nt", "f", "x", "")


def check_names(claim: str, alignment: Alignment, sources: Sequence[str] = ()) -> tuple[Finding, ...]:
    """The names in the claim that stand where its source has another one.

    Args:
        sources: All that the text rests on; a name that is nowhere in them weighs more.

    Returns:
        Findings in the claim's order, certain where the rest of the clause is the source's own; `expected` is the
        name that the source has there.
    """
    if not alignment.differences:
        return ()
    return tuple(_findings(claim, alignment, tuple(sources)))


def _findings(claim: str, alignment: Alignment, sources: tuple[str, ...]) -> Iterator[Finding]:
    done = -1
    for at, source_at, edit in alignment.differences:
        if at < done or is_clause(alignment, at, source_at, edit):
            continue
        # what folding drops, a citation mark blanked out say, is part of the difference before it
        here = at, at + len(edit.claim.rstrip())
        there = source_at, source_at + len(edit.source.rstrip())
        said, known = _Words.around(alignment.claim, *here), _Words.around(alignment.source, *there)
        swap = next(
            filter(None, (_swap(said, known, *pair) for pair in _pairs(alignment, said, known, here, there))), None
        )
        if swap is None:
            continue
        here, there = swap
        done = here[1]
        is_sure = is_close(alignment, here, there) or alignment.score >= CLOSE
        found, expected = claim[slice(*here)], alignment.source[slice(*there)]
        if is_sure or simplified(found) not in material(sources):
            severity: Severity = "certain" if is_sure else "doubtful"
            yield Finding("name", "altered", *here, found, expected, severity, note="名称与原文不一致。")


_Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Words:
    """A text, some clauses of it cut into words.

    Attributes:
        text: All of it in simplified characters, one for one.
        starts: Where each word of the clauses begins, and where the last ends.
    """

    text: str
    starts: tuple[int, ...]

    @classmethod
    def around(cls, text: str, start: int, end: int) -> _Words:
        """The words of the clauses that [start, end) touches."""
        plain = simplified(text)
        first, last = clause_around(plain, start, end)
        return cls(plain, tuple(accumulate(map(len, cut(plain[first:last])), initial=first)))

    def over(self, range_: _Range) -> _Range:
        """`range_` widened to whole words; an empty one to the word that it stands in."""
        start, end = range_
        for first, last in zip(self.starts, self.starts[1:], strict=False):
            if first < end and last > start:
                start, end = min(start, first), max(end, last)
        return start, end

    def after(self, at: int) -> list[_Range]:
        """The words from `at` on."""
        return [pair for pair in zip(self.starts, self.starts[1:], strict=False) if pair[0] >= at][:4]


def _pairs(
    alignment: Alignment, said: _Words, known: _Words, here: _Range, there: _Range
) -> Iterator[tuple[_Range, _Range]]:
    """The difference as it is, in whole words, and these without the characters that both begin and end with."""
    yield here, there
    here, there = _widened(alignment, said, known, here, there)
    yield here, there
    one, other = said.text[slice(*here)], known.text[slice(*there)]
    size = min(len(one), len(other))
    ahead = min(beginning(one, other), size)
    behind = min(beginning(one[::-1], other[::-1]), size - ahead)
    here, there = (here[0] + ahead, here[1] - behind), (there[0] + ahead, there[1] - behind)
    yield here, there
    yield from _completed(said, known, here, there)


def _completed(said: _Words, known: _Words, here: _Range, there: _Range) -> Iterator[tuple[_Range, _Range]]:
    """The difference with the characters beside it that make it a person's name on both sides: 远 of 周明远."""
    for left, right in ((0, 1), (0, 2), (1, 0), (1, 1), (2, 0)):
        one, other = (here[0] - left, here[1] + right), (there[0] - left, there[1] + right)
        if min(one[0], other[0]) < 0 or (said.over(one) != one and known.over(other) != other):
            continue
        names = said.text[slice(*one)], known.text[slice(*other)]
        beside = names[0][:left] == names[1][:left] and names[0][::-1][:right] == names[1][::-1][:right]
        if beside and all(_may_be_person(name) and tag(name[:2]) in ("", "nr", "t") for name in names):
            yield one, other


def _widened(alignment: Alignment, said: _Words, known: _Words, here: _Range, there: _Range) -> tuple[_Range, _Range]:
    for _ in range(4):
        wider = said.over(here)
        there = _union(there, alignment.source_span(*wider))
        wider_there = known.over(there)
        wider = _union(wider, alignment.claim_span(*wider_there))
        if (wider, wider_there) == (here, there):
            break
        here, there = wider, wider_there
    return here, there


def _union(one: _Range, other: _Range) -> _Range:
    if other[0] == other[1]:
        return one
    return other if one[0] == one[1] else (min(one[0], other[0]), max(one[1], other[1]))


def _swap(said: _Words, known: _Words, here: _Range, there: _Range) -> tuple[_Range, _Range] | None:
    """Where name stands against name; None where it is no matter of names, or one of the two is any name."""
    here, there = _without_common(said, known, here, there)
    one, other = said.text[slice(*here)], known.text[slice(*there)]
    if not one or not other or one == other or max(len(one), len(other)) > _LONGEST:
        return None
    if _ANYBODY.match(one) or _ANYBODY.match(other):
        return None
    kinds = _kind(said, here), _kind(known, there)
    if all(kinds) or ("person" in kinds and _may_be_person(one) and _may_be_person(other)) or _are_names(one, other):
        return None if _is_same(one, other) else (here, there)
    heads = _head(said, here), _head(known, there)
    if heads[0] is None or heads[1] is None or not (_is_nominal(one) and _is_nominal(other)):
        return None
    return (here[0], heads[0]), (there[0], heads[1])


def _are_names(one: str, other: str) -> bool:
    """Whether both, for all that the dictionary knows, can be nothing but persons' names of three characters."""
    tails = [tag(name[1:]) for name in (one, other)]
    return (
        len(one) == len(other) == 3
        and _may_be_person(one)
        and _may_be_person(other)
        and all(tag(name[:2]) in ("", "nr") for name in (one, other))
        and all(tail.startswith("nr") or tail in ("", "n", "nz", "t", "v") for tail in tails)
        and any(
            tail.startswith("nr") or not tail for tail in (*tails, *(tag(name[:2]) or "n" for name in (one, other)))
        )
    )


def _may_be_person(text: str) -> bool:
    surname = 2 if text[:2] in _DOUBLE else 1 if text[:1] in _SURNAMES else 0
    return 0 < surname < len(text) <= surname + 2 and (tag(text).startswith("nr") or tag(text) in ("", "t"))


def _without_common(said: _Words, known: _Words, here: _Range, there: _Range) -> tuple[_Range, _Range]:
    """Ranges of whole words without those that both begin with, and both end with."""
    if said.over(here) != here or known.over(there) != there:
        return here, there
    one = [
        pair for pair in zip(said.starts, said.starts[1:], strict=False) if here[0] <= pair[0] and pair[1] <= here[1]
    ]
    other = [
        pair
        for pair in zip(known.starts, known.starts[1:], strict=False)
        if there[0] <= pair[0] and pair[1] <= there[1]
    ]
    while len(one) > 1 and len(other) > 1 and _is_word(said.text[slice(*one[0])], known.text[slice(*other[0])]):
        one, other = one[1:], other[1:]
    while len(one) > 1 and len(other) > 1 and _is_word(said.text[slice(*one[-1])], known.text[slice(*other[-1])]):
        one, other = one[:-1], other[:-1]
    if not one or not other:
        return here, there
    return (one[0][0], one[-1][1]), (other[0][0], other[-1][1])


def _is_word(one: str, other: str) -> bool:
    """Whether the two are one word; a single character may be part of a name that the dictionary lacks."""
    return one == other and len(one) > 1


def _kind(words: _Words, range_: _Range) -> Kind | None:
    """What sort of name stands there; None for what is none."""
    text = words.text[slice(*range_)]
    before, after = words.text[max(0, range_[0] - 6) : range_[0]], words.text[range_[1] : range_[1] + 6]
    part = tag(text)
    if part == "nt" or (len(text) > 2 and _HEAD.search(text) and not _NO_HEAD.search(text)):
        return "institution"
    if part in ("n", "ns", "j") and _HEAD.search(text) and len(text) > 1 and not _NO_HEAD.search(text):
        return "institution"
    if part.startswith("nr") and (1 < len(text) <= 3 or text[0] not in _SURNAMES):
        return "person"
    if _may_be_person(text) and (_BEFORE_POST.match(after) or _AFTER_POST.search(before)):
        return "person"
    if (part == "ns" and len(text) > 1) or _PLACE.match(text):
        return "place"
    return None


def _head(words: _Words, range_: _Range) -> int | None:
    """Where the institution's name ends whose head follows what stands there: 财政 of 财政 部门."""
    for first, last in words.after(range_[1]):
        word = words.text[first:last]
        if first > range_[1] + 6 or not _is_nominal(word) or word[0] in "，。、；：,;:":
            return None
        if _HEAD.search(word) and not _NO_HEAD.search(word):
            return last
    return None


def _is_nominal(text: str) -> bool:
    return all(tag(word) in _NOMINAL and word.isalpha() for word in cut(text))


def _is_same(one: str, other: str) -> bool:
    """Whether both may mean the same: one is the other shortened, or has another word for its kind (部门, 机构)."""
    stems = [_BARE_END.sub("", name) for name in (one, other)]
    if stems[0] == stems[1] and stems[0]:
        return True
    short, long = sorted((one, other), key=len)
    if long.endswith(short) and _RANK.fullmatch(long.removesuffix(short)):
        return False
    rest = iter(long)
    return all(char in rest for char in short)


__all__ = ["check_names"]

"""What is a name, and of what: told by a word's part of speech, its ending, and what stands beside it."""

from __future__ import annotations

import re
from typing import Literal

from ingest.text.likeness import shortens
from ingest.text.tokens import cut, tag

Kind = Literal["institution", "person", "place"]

_HEAD = re.compile(
    r"(?:部门|机关|机构|[党团会济际作]组织|委员会|委|[图书档案博物文化科技]馆|法院|检察院|[部局厅署室]|办公[室厅]|公司|集团|银行|政府"
    r"|中央|党委|党组|支部|总支|工会|协会|学会|商会|联合会|妇联|大学|学院|学校|医院|中心|联盟|理事会|董事会|监事会|领导小组|代表团|政协|人大|人民代表大会|常委会|海关|社区|街道"
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
_OVERSIGHT = re.compile(r"监督管理|监管")
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
    r"|政委|元帅|将军|教授|院士|同志|先生|女士|代表|委员|会长|理事长|工程师|厂长|所长|站长|组长|队长|班长"
    r"|[村镇乡区行馆台社]长|总裁|总监|主管|师傅|医生|老师|同学|干事|劳模|烈士)"
)
_BEFORE_POST = re.compile(rf"^(?:副|代|原)?{_POST}")
_AFTER_POST = re.compile(rf"{_POST}$")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖萧田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦"
    "付方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘"
    "祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧阳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚"
    "岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝习栗薄"
)
_DOUBLE = frozenset(
    ("欧阳", "司马", "上官", "诸葛", "司徒", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "东方", "端木")
)
_MADE_UP = ("", "nr", "t", "nz")
"""Parts of speech of what may be the beginning of a person's name, by chance a word."""
_NOMINAL = ("n", "nr", "vn", "an", "j", "b", "l", "s", "nz", "ns", "nt", "f", "x", "")


def kind_of(name: str, before: str, after: str) -> Kind | None:
    """What sort of name `name` is, some characters `before` and `after` it given; None for what is none."""
    part = tag(name)
    if part == "nt" or (is_head(name) and (len(name) > 2 or (len(name) > 1 and part in ("n", "ns", "j")))):
        return "institution"
    if part.startswith("nr") and len(name) > 1 and (len(name) <= 3 or name[0] not in _SURNAMES):
        return "person"
    if may_be_person(name) and (_BEFORE_POST.match(after) or _AFTER_POST.search(before)):
        return "person"
    return "place" if (part == "ns" and len(name) > 1) or _PLACE.match(name) else None


def is_head(word: str) -> bool:
    """Whether the word ends as institutions' names do."""
    return _HEAD.search(word) is not None and _NO_HEAD.search(word) is None


def is_anybody(words: str) -> bool:
    """Whether the words name nobody in particular: 有关部门, 该公司, 企业."""
    return _ANYBODY.match(words) is not None


def is_nominal(text: str) -> bool:
    """Whether every word of `text` may be part of an institution's name."""
    return all(tag(word) in _NOMINAL and word.isalpha() for word in cut(text))


def may_be_person(text: str) -> bool:
    """Whether `text` may be a person's name: a surname and one or two characters that make no word of another kind."""
    surname = 2 if text[:2] in _DOUBLE else 1 if text[:1] in _SURNAMES else 0
    if not 0 < surname < len(text) <= surname + 2 or (
        surname == 1 and len(text) == 3 and tag(text[:2]) not in _MADE_UP
    ):
        return False
    return tag(text).startswith("nr") or tag(text) in ("", "t")


def are_people(kinds: tuple[Kind | None, Kind | None], one: str, other: str) -> bool:
    """Whether two names of these kinds are persons' names: one that is tells what the other may be."""
    if kinds == ("person", "person"):
        return True
    by_the_other = (kinds[0] == "person" and may_be_person(other)) or (kinds[1] == "person" and may_be_person(one))
    return by_the_other or _are_names(one, other)


def _are_names(one: str, other: str) -> bool:
    """Whether both, for all that the dictionary knows, can be nothing but persons' names of three characters."""
    tails = [tag(name[1:]) for name in (one, other)]
    return (
        len(one) == len(other) == 3
        and may_be_person(one)
        and may_be_person(other)
        and all(tail.startswith("nr") or tail in ("", "n", "nz", "t", "v") for tail in tails)
        and any(
            tail.startswith("nr") or not tail for tail in (*tails, *(tag(name[:2]) or "n" for name in (one, other)))
        )
    )


def is_same(one: str, other: str) -> bool:
    """Whether both may mean the same: one is the other shortened, or has another word for its kind (部门, 机构)."""
    stems = [_BARE_END.sub("", _OVERSIGHT.sub("管理", name)) for name in (one, other)]
    if stems[0] == stems[1] and stems[0]:
        return True
    short, long = sorted((one, other), key=len)
    if long.endswith(short) and _RANK.fullmatch(long.removesuffix(short)):
        return False
    return shortens(short, long)


__all__ = ["Kind", "are_people", "is_anybody", "is_head", "is_nominal", "is_same", "kind_of", "may_be_person"]

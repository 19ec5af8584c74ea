"""Corruptions: each takes a sentence and gives it with one thing wrong, or None where it has nothing of the kind."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence

Corruption = Callable[[str, random.Random], str | None]

_ORGANISATIONS = (
    "国务院", "最高人民法院", "最高人民检察院", "全国人民代表大会常务委员会", "中央军事委员会", "财政部门", "审计机关",
    "公安机关", "人民检察院", "人民法院", "市场监督管理部门", "税务机关", "海关", "中国人民银行", "教育行政部门",
    "生态环境主管部门", "国家监察委员会", "全国总工会", "中央纪律检查委员会", "县级以上地方人民政府", "乡镇人民政府",
    "国家发展改革委", "商务部", "水利部", "交通运输部", "共青团中央", "全国妇联", "居民委员会", "村民委员会",
)  # fmt: skip
_PEOPLE = (
    "毛泽东", "周恩来", "刘少奇", "朱德", "邓小平", "陈云", "江泽民", "胡锦涛", "习近平", "李克强", "李强", "温家宝",
    "朱镕基", "李鹏", "华国锋", "林彪", "孙中山", "蒋介石", "列宁", "斯大林", "马克思", "恩格斯",
)  # fmt: skip
_FORMULATIONS = (
    "政治意识、大局意识、核心意识、看齐意识", "道路自信、理论自信、制度自信、文化自信", "创新、协调、绿色、开放、共享",
    "富强民主文明和谐美丽", "人民当家作主、依法治国", "经济建设、政治建设、文化建设、社会建设",
    "有法可依、有法必依、执法必严、违法必究", "自我净化、自我完善、自我革新、自我提高",
    "马克思列宁主义、毛泽东思想、邓小平理论", "民主选举、民主决策、民主管理、民主监督",
    "科学立法、严格执法、公正司法、全民守法",
    "坚持以人民为中心", "绝对忠诚、绝对纯洁、绝对可靠", "革命化、年轻化、知识化、专业化",
    "有理想、有道德、有文化、有纪律", "长期共存、互相监督、肝胆相照、荣辱与共",
    "党要管党、从严治党", "总揽全局、协调各方",
    "新型工业化、信息化、城镇化、农业现代化", "老有所养、住有所居", "百花齐放、百家争鸣",
    "自尊自信、理性平和、积极向上",
    "政治建设、思想建设、组织建设、作风建设、纪律建设",
)  # fmt: skip
_COMMON = "的一是了和人在有大这中为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子"

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def digit(sentence: str, chooser: random.Random) -> str | None:
    """One digit of an Arabic numeral changed."""
    places = [
        at
        for match in _NUMBER.finditer(sentence)
        for at in range(*match.span())
        if sentence[at].isdigit() and not _is_year(sentence, match)
    ]
    if not places:
        return None
    at = chooser.choice(places)
    leading = at == 0 or not sentence[at - 1].isdigit()
    choices = [figure for figure in ("123456789" if leading else "0123456789") if int(figure) != int(sentence[at])]
    return sentence[:at] + chooser.choice(choices) + sentence[at + 1 :]


def unit(sentence: str, chooser: random.Random) -> str | None:
    """万 for 亿, 月 for 年, and their like, after a numeral."""
    pairs = {
        "万": "亿", "亿": "万", "个月": "年", "公里": "米", "日内": "个月内", "万元": "亿元", "亿元": "万元",
        "年以": "个月以",
        "人": "户", "亩": "公顷", "吨": "公斤", "斤": "吨", "小时": "天", "天": "小时", "元": "万元",
    }  # fmt: skip
    number = r"(?P<number>\d+(?:\.\d+)?|[一二三四五六七八九十]{1,3})"
    places = [
        (match, pairs[match["unit"]])
        for match in re.finditer(number + rf"(?P<unit>{'|'.join(sorted(pairs, key=len, reverse=True))})", sentence)
    ]
    if not places:
        return None
    match, other = chooser.choice(places)
    return sentence[: match.start("unit")] + other + sentence[match.end("unit") :]


def year(sentence: str, chooser: random.Random) -> str | None:
    """Another year."""
    places = list(re.finditer(r"(?<!\d)(?:19|20)\d\d(?=年)", sentence))
    if not places:
        return None
    match = chooser.choice(places)
    other = int(match.group()) + chooser.choice([-10, -3, -2, -1, 1, 2, 3, 10])
    return sentence[: match.start()] + str(other) + sentence[match.end() :]


def points(sentence: str, chooser: random.Random) -> str | None:
    """百分点 for %, and the other way."""
    places = list(re.finditer(r"(?<=\d)(?:个百分点|%|％)", sentence))
    if not places:
        return None
    match = chooser.choice(places)
    other = "%" if match.group().endswith("点") else "个百分点"
    return sentence[: match.start()] + other + sentence[match.end() :]


def margin(sentence: str, chooser: random.Random) -> str | None:
    """余 or 多 after a numeral, 约, 近 or 超过 before it, left out."""
    places = list(
        re.finditer(r"(?<=[\d十百千万亿])[余多](?=[万亿个人户名家次项元件亩吨公种年])|(?:超过|约|近)(?=\d)", sentence)
    )
    return _without(sentence, chooser.choice(places)) if places else None


def modality(sentence: str, chooser: random.Random) -> str | None:
    """应当 for 可以, 必须 for 可以, and their like."""
    others = {
        "应当": ["可以"], "必须": ["可以", "一般应"], "可以": ["应当", "必须"], "不得": ["可以"], "严禁": ["允许"],
        "禁止": ["允许"], "有权": ["有义务"], "原则上": ["一律"], "一律": ["原则上"], "不能": ["能够"],
    }  # fmt: skip
    return _exchanged(sentence, others, chooser)


def negation(sentence: str, chooser: random.Random) -> str | None:
    """A negation dropped or put in."""
    dropped = list(
        re.finditer(r"(?<![不未])(?:不(?=[能会是得予应可符属])|未(?=[经按能取履])|没有(?=[得出实完])|尚未)", sentence)
    )
    put_in = list(re.finditer(r"(?<!不)(?=应当|能够|可以|属于|符合|具有|影响|承担|享有|适用|同意)", sentence))
    places = dropped or put_in
    if not places:
        return None
    match = chooser.choice(places)
    if match.group():
        return _without(sentence, match)
    return sentence[: match.start()] + "不" + sentence[match.start() :]


def bounds(sentence: str, chooser: random.Random) -> str | None:
    """以上 for 以下, 高于 for 低于, and their like."""
    pairs = (
        ("以上", "以下"),
        ("以内", "以外"),
        ("高于", "低于"),
        ("不少于", "不超过"),
        ("不低于", "不高于"),
        ("超过", "不足"),
    )
    others = {one: [two] for pair in pairs for one, two in (pair, pair[::-1])}
    return _exchanged(sentence, others, chooser)


def organisation(sentence: str, chooser: random.Random) -> str | None:
    """Another organisation in its place."""
    return _named(sentence, _ORGANISATIONS, chooser)


def person(sentence: str, chooser: random.Random) -> str | None:
    """Another person in his place."""
    return _named(sentence, _PEOPLE, chooser)


def quotation(sentence: str, chooser: random.Random) -> str | None:
    """One character of a quotation changed."""
    return _inside(sentence, re.compile(r"“([^“”]{4,60})”"), chooser)


def title(sentence: str, chooser: random.Random) -> str | None:
    """One character of a title changed."""
    return _inside(sentence, re.compile(r"《([^《》]{3,40})》"), chooser)


def list_dropped(sentence: str, chooser: random.Random) -> str | None:
    """One member of an enumeration left out."""
    found = _enumeration(sentence, chooser)
    if found is None:
        return None
    start, end, members = found
    gone = chooser.randrange(1, len(members) - 1)  # the outer ones carry what goes before and comes after
    return sentence[:start] + "、".join(members[:gone] + members[gone + 1 :]) + sentence[end:]


def list_moved(sentence: str, chooser: random.Random) -> str | None:
    """Two inner members of an enumeration exchanged."""
    found = _enumeration(sentence, chooser, least=4)
    if found is None:
        return None
    start, end, members = found
    at = chooser.randrange(1, len(members) - 2)
    if members[at] == members[at + 1]:
        return None
    members[at], members[at + 1] = members[at + 1], members[at]
    return sentence[:start] + "、".join(members) + sentence[end:]


def formulation(sentence: str, chooser: random.Random) -> str | None:
    """A member of a fixed formulation dropped or moved."""
    present = [one for one in _FORMULATIONS if one in sentence]
    if not present:
        return None
    one = chooser.choice(present)
    members = one.split("、")
    if len(members) < 2:
        return None
    if chooser.random() < 0.5 and len(members) > 2:
        members.pop(chooser.randrange(len(members)))
    else:
        at = chooser.randrange(len(members) - 1)
        members[at], members[at + 1] = members[at + 1], members[at]
    return sentence.replace(one, "、".join(members), 1)


def subject(sentence: str, chooser: random.Random) -> str | None:
    """Two figures of one unit exchanged between their subjects."""
    figures = list(
        re.finditer(r"(?<![\d.第])\d+(?:\.\d+)?(?:个百分点|%|[万亿]{0,2}(?:元|人|吨|公里|家|户|亩|个|件))", sentence)
    )
    pairs = [
        (one, two)
        for at, one in enumerate(figures)
        for two in figures[at + 1 :]
        if one.group() != two.group()
        and _unit_of(one.group()) == _unit_of(two.group())
        and re.search("[，、；]", sentence[one.end() : two.start()])
    ]
    if not pairs:
        return None
    one, two = chooser.choice(pairs)
    return (
        sentence[: one.start()] + two.group() + sentence[one.end() : two.start()] + one.group() + sentence[two.end() :]
    )


CORRUPTIONS: Mapping[str, Corruption] = {
    "digit": digit,
    "unit": unit,
    "year": year,
    "points": points,
    "margin": margin,
    "modality": modality,
    "negation": negation,
    "bounds": bounds,
    "organisation": organisation,
    "person": person,
    "quotation": quotation,
    "title": title,
    "list_dropped": list_dropped,
    "list_moved": list_moved,
    "formulation": formulation,
    "subject": subject,
}
"""Name -> corruption. A neighbouring paragraph cited is no change of the sentence: see `measuring`."""


def _is_year(sentence: str, match: re.Match[str]) -> bool:
    return len(match.group()) == 4 and sentence[match.end() : match.end() + 1] == "年"


def _unit_of(figure: str) -> str:
    return figure.lstrip("0123456789.")


def _without(sentence: str, match: re.Match[str]) -> str:
    return sentence[: match.start()] + sentence[match.end() :]


def _exchanged(sentence: str, others: Mapping[str, Sequence[str]], chooser: random.Random) -> str | None:
    places = list(re.finditer("|".join(sorted(others, key=len, reverse=True)), sentence))
    if not places:
        return None
    match = chooser.choice(places)
    return sentence[: match.start()] + chooser.choice(others[match.group()]) + sentence[match.end() :]


def _named(sentence: str, names: Sequence[str], chooser: random.Random) -> str | None:
    places = list(re.finditer("|".join(sorted(names, key=len, reverse=True)), sentence))
    if not places:
        return None
    match = chooser.choice(places)
    other = chooser.choice([name for name in names if name not in sentence])
    return sentence[: match.start()] + other + sentence[match.end() :]


def _inside(sentence: str, pattern: re.Pattern[str], chooser: random.Random) -> str | None:
    places = [
        at
        for match in pattern.finditer(sentence)
        for at in range(*match.span(1))
        if "\u4e00" <= sentence[at] <= "\u9fff"
    ]
    if not places:
        return None
    at = chooser.choice(places)
    other = chooser.choice([char for char in _COMMON if char != sentence[at]])
    return sentence[:at] + other + sentence[at + 1 :]


def _enumeration(sentence: str, chooser: random.Random, least: int = 3) -> tuple[int, int, list[str]] | None:
    """Where a list stands and its members; the first and the last hold what stands before and behind the list."""
    member = r"[^，。；：、“”《》（）\d]{2,10}"
    places = list(re.finditer(rf"{member}(?:、{member}){{{least - 1},}}", sentence))
    if not places:
        return None
    match = chooser.choice(places)
    return match.start(), match.end(), match.group().split("、")

"""Clauses that set a task: whose it is, by when it is due, what is left that it says.

The words are those of official documents: 由党委组织部牵头, 各支部应于5月20日前, 每季度.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.drafting.ledgers.entries import trimmed
from ingest.types import Span

_BODY = (
    r"(?:(?<![全内外干本])部门?|党委|党总支|党组|纪委|委员会?|办公室|室|公司|集团|院|研究所|中心|(?:党|团)?支部|工会|协会|团委|单位|党组织|"
    r"小组|处|科|局|车间|项目部|班组|书记|主任|负责人|专员|联络员|企业|学校|社区|街道|乡镇|村|站|大队)"
)
_DEED = r"认定|提出|审核|审批|约谈|批准|申请|并|报(?!告)|受理|修改|负责(?!人)|牵头(?![单部])"
_NO_NAME = rf"{_DEED}|会议|应当|必须|对照|根据|按照|会同|覆盖"
"""What no name of a unit holds: there a sentence goes on."""

_NAME = rf"(?![对为是把向经看从])(?:(?!{_NO_NAME})[一-龥A-Za-z（）“”]){{0,22}}{_BODY}"
_OWNERS = rf"{_NAME}(?:(?:、|和|与|及|以及|会同|或者){_NAME}){{0,6}}"
_DUTY = (
    r"(?:分别|牵头|负责|承办|主办|组织(?!部)|会同|汇总|配合|具体|办理|承担|"
    r"落实|统筹|指导|实施|审核|根据|按|于|在|每|提出)"
)
_BY = re.compile(rf"(?<![自理])由(?P<owner>{_OWNERS})(?={_DUTY}|[，。；])")
_SUBJECT = re.compile(
    rf"(?:请|要求|建议)?(?P<owner>{_OWNERS})(?=分别|为第一责任人|负责|牵头|会同|应当|应|要|须|必须|将|于|在|每|按|对照|配合|承担|汇总|\d{{1,4}}[年月])"
)
_DATE = (
    r"(?:(?:(?:19|20)\d\d|当|次|本)年)?(?:第?[一二三四1-4]季度|上半年|下半年|年|(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月"
    r"(?:份|上旬|中旬|下旬|初|中|底|末|\d{1,2}[日号]?)?)"
)
_DUE = re.compile(
    rf"(?:于|在|到|截至|务必于|力争)?(?P<due>{_DATE}(?:底|末|内)?(?:\d{{1,2}}[:：]\d\d)?(?:之前|以前|前)(?![期述后往景沿置提列款])|"
    r"(?:(?:19|20)\d\d)?(?:年底|年内)(?:之前|以前|前)?|(?:(?:19|20)\d\d)?年末(?:之前|以前|前))(?!已)"
)
_OFTEN = re.compile(rf"(?P<due>每(?:半?年|个?季度|个?月|周)|{_DATE}(?=发布|完成|开展|召开|组织|印发|启动|进行))")
_ONLY = re.compile(
    r"(?:会议(?:要求|强调|指出|决定)?|下一步|同时|其中|此外|另外|请|要|应当?|必须|须|将|于|在|均|全部|负责|牵头|会同|配合|组织实施|实施|落实|"
    r"完成|办结|印发|到位|报送|上报|提交|办理|具体|共同|抓好|推进|由|按时|如期|一|二|三|四|五|是|，|、)*"
)
"""What says nothing by itself."""

_OPENING = re.compile(
    r"(?:会议(?:要求|强调|决定|指出)|下一步|同时|其中|此外|另外)?[，：]?(?:[一二三四五六七八九十](?:是|要)|第[一二三四五六]，)?"
    r"(?:请|要|应当|应(?!急|用|对)|必须|须|将(?=每|于|在|对)|于|在(?=[，])|负责|分别|也要)?"
)
"""How a clause opens before it says who or what."""

_LEAST = 4
"""Characters of a clause that says what is to be done."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a sentence. Attributes: told: What it says besides owner and day; None where nothing."""

    span: Span
    told: Span | None


def owner_in(text: str, part: Span) -> Span | None:
    """Who is to see to it: behind 由, else the subject of a clause that says what he is to do."""
    by = _BY.search(text, part.start, part.end)
    if by is not None:
        return Span(*by.span("owner"))
    for clause in split(text, part):
        start = clause.start + len(_opening(text, clause))
        match = _SUBJECT.match(text, start, clause.end)
        if match is not None and match.end("owner") - match.start("owner") >= 2:
            return Span(*match.span("owner"))
    return None


def due_in(text: str, part: Span) -> Span | None:
    """The day by which something is to be done."""
    return _first(_DUE, text, part)


def often_in(text: str, part: Span) -> Span | None:
    """A time that comes again, or in which something is to be done: 每季度, 6月开展."""
    return _first(_OFTEN, text, part)


def leads(text: str, part: Span, owner: Span) -> bool:
    """Whether the owner is said to lead or to answer for it."""
    return re.match(r"牵头|负责|承办|会同|每", text[owner.end : part.end]) is not None


def opens(text: str, part: Span, owner: Span) -> bool:
    """Whether the part begins with the owner."""
    return owner.start - part.start <= len(_opening(text, part)) + 1


def split(text: str, part: Span) -> Iterator[Span]:
    """The clauses of a part, with the marks that end them."""
    start = part.start
    for piece in re.split(r"(?<=[，。；：])", part.of(text)):
        if piece:
            yield Span(start, start + len(piece))
        start += len(piece)


def told_in(text: str, clause: Span, owner: Span | None, due: Span | None) -> Span | None:
    """What a clause says besides its owner and its day at its beginning; None where that is nothing."""
    start = clause.start + len(_opening(text, clause))
    for _ in range(3):
        for span in (owner, due):
            if span is not None and clause.start <= span.start < clause.end and span.start - start <= 2:
                start = max(start, span.end)
        start += len(_opening(text, Span(start, clause.end)))
    inner = trimmed(text, Span(min(start, clause.end), clause.end))
    if inner is None:
        return None
    left = inner.of(text)
    for span in (owner, due):
        if span is not None and inner.start <= span.start < inner.end:
            left = left.replace(span.of(text), "")
    return None if len(left) < _LEAST or _ONLY.fullmatch(left) else inner


def _opening(text: str, clause: Span) -> str:
    match = _OPENING.match(text, clause.start, clause.end)
    return match.group() if match is not None else ""


def _first(pattern: re.Pattern[str], text: str, part: Span) -> Span | None:
    match = pattern.search(text, part.start, part.end)
    return Span(*match.span("due")) if match is not None else None

"""Rows told in sentences: 制定实施方案，由党委组织部牵头，3月底前完成。 各支部于5月20日前报送……。

A cell is a clause as it stands, less who does it and by when. What happened already is no task.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from assistant.drafting.ledgers.entries import Entry, trimmed
from assistant.drafting.ledgers.labelled import NUMBERED
from assistant.drafting.ledgers.script import Script
from assistant.drafting.ledgers.tabular import speaks_of_it
from ingest.text.sentences import split_sentences
from ingest.types import Span
from prompts.ledgers import LedgerForm

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
_PAST = re.compile(r"已(?!经?批准|有)|(?<=[一-龥])了(?!解)|以来|截至|历时|曾|为止|同比|统计数")
_ONLY = re.compile(
    r"(?:会议(?:要求|强调|指出|决定)?|下一步|同时|其中|此外|另外|请|要|应当?|必须|须|将|于|在|均|全部|负责|牵头|会同|配合|组织实施|实施|落实|"
    r"完成|办结|印发|到位|报送|上报|提交|办理|具体|共同|抓好|推进|由|按时|如期|一|二|三|四|五|是|，|、)*"
)
_OPENING = re.compile(
    r"(?:会议(?:要求|强调|决定|指出)|下一步|同时|其中|此外|另外)?[，：]?(?:[一二三四五六七八九十](?:是|要)|第[一二三四五六]，)?"
    r"(?:请|要|应当|应(?!急|用|对)|必须|须|将(?=每|于|在|对)|于|在(?=[，])|负责|分别|也要)?"
)
_GOAL = re.compile(r"[^，]*(?:达到|不[少低高]于|控制在|保持在|提高到|降至?到)")
_ACTION = re.compile(
    r"完成|制定|修订|开展|组织|建立|建成|举办|召开|推进|发布|启动|报送|上报|提交|编制|印发|办结|落实|将|对"
)
_ALLOWED = "可以"
_BINDS = re.compile(r"负责|牵头|承担|承办|会同|应当|必须|须|组织|审核|汇总|办理|配合|统筹|指导|审定|每(?=年|季|月|半)")
_OWN_TEXT = re.compile(r"负责解释|印发，|以下简称")
"""What a rule says of itself."""


_LEAST = 4
"""Characters of a clause that says what is to be done."""

_BRIEF = 6
"""Characters under which a clause only adds to the one before: 对账一次."""

_TITLE = 26


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a sentence. Attributes: told: What it says besides owner and day; None where nothing."""

    span: Span
    told: Span | None


def told(script: Script, form: LedgerForm, taken: Sequence[Span]) -> Iterator[Entry]:
    """The rows that sentences tell.

    Args:
        taken: Places that are rows already.
    """
    if form.sentences == "none" or any(kind and kind == script.genre for kind in form.unsuitable):
        return
    barred = sorted((span.start, span.end) for span in taken)
    starts = [start for start, _ in barred]
    reached = list(accumulate((end for _, end in barred), max))
    title: Span | None = None
    for sentence in split_sentences(script.text):
        numbered = NUMBERED.match(script.text, sentence.start, sentence.end)
        if numbered is not None or script.text[max(0, sentence.start - 1)] == "\n":
            title = None
        inner = Span(numbered.end() if numbered else sentence.start, sentence.end)
        before = bisect_left(starts, inner.end)
        if before and reached[before - 1] > inner.start:
            continue
        if numbered is not None and _is_title(inner.of(script.text)):
            title = trimmed(script.text, inner)
            continue
        if inner.of(script.text)[-1:] in "。；！" and not inner.of(script.text).startswith(("问：", "答：", "附")):
            yield from _entries(script, inner, title, form, numbered is not None)
            title = None


def _is_title(text: str) -> bool:
    return len(text) <= _TITLE and text.endswith("。") and "，" not in text and not _DUE.search(text)


def _entries(script: Script, sentence: Span, title: Span | None, form: LedgerForm, is_item: bool) -> Iterator[Entry]:
    if form.sentences == "said":
        if re.search(form.said, sentence.of(script.text)) and speaks_of_it(script, sentence, form):
            yield from _said(script, sentence, form)
        return
    for piece in _parts(script.text, sentence):
        owner: Span | None = None
        for part in _by_day(script.text, piece):
            entry = _entry(script, part, title, form, is_item, owner)
            if entry is not None:
                owner = _owner(script.text, part) or owner
                yield entry


def _said(script: Script, sentence: Span, form: LedgerForm) -> Iterator[Entry]:
    matter, due = form.of_role("matter"), form.of_role("due")
    inner = trimmed(script.text, sentence)
    if matter is None or inner is None:
        return
    cells = {matter.name: inner}
    found = _DUE.search(script.text, sentence.start, sentence.end)
    if found is not None and due is not None:
        cells[due.name] = Span(*found.span("due"))
    yield Entry(script, cells, sentence, False)


def _by_day(text: str, part: Span) -> Iterator[Span]:
    """A piece with several days clause by clause: each day sets a task of its own."""
    start, has_day = part.start, False
    for clause in _split(text, part):
        if _DUE.search(text, clause.start, clause.end) is not None:
            if has_day:
                yield Span(start, clause.start)
                start = clause.start
            has_day = True
    yield Span(start, part.end)


def _parts(text: str, sentence: Span) -> Iterator[Span]:
    """What stands between semicolons."""
    start = sentence.start
    for piece in re.split(r"(?<=；)", sentence.of(text)):
        if piece.strip():
            yield Span(start, start + len(piece))
        start += len(piece)


def _entry(
    script: Script, part: Span, title: Span | None, form: LedgerForm, is_item: bool, heir: Span | None
) -> Entry | None:
    text = script.text
    if _PAST.search(part.of(text)):
        return None
    owner, due = _owner(text, part) or heir, _first(_DUE, "due", text, part)
    if form.sentences == "owner":
        return _duty(script, part, owner, due, form)
    if due is None:
        due = _first(_OFTEN, "due", text, part) if owner is not None and _leads(text, part, owner) else None
    if due is None:
        return None
    cells = _matter(text, part, title, owner, due, form, is_item)
    for role, span in (("owner", owner), ("due", due)):
        column = form.of_role("owner") if role == "owner" else form.of_role("due")
        if column is not None and span is not None:
            cells[column.name] = span
    return Entry(script, cells, part, False) if cells and len(cells) > 1 else None


def _duty(script: Script, part: Span, owner: Span | None, due: Span | None, form: LedgerForm) -> Entry | None:
    """Who does what: behind 负责 or 牵头 what he answers for, else the sentence as it stands."""
    matter, whose = form.of_role("matter"), form.of_role("owner")
    text = script.text
    if owner is None or matter is None or whose is None or not _BINDS.search(text, owner.end, part.end):
        return None
    if _OWN_TEXT.search(part.of(text)):
        return None
    starts = re.match(r"负责|牵头|承担", text[owner.end : part.end]) is not None and _opens(text, part, owner)
    told = trimmed(text, Span(owner.end if starts else part.start, part.end))
    if told is None:
        return None
    cells = {matter.name: told, whose.name: owner}
    when = form.of_role("due")
    if due is not None and when is not None:
        cells[when.name] = due
    return Entry(script, cells, part, False)


def _opens(text: str, part: Span, owner: Span) -> bool:
    return owner.start - part.start <= len(_opening(text, part)) + 1


def _leads(text: str, part: Span, owner: Span) -> bool:
    """Whether the owner is said to lead or to answer for it."""
    return re.match(r"牵头|负责|承办|会同|每", text[owner.end : part.end]) is not None


def _owner(text: str, part: Span) -> Span | None:
    by = _BY.search(text, part.start, part.end)
    if by is not None:
        return Span(*by.span("owner"))
    for clause in _split(text, part):
        start = clause.start + len(_opening(text, clause))
        match = _SUBJECT.match(text, start, clause.end)
        if match is not None and match.end("owner") - match.start("owner") >= 2:
            return Span(*match.span("owner"))
    return None


def _first(pattern: re.Pattern[str], group: str, text: str, part: Span) -> Span | None:
    match = pattern.search(text, part.start, part.end)
    return Span(*match.span(group)) if match is not None else None


def _split(text: str, part: Span) -> Iterator[Span]:
    start = part.start
    for piece in re.split(r"(?<=[，。；：])", part.of(text)):
        if piece:
            yield Span(start, start + len(piece))
        start += len(piece)


def _opening(text: str, clause: Span) -> str:
    match = _OPENING.match(text, clause.start, clause.end)
    return match.group() if match is not None else ""


def _matter(
    text: str,
    part: Span,
    title: Span | None,
    owner: Span | None,
    due: Span | None,
    form: LedgerForm,
    is_item: bool,
) -> dict[str, Span]:
    """The cells of matter and measure; {} where the sentence does not say what is to be done."""
    matter, measure = form.of_role("matter"), form.of_role("measure")
    clauses = [Clause(span, _told(text, span, owner, due)) for span in _split(text, part)]
    main = _main(clauses, due or owner, owner)
    if matter is None or main is None or any(_ALLOWED in span.of(text) for span in main):
        return {}
    if title is None and owner is None and _is_goal(main[0].of(text)):
        return {}
    first = next((clause.told for clause in clauses if clause.told is not None), None)
    if title is None and is_item and first is not None and first != main[0] and _can_head(first.of(text)):
        title = first
    if title is None:
        found = {matter.name: main[0]}
        rest = Span(main[1].start, main[-1].end) if len(main) > 1 else None
    else:
        found, rest = {matter.name: title}, Span(main[0].start, main[-1].end)
    if measure is not None and rest is not None:
        found[measure.name] = rest
    return found


def _can_head(text: str) -> bool:
    return _ALLOWED not in text and not text.endswith("的")


def _is_goal(text: str) -> bool:
    return _GOAL.match(text) is not None and _ACTION.match(text) is None


def _main(clauses: Sequence[Clause], mark: Span | None, owner: Span | None) -> list[Span] | None:
    """The clause of the day (or the owner) where it says what is to be done; else those before it; else after."""
    at = next((n for n, one in enumerate(clauses) if mark and one.span.start <= mark.start < one.span.end), 0)
    own = clauses[at].told
    if own is not None and own.end - own.start >= _BRIEF:
        return [own]
    before: list[Span] = []
    for clause in reversed(clauses[:at]):
        if clause.told is not None:
            before.insert(0, clause.told)
        elif before:
            break
        if clause.told is not None and owner is not None and clause.told.start <= owner.start < clause.told.end:
            break
    if before:
        return before
    if own is not None:
        return [own]
    after = next((clause.told for clause in clauses[at + 1 :] if clause.told is not None), None)
    return [after] if after is not None else None


def _told(text: str, clause: Span, owner: Span | None, due: Span | None) -> Span | None:
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

"""What a document says about itself: title, issuer, 文号, dates, status. What it does not clearly say stays None."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from ingest.headings import plain
from ingest.numbers import NUMBER, normal_number
from ingest.text.dates import DATE_PATTERN, find_dates, matched_date
from ingest.titles import find_title, is_date, is_history
from ingest.types import Metadata, Reading

_HEAD, _TAIL = 30, 15
"""How many blocks count as the beginning and the end."""

_DECREE = re.compile(r"(?P<body>[\u4e00-\u9fff]{2,16}令|公告)\s*第?\s*(?P<serial>\d{1,5})\s*号")
_ORGAN = re.compile(
    r"(?:委员会|党委|党组|总支部?|支部|公司|集团|政府|法院|检察院|国务院|办公室|办公厅|联合会|工会|协会|大学|学院|学校|医院"
    r"|银行|研究院|中心|[\u4e00-\u9fff]{2,}[局部厅委会署院])$"
)
_TERM = re.compile(r"第[一二三四五六七八九十]+届|《[^《》]*》")
_LEGISLATURE = re.compile(r"[\u4e00-\u9fff]{0,14}?人民代表大会(?:常务委员会)?")
_CENTRAL = re.compile(r"国务院|最高人民法院|最高人民检察院|中共中央办公厅|中共中央(?!办)|中央军委")
_IN_FORCE = re.compile(
    rf"(?:(?:^|[。；])\s*|本[^，。；]{{1,14}}?|本[^。；《》]{{1,40}}?，|现[予将][^。]{{0,60}}?，)"
    rf"自\s?(?:{DATE_PATTERN}|(?P<event>发布|印发|公布|下发|颁布)之日)\s?起"
    r"(?:正式)?(?:施行|实施|执行|生效)"
)
_HEAD_IN_FORCE = re.compile(rf"^{DATE_PATTERN}\s*(?:起)?(?:施行|实施)$")
_PASSED = re.compile(r"通过|修正|修订|公布|公告|发布|批准|印发")
_DATED = re.compile(r"(?:日期|发布时间|发布日期|印发日期|成文日期|公布日期)\s*[:：]")
_LEADING_DATE = re.compile(rf"^[（(]?\s*{DATE_PATTERN}\s*")
_PRINTED = re.compile(rf"{DATE_PATTERN}\s*印发$")
_TITLE_STATUS = re.compile(r"[（(][^（）()]*?(试行|暂行|草案|征求意见稿|送审稿|讨论稿|修订|修正|废止)(?:稿|版)?[)）]")
_REPEALED = re.compile(r"^[（(【]?(?:已|现已|本\S{1,6}已)(废止|失效)")
_AMENDED = re.compile(r"(修订|修正)$")


def describe(reading: Reading, name: str) -> Metadata:
    """What `reading` says about the document; `name` is its file name, the last resort for a title."""
    lines = [plain(block.text) for block in reading.blocks]
    title = find_title(reading, name)
    signed_by, signed_on = _signature(lines)
    issued = signed_on or _dated(lines)
    return Metadata(
        title=title,
        issuer=_letterhead(lines) or signed_by or _issuer_in_title(title) or _legislator(lines),
        number=_number(lines),
        issued=issued,
        effective=_effective(lines, issued),
        status=_status(title, lines),
    )


def _number(lines: Sequence[str]) -> str | None:
    """The document's own 文号: one on a line of its own (with at most 签发人 beside it) at the beginning or the end."""
    for line in lines[:_HEAD]:
        text = line.strip("（()） ")
        match = NUMBER.match(text)
        rest = text[match.end() :].strip("）) ") if match else text
        if match and (not rest or rest.startswith("签发人")):
            return normal_number(text)
    for line in lines[:_HEAD]:
        match = _DECREE.search(line) if is_history(line) or len(line) < 40 else None
        if match and (is_history(line) or match.end() == len(line)):
            return f"{match['body'].removeprefix('中华人民共和国')}第{int(match['serial'])}号"
    return None


def _letterhead(lines: Sequence[str]) -> str | None:
    """The issuer in 红头: “中共某某公司委员会文件”."""
    for line in lines[:6]:
        name = re.sub(r"\s", "", line)
        if name.endswith("文件") and 6 <= len(name) <= 40 and _ORGAN.search(name[:-2]):
            return name[:-2]
    return None


def _signature(lines: Sequence[str]) -> tuple[str | None, date | None]:
    """Who signed and when: an organ's name and under it a date alone, anywhere (attachments may follow)."""
    for at in range(1, len(lines)):
        if len(lines[at]) <= 20 and is_date(lines[at]):
            above = re.sub(r"\s", "", lines[at - 1])
            if 4 <= len(above) <= 40 and _ORGAN.search(above) and not re.search("关于|[：:]", above):
                return above, _first_date(lines[at])
    for line in reversed(lines[max(_HEAD, len(lines) - _TAIL) :] or lines[-2:]):
        if is_date(line):
            return None, _first_date(line)
    return None, None


def _dated(lines: Sequence[str]) -> date | None:
    """The day on which it was passed or published last, as the beginning (or the printer's line at the end) tells."""
    head = lines[:_HEAD]
    passed = [_first_date(line) for line in head if is_history(line) and _PASSED.search(line)]
    stated = [_first_date(line[match.end() :]) for line in head if (match := _DATED.search(line))]
    alone = [_first_date(line) for line in head[:8] if is_date(line)]
    printed = [matched_date(match) for line in lines[-_TAIL:] if (match := _PRINTED.search(line))]
    for found in (passed, stated, alone, printed):
        days = [day for day in found if day is not None]
        if days:
            return max(days)
    return None


def _first_date(line: str) -> date | None:
    return next((found.value for found in find_dates(line)), None)


def _effective(lines: Sequence[str], issued: date | None) -> date | None:
    """The day it takes effect: the last clause 自…起施行, else a line at the beginning that says so."""
    for line in reversed(lines):
        match = _IN_FORCE.search(line) if "起" in line else None
        if match is not None:
            return issued if match["event"] else matched_date(match)
    for line in lines[:_HEAD]:
        if match := _HEAD_IN_FORCE.match(line):
            return matched_date(match)
    return None


def _issuer_in_title(title: str) -> str | None:
    before, about, _ = title.partition("关于")
    name = before.strip()
    return name if about and 3 <= len(name) <= 40 and _ORGAN.search(name) else None


def _legislator(lines: Sequence[str]) -> str | None:
    """The body that passed a law, as the lines under its title tell; who merely approved it is not meant."""
    for line in reversed([line for line in lines[:_HEAD] if is_history(line) and "批准" not in line]):
        if match := _CENTRAL.search(line):
            return match.group()
        if match := _LEGISLATURE.search(_TERM.sub("", _LEADING_DATE.sub("", line))):
            return match.group()
    return None


def _status(title: str, lines: Sequence[str]) -> str | None:
    for line in lines[:_HEAD]:
        if match := _REPEALED.match(line):
            return match[1]
    if match := _TITLE_STATUS.search(title):
        return match[1]
    if "暂行" in title:
        return "暂行"
    history = [line for line in lines[:_HEAD] if is_history(line)]
    amended = [match[1] for line in history if (match := _AMENDED.search(line.rstrip("）)")))]
    return amended[-1] if amended else None

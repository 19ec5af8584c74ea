"""Who issued a document under which number and when, from when on it holds: as its text says it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from ingest.numbers import NUMBER, normal_number
from ingest.text.dates import DATE_PATTERN, find_dates, matched_date
from ingest.text.numerals import parse_numeral
from ingest.titles import is_date, is_history

_HEAD, _TAIL = 30, 15
"""How many blocks count as the beginning and the end."""
_BEGINNING = 10
"""Within so many blocks the lines around a title stand."""

_DECREE = re.compile(r"(?P<body>[\u4e00-\u9fff]{2,16}令|公告)\s*第?\s*(?P<serial>\d{1,5})\s*号")
_ORGAN = re.compile(
    r"(?:委员会|党委|党组|总支部?|支部|公司|集团|政府|法院|检察院|国务院|办公室|办公厅|联合会|工会|协会|大学|学院|学校|医院"
    r"|银行|研究院|中心|[\u4e00-\u9fff]{2,40}[局部厅委会署院])$"
)
_TERM = re.compile(r"第[一二三四五六七八九十]+届|《[^《》]*》")
_LEGISLATURE = re.compile(r"[\u4e00-\u9fff]{0,14}?人民代表大会(?:常务委员会)?")
_CENTRAL = re.compile(r"国务院|最高人民法院|最高人民检察院|中共中央办公厅|中共中央(?!办)|中央军委")
_IN_FORCE = re.compile(
    rf"(?:(?:^|[。；])\s*|本[^，。；]{{1,14}}?|本\S{{1,8}}（[^（）]{{0,60}}）|本[^。；《》]{{1,40}}?，|现[予将][^。]{{0,60}}?，)"
    rf"[自从于]\s?(?:{DATE_PATTERN}|(?P<event>发布|印发|公布|下发|颁布|通过|签发|公告|颁发)之日)\s?起"
    r"(?:正式)?(?:施行|实施|执行|生效)"
)
_HEAD_IN_FORCE = re.compile(rf"^{DATE_PATTERN}\s*(?:起)?(?:施行|实施)$")
_STARTS = re.compile(r"\s*起?\s*(?:施行|实施|执行|生效)")
_HISTORY_IN_FORCE = re.compile(rf"自\s?{DATE_PATTERN}\s?起(?:施行|实施|执行|生效)")
_PASSED = re.compile(r"通过|修正|修订|公布|公告|发布|批准|印发")
_DATED = re.compile(r"(?:(?<!截止)(?<!截至)日期|发布时间|发布日期|印发日期|成文日期|公布日期)\s*[:：]")
_LEADING_DATE = re.compile(rf"^[（(]?\s*{DATE_PATTERN}\s*")
_PRINTED = re.compile(rf"{DATE_PATTERN}\s*印发$")
_ABOLISHED = re.compile(
    rf"^[（(【]?(?:本\S{{1,6}}|该\S{{1,6}})?(?:现?已于|自|于)?\s*{DATE_PATTERN}\s*起?(?:予以|正式|被|已)?(?:废止|失效|停止执行)(?:$|[）)】。，])"
)
_VALID_UNTIL = re.compile(rf"有效期(?:截?至|到)\s*{DATE_PATTERN}")
_VALID_YEARS = re.compile(
    r"(?:施行|实施|执行|生效)[，,、]\s*有效期(?:为|限)?\s*(?P<years>\d{1,2}|[一二三四五六七八九十]{1,2})\s*年"
)
_ISSUED_BY = re.compile(
    r"(?:发布|编写|编制|制定|印发|发文|主办|编印|起草|填报)(?:单位|机关|部门|机构)\s*[:：]\s*(?P<name>[^\s:：，。；]{2,30}?)"
    r"(?=\s|$|[（(]|(?:编写|编制|制定|发布|印发|发文)?(?:日期|时间))"
)
_BYLINE = re.compile(rf"^[（(]?(?P<before>[^。；:：]{{2,50}}?)[\s　,，]*{DATE_PATTERN}\s*(?:印发|编印|编|发)?[)）]?$")
_ISSUE = re.compile(
    r"(?:(?:19|20)\d{2}\s*年)?\s*第\s*[\d一二三四五六七八九十百]+\s*期|[（(]\s*总第?\s*\d+\s*期\s*[)）]|总第?\s*\d+\s*期"
)
_EDITED = re.compile(r"(?:主办|编印|编写|编发|编制|供稿|编|印发|发布)$")
_MET = re.compile(
    r"^(?P<name>[\u4e00-\u9fff]{2,30}?(?:党委|党组|党总支|党支部|支部委员会|董事会|委员会))(?:扩大)?(?:\d{4}年)?(?:第\S{1,4}次)?(?:会|扩大)"
)


def number(lines: Sequence[str]) -> str | None:
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


def letterhead(lines: Sequence[str]) -> str | None:
    """The issuer in 红头: “中共某某公司委员会文件”."""
    for line in lines[:6]:
        name = re.sub(r"\s", "", line)
        if name.endswith("文件") and 6 <= len(name) <= 40 and _ORGAN.search(name[:-2]):
            return name[:-2]
    return None


def named_issuer(lines: Sequence[str]) -> str | None:
    """Who a line at the beginning says issued or wrote it: “编写单位：…”, “发布单位：…”."""
    for line in lines[:_BEGINNING]:
        if match := _ISSUED_BY.search(line):
            return match["name"]
    return None


def byline(lines: Sequence[str]) -> tuple[str | None, date | None]:
    """Organ and day on a line under the title: “（党委办公室　2026年4月8日）”, “2026年第4期　宣传部编　…”."""
    for line in lines[1:_BEGINNING]:
        match = _BYLINE.match(line) if not is_history(line) else None
        if match is None:
            continue
        before = _EDITED.sub("", _ISSUE.sub("", match["before"]).strip("　 ，,（()）"))
        organ = re.sub(r"\s", "", before)
        if not organ:
            return None, matched_date(match)
        if len(organ) <= 30 and _ORGAN.search(organ):
            return organ, matched_date(match)
    return None, None


def met(title: str) -> str | None:
    """The body whose meeting a title names: 某某公司党委会会议纪要."""
    match = _MET.match(title) if title.endswith(("纪要", "记录")) else None
    return match["name"] if match else None


def signature(lines: Sequence[str]) -> tuple[str | None, date | None]:
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


def dated(lines: Sequence[str]) -> date | None:
    """The day on which it was passed or published last, as the beginning (or the printer's line at the end) tells."""
    head = lines[:_HEAD]
    passed = [_last_date(line) for line in head if is_history(line) and _PASSED.search(line)]
    stated = [_first_date(line[match.end() :]) for line in head if (match := _DATED.search(line))]
    alone = [_first_date(line) for line in head[:8] if is_date(line)]
    printed = [matched_date(match) for line in lines[-_TAIL:] if (match := _PRINTED.search(line))]
    for found in (passed, stated, alone, printed):
        days = [day for day in found if day is not None]
        if days:
            return max(days)
    return None


def issued_on(lines: Sequence[str]) -> date | None:
    """The day of issue: of the signature, else of the line under the title, else of its history."""
    return signature(lines)[1] or dated(lines) or byline(lines)[1]


def lapsed(lines: Sequence[str], since: date | None) -> date | None:
    """The day from which the document's own text says it holds no more.

    “已于2025年1月1日废止”, “有效期至2027年12月31日”, “自2024年6月1日起施行，有效期5年”. A trial period (试行期2年) is
    no such word: rules on trial stay in force until they are replaced.
    """
    for line in lines[:_HEAD]:
        if (match := _ABOLISHED.search(line)) and (day := matched_date(match)):
            return day
    for line in lines[-_TAIL:]:
        if (match := _VALID_UNTIL.search(line)) and (day := matched_date(match)):
            return day + timedelta(days=1)
        if (match := _VALID_YEARS.search(line)) and since is not None:
            years = parse_numeral(match["years"]) or 0
            return _years_after(since, years) if 0 < years <= 50 else None
    return None


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)


def _last_date(line: str) -> date | None:
    """The latest day in a line of history, but one from which it is in force."""
    days = [found.value for found in find_dates(line) if not _STARTS.match(line, found.span.end)]
    return max(days, default=_first_date(line))


def _first_date(line: str) -> date | None:
    return next((found.value for found in find_dates(line)), None)


def effective(lines: Sequence[str], issued: date | None) -> date | None:
    """The day it takes effect: the last clause 自…起施行, else a line at the beginning that says so."""
    for line in reversed(lines):
        match = _IN_FORCE.search(line) if "起" in line else None
        if match is not None:
            return issued if match["event"] else matched_date(match)
    for line in lines[:_HEAD]:
        if match := _HEAD_IN_FORCE.match(line) or (_HISTORY_IN_FORCE.search(line) if is_history(line) else None):
            return matched_date(match)
    return None


def issuer_in_title(title: str) -> str | None:
    before, about, _ = title.partition("关于")
    name = before.strip()
    return name if about and 3 <= len(name) <= 40 and _ORGAN.search(name) else None


def legislator(lines: Sequence[str]) -> str | None:
    """The body that passed a law, as the lines under its title tell; who merely approved it is not meant."""
    for line in reversed([line for line in lines[:_HEAD] if is_history(line) and "批准" not in line]):
        if match := _CENTRAL.search(line):
            return match.group()
        if match := _LEGISLATURE.search(_TERM.sub("", _LEADING_DATE.sub("", line))):
            return match.group()
    return None

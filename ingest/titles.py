"""Which words name a document: chosen among its first lines and the title that its format states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from ingest.articles import article_starts
from ingest.genres import genre_of
from ingest.headings import is_named, numbering, part, plain, unit
from ingest.numbers import YEAR_AND_SERIAL
from ingest.text.dates import DATE_PATTERN
from ingest.text.folding import fold
from ingest.types import Block, Reading

_LINES = 30
"""How many blocks from the beginning a title is looked for in."""

_GENRE = re.compile(
    r"(?:通知|意见|办法|条例|规定|细则|规则|准则|方案|总结|报告|要点|计划|纪要|记录|决定|决议|制度|章程|通报|通告|公告|函|请示|批复"
    r"|讲话|清单|台账|材料|简报|提纲|汇报|预案|规划|纲要|标准|指南|手册|解释|修正案|法|案例|名单|公报|倡议书|协议|合同|指引|安排"
    r"|研究|探索|探析|浅析|分析|思考|路径|实践|启示|对策|策略|建议|机制|作用|工作|建设|发展|构建|创新|应用|影响|为例)"
    r"\s*(?:[（(][^（）()]{1,20}[)）])?$"
)
_STATE = (
    r"[（(](?:试行|暂行|草案|修订|修正|征求意见稿|送审稿|讨论稿|(?:19|20)\d\d年?(?:度|\d{1,2}月)?(?:修订|修正|版)*"
    r"|(?:19|20)\d\d年?\s?[-—–~～至]+\s?(?:19|20)\d\d年?)[版稿]?[)）]"
)
_BRACKETED = re.compile(rf"{_STATE}$")
_SUBTITLE = re.compile(rf"\s*(?:——|—|--|{_STATE}$)")
_FIELD = re.compile(
    r"(?:摘\s*要|内容摘要|关\s*键\s*词|作者|来源|DOI|中图分类号|文献标[识志]码|文章编号|收稿日期|基金项目|日期|发布|时间|地点"
    r"|主送|抄送|签发人|编号|文号|电话|地址|邮编|责任编辑|主持|出席|列席|记录人|参会|单位|部门|姓名|联系人|版权|网址|首页"
    r"|当前位置)\s*[:：】\]]",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(
    r"[。！!？?；;，,、：:]$|[。；！]|，.*，|https?:|www\.|@|★|^\d[\d\s—-]*$|文件$|^第?\s*[\d一二三四五六七八九十]+\s*期$"
    rf"|^[特加]急$|^[绝机秘]密|^内部|邮编|\d{{6}}\s*[）)；;]?$|{YEAR_AND_SERIAL}"
)
_HISTORY = re.compile(
    rf"^(?:[（(]\s*(?:[^（()）。]{{2,90}}?)?)?{DATE_PATTERN}.*(?:通过|修正|修订|公布|批准|施行|发布|印发|公告)"
)
_DATE_ALONE = re.compile(rf"^[（(]?\s*{DATE_PATTERN}\s*[)）]?$")
_AUTHOR = re.compile(r"^(?:[\u4e00-\u9fff]{2,4}(?:[\s,，、;；\d]+|$)){1,6}$|^作者|^摘\s*要|^【摘要】|[:：]$|^文\s*/")
_CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_DEFAULT_TITLE = re.compile(
    r"^(?:untitled|无标题|未命名|文档\s?\d*|document\s?\d*|新建.*文档|(?:microsoft\s)?(?:word|powerpoint|excel)\b.*"
    r"|幻灯片\s?\d*|.*\.\w{2,4})$",
    re.IGNORECASE,
)
_SITE = re.compile(r"\s*[-_|–—]+\s*")
_UNFINISHED = re.compile(
    r"(?:公司|集团|委员会|党委|党组|总?支部?|部|局|厅|院|大会|年度?|季度|中心|学校|大学|政府|关于|[的和与及暨])$"
)
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_ORDINAL = re.compile(r"^(?:附件)?\d{1,3}[-_.、\s]+(?=\D)|^[【\[][^】\]]{1,8}[】\]]")
"""What is put before a file's name to order files: 01-, 3、, 【终稿】."""
_TOLD_APART = re.compile(rf"(?:19|20)\d{{2}}|第\s*[\d一二三四五六七八九十百]+\s*[期次号]|{_STATE}")
_COUNTED = re.compile(r"第\s*[\d一二三四五六七八九十百]+\s*[期次号]|(?:19|20)\d{2}\s*年?\s*\d{1,2}\s*月|(?:19|20)\d{6}")
_SUFFIX = re.compile(r"(?:\([^()]{1,24}\)|(?:19|20)\d{2}年?第\d+期|第\d+期)+")
_ISSUE = re.compile(r"(?:(?P<year>(?:19|20)\d{2})\s*年\s*)?第\s*(?P<issue>[\d一二三四五六七八九十百]+)\s*期")
_NAMELESS = "无标题"
_ENOUGH = 2.5
"""Score from which a line is taken for the title."""


@dataclass(frozen=True, slots=True)
class FoundTitle:
    """A title, never empty and on one line, with where it comes from."""

    text: str
    where: Literal["text", "properties", "name"]


def find_title(reading: Reading, name: str) -> FoundTitle:
    """The document's title.

    A first line that looks like a title wins, best when the format's stated title or a heading says the same; then the
    stated title if it means anything; then the file's name without its ending. A title that all issues of a row share
    (a newsletter's masthead, 会议纪要) is completed: by a stated title or a file's name that adds the issue, else by
    the issue's own line.
    """
    lines = [plain(_INVISIBLE.sub("", block.text)) for block in reading.blocks[:_LINES]]
    stated = reading.title.strip() if reading.title and _is_meaningful(reading.title) else None
    stem = _ORDINAL.sub("", PurePath(name).stem).strip() or PurePath(name).stem
    wanted = {fold(text).text for text in (stated, PurePath(name).stem, stem, *_SITE.split(stated or "")) if text}
    front = _front(lines)
    heading = next((at for at in range(front) if _is_outer_heading(reading.blocks[at])), None)
    scores = [_score(lines, at, wanted) + (3.0 if at == heading else 0.0) for at in range(front)]
    best = max(range(front), key=lambda at: scores[at], default=0)
    if scores and scores[best] >= _ENOUGH and reading.blocks[best].kind != "table_row":
        return _completed(_joined(lines, best, wanted), stated, stem, lines[best + 1 : best + 4])
    if stated:
        return FoundTitle(stated, "properties")
    return FoundTitle(PurePath(name).stem or name or _NAMELESS, "name")


def _completed(title: str, stated: str | None, stem: str, following: Sequence[str]) -> FoundTitle:
    """`title`, or a fuller form of it where it does not tell this document from its sisters."""
    others: tuple[tuple[str | None, Literal["properties", "name"]], ...] = ((stated, "properties"), (stem, "name"))
    for other, where in others:
        if other and _adds(other, title):
            return FoundTitle(re.sub(r"\s+", " ", other), where)
    issue = next((found for line in following if (found := _issue(line))), None)
    genre = genre_of(title)
    is_masthead = len(title) <= 10 and (genre is None or genre.nature == "serial")
    if issue and is_masthead and not _TOLD_APART.search(title):
        name = title if genre else f"《{title.strip('《》')}》"
        return FoundTitle(name + issue, "text")
    return FoundTitle(title, "text")


def _adds(other: str, title: str) -> bool:
    """Whether `other` is the same title with its issue, period or status, or names the issue of a shared title."""
    long, short = fold(other).text, fold(title).text
    if _TOLD_APART.search(title) or not _TOLD_APART.search(other):
        return False
    if long.startswith(short) and _SUFFIX.fullmatch(long[len(short) :]):
        return True
    ours, theirs = genre_of(title), genre_of(other)
    is_shared = (
        theirs is not None and theirs.nature == "serial" and (ours == theirs or (ours is None and short in long))
    )
    return is_shared and _COUNTED.search(other) is not None


def _issue(line: str) -> str | None:
    """The issue that a line under a masthead states: “（2026年第4期（总第64期） 宣传部编）” -> 2026年第4期."""
    match = _ISSUE.search(line)
    if match is None or len(line) > 60:
        return None
    year = match["year"] or next(iter(re.findall(r"(?:19|20)\d{2}(?=\s*年)", line)), None)
    issue = f"{year}年第{match['issue']}期" if year else f"第{match['issue']}期"
    return f"（{issue}）" if line.startswith(("（", "(")) else issue


def is_date(line: str) -> bool:
    """Whether a line holds a full date and nothing else."""
    return _DATE_ALONE.match(line) is not None


def is_history(line: str) -> bool:
    """Whether a line tells when the document was passed, amended, published or put in force."""
    return _HISTORY.match(line) is not None


def _front(lines: Sequence[str]) -> int:
    """How many lines come before the body."""
    starts = article_starts(lines)
    for at, line in enumerate(lines):
        found = numbering(line)
        body = unit(line) is not None or at in starts or (found is not None and not found.loose)
        body = body or (len(line) > 80 and "。" in line and len(_CJK.findall(line)) > 60)
        if body or (at > 0 and is_named(line) and not re.match(r"(?i)abstract|keywords|摘|关", line)):
            return max(at, 1)
    return len(lines)


def _is_outer_heading(block: Block) -> bool:
    return block.kind == "heading" and (block.level or 6) <= 2 and _may_be_title(plain(block.text))


def _score(lines: Sequence[str], at: int, wanted: set[str]) -> float:
    """How much the line at `at` looks like a title; far below 0 when it cannot be one."""
    line = lines[at]
    if not _may_be_title(line):
        return -10.0
    folded = fold(line).text
    following = next((later for later in lines[at + 1 : at + 4] if later), "")
    return (
        1.0
        + (1.5 if not any(lines[:at]) else 0.0)
        + (1.0 if 8 <= len(line) <= 60 else 0.0)
        + (2.0 if _GENRE.search(line) or _BRACKETED.search(line) else 0.0)
        + (1.0 if "关于" in line else 0.0)
        - (1.0 if "，" in line else 0.0)
        + (1.5 if is_date(following) or is_history(following) or _AUTHOR.search(following) else 0.0)
        + (4.0 if folded in wanted else 2.0 if any(len(one) >= 6 and one in folded for one in wanted) else 0.0)
        - 0.15 * at
    )


def _may_be_title(line: str) -> bool:
    if not 4 <= len(line) <= 100 or _NO_TITLE.search(line) or _FIELD.search(line):
        return False
    if is_named(line) or is_date(line) or is_history(line) or part(line) is not None:
        return False
    words = line.split()
    is_menu = len(words) >= 3 and max(map(len, words)) <= 8 and "关于" not in line
    return len(_CJK.findall(line)) >= max(4, len(line) // 3) and not is_menu


def _joined(lines: Sequence[str], at: int, wanted: set[str]) -> str:
    """The title at `at` with the lines before and after it that belong to it; before it none, where it is `wanted`."""
    first = last = at
    is_whole = fold(lines[at]).text in wanted
    while not is_whole and first > 0 and _may_be_title(lines[first - 1]) and _runs_on(lines[first - 1], lines[first]):
        first -= 1
    while last + 1 < len(lines) and _may_continue(lines[last + 1]) and _runs_on(lines[last], lines[last + 1]):
        last += 1
    pieces = [re.sub(r"\s+", " ", line) for line in lines[first : last + 1]]
    return re.sub(r"(?<=[\u4e00-\u9fff》”]) (?=——)", "", "".join(pieces))


def _may_continue(line: str) -> bool:
    return _may_be_title(line) or _BRACKETED.match(line) is not None


def _runs_on(line: str, following: str) -> bool:
    """Whether a title that fills `line` goes on in `following`."""
    if _SUBTITLE.match(following) or following.startswith(("的", "和", "与", "及")):
        return True
    is_end = _GENRE.search(following) is not None or "关于" in following
    return _UNFINISHED.search(line) is not None and is_end and len(line) <= 40 and " " not in line


def _is_meaningful(stated: str) -> bool:
    text = stated.strip()
    return len(_CJK.findall(text)) >= 4 and _DEFAULT_TITLE.match(text) is None

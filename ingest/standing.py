"""Whether a document is on trial, a draft, amended or out of force; and what it puts out of force."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.genres import DRAFTS
from ingest.numbers import NUMBER, normal_number
from ingest.titles import is_history

_HEAD = 30
_DRAFTS = "|".join(DRAFTS)
_IN_TITLE = re.compile(rf"[（(〔\[【][^（）()]*?(试行|暂行|{_DRAFTS}|修订|修正|废止|失效)(?:稿|版)?[)）〕\]】]")
_AT_END = re.compile(rf"({_DRAFTS}|修订|修正)(?:稿|版)?$|(试行)稿?$")
_ALONE = re.compile(rf"^[（(【\[]?(试行|暂行|{_DRAFTS})[)）】\]]?$")
_REPEALED = re.compile(r"^[（(【]?(?:已|现已|本\S{1,6}已)[^。，]{0,14}?(废止|失效)")
_AMENDED = re.compile(r"(修订|修正)(?:[）)\s]|根据)*$")
_TITLED = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")
_ENDS = re.compile(r"废止|失效|停止执行|不再执行|停止施行|停止使用")
_BY_THIS = re.compile(
    r"同时|即行|予以|自行|一并|相应|随之|自本|自[^。]{0,20}之日起|停止执行|不再执行|停止施行|废止《|废止下列|废止以下"
)
_UNSURE = re.compile(r"是否|[可能]否|拟(?!定|订)|建议|讨论|尚未|不得|不予")
_BEFORE = re.compile(r"(?:施行|实施|执行|生效)[，,。；;]")
_GROUND = re.compile(r"(?:根据|依据|按照|依照|遵照|参照|为贯彻|贯彻|落实)[^，。；]*$")
_PART = re.compile(
    r"第[\d一二三四五六七八九十百]+[条章款项]|有关(?:规定|条款|内容)|相关(?:规定|条款|内容)|部分(?:规定|条款|内容)|中(?:关于|有关)|的规定|与本"
)
_LIST_BEGINS = re.compile(
    r"(?:下列|以下)[^。《》]*(?:废止|失效|停止执行)[^。《》]*[:：]$"
    r"|(?:废止|失效|停止执行)(?:下列|以下|如下)[^。《》]*[:：]$"
)
_ITEM = re.compile(r"^[（(]?[\d一二三四五六七八九十]{0,3}[)）.．、\s]*《")
_ABOLISHING = re.compile(r"关于废止(?P<what>.+?)的(?:通知|决定|公告|通告|命令|令)")


def status_of(title: str, lines: Sequence[str]) -> str | None:
    """废止, 试行, 暂行, 征求意见稿, 修订 … as the beginning, the title or the lines under it state it."""
    for line in lines[:_HEAD]:
        if match := _REPEALED.match(line):
            return match[1]
    if found := status_in(title):
        return found
    for line in lines[:6]:
        if match := _ALONE.match(re.sub(r"\s", "", line)):
            return match[1]
    history = [line for line in lines[:_HEAD] if is_history(line)]
    amended = [match[1] for line in history if (match := _AMENDED.search(line))]
    return amended[-1] if amended else None


def status_in(title: str) -> str | None:
    """The status that a title, or a file's name, states itself."""
    if match := _IN_TITLE.search(title):
        return "废止" if match[1] == "失效" else match[1]
    if match := _AT_END.search(re.sub(r"\s", "", title)):
        return match[1] or match[2]
    return "暂行" if re.search(r"暂行(?:\S{2,4})$", re.sub(r"[（(].*[)）]$", "", title)) else None


def repeals_in(title: str, lines: Sequence[str]) -> tuple[str, ...]:
    """Titles and 文号 of what the document puts out of force, in order, each once.

    Articles of a rule that are repealed alone, and rules named as the ground of this one, are left out.
    """
    found: list[str] = []
    if match := _ABOLISHING.search(title):
        found += _named(match["what"])
    is_list = False
    for line in lines:
        if is_list and _ITEM.match(line):
            found += _named(line)
            continue
        is_list = _LIST_BEGINS.search(line) is not None
        if _ENDS.search(line) and ("《" in line or NUMBER.search(line)):
            for sentence in _sentences(line):
                found += _repealed_in(sentence)
    return tuple(dict.fromkeys(found))


def _sentences(line: str) -> Iterator[str]:
    """The sentences of a line; a full stop inside a title ends none."""
    start, depth = 0, 0
    for at, char in enumerate(line):
        depth += (char == "《") - (char == "》")
        if char in "。；;" and depth <= 0:
            yield line[start : at + 1]
            start = at + 1
    yield line[start:]


def _repealed_in(sentence: str) -> list[str]:
    bare = _TITLED.sub("《》", sentence)
    if not _ENDS.search(bare) or not _BY_THIS.search(bare) or _UNSURE.search(bare):
        return []
    end = max(match.end() for match in _ENDS.finditer(sentence))
    begun = [match.end() for match in _BEFORE.finditer(sentence[:end]) if "《" not in sentence[: match.start()]]
    clause = sentence[begun[-1] if begun else 0 : end]
    after = sentence[end:]
    if re.match(r"(?:《|下列|以下)", after) or (not _TITLED.search(clause) and "《" in after):
        clause = after  # “同时废止《…》”
    if match := re.search(r"废止\s*(?=《)", clause):
        clause = clause[match.end() :]
    return _named(clause)


def _named(clause: str) -> list[str]:
    found, last = [], 0
    for match in _TITLED.finditer(clause):
        between = clause[match.end() :].split("《", 1)[0]
        if not _GROUND.search(clause[last : match.start()]) and not _PART.search(between):
            found.append(match[1].strip())
            if number := normal_number(between.split("》")[0]):
                found.append(number)
        last = match.end()
    if "《" not in clause and (number := normal_number(clause)) and not _GROUND.search(clause):
        found.append(number.removeprefix("原"))
    return found

"""Authors and journal of papers and articles, as their first pages print them."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEAD = 20
_NAME = r"[\u4e00-\u9fff](?:[\u4e00-\u9fff]{1,3}|\s[\u4e00-\u9fff]|[\u4e00-\u9fff]?·[\u4e00-\u9fff]{1,6})"
_ABSTRACT = re.compile(r"^[【\[]?\s*(?:内容)?(?:摘\s*要|提\s*要)\s*(?:[】\]:：]|$|(?=\S))")
_KEYWORDS = re.compile(r"^[【\[]?\s*关\s*键\s*[词字]")
_MARKS = re.compile(r"[\d①-⑳⁰¹²³⁴-⁹*＊∗†‡#]+|(?<=[\u4e00-\u9fff])[a-e](?=$|[\s,，;；])")
_STATED = re.compile(
    rf"(?:^|[\s　])(?:作\s*者|[撰]稿人?|文)\s*[:：/／]\s*(?P<names>{_NAME}(?:[\s、，,;；]+{_NAME}){{0,7}})"
    r"(?=$|[\s，,。;；（(]|来源|日期|单位|时间|发布)"
)
_ABOUT = re.compile(rf"^[【\[]?\s*(?:第一)?作者简介\s*[】\]:：]*\s*(?P<name>{_NAME})\s*[（(，,、：:]")
_LINE = re.compile(rf"^(?P<names>{_NAME}(?:[\s、，,;；]+{_NAME}){{0,7}})$")
_NO_NAME = re.compile(
    r"姓名|作者|公司|大学|学院|中心|研究|工作|摘要|关键|引言|目录|正文|党委|党组|支部|委员会|单位|论文|期刊|来源|部$|局$|院$|室$"
)
_ISSUE = r"(?:(?:19|20)\d{2}\s*年?\s*[,，]?\s*)?(?:第\s*\d+\s*卷\s*[,，]?\s*)?(?:第\s*\d+\s*期|[（(]\s*\d+\s*[)）])"
_JOURNALS = (
    re.compile(
        r"《(?P<name>[^《》]{2,25})》\s*[（(,，]?\s*(?:19|20)\d{2}\s*年?\s*[,，]?\s*(?:第?\s*\d+\s*[卷期]|[（(]\d+[)）]|\d{1,2}月)"
    ),
    re.compile(r"(?:来\s*源|刊\s*名|期刊(?:名称)?|原载|发表于|载于)\s*[:：]?\s*《(?P<name>[^《》]{2,25})》"),
    re.compile(r"(?:刊\s*名|期刊名称)\s*[:：]\s*(?P<name>[\u4e00-\u9fff（）()·]{2,25})"),
    re.compile(
        rf"^(?P<name>[\u4e00-\u9fff（）()·]{{2,20}}?(?:[（(][^）)]{{2,8}}[)）])?)\s*(?=(?:19|20)\d{{2}}\s*年|第\s*\d+\s*[卷期]|Vol){_ISSUE}"
    ),
    re.compile(r"^(?:第\s*\d+\s*卷\s*)?第\s*\d+\s*期\s+(?P<name>[\u4e00-\u9fff（）()·]{2,20})(?=\s|$)"),
)
_DEFAULT_AUTHOR = re.compile(r"admin|user|用户|windows|lenovo|微软|hp|dell|pc|无|作者|联想", re.IGNORECASE)


def is_paper(lines: Sequence[str]) -> bool:
    """Whether the beginning has an abstract and key words."""
    head = [plain for line in lines[: 2 * _HEAD] if (plain := line.strip())]
    return any(_ABSTRACT.match(line) for line in head) and any(_KEYWORDS.match(line) for line in head)


def authors_in(lines: Sequence[str], title: str) -> tuple[str, ...]:
    """The authors: a line of names between title and abstract, “作者：…”, or 作者简介; () where none is named."""
    for line in lines[:_HEAD]:
        if match := _STATED.search(line):
            return _names(match["names"])
    if is_paper(lines) and (found := _under(lines, title)):
        return found
    about = [match["name"] for line in lines if "作者简介" in line and (match := _ABOUT.match(line))]
    return _names("、".join(about)) if about else ()


def _under(lines: Sequence[str], title: str) -> tuple[str, ...]:
    end = next((at for at, line in enumerate(lines) if _ABSTRACT.match(line)), 0)
    for line in reversed(lines[max(0, end - 6) : end]):
        plain = re.sub(r"[（(][^）)]*[)）]$", "", _MARKS.sub(" ", line)).strip(" ，,;；　")
        if (match := _LINE.match(plain)) and not _NO_NAME.search(plain) and plain not in title:
            return _names(match["names"])
    return ()


def _names(written: str) -> tuple[str, ...]:
    # A name of two characters is often set with a space: 张 三.
    joined = re.sub(
        r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[\s　]+([\u4e00-\u9fff])(?![\u4e00-\u9fff])", r"\1\2", written
    )
    return tuple(dict.fromkeys(name for name in re.split(r"[\s　、，,;；]+", joined) if len(name) >= 2))


def stated_author(author: str | None) -> tuple[str, ...]:
    """The authors that the format's properties name, where they look like names of persons."""
    plain = (author or "").strip()
    if not plain or _DEFAULT_AUTHOR.search(plain) or not _LINE.match(plain) or _NO_NAME.search(plain):
        return ()
    return _names(plain)


def journal_in(lines: Sequence[str], margins: Sequence[str], *, paper: bool) -> str | None:
    """Where it appeared: 《…》2023年第4期, 来源：《…》, or a running header with volume and issue.

    Args:
        paper: Whether it is a paper; elsewhere only “来源：《…》” counts: other lines with issues head newsletters.
    """
    head = _before_abstract(lines)
    if not paper:
        return next((match["name"] for line in head if (match := _JOURNALS[1].search(line))), None)
    for pattern in _JOURNALS:
        for line in (*margins, *head, *lines[-3:]):
            if len(line) <= 80 and (match := pattern.search(line.strip())):
                return re.sub(r"\s", "", match["name"])
    return None


def _before_abstract(lines: Sequence[str]) -> Sequence[str]:
    end = next((at for at, line in enumerate(lines[: 2 * _HEAD]) if _ABSTRACT.match(line)), _HEAD)
    return lines[: max(end, 1)]

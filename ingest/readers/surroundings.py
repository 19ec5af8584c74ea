"""Lines that stand around the article of a web page in its text: the site's head, contacts, notices, links.

Told by what the last lines of a page say, not by markup, so that it serves pages that were saved as plain text too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.headings import numbering
from ingest.layout.joining import is_heading

_CERTAIN = (
    r"ICP\s?[备证]|公网安备|网站标识码|网站备案",
    r"版权所有|版权归.{0,20}所有|copyright|©|all rights reserved|版权声明",
    r"免责声明",
    r"(?:^|\s)上一[篇页条则](?:[：:]|\s|$)|(?:^|\s)下一[篇页条则](?:[：:]|\s|$)",
    r"^[【\[]?(?:一键|点击)?(?:分享|转发)(?:[到至]?[：:]|[到至](?:\s|$|微信|微博|朋友圈|QQ)|$)",
    r"(?:^|[【\[\s])(?:打印|关闭)(?:本[页文]|窗口|页面)?[】\]]?(?:\s|$).*(?:打印|关闭|收藏|返回)|关闭窗口|返回顶部|打印本[页文]",
    r"(?:^|\s)网站地图|(?:^|\s)友情链接|浏览器.{0,12}(?:分辨率|浏览|访问)|分辨率.{0,20}浏览",
)
_LIKELY = (
    r"公众号|扫一扫|扫码|[扫识]描?别?.{0,6}二维码|长按.{0,6}识别|微信扫|官方微[信博]",
    r"^(?:联系我们|关于我们|网站声明|法律声明|隐私(?:政策|声明)|加入收藏|设为首页|返回首页|在线(?:留言|客服|咨询|投稿))",
    r"客服\s?(?:QQ|电话|热线|微信)|客服[：:]|法律顾问[：:]|广告(?:合作|服务|热线|投放)|招聘合作|投诉(?:建议|电话|热线)|举报(?:电话|邮箱)",
    r"^(?:主办(?:单位|方)?|承办(?:单位)?|技术支持|运维单位|网站管理|制作维护)[：:]",
    r"^(?:相关|热点|推荐|热门|最新|延伸|更多)(?:链接|阅读|文章|新闻|推荐|内容|资讯|稿件|报道)[：:]?$",
    r"(?:浏览|点击|阅读|访问)(?:次数|量|数)[：:]|总访问",
)
_SOURCE = re.compile(r"^[（(【]?(?:文章|信息|稿件|内容)?(?:来源|稿源|责任编辑|责编|编辑|网站编辑)[：:]|^https?://\S+$")
_FAMILIES = tuple(re.compile(one, re.IGNORECASE) for one in (*_CERTAIN, *_LIKELY))
_CONTACT = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+|(?<!\d)(?:0\d{2,3}-?\d{7,8}|400-?\d{3}-?\d{4}|1[3-9]\d{9})(?!\d)"
)
_OWNER = re.compile(r"版权所有[：:\s]*([\u4e00-\u9fff]{4,30})")
_ATTACHMENT = re.compile(r"附[件表录图]")
_ARTICLE = re.compile(r"第[一二三四五六七八九十百千零〇\d]+条")
_PLACE = re.compile(r"(?:您|你)?(?:现在|当前)?(?:的|所在)?位置[：:]")
_BETWEEN = re.compile(r"[\s|｜/·>＞»]+")
_SHORT, _LONGEST, _LABEL, _HEAD_LINES = 40, 160, 4, 12


def article_of(lines: Sequence[str], *, is_page: bool) -> range:
    """Which of the lines are the article; all of them where nothing around it is found for sure.

    The end: from the first line of a site's foot on, when every line after it is one of a foot or short, and they say
    what only sites say. The beginning: menus of a page; and contacts, when the foot repeats them.

    Args:
        is_page: Whether the lines are known to come from a web page; otherwise more signs must come together.
    """
    end = _end(lines, is_page)
    return range(_start(lines, end, is_page), end)


def _end(lines: Sequence[str], is_page: bool) -> int:
    start = len(lines)
    while start > 1 and _may_be_foot(lines[start - 1]):
        start -= 1
    kinds = [_families(line) for line in lines[start:]]
    found = set().union(*kinds) if kinds else set()
    certain = sum(one < len(_CERTAIN) for one in found)
    if not certain or (len(found) < 2 and not is_page):
        return len(lines)
    first = start + next(at for at, one in enumerate(kinds) if one)
    while first > start and _SOURCE.search(lines[first - 1]):
        first -= 1
    return first


def _families(line: str) -> set[int]:
    """Which signs of a site a line bears; a sentence bears those that it begins with."""
    if len(line) > _LONGEST:
        return set()
    furthest = _LABEL if line.endswith("。") else _LONGEST
    found = ((at, one.search(line)) for at, one in enumerate(_FAMILIES))
    return {at for at, match in found if match is not None and match.start() <= furthest}


def _may_be_foot(line: str) -> bool:
    if _ATTACHMENT.match(line) or _ARTICLE.match(line):
        return False
    if _families(line) or _SOURCE.search(line) or (_CONTACT.search(line) and len(line) <= _LONGEST):
        return True
    return len(line) <= _SHORT and not line.endswith("。") and not is_heading(line) and numbering(line) is None


def _start(lines: Sequence[str], end: int, is_page: bool) -> int:
    """Behind the last contact or menu at the top, when all before it belongs to the site that the foot names."""
    foot = "\n".join(lines[end:])
    contacts, owners = set(_CONTACT.findall(foot)), set(_OWNER.findall(foot))
    start, is_told = 0, False
    for at, line in enumerate(lines[: min(_HEAD_LINES, end)]):
        is_menu = _is_menu(line)
        is_told = is_told or (is_page and is_menu) or any(one in contacts for one in _CONTACT.findall(line))
        if is_menu or _is_contact(line):
            start = at + 1
        elif not any(owner in line for owner in owners):
            break
    return start if is_told else 0


def _is_contact(line: str) -> bool:
    """Whether a line is nothing but ways to reach somebody."""
    return _CONTACT.search(line) is not None and len(_CONTACT.sub("", line)) <= 12


def _is_menu(line: str) -> bool:
    """Whether a line is a menu or says where in the site the page lies."""
    if _PLACE.match(line):
        return True
    words = _BETWEEN.split(line)
    return len(words) >= 3 and all(2 <= len(word) <= 8 and word.isalnum() for word in words)

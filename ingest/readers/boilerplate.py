"""Which parts of a web page are its main text and which stand around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree

DROPPED = frozenset(
    (
        "script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "button",
        "select", "option", "input", "textarea", "label", "svg", "canvas", "iframe", "object", "embed",
        "audio", "video", "map", "dialog", "menu", "head", "title", "meta", "link", "base", "math", "rt", "rp",
    )
)  # fmt: skip
BLOCKS = frozenset(
    (
        "p", "div", "li", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "section",
        "article", "main", "center", "address", "figure", "figcaption", "ul", "ol", "dl", "table", "thead",
        "tbody", "tfoot", "tr", "td", "th", "caption", "body", "hr", "details", "summary", "fieldset",
    )
)  # fmt: skip
"""Elements that begin and end a line of their own."""
_SIDE_ROLES = {"navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar", "dialog", "alert"}
_SIDE_NAME = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|menu|footer|foot|header|sidebar|side|breadcrumbs?|crumbs?|share|social|comments?|copyright"
    r"|related|recommend|advert|ads?|banner|toolbar|pagination|pager|login|search|friendlink|links|qrcode|popup|cookie)"
    r"(?:$|[-_\s])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MAIN_NAME = {
    "content", "article", "main", "zoom", "ucap-content", "js_content", "trs_editor", "article-content", "main-content",
    "post-content", "entry-content", "article_content", "news_content",
}  # fmt: skip
_LEAST_SHARE = 0.4
_MOST_LINKS, _LONGEST_LINK_LIST = 0.6, 400


def main_text(root: etree._Element, weigh: Callable[[etree._Element], int]) -> etree._Element:
    """The element that holds the main text: one that says so and holds enough of the page's text, else the body.

    Args:
        weigh: How many characters of text stand under an element.
    """
    body = root.find(".//body")
    whole = root if body is None else body
    total = weigh(whole)
    for says_so in (_is_main, _is_article, _is_named_so):
        best = max(filter(says_so, whole.iter()), key=weigh, default=None)
        if best is not None and weigh(best) >= _LEAST_SHARE * total > 0:
            return best
    return whole


def _is_main(element: etree._Element) -> bool:
    return element.tag == "main" or element.get("role") == "main"


def _is_article(element: etree._Element) -> bool:
    return element.tag == "article"


def _is_named_so(element: etree._Element) -> bool:
    names = f"{element.get('class', '')} {element.get('id', '')}".lower().split()
    return not _MAIN_NAME.isdisjoint(names)


def is_side(element: etree._Element) -> bool:
    """Whether an element stands around the main text: navigation, forms, hidden parts, lists of links."""
    tag = str(element.tag)
    if tag in DROPPED:
        return not (tag == "header" and _holds_heading(element))
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if (element.get("role") or "").lower() in _SIDE_ROLES or _HIDDEN.search(element.get("style") or ""):
        return True
    if tag not in BLOCKS:
        return False
    names = f"{element.get('class', '')} {element.get('id', '')}"
    if _SIDE_NAME.search(names) and tag not in ("body", "main", "article") and not _holds_heading(element):
        return True
    return tag in ("ul", "ol", "div", "dl", "p") and _is_link_list(element)


def is_furniture(text: str) -> bool:
    """Whether a line is a page's controls: 打印本页 关闭窗口 上一篇：…"""
    return len(text) <= _LONGEST_FURNITURE and len(_FURNITURE.findall(text)) >= 2


_LONGEST_FURNITURE = 160
_FURNITURE = re.compile(
    r"打印本?页?|关闭窗口|关闭本页|字号|字体[：:]|上一[篇页条][：:]?|下一[篇页条][：:]?|分享到|返回顶部|返回首页|扫一扫|收藏本?[页站文]"
    r"|浏览次数|点击[数量次]|当前位置|您(?:现在)?的位置"
)


def _holds_heading(element: etree._Element) -> bool:
    return next(element.iter("h1"), None) is not None


def _is_link_list(element: etree._Element) -> bool:
    links = [len("".join(_texts(one)).strip()) for one in element.iter("a")]
    if len(links) < 3:
        return False
    length = len("".join("".join(_texts(element)).split()))
    return length <= _LONGEST_LINK_LIST and sum(links) > _MOST_LINKS * length


def _texts(element: etree._Element) -> Iterator[str]:
    return (text for text in element.itertext() if isinstance(text, str))

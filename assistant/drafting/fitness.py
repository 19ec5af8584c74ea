"""Which sentences of a source are fit to stand in a draft: whole ones that say something by themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence

_STUB = 20
"""A sentence of one clause up to so many characters is a heading run into its paragraph, or says nothing."""

_SHORTEST, _LONGEST = 9, 420
"""Characters of a sentence that says something by itself, and that a draft can carry."""

_APPARATUS = re.compile(r"参考文献|abstract|keywords|关键词|致谢|作者简介|references", re.IGNORECASE)
_END = re.compile(r"[。！][”’」』）)】》]*\Z")
_DANGLING = re.compile(
    r"(?:其|该|此|这|上述|本[次轮届场]|以上|同时|此外|另外|但|而|也|还|并且?|因此|所以|由此|从而|例如|比如|如(?![期实何今数])|其中|然而|不过|随后|之后|后来"
    r"|试用期间|期间|如今|目前|为此|对此|通过这|在此|当年|当月|当天|改造后|攻关期间|他|她|它|我们|我|前者|后者|二者|两者|这些|那|综上|总之|可见|包括|主要包括|重点是|即|一是)(?!党)"
)
_ELLIPTIC = re.compile(
    r"^(?:[^，。]{2,14}，)?(?:本|我|该)?(?:公司|平台|攻关团队|团队|项目部|项目|支部|单位|企业|集团(?!级|公司|党委|党支部|工会|团委)|用户|交付|试用)"
    r"|(?:^|[，、；])(?:本|该)?公司"
)
"""A subject that only its own document makes clear."""

_POINTS_BACK = re.compile(r"^[^，。]{2,14}，该")
_SHORT_TITLE = re.compile(
    r"(?:(?!《[^》]{5,}》).)*《(?:实施|工作|管理)?(?:意见|办法|细则|通知|方案|规定|条例|决定|制度|要点|通报|报告|计划|纲要|规划)》"
)
"""《意见》: a title that was given in full before."""

_PROCEDURAL = re.compile(
    r"如下[。：:]|^(?:附[件录：:]|注[：:]|说明[：:]|联系人|责任编辑|投稿|来源|作者|图\s?\d|表\s?\d|答[：:]|问[：:]|特此|抄送|主题词|参考文献|DOI)"
    r"|^(?:会议(?!室|制度|纪律)|与会|希望|请|不妨|谈一谈|结合分管|应到|让我们)"
    r"|(?:本文|本研究|本章|文章|笔者|作者)|^编写|编写(?:单位|日期)|^[（(][^（()）]*[）)]?$|[：:]$|（(?:19|20)\d\d\s?[-—]|[，。][男女]，[\u4e00-\u9fff]{1,3}族|研究旨在|下一?期|本期|供各单位|详见|见附件"
)
_FRAGMENT = re.compile(
    r"^(?:19|20)\d\d年是[^，。]*之年。$|^[^，。]{4,40}的。$|^(?:19|20)\d\d年[^，。]*\d{1,2}[:：]\d\d[^，。]*。$"
)
_FIELD = re.compile(r"^[^，。；：:“”]{1,16}[：:](?!一是)")
_LATIN = re.compile(r"[A-Za-z]{4,}(?:\s+[A-Za-z]{2,}){2,}")
_NOTE_MARK = re.compile(r"[\u4e00-\u9fff]\s\d{1,2}[。，]|\[\d{1,3}\]|\^\[|〔\d+〕|\^")
_PAIRS = (("“", "”"), ("《", "》"), ("（", "）"))
_INSIDE_REFERENCE = re.compile(r"本(?:通知|通报|报告|总结|简报|材料)|前款|前条|第[一二三四五六七八九十百]+条")


def is_fit(text: str) -> bool:
    """Whether a text is a whole sentence that says something, and no salutation, label, note or piece of one."""
    if not _SHORTEST <= len(text) <= _LONGEST or not _END.search(text):
        return False
    if len(text) <= _STUB and not re.search(r"[，、：；\d]", text):
        return False
    if _FRAGMENT.search(text) or _SHORT_TITLE.match(text):
        return False
    if text[0] in "，、；。：）》”’】,;:)" or _NOTE_MARK.search(text) or _LATIN.search(text):
        return False
    if _PROCEDURAL.search(text) or _FIELD.match(text) or _INSIDE_REFERENCE.search(text):
        return False
    return all(text.count(left) == text.count(right) for left, right in _PAIRS)


def is_dangling(text: str) -> bool:
    """Whether a sentence leans on the one before it: 同时，…… 该……"""
    return _DANGLING.match(text) is not None or _POINTS_BACK.match(text) is not None


def is_elliptic(text: str) -> bool:
    """Whether only its own document tells what a sentence's subject is: 公司……"""
    return _ELLIPTIC.search(text) is not None


def is_apparatus(headings: Sequence[str], genre: str) -> bool:
    """Whether a sentence of a paper speaks of the paper: its abstract, its introduction, its list of references."""
    if any(_APPARATUS.match(heading) for heading in headings):
        return True
    return genre == "论文" and (not headings or headings[-1] in ("摘要", "引言", "前言"))

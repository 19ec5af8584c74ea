"""Which lines of text belong together, told by the words alone; and how two pieces of a text are joined."""

from __future__ import annotations

import re

from ingest.plausibility import crosses_word

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_WIDE = rf"{_HAN}\u3000-\u303f\uff00-\uffef\u2014\u2018\u2019\u201c\u201d\u2026"
_CLOSERS = "”’」』）)】》〉〕］\\]\"'"
_NUMERAL = "[一二三四五六七八九十百千零〇]"

_TERMINAL = re.compile(rf"[。！？!?；;：:…．][{_CLOSERS}]*(?:\^?\[[\d,，\-–—]+\]\^?)*\Z|[A-Za-z)\]]\.\Z")
_UNFINISHED = re.compile(r"[，、,（(“‘《〈—－]\Z")
_ITEM = re.compile(
    rf"""
    第{_NUMERAL}{{1,6}}[编章节条款] | 第\s?\d{{1,4}}\s?[编章节条款]
    | {_NUMERAL}{{1,3}}[、．.] | [（(]\s?(?:{_NUMERAL}{{1,3}}|\d{{1,3}})\s?[）)] | \d{{1,3}}(?:[、．]|[.)）](?!\d))
    | \d{{1,2}}(?:\.\d{{1,2}}){{1,3}}(?=[\s{_HAN}]) | [①-⑳㈠-㈩⒈-⒛]
    | [-–*•●■◆▪➢✓□☑☐·]\s? | \[\d{{1,3}}\] | 【
    | (?:附件|附录|附表|附图|图|表)\s?[\d一二三四五六七八九十]{{0,3}}(?=[\s：:.．\-—{_HAN}]|\Z) | 注\s?\d?\s?[：:]
    | (?:摘\s?要|关键词|关键字|DOI|作者|作者简介|来源|日期|中图分类号|文献标识码|收稿日期|基金项目|联系人|电话|地址
        |主题词|抄送|主送|文号|时间|地点|主持|主持人|出席|列席|缺席|记录|记录人|Abstract|Key\s?words?)\s?[：:]
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NUMBERED_HEADING = re.compile(
    rf"""
    第{_NUMERAL}{{1,6}}(?:编|章|节|部分|篇|讲) | 第\s?\d{{1,3}}\s?(?:编|章|节|部分|篇|讲)
    | {_NUMERAL}{{1,3}}、 | [（(]{_NUMERAL}{{1,3}}[）)]
    | \d{{1,2}}(?:\.\d{{1,2}}){{1,3}}(?![万亿元倍个百千年月日吨米公])[.、．]?\s*(?=[{_HAN}A-Za-z“《])
    | \d{{1,2}}\s+(?=[{_HAN}A-Za-z“《])(?![名个项次篇家户件条种类届期万亿元]|人次|年|月|日)
    | \d{{1,2}}[.、．]\s*(?=[{_HAN}A-Za-z“《])
    """,
    re.VERBOSE,
)
_NAMED_HEADING = re.compile(
    r"(?:摘\s*要|引\s*言|前\s*言|导\s*言|绪\s*论|结\s*语|结\s*论|结束语|参考文献|致\s*谢|目\s*录|附\s*录|附\s*件\s*\d*|关键词|"
    r"总\s*则|附\s*则|Abstract|Key\s?words|Introduction|References|Conclusions?)",
    re.IGNORECASE,
)
_LONGEST_HEADING = 60


def join(left: str, right: str) -> str:
    """Two pieces of one sentence in one line: no space beside Chinese characters or between digits, one between
    Latin words, none where a hyphen parts a word."""
    left, right = left.rstrip(), right.lstrip()
    if not left or not right:
        return left + right
    if left[-1] in "\u00ad\x02\ufffe" or (left[-1] == "-" and left[-2:-1].islower() and right[0].islower()):
        return left[:-1] + right
    return left + (" " if _needs_space(left[-1], right[0]) else "") + right


def _needs_space(left: str, right: str) -> bool:
    if right.isdigit() and (left.isdigit() or left in "-–—~"):
        return False
    if left in _QUOTES or right in _QUOTES:  # the same marks in Chinese and in Latin text
        return (left in "”’" and "a" <= right <= "z") or ("a" <= left <= "z" and right in "“‘")
    narrow = left < "\u2e80" and right < "\u2e80"
    return narrow and left not in '([/"' and right not in ')],.;:%/"' and not left.isspace()


_QUOTES = "“”‘’—…·"


def is_terminal(text: str) -> bool:
    """Whether `text` ends as a sentence ends."""
    return _TERMINAL.search(text.rstrip()) is not None


def starts_item(text: str) -> bool:
    """Whether `text` begins as headings, articles, list items, captions and labelled lines begin."""
    return _ITEM.match(text) is not None


def is_heading(text: str) -> bool:
    """Whether `text` standing alone is a heading by its numbering or its name."""
    if len(text) > _LONGEST_HEADING or text[-1:] in "，、,。；;：:？！?!":
        return False
    if _NAMED_HEADING.fullmatch(text):
        return True
    return _NUMBERED_HEADING.match(text) is not None and "。" not in text and not is_contents_line(text)


def is_caption(text: str) -> bool:
    """Whether `text` names a figure or a table."""
    return _CAPTION.match(text) is not None


_CAPTION = re.compile(
    rf"(?:附?[图表]|Fig(?:ure)?\.?|Table)\s?\d+(?:[-.–—]\d+)?"
    rf"(?:(?=[\s：:.．]|\Z)|(?=[{_HAN}])(?![中内所和与的为是示显说列给至到、反表])[^，。；！？]{{2,40}}\Z)"
)


def is_contents_line(text: str) -> bool:
    """Whether `text` is a line of a table of contents: a title, leaders, a page number."""
    return _CONTENTS.search(text) is not None


_CONTENTS = re.compile(r"\S\s*(?:[.．·・‥…─—\-_]\s?){4,}\s*[（(]?[\divxIVX]{1,4}[)）]?\s*\Z|\S\s*…{2,}\s*\d{1,4}\s*\Z")


def continues(left: str, right: str) -> bool:
    """Whether `right` goes on with the sentence that `left` breaks off, though a blank line or a page lies between.

    `left` must be prose without an end; then a comma at its end, a word or a bracket cut in two, or earlier full
    sentences show that it was cut.
    """
    left, right = left.rstrip(), right.lstrip()
    if not left or not right or is_terminal(left) or is_heading(left) or is_heading(right) or is_contents_line(left):
        return False
    if right[0] in "，。、；：！？”’）》」』】,;":
        return True
    if starts_item(right):
        return False
    if _closes(left, right) or _latin_goes_on(left, right):
        return True
    if not _PROSE.search(left):
        return False
    return _UNFINISHED.search(left) is not None or _cuts_word(left, right) or _breaks_off(left, right)


_PROSE = re.compile(r"[，。；！？,;]")
_SENTENCE = re.compile(r"[。！？]")
_ENDS_IN_HAN, _STARTS_WITH_HAN = re.compile(rf"[{_HAN}]+\Z"), re.compile(rf"[{_HAN}]+")
_LONG_CLAUSE = 40
_NEAR = 40


def _latin_goes_on(left: str, right: str) -> bool:
    return (
        len(left) > 40
        and left[-1].isascii()
        and (left[-1].islower() or left[-1] == ",")
        and (right[0].isascii() and right[0].islower())
    )


def _closes(left: str, right: str) -> bool:
    """Whether `right` closes soon what `left` opened."""
    return any(
        left.rfind(opening) > left.rfind(closing) and 0 <= right.find(closing) < _NEAR
        for opening, closing in ("“”", "《》", "（）")
    )


def _cuts_word(left: str, right: str) -> bool:
    before, after = _ENDS_IN_HAN.search(left), _STARTS_WITH_HAN.match(right)
    if before is None or after is None:
        return False
    return after.group()[0] in "的了" or crosses_word(before.group(), after.group())


def _breaks_off(left: str, right: str) -> bool:
    """Full sentences before it, or a clause too long for a heading; and prose after it."""
    if not _PROSE.search(right) and not is_terminal(right):
        return False
    if _SENTENCE.search(left):
        return True
    return len(left) >= _LONG_CLAUSE and len(_PAUSE.findall(left)) >= 2 and _ENDS_IN_TEXT.search(left) is not None


_PAUSE = re.compile("[，、；：,;]")
_ENDS_IN_TEXT = re.compile(rf"[{_HAN}\d]\Z")

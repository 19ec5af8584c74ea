"""A free text taken apart into what it claims, sentence by sentence, with the marks of what each sentence cites."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.verification.numbering import counted, item_number
from ingest.text.sentences import split_sentences
from ingest.types import Span

StatementKind = Literal["statement", "line", "opinion", "heading", "courtesy"]
"""A line is a piece without a full stop that may be a heading; an opinion is a question, a wish or the writer's view:
both are held to the sources, but say nothing false by not being found there. Headings and courtesies (and bare
signs) are not checked.
"""

_NUMBER = r"[0-9]{1,3}"
_KEY = r"[Kk][0-9a-f]{4,64}"
_MARK = re.compile(
    rf"[\[【［]\s?(?P<keys>(?:{_NUMBER}|{_KEY})(?:\s?[,，、;；\-–—~至]\s?(?:{_NUMBER}|{_KEY})){{0,20}})\s?[\]】］]"
)
_RANGE = re.compile(r"([0-9]{1,3})\s?[\-–—~至]\s?([0-9]{1,3})")
_ONE_KEY = re.compile(rf"{_KEY}|{_NUMBER}")

LONGEST = 600
"""Characters of one claim; a longer sentence is taken clause by clause."""

_LONGEST_SPEECH, _MOST_SPEECH = 500, 8
"""Characters and sentences of one quotation that is kept whole."""

_WRAPPED = 24
"""A line at least this long that ends inside a sentence goes on in the next one."""

_NEVER_FIRST = "的了，、。；：）”》"
"""What no line begins with but one that goes on."""

_ROW = re.compile(r"\s*[^：；。\n]{1,24}：[^；\n]*；[^：；。\n]{1,24}：")
"""A row of a table, as our readers write it: a line of its own."""

_SERIAL = re.compile(r"\A\s*(?:序号|编号)：\d{1,4}；(?=[^：；。\n]{1,24}：)")
"""The number of a table's row, which its place in this table gives it."""

_OPEN = re.compile(r"(?:【待[填核][^】]*】[。；]?\s*)+|（本文由人工智能[^）]*）")
"""What a draft leaves open, and its label: nothing that is asserted."""

_LISTED_MARK = re.compile(r"[ \t　]*(?:[-*•·][ \t]+)?\Z")
"""What may stand before the mark that numbers an entry of a list of references."""

_NO_TITLE = 40
"""A line at least this long that ends inside a sentence is no title, even with a blank line behind it."""

_HEADING = re.compile(
    r"#{1,6}\s.*|(?:第[〇零一二三四五六七八九十百0-9]{1,4}[编章节篇部分]{1,2}|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}[.、．\s]|[（(][0-9]{1,2}[)）])\s?[^。！？；]{0,40}"
)
_NUMBERING = re.compile(
    r"\s*(?:#{1,6}\s*|[-*•·]\s+)?(?:第[〇零一二三四五六七八九十百0-9]{1,4}[编章节篇]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}[.、．](?![0-9])|[（(][0-9]{1,2}[)）])?"
)
_NEXT_ITEM = re.compile(
    r"\s*(?:#|[-*•·|]\s|第[〇零一二三四五六七八九十百0-9]{1,5}[编章节条]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十0-9]{1,3}[)）]|[0-9]{1,2}[.、．])"
)
_COURTESY = re.compile(
    r"(?:尊敬的|敬爱的|各位|同志们|朋友们|女士们|先生们|大家(?:好|上午好|下午好)|你们好|谢谢|感谢(?:大家|各位)|此致|敬礼|特此(?:通知|报告|函告|函达|请示|说明)|妥否|当否|以上(?:报告|意见|请示)|请(?:予)?(?:审议|批示|批复|指正)|现将[^，。；]{0,30}(?:报告|汇报|通知)如下).{0,24}"
)
_OPINION = re.compile(
    r"(?:我们?(?:认为|觉得|相信|希望|期待|祝愿)|(?:衷心)?(?:祝|祝愿|希望|期待|但愿)|让我们|愿(?:我们|大家)|相信(?:在|只要)?)"
)
_FIGURE = re.compile(
    r"[0-9０-９]|[一二三四五六七八九十百千万亿两](?:[万亿余多]|个|名|次|年|月|日|元|人|项|家|条|成|倍)|[%％‰]"
)
_ENDS = "。！？!?；;…”’』」）)】"
_SENTENCE_ENDS = "。！？!?；;：:"


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, list item or heading of a text.

    Attributes:
        start, end: Where it stands: it is the text's [start, end).
        text: The text's own wording there.
        plain: The same with every citation mark blanked out, as long as `text`.
        marks: The keys it cites, in order, each once.
        counts_on: Whether the number it bears as an item begins or goes on a count of the text; True without one.
    """

    start: int
    end: int
    text: str
    plain: str
    marks: tuple[str, ...]
    kind: StatementKind
    counts_on: bool = True


def split_claims(text: str) -> list[Statement]:
    """The statements of `text` in order. Every mark belongs to one of them: the one around it, or the one before."""
    blanked = _MARK.sub(lambda match: " " * len(match.group()), text)
    spans = [piece for span in _whole_speeches(text, _sentences(blanked)) for piece in _bounded(blanked, span)]
    cited = _cited(text, spans)
    lines = sum(1 for line in text.splitlines() if line.strip())
    counting = counted([item_number(span.of(blanked)) for span in spans])
    return [
        _statement(text, blanked, span, marks, lines, counts_on)
        for span, marks, counts_on in zip(spans, cited, counting, strict=True)
    ]


def numbering_end(text: str) -> int:
    """How many characters of list mark and numbering stand before what `text` says."""
    match = _NUMBERING.match(text)
    return match.end() if match else 0


def _sentences(text: str) -> list[Span]:
    return split_sentences("".join(_unwrapped(text)))


def _unwrapped(text: str) -> Iterator[str]:
    """The lines of `text`, the break of a line that goes on in the next one made a space."""
    lines = text.splitlines(keepends=True)
    at = 0
    while at < len(lines):
        after = next((index for index in range(at + 1, len(lines)) if lines[index].strip()), len(lines))
        said = lines[at].rstrip()
        goes_on = after < len(lines) and _goes_on(said, lines[after], is_next=after == at + 1)
        broken = "".join(lines[at:after])
        yield said + " " * (len(broken) - len(said)) if goes_on else broken
        at = after


def _goes_on(said: str, following: str, *, is_next: bool) -> bool:
    """Whether a line goes on in the next one that is not blank.

    Args:
        is_next: No blank line stands between them; else only what cannot end a paragraph goes on.
    """
    if not said or said[-1] in _SENTENCE_ENDS or said.startswith(("#", "|")) or following[0].isspace():
        return False
    if _NEXT_ITEM.match(following) or _ROW.match(said) or _ROW.match(following):
        return False
    if following[0] in _NEVER_FIRST:
        return True
    if len(said) < _WRAPPED:
        return False
    then = following.rstrip()
    if said[-1] in "，、,（(“":
        return True
    return len(then) >= _WRAPPED or then[-1] in _ENDS if is_next else len(said) >= _NO_TITLE and then[-1] in _ENDS


def _whole_speeches(text: str, spans: Sequence[Span]) -> list[Span]:
    """`spans` with the sentences of one quotation made one."""
    whole: list[Span] = []
    at = 0
    while at < len(spans):
        last = _speech_end(text, spans, at)
        whole.append(Span(spans[at].start, spans[last].end))
        at = last + 1
    return whole


def _speech_end(text: str, spans: Sequence[Span], at: int) -> int:
    """The last sentence of the quotation that sentence `at` opens and does not close; `at` where there is none."""
    start = spans[at].start
    opened = spans[at].of(text).count("“") - spans[at].of(text).count("”")
    if opened <= 0:
        return at
    for last in range(at + 1, min(at + _MOST_SPEECH, len(spans))):
        if spans[last].end - start > _LONGEST_SPEECH or "\n" in text[spans[last - 1].end : spans[last].start]:
            return at
        opened += spans[last].of(text).count("“") - spans[last].of(text).count("”")
        if opened <= 0:
            return last
    return at


_CUT = re.compile(r"[，；：、,;]")


def _bounded(text: str, span: Span) -> Iterator[Span]:
    """`span`, or its parts where it is longer than `LONGEST`: cut behind the last stop that fits, else anywhere."""
    start = span.start
    while span.end - start > LONGEST:
        cuts = [match.end() for match in _CUT.finditer(text, start + LONGEST // 2, start + LONGEST)]
        end = cuts[-1] if cuts else start + LONGEST
        yield Span(start, end)
        start = end
    if start < span.end:
        yield Span(start, span.end)


def _cited(text: str, spans: Sequence[Span]) -> list[tuple[str, ...]]:
    """What each of `spans` cites."""
    starts = [span.start for span in spans]
    found: list[list[str]] = [[] for _ in spans]
    for match in _MARK.finditer(text):
        if _numbers_a_reference(text, match):
            continue
        at = _owner(text, spans, starts, match)
        if at is not None:
            found[at] += _keys(match["keys"])
    return [tuple(dict.fromkeys(keys)) for keys in found]


def _numbers_a_reference(text: str, mark: re.Match[str]) -> bool:
    """Whether a mark is the number of an entry, [2] 作者. 题名, and cites nothing."""
    line = text[text.rfind("\n", 0, mark.start()) + 1 : mark.start()]
    return _LISTED_MARK.match(line) is not None and re.match(r"[ \t]+\S", text[mark.end() :]) is not None


def _owner(text: str, spans: Sequence[Span], starts: Sequence[int], mark: re.Match[str]) -> int | None:
    before = bisect_right(starts, mark.start()) - 1
    if before >= 0 and mark.start() < spans[before].end:
        return before
    if before >= 0 and "\n" not in text[spans[before].end : mark.start()]:
        return before
    after = bisect_left(starts, mark.end())
    if after < len(spans) and "\n" not in text[mark.end() : spans[after].start]:
        return after
    return before if before >= 0 else None


def _keys(listed: str) -> list[str]:
    spread = _RANGE.sub(lambda match: "、".join(map(str, _range(int(match[1]), int(match[2])))), listed)
    return [key.lstrip("0") or key if key.isdigit() else key for key in _ONE_KEY.findall(spread)]


def _range(first: int, last: int) -> Sequence[int]:
    return range(first, last + 1) if first <= last < first + 50 else (first, last)


def _statement(text: str, blanked: str, span: Span, marks: tuple[str, ...], lines: int, counts_on: bool) -> Statement:
    plain = _SERIAL.sub(lambda match: " " * len(match.group()), span.of(blanked), count=1)
    kind = _kind(plain.strip(), marks, lines)
    return Statement(span.start, span.end, span.of(text), plain, marks, kind, counts_on)


def _kind(plain: str, marks: Sequence[str], lines: int) -> StatementKind:
    if not any(map(str.isalnum, plain)) or _OPEN.fullmatch(plain):
        return "courtesy"
    if plain.startswith("#") and _HEADING.fullmatch(plain):
        return "heading"
    has_figures = _FIGURE.search(plain, numbering_end(plain)) is not None
    if marks or has_figures or not plain:
        return "statement"
    is_open = plain[-1] not in _ENDS
    if is_open and _HEADING.fullmatch(plain):
        return "heading"
    if _COURTESY.fullmatch(plain):
        return "courtesy"
    if is_open and (lines > 1 or plain[-1] in "：:") and len(plain) <= 40:
        return "line"
    return "opinion" if plain[-1] in "？?" or _OPINION.match(plain) else "statement"

"""Which document bears a secrecy mark, 秘密, 机密 or 绝密: such a document is refused at the door.

A mark stands alone where marks stand (GB/T 9704-2012, 7.2.2: top left of the first page, “机密★1年”): on a line of its
own at the beginning or at the top of a page, in a running header or footer, in a 密级 field, in the file's name or its
properties. Words about secrets inside a sentence, a title or a list of the three grades are no mark.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

from ingest.errors import SecretDocumentError
from ingest.text.folding import fold
from ingest.types import Block, Reading

GRADES = ("绝密", "机密", "秘密")

_HEAD = 40
"""How many blocks of a document, or of its first page, are its beginning."""
_TOP = 5
"""Within so many blocks even a grade without its star is a mark …"""
_SHORT = 30
"""… or apart from other words on a line of so many characters."""
_ABOVE = 12
"""… and within so many where no other grade stands alone: three together are a list."""
_PAGE_HEAD = 3
"""The first blocks of a later page: an attachment may bear its own mark."""
_LONGEST = 60
"""Characters of a line in which a mark may stand; longer ones are sentences."""

_STAR = r"[★☆✩✭✮⭐✰⋆*﹡＊∗]"
_TERM = r"(?:长期|\d{1,2}(?:年|个?月|[天日])|[一二三四五六七八九十]{1,3}(?:年|个月|[天日])|[lI]年)"
_PAPERS = r"(?:文件|资料|材料|[级件])?"
_FIELD = r"(?:(?:文件|保密|秘密|涉密)?密级|(?:保密|秘密|涉密|保密)(?:等级|级别|程度)|密别)"
_MORE = r"(?:[,、/|或和及与\-—~至□○☐]|以下|以上|级以|级别)"
"""After a grade: others follow, so that this is the list to choose from."""
_SPACES = re.compile(r"\s+")
_LETTERSPACED = re.compile(r"(?<![\u4e00-\u9fff])(?:[\u4e00-\u9fff] ){3,}[\u4e00-\u9fff](?![\u4e00-\u9fff])")
"""Four characters or more, each apart: one word or several, 保 守 国 家 秘 密."""
_INNER_SPACE = re.compile(
    rf"(?<=[绝机秘]) (?=密)|(?<=密) (?=[级别])|(?<=密) (?={_STAR})|(?<={_STAR}) |(?<=[级别]) (?=:)"
    r"|(?<=[\d一二三四五六七八九十]) (?=[年个])|(?<=:) (?=[绝机秘]密)"
)
_ENUMERATION = re.compile(r"(?:绝密|机密|秘密)级?\s?[,、/|或和及与□○☐]?\s?(?:绝密|机密|秘密)")
_EXAMPLE = re.compile(r"(?:如|例|例如|示例|样式|格式|式样|标注为|[:：])$")
_TALK = re.compile(r"[。;；？！]|[“”\"《》]")
_TAIL = (
    r"(?:资料|文件|材料|刊物|使用|参考|传阅|掌握|事项|明电|发行)?[,、]?"
    r"(?:注意保存|妥善保管|请勿外传|不得外传|严禁外传|[不禁]止?外传)?"
)
"""What may follow a site's own mark on its line: 内部〔资料 注意保存〕."""
_TICKED = r"[☑☒✓✔√■●◉⊙]"


@dataclass(frozen=True, slots=True)
class SecrecyMark:
    """A mark and where it stands.

    Attributes:
        grade: 绝密, 机密, 秘密, or one of the site's own marks.
        place: In Chinese, for the message: "正文第1行", "页眉或页脚", "文件名", "文件属性".
    """

    grade: str
    place: str


def refuse_secret(reading: Reading, name: str, extra_marks: Sequence[str] = ()) -> None:
    """Nothing, unless the document bears a mark.

    Raises:
        SecretDocumentError: Naming the mark and its place, never the text.
    """
    found = find_mark(reading, name, extra_marks)
    if found is not None:
        raise SecretDocumentError(
            f"文件带有密级标志“{found.grade}”（{found.place}），不得收入，内容没有保留",
            "涉密文件请按保密规定处理；确属误标的，请由有权限的人员更正标志后再导入",
        )


def find_mark(reading: Reading, name: str, extra_marks: Sequence[str] = ()) -> SecrecyMark | None:
    """The first mark found: in the file's name, its properties, its running headers and footers, its text.

    Args:
        name: The file's name, or its path, of which the last part counts.
        extra_marks: Further words that a site refuses as marks, e.g. "内部".
    """
    marks = _Marks((*GRADES, *(mark for raw in extra_marks if (mark := _unified(raw)))))
    return next(_found(marks, reading, name), None)


def _found(marks: _Marks, reading: Reading, name: str) -> Iterator[SecrecyMark]:
    places = ((PurePath(name).stem, "文件名"), (reading.title, "文件属性"), (reading.author, "文件属性"))
    for text, place in places:
        if text and (grade := marks.in_name(_unified(text))):
            yield SecrecyMark(grade, place)
    for line in reading.margins:
        if len(line) <= 2 * _LONGEST and (grade := marks.in_margin(_unified(line))):
            yield SecrecyMark(grade, "页眉或页脚")
    yield from _in_blocks(marks, reading)


def _in_blocks(marks: _Marks, reading: Reading) -> Iterator[SecrecyMark]:
    lines = {at: _unified(reading.blocks[at].text) for at, _ in _looked_at(reading) if _may_bear(marks, reading, at)}
    bare = {grade for line in lines.values() if (grade := marks.alone(line))}
    for at, rank in _looked_at(reading):
        if at not in lines or reading.blocks[at].kind == "table_row":
            continue
        line, before = lines[at], _unified(reading.blocks[at - 1].text) if at else ""
        grade = marks.field(line)
        if grade is None and not _EXAMPLE.search(before):
            is_high = rank < _TOP or (rank < _ABOVE and len(bare) == 1)
            grade = marks.starred(line) or (marks.alone(line) if is_high else None)
            if grade is None and rank < _TOP and len(line) <= _SHORT:
                grade = marks.apart(line)
        if grade is not None:
            yield SecrecyMark(grade, _where(reading, at))
    rows = [at for at, block in enumerate(reading.blocks) if block.kind == "table_row" and _has_field(block)]
    # In a form the field stands once; a column 密级 with many rows lists other documents.
    if len(rows) == 1 and (grade := marks.in_row(reading.blocks[rows[0]].text)):
        yield SecrecyMark(grade, f"{_where(reading, rows[0])}表格的“密级”栏")


def _may_bear(marks: _Marks, reading: Reading, at: int) -> bool:
    text = reading.blocks[at].text
    return len(text) <= 2 * _LONGEST and any(sign in text for sign in marks.signs)


def _has_field(block: Block) -> bool:
    return "密" in block.text and re.search(_FIELD, _unified(block.text)) is not None


def _looked_at(reading: Reading) -> Iterator[tuple[int, int]]:
    """Index of each block where a mark may stand, and how many blocks of its page come before it."""
    page, rank = 0, 0
    for at, block in enumerate(reading.blocks):
        page, rank = (block.page, rank + 1) if block.page == page else (block.page, 0)
        if rank < (_HEAD if page == reading.blocks[0].page else _PAGE_HEAD):
            yield at, rank


def _where(reading: Reading, at: int) -> str:
    return f"第{reading.blocks[at].page}页" if reading.paged else f"正文第{at + 1}段"


def _unified(text: str) -> str:
    """`text` in simplified characters and half-width forms, no white space inside marks, one space elsewhere."""
    plain = unicodedata.normalize("NFKC", text).replace("祕", "秘")
    simple = "".join(_simplified(char) for char in plain)
    spaced = _LETTERSPACED.sub(lambda match: match.group().replace(" ", ""), _SPACES.sub(" ", simple))
    return _INNER_SPACE.sub("", spaced).strip()


def _close(line: str) -> str:
    return line.replace(" ", "")


@lru_cache(maxsize=8192)
def _simplified(char: str) -> str:
    """Folding also unifies brackets and quotation marks, which tell a mark from a mention: only characters count."""
    return fold(char).text if "\u4e00" <= char <= "\u9fff" else char


class _Marks:
    """The patterns for one set of marks; all of them read unified text."""

    def __init__(self, marks: Sequence[str]) -> None:
        one = "(?P<mark>" + "|".join(sorted(map(re.escape, marks), key=len, reverse=True)) + ")"
        serial = r"(?:(?:份号[::]?|No\.?|编号[::]?|第)?\d{3,8}号?份?)?"
        urgency = r"(?:特急|加急|平急|特提|急件|急)?"
        term = rf"(?:{_STAR}?{_TERM}|{_STAR}+{_TERM}?)"
        # A star that recognition took for a letter or a character: 机密女1年, 机密大3年.
        misread = r"(?:[女大太木衣食xX十]\d{1,2}年)"
        self.signs = tuple(dict.fromkeys(mark[-1] for mark in marks))
        self._alone = re.compile(rf"^{serial}[\[(【〔<]*{one}{_PAPERS}[\])】〕>]*{urgency}{serial}$")
        self._starred = re.compile(
            rf"^{serial}{urgency}[\[(【<]*(?:{_FIELD}:?)?{one}级?(?:{term}|{misread})[\])】>]*(?!{_MORE})"
            rf"|{one.replace('?P<mark>', '?P<after>')}{_STAR}(?:{_TERM})?(?:$|[\])】])"
        )
        self._this = re.compile(
            rf"^(?:本|此)(?:件|文|文件|材料|资料|方案)(?:为|是|属|属于|系|定为)?{one}{_PAPERS}(?:文件|资料|材料)?$"
        )
        self._field = re.compile(
            rf"(?:^|[^\w])(?:本件|本文件?|文件|此件)?{_FIELD}[\])】]?(?:[::]|为|是|定为|确定为)?\s?[\[(【<]*{one}(?:$|{term}|[^\w/、,|□○☐]|级?$)"
        )
        self._ticked = re.compile(rf"{_FIELD}.{{0,60}}{_TICKED}{one}")
        self._apart = re.compile(rf"(?:^|[^\w])[\[(【〔<]*{one}{_PAPERS}(?:{term})?[\])】〕>]*(?:$|[^\w、/])")
        self._name = re.compile(
            rf"[\[(【〔<]\s*{one}{_PAPERS}(?:{term})?\s*[\])】〕>]"
            rf"|^{one.replace('?P<mark>', '?P<first>')}(?:{_PAPERS}$|{term}|[\s\-—_·.:+,])"
            rf"|[\s\-—_·.+,]{one.replace('?P<mark>', '?P<last>')}级?(?:{term})?(?:$|[\s\-—_·.+,])"
        )
        self._cell = re.compile(rf"^{one}级?(?:{term})?$")
        own = [mark for mark in marks if mark not in GRADES]
        self._own = re.compile(rf"^[\[(【]*({'|'.join(map(re.escape, own))}){_TAIL}[\])】]*$") if own else None

    def alone(self, line: str) -> str | None:
        """A line that is a mark and no more (with serial number or urgency), or a site's own mark with a short tail."""
        if _ENUMERATION.search(line) or _ENUMERATION.search(_close(line)):
            return None
        line = _close(line).rstrip("。!.")
        own = self._own.match(line) if self._own else None
        return own[1] if own else _grade(self._alone.match(line) or self._this.match(line))

    def starred(self, line: str) -> str | None:
        if _TALK.search(line) or _ENUMERATION.search(line):
            return None
        return _grade(self._starred.search(_close(line)))

    def field(self, line: str) -> str | None:
        ticked = self._ticked.search(line)
        if ticked:
            return ticked["mark"]
        if _ENUMERATION.search(line) or "。" in line:
            return None
        return _grade(self._field.search(line))

    def in_margin(self, line: str) -> str | None:
        if _ENUMERATION.search(line) or _TALK.search(line):
            return None
        return self.starred(line) or self.field(line) or self.alone(line) or self.apart(line)

    def apart(self, line: str) -> str | None:
        """A mark that stands apart from the other words of its line: “机密 不得复制”, “机密（1年）”."""
        if _TALK.search(line) or _ENUMERATION.search(line):
            return None
        return _grade(self._apart.search(line))

    def in_name(self, name: str) -> str | None:
        return None if _ENUMERATION.search(name) else _grade(self._name.search(name))

    def in_row(self, text: str) -> str | None:
        """A table row whose field 密级 holds a mark: “密级:机密”, or the two in neighbouring cells."""
        ticked = self._ticked.search(_unified(text))
        if ticked:
            return ticked["mark"]
        cells = [_unified(cell) for cell in re.split(r"[；;：:|\t]", text)]
        for at, cell in enumerate(cells):
            if re.fullmatch(_FIELD, cell):
                for following in cells[at + 1 : at + 3]:
                    if grade := _grade(self._cell.match(following)):
                        return grade
        return None


def _grade(match: re.Match[str] | None) -> str | None:
    return next((found for found in match.groupdict().values() if found), None) if match else None

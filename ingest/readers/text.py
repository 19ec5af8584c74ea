"""Plain text and Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from ingest.errors import EmptyFileError, UnsupportedFormatError
from ingest.layout.flow import Paragraph, TextLine, paragraphs
from ingest.layout.joining import is_heading
from ingest.mojibake import LOST
from ingest.plausibility import is_garbled, score
from ingest.readers import markdown
from ingest.readers.assembly import reading_of
from ingest.readers.encoding import Decoded, decode
from ingest.readers.surroundings import article_of
from ingest.records import records
from ingest.repair import Repaired, repair
from ingest.types import Block, Page, PageRun, Reading

_FORM_FEED = "\f"


def read(data: bytes, name: str) -> Reading:
    """Plain text. A form feed begins a page; a file with form feeds is paged.

    Raises:
        EmptyFileError: Nothing but white space.
        UnsupportedFormatError: The bytes are no text, or the text is beyond repair.
    """
    text, warnings = _text(data, name)
    lines = _lines(text)
    blocks, around = _article(tuple(_blocks(lines)))
    reading = reading_of(blocks, lines[-1].page, _FORM_FEED in text, None, name, (*warnings, *_around(around)))
    return replace(reading, margins=around, pages=tuple(map(_judged, reading.pages)))


def read_markdown(data: bytes, name: str) -> Reading:
    """Markdown: headings with their level, tables as records, the text without its marks. Raises as `read` does."""
    text, warnings = _text(data, name)
    title, body = markdown.front_matter(text)
    blocks, around = _article(tuple(markdown.blocks(body.replace(_FORM_FEED, "\n").split("\n"))))
    reading = reading_of(blocks, 1, False, title, name, (*warnings, *_around(around)))
    return replace(reading, margins=around, pages=tuple(map(_judged, reading.pages)))


def _article(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """The blocks without what surrounds the article of a web page that was saved as text; and the texts of that."""
    inside = article_of([block.text for block in blocks], is_page=False)
    around = (*blocks[: inside.start], *blocks[inside.stop :])
    return blocks[inside.start : inside.stop], tuple(block.text for block in around)


def _around(around: Sequence[str]) -> Iterator[str]:
    if around:
        yield f"文件像是从网页保存的文本，正文前后 {len(around)} 行网站信息没有收入"


def _text(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The repaired text and what the user must know of it."""
    decoded = decode(data)
    if decoded is None:
        raise UnsupportedFormatError(
            f"文件“{name}”的内容不是文字，无法按文本读取", "请确认文件类型，或用原程序另存为 .docx 或 PDF"
        )
    repaired = repair(decoded.text)
    if not repaired.text.strip():
        raise EmptyFileError(f"文件“{name}”里没有任何文字", "请确认文件是否保存完整")
    if is_garbled(repaired.text) or _misread_share(repaired.text) > _MOST_MISREAD:
        raise UnsupportedFormatError(
            f"文件“{name}”的文字是乱码（按 {decoded.encoding} 解读），无法修复", "请用原程序另存为 UTF-8 文本后再导入"
        )
    return repaired.text, tuple(_warnings(decoded, repaired))


_MOST_MISREAD, _MISREAD_SCORE = 0.5, 0.2


def _misread_share(text: str) -> float:
    """Share (0 to 1) of the text that stands in lines from which characters were lost and that still make no sense."""
    if LOST not in text:
        return 0.0
    lines = text.split("\n")
    bad = sum(len(line) for line in lines if LOST in line and score(line) < _MISREAD_SCORE)
    return bad / max(1, sum(map(len, lines)))


def _judged(page: Page) -> Page:
    """The page with what is known of its text: lines that could not be repaired make it doubtful."""
    share = _misread_share(page.text)
    if not share:
        return page
    return replace(page, confidence=round(max(0.0, 1 - 2 * share), 2), note="部分文字在保存时已损坏，无法修复")


def _warnings(decoded: Decoded, repaired: Repaired) -> Iterator[str]:
    lost = repaired.text.count(LOST)
    if decoded.lost:
        yield f"有 {decoded.lost} 处字节按 {decoded.encoding} 无法解读，以“{LOST}”代替"
    elif lost and not any(change.kind == "lost" for change in repaired.changes):
        yield f"有 {lost} 个字在原文件里已丢失，显示为“{LOST}”"
    if repaired.summary:
        yield repaired.summary


def _lines(text: str) -> list[TextLine]:
    pages = text.split(_FORM_FEED)
    return [TextLine(line, number) for number, page in enumerate(pages, 1) for line in page.split("\n")]


def _blocks(lines: Sequence[TextLine]) -> Iterator[Block]:
    """Tab-separated lines are a table, all others paragraphs and headings."""
    for tabular, group in groupby(_marked(lines), key=lambda pair: pair[0]):
        inside = [line for _, line in group]
        if tabular:
            yield from _table(inside)
        else:
            yield from map(_block, paragraphs(inside))


_LEAST_ROWS = 3


def _marked(lines: Sequence[TextLine]) -> Iterator[tuple[bool, TextLine]]:
    """Each line with whether it is a row of a table: lines in sequence with the same number of tabs inside."""
    for tabs, group in groupby(lines, key=lambda line: line.text.strip().count("\t")):
        inside = list(group)
        yield from ((tabs > 0 and len(inside) >= _LEAST_ROWS, line) for line in inside)


def _block(paragraph: Paragraph) -> Block:
    return Block("heading" if is_heading(paragraph.text) else "paragraph", paragraph.text, paragraph.runs)


def _table(lines: Sequence[TextLine]) -> Iterator[Block]:
    for record in records([line.text.split("\t") for line in lines]):
        runs = (PageRun(0, lines[record.row].page),)
        yield Block("table_row" if record.is_record else "paragraph", record.text, runs)

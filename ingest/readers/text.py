"""Plain text and Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from ingest.errors import EmptyFileError, UnsupportedFormatError
from ingest.layout.flow import Paragraph, TextLine, paragraphs
from ingest.layout.joining import is_heading
from ingest.plausibility import is_garbled
from ingest.readers import markdown
from ingest.readers.assembly import reading_of
from ingest.readers.encoding import Decoded, decode
from ingest.readers.surroundings import article_of
from ingest.records import records
from ingest.repair import repair, summarise
from ingest.types import Block, PageRun, Reading

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
    return replace(reading, margins=around)


def read_markdown(data: bytes, name: str) -> Reading:
    """Markdown: headings with their level, tables as records, the text without its marks. Raises as `read` does."""
    text, warnings = _text(data, name)
    title, body = markdown.front_matter(text)
    blocks, around = _article(tuple(markdown.blocks(body.replace(_FORM_FEED, "\n").split("\n"))))
    return replace(reading_of(blocks, 1, False, title, name, (*warnings, *_around(around))), margins=around)


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
    if is_garbled(repaired.text):
        raise UnsupportedFormatError(
            f"文件“{name}”的文字是乱码（按 {decoded.encoding} 解读），无法修复", "请用原程序另存为 UTF-8 文本后再导入"
        )
    return repaired.text, tuple(_warnings(decoded, summarise(repaired.changes)))


def _warnings(decoded: Decoded, summary: str) -> Iterator[str]:
    if decoded.lost:
        yield f"有 {decoded.lost} 处字节按 {decoded.encoding} 无法解读，以“�”代替"
    if summary:
        yield summary


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

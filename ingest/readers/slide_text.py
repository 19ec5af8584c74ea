"""The words of a shape on a slide: its paragraphs with the numbers that the program writes before them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from lxml import etree

from ingest.layout.joining import is_heading, join
from ingest.readers.package import local
from ingest.text.numerals import chinese_numeral
from ingest.types import BlockKind

_LONGEST_HEADING = 30


class Item(NamedTuple):
    """What becomes a block; `level` where it is a heading whose place is known."""

    kind: BlockKind
    text: str
    level: int | None = None


def _lines(body: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Each paragraph with its text; breaks inside it close up as in running text."""
    for paragraph in body.iterfind("./{*}p"):
        text = ""
        for line in "".join(_pieces(paragraph)).split("\n"):
            text = join(text, " ".join(line.split()))
        yield paragraph, text


def _pieces(paragraph: etree._Element) -> Iterator[str]:
    for child in paragraph:
        kind = local(child)
        if kind == "br":
            yield "\n"
        elif kind == "r" or (kind == "fld" and child.get("type") != "slidenum"):
            yield child.findtext("./{*}t") or ""
        elif kind in ("m", "AlternateContent"):
            yield "".join(one.text or "" for one in child.iter("{*}t"))


def paragraphs(body: etree._Element | None) -> list[str]:
    """The paragraphs of a text body; none without one."""
    return [] if body is None else [text for _, text in _lines(body) if text]


def in_one(body: etree._Element | None) -> str:
    """The paragraphs as one line: a title may be set in several."""
    text = ""
    for line in paragraphs(body):
        text = join(text, line)
    return text


def items(body: etree._Element) -> Iterator[Item]:
    """Paragraphs. Where every outer one is short and stands over deeper ones, they are headings."""
    counts: dict[int, int] = {}
    found: list[tuple[str, int]] = []
    for paragraph, text in _lines(body):
        if text:
            level = _level(paragraph)
            found.append((_automatic_number(paragraph, level, counts) + text, level))
    top = min((level for _, level in found), default=0)
    outer = [_leads(text) and below > top for (text, level), (_, below) in pairwise([*found, ("", 0)]) if level == top]
    for text, level in found:
        if all(outer) and level == top:
            yield Item("heading", text, 2)
        else:
            yield Item("heading" if is_heading(text) else "paragraph", text)


def _leads(text: str) -> bool:
    return len(text) <= _LONGEST_HEADING and not text.endswith(_ENDINGS)


_ENDINGS = ("。", "；", ";", "，", "！", "？", "：", ":")


def _level(paragraph: etree._Element) -> int:
    level = paragraph.find("./{*}pPr")
    written = "0" if level is None else level.get("lvl", "0")
    return int(written) if written in set("012345678") else 0


def _automatic_number(paragraph: etree._Element, level: int, counts: dict[int, int]) -> str:
    """The number that the program writes before a paragraph: it stands in no text of the file."""
    for deeper in [one for one in counts if one > level]:
        del counts[deeper]
    mark = paragraph.find("./{*}pPr/{*}buAutoNum")
    if mark is None:
        counts.pop(level, None)
        return ""
    start = mark.get("startAt", "1")
    first = int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1
    counts[level] = number = counts[level] + 1 if level in counts else first
    return _written(number, mark.get("type", ""))


def _written(number: int, kind: str) -> str:
    """`number` as ECMA-376 part 1, 20.1.10.61 names its form."""
    if kind.startswith("circle") and number <= 20:
        return chr(0x245F + number)
    text = chinese_numeral(number) if kind.startswith("ea") else str(number)
    if kind.startswith(("alpha", "roman")):
        text = _letter(number, kind) if kind.startswith("alpha") else text
    if kind.endswith("ParenBoth"):
        return f"（{text}）"
    if kind.endswith("ParenR"):
        return f"{text}）"
    return f"{text}、" if kind.startswith("ea") else f"{text}. "


def _letter(number: int, kind: str) -> str:
    letter = chr(ord("a") + (number - 1) % 26)
    return letter.upper() if "Uc" in kind else letter

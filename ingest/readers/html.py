"""Web pages: the main text, without navigation, forms and what surrounds an article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from ingest.errors import DamagedFileError, UnsupportedFormatError
from ingest.layout.flow import TextLine, paragraphs
from ingest.layout.joining import is_heading
from ingest.plausibility import is_garbled
from ingest.readers.assembly import Item, flowing
from ingest.readers.boilerplate import BLOCKS, DROPPED, is_furniture, is_side, main_text
from ingest.readers.encoding import decode
from ingest.readers.naming import stated_author
from ingest.readers.surroundings import article_of
from ingest.records import records
from ingest.types import Reading

MAX_DEPTH = 250

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w-]+)", re.IGNORECASE)


def read(data: bytes, name: str, charset: str | None = None) -> Reading:
    """The main text of a web page. It has no fixed pages: all stands on page 1.

    Args:
        charset: The encoding that came with the page, if any; what its bytes say outranks it.

    Raises:
        UnsupportedFormatError: The bytes are no text, or mojibake.
        EmptyFileError: There is no text.
    """
    root, encoding, lost = _parse(data, name, charset)
    title = _title(root)
    items = list(_items(main_text(root, _weight)))
    inside = article_of([item.text for item in items], is_page=True)
    items = items[inside.start : inside.stop]
    warnings = [f"有 {lost} 处字节按 {encoding} 无法解读，以“�”代替"] if lost else []
    reading = flowing(items, title, name, warnings)
    if is_garbled(reading.pages[0].text):
        raise UnsupportedFormatError(
            f"网页“{name}”的文字是乱码（按 {encoding} 解读），无法修复", "请在浏览器中打开后另存为 UTF-8 网页再导入"
        )
    return replace(reading, author=_author(root))


def _author(root: etree._Element) -> str | None:
    stated = (one.get("content") for one in root.iter("meta") if (one.get("name") or "").lower() == "author")
    return next((author for one in stated if (author := stated_author(one)) is not None), None)


def _parse(data: bytes, name: str, charset: str | None) -> tuple[etree._Element, str, int]:
    head = data[:4096]
    declared = _CHARSET.search(head) or _XML_CHARSET.search(head)
    decoded = decode(data, declared.group(1).decode("ascii", errors="ignore") if declared else charset)
    if decoded is None:
        raise UnsupportedFormatError(f"网页“{name}”的内容不是文字", "请在浏览器中打开后另存为 UTF-8 网页再导入")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(decoded.text.replace("\x00", "").encode("utf-8", errors="replace"), parser)
    except etree.LxmlError as exc:
        raise DamagedFileError(f"网页“{name}”无法解析", "请在浏览器中打开后另存再导入") from exc
    if root is None:
        raise DamagedFileError(f"网页“{name}”无法解析", "请在浏览器中打开后另存再导入")
    return root, decoded.encoding, decoded.lost


def _title(root: etree._Element) -> str | None:
    """The page's heading where it has exactly one; else <title> without the site's name behind a dash."""
    headings = [text for one in root.iter("h1") if (text := _line(_text(one)))]
    if len(headings) == 1:
        return headings[0]
    title = _line(root.findtext(".//title") or "")
    return re.split(r"\s*[|_]\s*|\s+[-–—]\s+|(?<=\S{8})[-–—](?=[^-–—]{2,12}$)", title)[0] or None


def _weight(element: etree._Element) -> int:
    return sum(len(item.text) for item in _items(element))


def _items(root: etree._Element) -> Iterator[Item]:
    walk = _Walk()
    walk.visit(root, 0, is_root=True)
    walk.flush()
    return iter(walk.items)


class _Walk:
    """One pass over the tree: inline text gathers until a block begins or ends."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self._pending: list[str] = []

    def visit(self, element: etree._Element, depth: int, *, is_root: bool = False) -> None:
        if not isinstance(element.tag, str):
            return
        if depth > MAX_DEPTH:
            self._pending.append(_text(element))
            return
        tag = element.tag
        if not is_root and is_side(element):
            if tag in BLOCKS:
                self.flush()
        elif tag == "pre":
            self._lines(element)
        elif tag == "table":
            self.flush()
            self._table(element, depth)
        elif tag == "br":
            self.flush()
        elif re.fullmatch(r"h[1-6]", tag):
            self.flush()
            if text := _line(_text(element)):
                self.items.append(Item("heading", text, int(tag[1])))
        else:
            if tag in BLOCKS:
                self.flush()
            self._inside(element, depth)
            if tag in BLOCKS:
                self.flush()

    def _inside(self, element: etree._Element, depth: int) -> None:
        self._pending.append(element.text or "")
        for child in element:
            self.visit(child, depth + 1)
            self._pending.append(child.tail or "")

    def _lines(self, element: etree._Element) -> None:
        """Text whose line breaks were set by hand."""
        self.flush()
        for paragraph in paragraphs([TextLine(line) for line in _text(element).split("\n")]):
            self._pending.append(paragraph.text)
            self.flush()

    def flush(self) -> None:
        text = _line("".join(self._pending))
        self._pending.clear()
        if text and not is_furniture(text):
            self.items.append(Item("heading" if is_heading(text) else "paragraph", text))

    def _table(self, table: etree._Element, depth: int) -> None:
        if _is_frame(table):
            self._inside(table, depth)
            self.flush()
            return
        caption = table.find("caption")
        if caption is not None and (text := _line(_text(caption))):
            self.items.append(Item("paragraph", text))
        rows, headers = _grid(table)
        for record in records(rows, headers):
            self.items.append(Item("table_row" if record.is_record else "paragraph", record.text))


def _is_frame(table: etree._Element) -> bool:
    """Whether a table only places things: it holds tables or headings, or no row of several filled cells."""
    if next((one for one in table.iterdescendants("table", "h1", "h2", "h3")), None) is not None:
        return True
    return all(sum(bool(_line(_text(cell))) for cell in _cells(row)) < 2 for row in table.iter("tr"))


def _cells(row: etree._Element) -> list[etree._Element]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _grid(table: etree._Element) -> tuple[list[list[str]], int | None]:
    """The cells of a table, a merged one in every place that it covers, and how many rows name the columns."""
    rows: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}
    headers = 0
    for element in table.iter("tr"):
        row: list[str] = []
        for cell in [*_cells(element), None]:
            while len(row) in hanging:
                left, text = hanging.pop(len(row))
                if left > 1:
                    hanging[len(row)] = (left - 1, text)
                row.append(text)
            if cell is None:
                break
            text, down = _line(_text(cell)), _span(cell, "rowspan")
            for _ in range(_span(cell, "colspan")):
                if down > 1:
                    hanging[len(row)] = (down - 1, text)
                row.append(text)
        if headers == len(rows) and _is_header_row(element):
            headers += 1
        rows.append(row)
    return rows, headers if 0 < headers < len(rows) else None


def _is_header_row(row: etree._Element) -> bool:
    parent = row.getparent()
    if parent is not None and parent.tag == "thead":
        return True
    cells = _cells(row)
    return len(cells) > 1 and all(cell.tag == "th" for cell in cells)


def _span(cell: etree._Element, name: str) -> int:
    value = (cell.get(name) or "").strip()
    return max(1, min(int(value), 200)) if value.isdigit() else 1


def _text(element: etree._Element) -> str:
    """The visible text under an element; breaks and blocks count as spaces. Without recursion: markup may be deep."""
    pieces: list[str] = []
    dropped: etree._Element | None = None
    for event, one in etree.iterwalk(element, events=("start", "end")):
        if dropped is None and event == "start":
            if one is not element and (not isinstance(one.tag, str) or one.tag in DROPPED):
                dropped = one
                continue
            pieces.append(one.text or "")
            continue
        if event == "end" and (dropped is None or dropped is one):
            dropped = None
            if one is not element:
                pieces.append((" " if one.tag in BLOCKS or one.tag == "br" else "") + (one.tail or ""))
    return "".join(pieces)


_WIDE = r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"
_BETWEEN_HAN = re.compile(rf"(?<={_WIDE})[ \t]*\n\s*(?={_WIDE})")


def _line(text: str) -> str:
    """One line: a line break in the source is no space between Chinese characters, and one space elsewhere."""
    return " ".join(_BETWEEN_HAN.sub("", text).split())

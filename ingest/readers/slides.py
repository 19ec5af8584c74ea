"""PowerPoint (.pptx): every slide a page, its title a heading, its tables and charts records, its notes marked.

The XML is read directly, for the reasons in `ingest.readers.package`; shapes come in the order they are read in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from ingest.readers.assembly import reading_of
from ingest.readers.chart import chart_lines
from ingest.readers.naming import numbers, stated_title
from ingest.readers.package import Kind, Package, Relations, local
from ingest.readers.slide_shapes import Shape, in_reading_order, is_title, placed, shapes
from ingest.readers.slide_text import Item, in_one, items, paragraphs
from ingest.records import records
from ingest.repair import repair_lines, summarise
from ingest.types import Block, BlockKind, PageRun, Reading

MAX_SLIDES = 3_000
MAX_CHARACTERS = 20_000_000
_KIND = Kind("PowerPoint 演示文稿")
_MARGINAL = {"ftr", "hdr"}
_DROPPED = {"sldNum", "dt", "sldImg"}


@dataclass(slots=True)
class _Slide:
    """What one slide gives. `margins` is what its footer and its master say on every slide."""

    items: list[Item]
    margins: list[str]
    is_hidden: bool = False
    has_picture: bool = False


def read(data: bytes, name: str) -> Reading:
    """The slides in order; a slide's number is its page. Hidden ones are taken in, and said.

    Raises:
        DamagedFileError: The archive or its XML is broken.
        EncryptedFileError: It asks for a password.
        LimitExceededError: More slides, shapes or characters than the limits, or a part that unpacks to too much.
        EmptyFileError: No slide has text.
    """
    package = Package(data, name, _KIND)
    main = package.main_part("ppt/presentation.xml")
    root = package.tree(main)
    if root is None:
        raise package.damaged("缺少演示文稿部分（ppt/presentation.xml）")
    parts = list(_slide_parts(root, package.relations(main)))
    if len(parts) > MAX_SLIDES:
        raise package.exceeded(f"有 {len(parts)} 张幻灯片，超过 {MAX_SLIDES} 张")
    reader = _Reader(package)
    return _reading([reader.slide(part, number) for number, part in enumerate(parts, 1)], package.title(), name)


def _slide_parts(root: etree._Element, relations: Relations) -> Iterator[str]:
    for one in root.iterfind("./{*}sldIdLst/{*}sldId"):
        identifier = next((str(value) for key, value in one.attrib.items() if str(key).endswith("}id")), "")
        kind, part = relations.get(identifier, ("", ""))
        if kind == "slide":
            yield part


def _reading(slides: Sequence[_Slide], title: str | None, name: str) -> Reading:
    found = [(item, page) for page, slide in enumerate(slides, 1) for item in slide.items]
    texts, changes = repair_lines([item.text for item, _ in found])
    blocks = [
        Block(item.kind, text.strip(), (PageRun(0, page),), item.level)
        for (item, page), text in zip(found, texts, strict=True)
        if text.strip()
    ]
    warnings = [*_warnings(slides), *filter(None, [summarise(changes)])]
    reading = reading_of(blocks, len(slides), True, stated_title(title, name), name, warnings)
    return replace(reading, margins=tuple(dict.fromkeys(text for slide in slides for text in slide.margins)))


def _warnings(slides: Sequence[_Slide]) -> Iterator[str]:
    if hidden := [number for number, slide in enumerate(slides, 1) if slide.is_hidden]:
        yield f"第 {numbers(hidden)} 张幻灯片在原文件中是隐藏的，其内容已收入"
    if pictures := [at for at, slide in enumerate(slides, 1) if slide.has_picture and not slide.items]:
        yield f"第 {numbers(pictures)} 张幻灯片只有图片，没有文字，其内容无法检索"


class _Reader:
    """Reads slides and counts what they hold; layouts and masters are read once."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._characters = 0
        self._layouts: dict[str, tuple[list[Shape], str]] = {}

    def slide(self, part: str, number: int) -> _Slide:
        root = self._package.tree(part)
        if root is None:
            raise self._package.damaged(f"第 {number} 张幻灯片缺失")
        relations = self._package.relations(part)
        layouts = list(self._behind(relations))
        found = placed(_shapes(root), layouts)
        slide = _Slide([], [], root.get("show", "1") in ("0", "false"))
        slide.has_picture = any(local(one.element) == "pic" for one in found)
        slide.margins += [
            text for layout in layouts for one in layout if not one.kind for text in paragraphs(_body(one))
        ]
        for shape in in_reading_order(found):
            if shape.kind in _MARGINAL:
                slide.margins += paragraphs(_body(shape))
            elif shape.kind not in _DROPPED:
                slide.items += self._items(shape, relations)
        slide.items += self._notes(relations)
        self._count(slide)
        return slide

    def _count(self, slide: _Slide) -> None:
        self._characters += sum(len(item.text) for item in slide.items)
        if self._characters > MAX_CHARACTERS:
            raise self._package.exceeded(f"文字超过 {MAX_CHARACTERS // 10_000} 万字")

    def _behind(self, relations: Relations) -> Iterator[list[Shape]]:
        """The shapes of the layout and of the master."""
        for wanted in ("slideLayout", "slideMaster"):
            part = next((target for kind, target in relations.values() if kind == wanted), "")
            if part not in self._layouts:
                root = self._package.tree(part)
                self._layouts[part] = ([] if root is None else _shapes(root), part)
            yield self._layouts[part][0]
            relations = self._package.relations(part) if part else {}

    def _items(self, shape: Shape, relations: Relations) -> Iterator[Item]:
        body = _body(shape)
        if is_title(shape):
            text = in_one(body)
            yield from [Item("heading", text, 1)] if text else []
            return
        for table in shape.element.iterfind("./{*}graphic/{*}graphicData/{*}tbl"):
            yield from _table(table)
        for kind, text in self._drawn(shape, relations):
            yield Item(kind, text)
        if body is not None:
            yield from items(body)

    def _drawn(self, shape: Shape, relations: Relations) -> Iterator[tuple[BlockKind, str]]:
        """The figures of a chart and the words of a diagram, each kept in a part of its own."""
        for one in shape.element.iterfind("./{*}graphic/{*}graphicData/*"):
            kind, key = {"chart": ("chart", "}id"), "relIds": ("diagramData", "}dm")}.get(local(one), ("", ""))
            identifier = next((str(value) for name, value in one.attrib.items() if str(name).endswith(key)), "")
            root = self._package.tree(relations.get(identifier, ("", ""))[1]) if kind else None
            if root is None:
                continue
            if kind == "chart":
                yield from chart_lines(root)
            else:
                for point in root.iterfind(".//{*}pt/{*}t"):
                    yield from (("paragraph", text) for text in paragraphs(point))

    def _notes(self, relations: Relations) -> Iterator[Item]:
        part = next((target for kind, target in relations.values() if kind == "notesSlide"), "")
        root = self._package.tree(part)
        for shape in _shapes(root) if root is not None else ():
            if shape.kind == "body":
                yield from (Item("paragraph", f"备注：{text}") for text in paragraphs(_body(shape)))


def _shapes(root: etree._Element) -> list[Shape]:
    tree = root.find("./{*}cSld/{*}spTree")
    return [] if tree is None else shapes(tree)


def _body(shape: Shape) -> etree._Element | None:
    return shape.element.find("./{*}txBody")


def _table(table: etree._Element) -> Iterator[Item]:
    rows = [[text for _, text in sorted(row.items())] for row in _grid(table)]
    properties = table.find("./{*}tblPr")
    is_named = properties is not None and properties.get("firstRow") in ("1", "true") and len(rows) > 1
    for record in records(rows, 1 if is_named and len(set(rows[0])) > 1 else None):
        yield Item("table_row" if record.is_record else "paragraph", record.text)


def _grid(table: etree._Element) -> Iterator[dict[int, str]]:
    """The cells of every row, a merged cell's text in every place that it covers."""
    above: dict[int, str] = {}
    for row in table.iterfind("./{*}tr"):
        cells: dict[int, str] = {}
        for column, cell in enumerate(row.iterfind("./{*}tc")):
            if cell.get("hMerge") in ("1", "true"):
                cells[column] = cells.get(column - 1, "")
            elif cell.get("vMerge") in ("1", "true"):
                cells[column] = above.get(column, "")
            else:
                cells[column] = " ".join(paragraphs(cell.find("./{*}txBody")))
        yield cells
        above = cells

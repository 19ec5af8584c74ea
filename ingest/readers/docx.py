"""Word (.docx, .docm): paragraphs, headings, tables, notes and margins in document order, from the document's own XML.

The XML is read directly: python-docx loads every part (a 234 KB bomb of 2 million paragraphs took 1.4 GB), gives up
on files that Word opens (a picture that is missing, a document with macros), and neither counts automatic numbering nor
accepts tracked changes. Macros, links and embedded objects are never touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lxml import etree

from ingest.errors import EmptyFileError
from ingest.readers.assembly import Item, flowing
from ingest.readers.docx_archive import Parts, W
from ingest.readers.docx_fields import match_fields
from ingest.readers.docx_notes import NOTE_KINDS, Notes, margin_parts, sections_of
from ingest.readers.docx_numbering import Numbering
from ingest.readers.docx_story import Shared, Story
from ingest.readers.docx_styles import Styles
from ingest.readers.naming import stated_author
from ingest.repair import repair_lines
from ingest.types import Reading

_DC = "{http://purl.org/dc/elements/1.1/}"
_PAGE_NUMBER = re.compile(r"(?:page|of|第|共|页|頁|总|[\W\d_ivxlc])*", re.IGNORECASE)
"""A line in the margin that says nothing but which page it is."""
_LITTLE_TEXT = 200


def read(data: bytes, name: str) -> Reading:
    """The blocks of a Word document. It has no fixed pages: all stands on page 1.

    Raises:
        DamagedFileError: The archive or its XML is broken, or the document part is missing.
        EncryptedFileError: The archive is encrypted.
        LimitExceededError: It unpacks to more than `docx_archive` allows, or tables are nested too deep.
        EmptyFileError: There is no text.
    """
    parts = Parts(data, name)
    document = parts.document()
    match_fields(document)
    sections = sections_of(document)
    styles = Styles(parts.related("styles"))
    numbering = Numbering.of(parts.related("numbering"), styles)
    of_notes = {kind: numbering.anew() for kind in NOTE_KINDS}
    shared = Shared(name, styles, numbering, Notes.of(parts, sections), of_notes)
    body = document.find(f"{W}body")
    items = Story(shared).read(body) if body is not None else []
    if not items and _has_pictures(document):
        raise EmptyFileError(
            f"Word 文件“{name}”里只有图片，没有文字", "请用 Word 或 WPS 另存为 PDF 后再导入，图片中的文字会被识别"
        )
    margins = _margins(margin_parts(sections, parts), shared.another())
    properties = parts.core_properties()
    title, author = (None if properties is None else properties.findtext(f"{_DC}{one}") for one in ("title", "creator"))
    reading = flowing(items, title, name, tuple(_warnings(document, items, parts)))
    return replace(reading, author=stated_author(author), margins=margins)


def _margins(roots: Sequence[etree._Element], shared: Shared) -> tuple[str, ...]:
    """The lines of headers and footers, each once, without page numbers."""
    found = []
    for root in roots:
        match_fields(root)
        found += [item.text for item in Story(shared).read(root)]
    lines, _ = repair_lines(found)
    return tuple(dict.fromkeys(line for line in lines if not _PAGE_NUMBER.fullmatch(line)))


def _has_pictures(document: etree._Element) -> bool:
    return next(document.iter("{*}blip", "{*}imagedata"), None) is not None


_TRACKED = (f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo")


def _warnings(document: etree._Element, items: Sequence[Item], parts: Parts) -> Iterator[str]:
    """What the user must know of what was left out."""
    if next(document.iter(*_TRACKED), None) is not None:
        yield "文件带有未处理的修订，已按全部接受修订后的内容读取"
    if broken := [one for one in parts.broken if one.startswith("word/")]:
        yield f"文件中的 {'、'.join(broken)} 已损坏，相应的样式、编号、脚注或页眉页脚未能读取"
    if count := sum(1 for _ in document.iter(f"{W}altChunk", f"{W}subDoc", f"{W}object")):
        yield f"文件中嵌有 {count} 个其他文件或对象，未打开，其中内容没有读取"
    if _has_pictures(document) and sum(len(item.text) for item in items) < _LITTLE_TEXT:
        yield "文件主要是图片，图片中的文字没有识别；请另存为 PDF 后再导入"

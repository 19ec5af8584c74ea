"""The archive of a Word document: its XML parts, each opened with care and at most once; nothing else is touched."""

from __future__ import annotations

import re
from typing import Literal

from lxml import etree

from ingest.errors import DamagedFileError
from ingest.readers.package import Kind, Package

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

MAX_XML = 96 * 1024 * 1024
"""Bytes of XML, decompressed, one part and all that are read of a file together."""
MAX_TAGS = 5_000_000
"""Tags of one part: a tree takes some 100 bytes of memory for each. A thousand printed pages have about a million."""
MAX_PARAGRAPHS = 500_000
_KIND = Kind("Word 文件", " Word 或 WPS ", ratio=150, part=MAX_XML, tree=MAX_XML, total=MAX_XML)
"""Word's XML packs 10 to 60 fold; a large part that packs better is a bomb."""
_PARAGRAPH = re.compile(rb"<(?:\w+:)?p[\s/>]")

RelationKind = Literal["officeDocument", "styles", "numbering", "settings", "footnotes", "endnotes"]
_USUAL: dict[RelationKind, str] = {
    "officeDocument": "word/document.xml",
    "styles": "word/styles.xml",
    "numbering": "word/numbering.xml",
    "settings": "word/settings.xml",
    "footnotes": "word/footnotes.xml",
    "endnotes": "word/endnotes.xml",
}
"""Where a part stands that no relation names."""


class Parts(Package):
    """The XML parts of one Word file. One that is broken is done without, but for the document itself.

    Attributes:
        broken: The parts that could not be read.

    Raises:
        DamagedFileError: It is no archive, or is cut off.
        EncryptedFileError: A part is encrypted.
        LimitExceededError: What is read unpacks to more than `MAX_XML`, or to too many tags or paragraphs.
    """

    def __init__(self, data: bytes, name: str) -> None:
        super().__init__(data, name, _KIND)
        self.broken: list[str] = []
        numbered = filter(re.compile(r"word/document\d*\.xml").fullmatch, self._infos)
        self._main = self.main_part(next(numbered, _USUAL["officeDocument"]))

    def tree(self, part: str) -> etree._Element | None:
        """The root of a part; None when the package has no such part or it is broken."""
        try:
            return super().tree(part)
        except DamagedFileError:
            self.broken.append(part)
            return None

    def document(self) -> etree._Element:
        """The root of the main part."""
        root = super().tree(self._main)
        if root is None:
            raise DamagedFileError(
                f"Word 文件“{self._name}”缺少正文部分（word/document.xml）", "请用 Word 或 WPS 打开并另存后再导入"
            )
        return root

    def related(self, kind: RelationKind) -> etree._Element | None:
        """The root of the one part of this kind, or None without one."""
        targets = (target for one, target in self.relations(self._main).values() if one == kind)
        return self.tree(next(targets, _USUAL[kind]))

    def by_id(self, identifier: str) -> etree._Element | None:
        """The root of the part that the document names by the id of a relation."""
        _, target = self.relations(self._main).get(identifier, ("", ""))
        return self.tree(target) if target else None

    def core_properties(self) -> etree._Element | None:
        return self.tree("docProps/core.xml")

    def check(self, content: bytes) -> None:
        """Refuses too many tags or paragraphs."""
        if content.count(b"<") > MAX_TAGS or sum(1 for _ in _PARAGRAPH.finditer(content)) > MAX_PARAGRAPHS:
            raise self.exceeded(
                f"超过 {MAX_PARAGRAPHS // 10_000} 万个段落或 {MAX_TAGS // 10_000} 万个标记，疑似异常文件"
            )


def value_of(element: etree._Element | None) -> str:
    """The `w:val` of an element; "" without it."""
    return "" if element is None else str(element.get(f"{W}val") or "")


def number_of(element: etree._Element | None) -> int | None:
    """The `w:val` of an element as a whole number; None where it is none, or too large to be meant."""
    value = value_of(element).strip()
    return int(value) if re.fullmatch(r"-?\d{1,9}", value) else None


def is_on(element: etree._Element | None) -> bool | None:
    """Whether a switch is set; None where the element is absent and leaves it to others."""
    return None if element is None else value_of(element).lower() not in ("0", "false", "off")

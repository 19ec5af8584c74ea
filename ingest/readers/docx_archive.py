"""The archive of a Word document: its XML parts, each opened with care and at most once; nothing else is touched."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from typing import Literal

from lxml import etree

from ingest.errors import DamagedFileError, EncryptedFileError, LimitExceededError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", M),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", R),
)
"""The namespaces of ISO/IEC 29500 strict, read as those of the transitional form, which is the same in all that is
read here."""

MAX_XML = 96 * 1024 * 1024
"""Bytes of XML, decompressed, one part and all that are read of a file together."""
MAX_TAGS = 5_000_000
"""Tags of one part: a tree takes some 100 bytes of memory for each. A thousand printed pages have about a million."""
MAX_PARAGRAPHS = 500_000
_SUSPICIOUS_RATIO, _SUSPICIOUS_SIZE = 150, 4 * 1024 * 1024
"""Word's XML packs 10 to 60 fold; a part this large that packs better is a bomb."""
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


class Parts:
    """The XML parts of one Word file. Relations that lead out of the archive are never followed.

    Attributes:
        broken: The parts that could not be read and were done without.

    Raises:
        DamagedFileError: It is no archive, or is cut off.
        EncryptedFileError: A part is encrypted.
        LimitExceededError: What is read unpacks to more than `MAX_XML`, or to too many tags or paragraphs.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self.broken: list[str] = []
        self._name = name
        self._left = MAX_XML
        self._relations: dict[str, dict[str, tuple[str, str]]] = {}
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError, OSError) as exc:
            raise self._damaged() from exc
        self._main = self._find_main()

    def document(self) -> etree._Element:
        """The root of the main part."""
        root = self._parse(self._main, is_needed=True)
        if root is None:
            raise DamagedFileError(
                f"Word 文件“{self._name}”缺少正文部分（word/document.xml）", "请用 Word 或 WPS 打开并另存后再导入"
            )
        return root

    def related(self, kind: RelationKind) -> etree._Element | None:
        """The root of the one part of this kind, or None without one."""
        targets = (target for one, target in self._relations_of(self._main).values() if one == kind)
        return self._parse(next(targets, _USUAL[kind]))

    def by_id(self, identifier: str) -> etree._Element | None:
        """The root of the part that the document names by the id of a relation."""
        _, target = self._relations_of(self._main).get(identifier, ("", ""))
        return self._parse(target) if target else None

    def core_properties(self) -> etree._Element | None:
        return self._parse("docProps/core.xml")

    def _names(self) -> list[str]:
        return self._archive.namelist()

    def _find_main(self) -> str:
        named = [target for kind, target in self._relations_of("").values() if kind == "officeDocument"]
        present = set(self._names())
        found = [one for one in named if one in present]
        return next(
            iter([*found, *filter(re.compile(r"word/document\d*\.xml").fullmatch, self._names())]),
            _USUAL["officeDocument"],
        )

    def _relations_of(self, part: str) -> dict[str, tuple[str, str]]:
        """Relation id -> its kind and the part inside the archive that it leads to."""
        if part not in self._relations:
            folder, file = posixpath.split(part)
            root = self._parse(posixpath.join(folder, "_rels", f"{file}.rels"))
            self._relations[part] = {
                one.get("Id", ""): (one.get("Type", "").rpartition("/")[2], _inside(folder, one.get("Target", "")))
                for one in (() if root is None else root.iter(f"{_PACKAGE}Relationship"))
                if one.get("TargetMode") != "External"
            }
        return self._relations[part]

    def _parse(self, part: str, *, is_needed: bool = False) -> etree._Element | None:
        """The root of a part, or None when the archive has no such part or it is broken and not needed."""
        try:
            info = self._archive.getinfo(part)
        except KeyError:
            return None
        self._check_size(info)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        try:
            content = self._archive.read(info)
            for strict, usual in _STRICT:
                content = content.replace(strict, usual[1:-1].encode())
            self._check_count(content)
            return etree.fromstring(content, parser)
        except (
            etree.XMLSyntaxError, zipfile.BadZipFile, EOFError, NotImplementedError, ValueError, OSError, zlib.error,
        ) as exc:  # fmt: skip
            if is_needed:
                raise self._damaged() from exc
            self.broken.append(part)
            return None

    def _check_size(self, info: zipfile.ZipInfo) -> None:
        if info.flag_bits & 1:
            raise EncryptedFileError(
                f"Word 文件“{self._name}”已加密，打开需要密码", "请用密码打开后另存为不加密的文件，再重新导入"
            )
        ratio = info.file_size / max(1, info.compress_size)
        self._left -= info.file_size
        if self._left < 0 or (info.file_size > _SUSPICIOUS_SIZE and ratio > _SUSPICIOUS_RATIO):
            raise LimitExceededError(
                f"Word 文件“{self._name}”解压后有 {info.file_size // 2**20} MB（压缩 {ratio:.0f} 倍），"
                "疑似异常文件，未导入",
                _SPLIT_IT,
            )

    def _check_count(self, content: bytes) -> None:
        if content.count(b"<") > MAX_TAGS or sum(1 for _ in _PARAGRAPH.finditer(content)) > MAX_PARAGRAPHS:
            raise LimitExceededError(
                f"Word 文件“{self._name}”超过 {MAX_PARAGRAPHS // 10_000} 万个段落"
                f"或 {MAX_TAGS // 10_000} 万个标记，疑似异常文件，未导入",
                _SPLIT_IT,
            )

    def _damaged(self) -> DamagedFileError:
        return DamagedFileError(
            f"Word 文件“{self._name}”已损坏，无法读取正文", "请用 Word 或 WPS 打开修复并另存后再导入"
        )


_SPLIT_IT = "请用 Word 打开核对内容，必要时拆分后再导入"


def _inside(folder: str, target: str) -> str:
    """A relation's target as a name in the archive."""
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target))


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

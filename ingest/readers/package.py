"""An Office package (.xlsx, .pptx): its parts, opened with care.

openpyxl and python-pptx are not used: both read whole parts into objects before their size is known, openpyxl parses
sheets with a parser that expands entities and fails on styles that other programs write, and its sparing mode knows
neither merged cells nor hidden rows.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from lxml import etree

from ingest.errors import DamagedFileError, EncryptedFileError, LimitExceededError

MAX_PART = 256 * 1024 * 1024
"""Bytes of one part, decompressed."""
MAX_TREE = 32 * 1024 * 1024
"""Bytes of one part that is held whole."""
MAX_READ = 512 * 1024 * 1024
"""Bytes of all parts that are read."""
_SUSPICIOUS_RATIO, _SUSPICIOUS_SIZE = 300, 4 * 1024 * 1024
"""Empty formatted cells pack 20 to 100 fold; a part this large that packs better is a bomb."""
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(officeDocument|spreadsheetml|presentationml|drawingml)/")
_DC = "{http://purl.org/dc/elements/1.1/}"

Relations = dict[str, tuple[str, str]]
"""Relation id -> (last word of its type, name of the part it leads to)."""


class Package:
    """The parts of one package.

    Args:
        kind: What the user calls such a file: "Excel 工作簿".

    Raises:
        DamagedFileError: It is no archive, or a part breaks the rules of XML.
        EncryptedFileError: Its parts ask for a password.
        LimitExceededError: A part, or all that is read, unpacks to more than the limits.
    """

    def __init__(self, data: bytes, name: str, kind: str) -> None:
        self._name, self._kind = name, kind
        self._left = MAX_READ
        with self._translated():
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            self._infos = {info.filename.lstrip("/"): info for info in self._archive.infolist()}

    def __contains__(self, part: str) -> bool:
        return part in self._infos

    def tree(self, part: str) -> etree._Element | None:
        """The root of a part; None when the package has no such part."""
        if part not in self._infos:
            return None
        with self._opened(part, MAX_TREE) as stream:
            content = _STRICT.sub(_transitional, stream.read())
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
            root: etree._Element = etree.fromstring(content, parser)
            return root

    @contextmanager
    def events(
        self, part: str, tags: tuple[str, ...], thin: re.Pattern[bytes] | None = None
    ) -> Iterator[etree.iterparse]:
        """The elements named `tags` (without their namespace) of a part as each ends; the part is never held whole.

        Args:
            thin: What is taken out of the bytes before they are parsed: elements that say nothing.
        """
        with self._opened(part, MAX_PART) as stream:
            yield etree.iterparse(
                _Source(stream, thin),
                events=("end",),
                tag=tuple("{*}" + tag for tag in tags),
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                remove_comments=True,
                huge_tree=False,
            )

    def relations(self, part: str) -> Relations:
        """Where a part leads to, inside the package only: what lies outside is never followed. "" is the package."""
        folder, base = posixpath.split(part)
        root = self.tree(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: Relations = {}
        for one in () if root is None else root.iter(_REL):
            if one.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/" + folder, one.get("Target", "")))
                found[one.get("Id", "")] = (one.get("Type", "").rsplit("/", 1)[-1], target.lstrip("/"))
        return found

    def main_part(self, usual: str) -> str:
        """The part that the package says is its document."""
        named = (target for kind, target in self.relations("").values() if kind == "officeDocument")
        return next((part for part in named if part in self._infos), usual)

    def title(self) -> str | None:
        """The title among the document's properties. Broken properties do no harm."""
        try:
            root = self.tree("docProps/core.xml")
        except DamagedFileError:
            return None
        return None if root is None else root.findtext(f"{_DC}title")

    def damaged(self, what: str) -> DamagedFileError:
        return DamagedFileError(f"{self._kind}“{self._name}”已损坏，{what}", "请用原程序打开修复并另存后再导入")

    def exceeded(self, what: str) -> LimitExceededError:
        return LimitExceededError(
            f"{self._kind}“{self._name}”{what}，未导入", "请用原程序打开核对内容，必要时拆分后再导入"
        )

    @contextmanager
    def _opened(self, part: str, limit: int) -> Iterator[IO[bytes]]:
        info = self._infos.get(part)
        if info is None:
            raise self.damaged(f"缺少部件 {part}")
        if info.flag_bits & 1:
            raise EncryptedFileError(
                f"{self._kind}“{self._name}”已加密，打开需要密码", "请用密码打开后另存为不加密的文件，再重新导入"
            )
        self._check_size(info, limit)
        with self._translated(), self._archive.open(info) as stream:
            yield stream

    def _check_size(self, info: zipfile.ZipInfo, limit: int) -> None:
        """`zipfile` never unpacks more of a member than it declares."""
        ratio = info.file_size / max(1, info.compress_size)
        self._left -= info.file_size
        bomb = info.file_size > _SUSPICIOUS_SIZE and ratio > _SUSPICIOUS_RATIO
        if info.file_size > limit or self._left < 0 or bomb:
            raise self.exceeded(f"解压后有 {info.file_size // 2**20} MB（压缩 {ratio:.0f} 倍），疑似异常文件")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (
            zipfile.BadZipFile,
            etree.XMLSyntaxError,
            EOFError,
            NotImplementedError,
            ValueError,
            OSError,
            RuntimeError,
            zlib.error,
            UnicodeError,
            AssertionError,
        ) as exc:
            raise self.damaged("无法读取") from exc


class _Source:
    """A file for `iterparse` whose `thin` passages are left out."""

    def __init__(self, stream: IO[bytes], thin: re.Pattern[bytes] | None) -> None:
        self._stream, self._thin, self._rest = stream, thin, b""

    def read(self, size: int = -1) -> bytes:
        while True:
            block = self._stream.read(max(size, 1 << 18))
            data = self._rest + block
            cut = data.rfind(b"<") if block and self._thin else len(data)
            cut = len(data) if cut <= 0 else cut
            self._rest = data[cut:]
            ready = _STRICT.sub(_transitional, data[:cut])
            ready = self._thin.sub(b"", ready) if self._thin else ready
            if ready or not block:
                return ready


def _transitional(match: re.Match[bytes]) -> bytes:
    """The namespaces of the strict form of the standard are as many others for the same things."""
    return _TRANSITIONAL[match.group(1)]


_TRANSITIONAL = {
    b"officeDocument": b"http://schemas.openxmlformats.org/officeDocument/2006/",
    b"spreadsheetml": b"http://schemas.openxmlformats.org/spreadsheetml/2006/",
    b"presentationml": b"http://schemas.openxmlformats.org/presentationml/2006/",
    b"drawingml": b"http://schemas.openxmlformats.org/drawingml/2006/",
}


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""

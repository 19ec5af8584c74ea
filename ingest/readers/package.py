"""An Office package (.docx, .xlsx, .pptx): its parts, opened with care.

openpyxl and python-pptx are not used: both read whole parts into objects before their size is known, openpyxl parses
sheets with a parser that expands entities and fails on styles that other programs write, and its sparing mode knows
neither merged cells nor hidden rows.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from lxml import etree

from ingest.errors import DamagedFileError, EncryptedFileError, LimitExceededError
from ingest.zipped import ENCRYPTED, open_zip, ratio, reading

_SUSPICIOUS_SIZE = 4 * 1024 * 1024
"""A part this large that packs better than its kind does is a bomb."""
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = re.compile(
    rb"http://purl\.oclc\.org/ooxml/(officeDocument|wordprocessingml|spreadsheetml|presentationml|drawingml)/"
)
_DC = "{http://purl.org/dc/elements/1.1/}"

Relations = dict[str, tuple[str, str]]
"""Relation id -> (last word of its type, name of the part it leads to)."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What the user calls such a file and opens it with, and what reading one may cost.

    Attributes:
        name: "Excel 工作簿".
        program: "原程序"; Latin letters with a blank on either side.
        ratio: Bytes for each packed one: empty formatted cells pack 20 to 100 fold.
        part: Bytes of one part, decompressed.
        tree: Bytes of one part that is held whole.
        total: Bytes of all parts that are read.
    """

    name: str
    program: str = "原程序"
    ratio: int = 300
    part: int = 256 * 1024 * 1024
    tree: int = 32 * 1024 * 1024
    total: int = 512 * 1024 * 1024


class Package:
    """The parts of one package.

    Raises:
        DamagedFileError: It is no archive, or a part breaks the rules of XML.
        EncryptedFileError: Its parts ask for a password.
        LimitExceededError: A part, or all that is read, unpacks to more than the limits.
    """

    def __init__(self, data: bytes, name: str, kind: Kind) -> None:
        self._name, self._kind = name, kind
        self._left = kind.total
        self._relations: dict[str, Relations] = {}
        self._archive = open_zip(data, self._unreadable)
        self._infos = {info.filename.lstrip("/"): info for info in self._archive.infolist()}

    def __contains__(self, part: str) -> bool:
        return part in self._infos

    def tree(self, part: str) -> etree._Element | None:
        """The root of a part; None when the package has no such part."""
        if part not in self._infos:
            return None
        with self._opened(part, self._kind.tree) as stream:
            content = _STRICT.sub(_transitional, stream.read())
            self.check(content)
            parser = etree.XMLParser(
                resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
            )
            root: etree._Element = etree.fromstring(content, parser)
            return root

    def check(self, content: bytes) -> None:
        """Refuses the XML of a part that would make too large a tree; here every part that unpacks to few enough bytes
        may be held."""

    @contextmanager
    def events(
        self, part: str, tags: tuple[str, ...], thin: re.Pattern[bytes] | None = None
    ) -> Iterator[etree.iterparse]:
        """The elements named `tags` (without their namespace) of a part as each ends; the part is never held whole.

        Args:
            thin: What is taken out of the bytes before they are parsed: elements that say nothing.
        """
        with self._opened(part, self._kind.part) as stream:
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
        if part not in self._relations:
            folder, base = posixpath.split(part)
            root = self.tree(posixpath.join(folder, "_rels", f"{base}.rels"))
            self._relations[part] = {
                one.get("Id", ""): (one.get("Type", "").rpartition("/")[2], _inside(folder, one.get("Target", "")))
                for one in (() if root is None else root.iter(_REL))
                if one.get("TargetMode") != "External"
            }
        return self._relations[part]

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
        return DamagedFileError(
            f"{self._kind.name}“{self._name}”已损坏，{what}", f"请用{self._kind.program}打开修复并另存后再导入"
        )

    def exceeded(self, what: str) -> LimitExceededError:
        return LimitExceededError(
            f"{self._kind.name}“{self._name}”{what}，未导入",
            f"请用{self._kind.program}打开核对内容，必要时拆分后再导入",
        )

    @contextmanager
    def _opened(self, part: str, limit: int) -> Iterator[IO[bytes]]:
        info = self._infos.get(part)
        if info is None:
            raise self.damaged(f"缺少部件 {part}")
        if info.flag_bits & ENCRYPTED:
            raise EncryptedFileError(
                f"{self._kind.name}“{self._name}”已加密，打开需要密码", "请用密码打开后另存为不加密的文件，再重新导入"
            )
        self._check_size(info, limit)
        with reading(self._unreadable), self._archive.open(info) as stream:
            try:
                yield stream
            except (etree.XMLSyntaxError, AssertionError) as exc:
                raise self._unreadable() from exc

    def _check_size(self, info: zipfile.ZipInfo, limit: int) -> None:
        self._left -= info.file_size
        bomb = info.file_size > _SUSPICIOUS_SIZE and ratio(info) > self._kind.ratio
        if info.file_size > limit or self._left < 0 or bomb:
            raise self.exceeded(f"解压后有 {info.file_size // 2**20} MB（压缩 {ratio(info):.0f} 倍），疑似异常文件")

    def _unreadable(self) -> DamagedFileError:
        return self.damaged("无法读取")


def _inside(folder: str, target: str) -> str:
    """A relation's target as the name of a part: what leads out of the package ends at its top."""
    return posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")


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
    b"wordprocessingml": b"http://schemas.openxmlformats.org/wordprocessingml/2006/",
    b"officeDocument": b"http://schemas.openxmlformats.org/officeDocument/2006/",
    b"spreadsheetml": b"http://schemas.openxmlformats.org/spreadsheetml/2006/",
    b"presentationml": b"http://schemas.openxmlformats.org/presentationml/2006/",
    b"drawingml": b"http://schemas.openxmlformats.org/drawingml/2006/",
}


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""

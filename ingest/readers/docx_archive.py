"""The archive of a Word document: its parts, opened with care, and what its styles mean."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from functools import partial

from lxml import etree

from ingest.errors import DamagedFileError, EncryptedFileError, LimitExceededError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
"""The namespace of all that is named here."""
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
MAX_XML = 96 * 1024 * 1024
"""Bytes of one XML part, decompressed."""
_SUSPICIOUS_RATIO, _SUSPICIOUS_SIZE = 150, 4 * 1024 * 1024
"""Word's XML packs 10 to 60 fold; a part this large that packs better is a bomb."""
_HEADING_NAME = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_TITLE_NAME = re.compile(r"title|标题", re.IGNORECASE)
_CONTENTS_NAME = re.compile(r"(?:toc|目录)\s*(?:\d|heading|标题)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Style:
    """Attributes:
    level: Heading level from 1, 0 for the document's title, None for text.
    """

    level: int | None = None
    is_contents: bool = False


def parts(data: bytes, name: str) -> tuple[etree._Element, etree._Element | None, str | None]:
    """The document, its styles, and the title among its properties."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            read_part = partial(_xml, archive, name)
            document = read_part(_main_part(archive))
            if document is None:
                raise DamagedFileError(
                    f"Word 文件“{name}”缺少正文部分（word/document.xml）", "请用 Word 或 WPS 打开并另存后再导入"
                )
            styles, core = read_part("word/styles.xml"), read_part("docProps/core.xml")
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError, OSError, zlib.error) as exc:
        raise _damaged(name) from exc
    title = None if core is None else core.findtext("{http://purl.org/dc/elements/1.1/}title")
    return document, styles, title


def _main_part(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    return next((one for one in names if re.fullmatch(r"word/document\d*\.xml", one)), "word/document.xml")


def _xml(archive: zipfile.ZipFile, name: str, part: str) -> etree._Element | None:
    """The root of a part, or None when the archive has no such part."""
    try:
        info = archive.getinfo(part)
    except KeyError:
        return None
    if info.flag_bits & 1:
        raise EncryptedFileError(
            f"Word 文件“{name}”已加密，打开需要密码", "请用密码打开后另存为不加密的文件，再重新导入"
        )
    ratio = info.file_size / max(1, info.compress_size)
    if info.file_size > MAX_XML or (info.file_size > _SUSPICIOUS_SIZE and ratio > _SUSPICIOUS_RATIO):
        raise LimitExceededError(
            f"Word 文件“{name}”解压后有 {info.file_size // 2**20} MB（压缩 {ratio:.0f} 倍），疑似异常文件，未导入",
            "请用 Word 打开核对内容，必要时拆分后再导入",
        )
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        content = archive.read(info).replace(_STRICT, W[1:-1].encode())
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, zipfile.BadZipFile, EOFError) as exc:
        if part != "word/styles.xml" and part.startswith("word/"):
            raise _damaged(name) from exc
        return None


def _damaged(name: str) -> DamagedFileError:
    return DamagedFileError(f"Word 文件“{name}”已损坏，无法读取正文", "请用 Word 或 WPS 打开修复并另存后再导入")


def styles_of(root: etree._Element | None) -> dict[str, Style]:
    """Style id -> what its name, its outline level and the styles it is based on make of it."""
    if root is None:
        return {}
    elements = {style.get(f"{W}styleId", ""): style for style in root.iter(f"{W}style")}
    found: dict[str, Style] = {}
    for identifier in elements:
        chain: list[str] = []
        at = identifier
        while at in elements and at not in chain and len(chain) < 20:
            chain.append(at)
            at = value_of(elements[at].find(f"{W}basedOn"))
        found[identifier] = next((own for one in chain if (own := _own_style(elements[one])) is not None), Style())
    return found


def _own_style(style: etree._Element) -> Style | None:
    """What a style says itself; None where it leaves that to the style it is based on."""
    name = value_of(style.find(f"{W}name")).strip()
    if _CONTENTS_NAME.fullmatch(name):
        return Style(is_contents=True)
    if match := _HEADING_NAME.fullmatch(name):
        return Style(int(match.group(1)))
    if _TITLE_NAME.fullmatch(name):
        return Style(0)
    level = style.find(f"{W}pPr/{W}outlineLvl")
    return Style(outline_level(level)) if level is not None else None


def outline_level(element: etree._Element) -> int | None:
    value = value_of(element)
    return int(value) + 1 if value.isdigit() and int(value) < 9 else None


def value_of(element: etree._Element | None) -> str:
    return "" if element is None else str(element.get(f"{W}val") or "")

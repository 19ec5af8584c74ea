"""What a file is by its content; its name only decides between plain text and Markdown."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath

from ingest.errors import DamagedFileError, EmptyFileError, EncryptedFileError, UnsupportedFormatError
from ingest.readers.encoding import decode
from ingest.types import MediaType

_HEAD = 4_096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")

_UNSUPPORTED: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG", "PNG 图片", "图片中的文字需要识别，本版本暂不支持"),
    (b"\xff\xd8\xff", "JPEG 图片", "图片中的文字需要识别，本版本暂不支持"),
    (b"GIF8", "GIF 图片", "图片中的文字需要识别，本版本暂不支持"),
    (b"BM", "BMP 图片", "图片中的文字需要识别，本版本暂不支持"),
    (b"II*\x00", "TIFF 图片", "图片中的文字需要识别，本版本暂不支持"),
    (b"MM\x00*", "TIFF 图片", "图片中的文字需要识别，本版本暂不支持"),
    (b"{\\rtf", "RTF 文档", "请用 Word 打开后另存为 .docx 再导入"),
    (b"Rar!", "RAR 压缩包", "请解压后导入其中的文件"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包", "请解压后导入其中的文件"),
    (b"\x1f\x8b", "gzip 压缩包", "请解压后导入其中的文件"),
    (b"MZ", "Windows 程序", "只能导入文档"),
    (b"\x7fELF", "程序", "只能导入文档"),
    (b"%!PS", "PostScript 文件", "请转为 PDF 后再导入"),
)
"""How a file begins, what it is, what to do."""
_SHORT_MAGIC = {b"BM", b"MZ"}
"""Beginnings that words can have too: they count only before binary bytes."""

_PARTS = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "Excel 工作簿（.xlsx）"),
    ("ppt/presentation.xml", "PowerPoint 演示文稿（.pptx）"),
    ("content.xml", "OpenDocument 文档"),
    ("META-INF/container.xml", "EPUB 电子书"),
    ("OFD.xml", "OFD 版式文件"),
)
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*"
    r"<(?:(?P<page>!doctype\s+html|html|head|body|title|meta)|div|table|article|main|section|h[1-6]|p)\b",
    re.IGNORECASE | re.DOTALL,
)
_MARKDOWN_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+\S", re.MULTILINE)
_MARKDOWN_SIGN = re.compile(r"\*\*[^*\n]+\*\*|^\|?\s*:?-{3,}:?\s*\|", re.MULTILINE)
_MARKDOWN_NAMES = {".md", ".markdown", ".mdown", ".mkd"}


def sniff(data: bytes, name: str) -> MediaType:
    """What `data` is, whatever the name says.

    Raises:
        EmptyFileError: No bytes, or only white space.
        EncryptedFileError: An Office file that asks for a password.
        DamagedFileError: A container that is cut off.
        UnsupportedFormatError: No reader handles it.
    """
    if not data.strip(b"\x00 \t\r\n\x0c"):
        raise EmptyFileError(f"文件“{name}”是空的（{len(data)} 字节，没有内容）", "请确认文件是否保存完整")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(_ZIP_STARTS):
        return _sniff_zip(data, name)
    if data.startswith(_OLE):
        raise _ole_error(data, name)
    for start, kind, hint in _UNSUPPORTED:
        if data.startswith(start) and (start not in _SHORT_MAGIC or b"\x00" in data[:_HEAD]):
            raise UnsupportedFormatError(f"文件“{name}”的内容是{kind}，不能作为文档导入", hint)
    return _sniff_text(data, name)


def _sniff_zip(data: bytes, name: str) -> MediaType:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError) as exc:
        raise DamagedFileError(
            f"文件“{name}”已损坏：像是 Word 等 Office 文件，但压缩结构不完整", "请重新下载或从原程序另存后再导入"
        ) from exc
    for part, kind in _PARTS:
        if part in names:
            if kind == "docx":
                return "docx"
            raise UnsupportedFormatError(
                f"文件“{name}”的内容是{kind}，本版本暂不支持", "请另存为 .docx 或 PDF 后再导入"
            )
    if "[Content_Types].xml" in names:
        raise DamagedFileError(
            f"文件“{name}”是 Office 文件，但缺少正文部分（document.xml）", "请用原程序打开并另存后再导入"
        )
    raise UnsupportedFormatError(f"文件“{name}”的内容是压缩包", "请解压后导入其中的文件")


def _ole_error(data: bytes, name: str) -> EncryptedFileError | UnsupportedFormatError:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return EncryptedFileError(
            f"Office 文件“{name}”已加密，打开需要密码", "请用密码打开后另存为不加密的文件，再重新导入"
        )
    return UnsupportedFormatError(
        f"文件“{name}”的内容是旧版 Office 或 WPS 文档（.doc/.wps/.xls/.ppt）",
        "请用 Word 或 WPS 打开后另存为 .docx 再导入",
    )


def _sniff_text(data: bytes, name: str) -> MediaType:
    decoded = decode(data)
    if decoded is None:
        raise UnsupportedFormatError(
            f"文件“{name}”的内容不是文字，也不是可识别的文档格式", "支持 PDF、Word（.docx）、网页、Markdown 和纯文本"
        )
    head = decoded.text[:_HEAD].lstrip("\ufeff \t\n")
    if head[:13].upper() == "MIME-VERSION:" and "multipart/related" in head.lower():
        raise UnsupportedFormatError(
            f"文件“{name}”的内容是网页存档（.mhtml），本版本暂不支持", "请另存为 .html 后再导入"
        )
    if (tag := _HTML.match(head)) and (tag.group("page") or not _is_markdown(decoded.text, name)):
        return "html"
    if head.startswith("<?xml") and "<html" not in head.lower():
        raise UnsupportedFormatError(f"文件“{name}”的内容是 XML 数据", "请另存为 .docx、PDF 或纯文本后再导入")
    return "markdown" if _is_markdown(decoded.text, name) else "text"


def _is_markdown(text: str, name: str) -> bool:
    headings = len(_MARKDOWN_HEADING.findall(text))
    if headings >= 2 or (headings and _MARKDOWN_SIGN.search(text)):
        return True
    return PurePath(name).suffix.lower() in _MARKDOWN_NAMES

"""What a file is by its content; its name only decides between kinds of plain text."""

from __future__ import annotations

import re
import zipfile
from pathlib import PurePath

from ingest.errors import (
    DamagedFileError,
    EmptyFileError,
    EncryptedFileError,
    LimitExceededError,
    UnsupportedFormatError,
)
from ingest.readers.delimited import separator
from ingest.readers.encoding import decode
from ingest.types import MediaType
from ingest.zipped import ENCRYPTED, ENTRY, open_zip, reading

_HEAD = 4_096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
MAX_MEMBERS = 100_000
"""Members of an archive whose names are looked at."""

_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM", b"II*\x00", b"MM\x00*")
_UNPACK = "请解压后导入其中的文件，或改用 .zip 格式压缩"
_UNSUPPORTED: tuple[tuple[bytes, str, str], ...] = (
    (b"Rar!", "RAR 压缩包", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包", _UNPACK),
    (b"\x1f\x8b", "gzip 压缩包", _UNPACK),
    (b"BZh", "bzip2 压缩包", _UNPACK),
    (b"\xfd7zXZ\x00", "xz 压缩包", _UNPACK),
    (b"MSCF", "CAB 压缩包", _UNPACK),
    (b"MZ", "Windows 程序", "只能导入文档"),
    (b"\x7fELF", "程序", "只能导入文档"),
    (b"%!PS", "PostScript 文件", "请转为 PDF 后再导入"),
    (b"AT&TFORM", "DjVu 文件", "请转为 PDF 后再导入"),
    (b"CAJ\x00", "知网 CAJ 文件", "请在知网下载 PDF 版再导入"),
    (b"HN\x00\x00", "知网 CAJ 文件", "请在知网下载 PDF 版再导入"),
    (b"SQLite format 3", "数据库文件", "只能导入文档"),
    (b"ID3", "音频文件", "只能导入文档"),
    (b"OggS", "音频文件", "只能导入文档"),
)
"""How a file begins, what it is, what to do."""
_SHORT_MAGIC = {b"BM", b"MZ", b"BZh", b"ID3", b"MSCF", b"OggS"}
"""Beginnings that words can have too: they count only before binary bytes."""

_PARTS: tuple[tuple[str, MediaType], ...] = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("ppt/presentation.xml", "pptx"),
)
_MAIN_TYPES: tuple[tuple[bytes, MediaType], ...] = (
    (b"wordprocessingml.document.main+xml", "docx"),
    (b"wordprocessingml.template.main+xml", "docx"),
    (b"ms-word.document.macroEnabled.main+xml", "docx"),
    (b"spreadsheetml.sheet.main+xml", "xlsx"),
    (b"spreadsheetml.template.main+xml", "xlsx"),
    (b"ms-excel.sheet.macroEnabled.main+xml", "xlsx"),
    (b"presentationml.presentation.main+xml", "pptx"),
    (b"presentationml.slideshow.main+xml", "pptx"),
    (b"presentationml.template.main+xml", "pptx"),
)
"""Content types of the main part, for packages that call it otherwise than everybody."""
_OTHER_PACKAGES = (
    ("xl/workbook.bin", "二进制工作簿（.xlsb）", "请用 Excel 打开后另存为 .xlsx 再导入"),
    ("META-INF/container.xml", "EPUB 电子书", "请转为 PDF 后再导入"),
    ("OFD.xml", "OFD 版式文件", "请用 OFD 阅读器转为 PDF 后再导入"),
    ("AndroidManifest.xml", "安卓程序", "只能导入文档"),
    ("META-INF/MANIFEST.MF", "程序（.jar）", "只能导入文档"),
)
_OPEN_DOCUMENT = "content.xml"
_MAX_CONTENT_TYPES = 1 << 20

_OTHER_OLE = (
    ("__substg1.0_", "Outlook 邮件（.msg）", "请将正文另存为 .docx 或纯文本后再导入"),
    ("\x05HwpSummaryInformation", "HWP 文档", "请转为 .docx 或 PDF 后再导入"),
    ("!_StringData", "Windows 安装包", "只能导入文档"),
)
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*"
    r"<(?:(?P<page>!doctype\s+html|html|head|body|title|meta)|div|table|article|main|section|h[1-6]|p)\b",
    re.IGNORECASE | re.DOTALL,
)
_MAIL_HEADER = re.compile(rb"\s*(?:[A-Za-z][A-Za-z-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){1,60}")
_MARKDOWN_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+\S", re.MULTILINE)
_MARKDOWN_SIGN = re.compile(r"\*\*[^*\n]+\*\*|^\|?\s*:?-{3,}:?\s*\|", re.MULTILINE)
_MARKDOWN_NAMES = {".md", ".markdown", ".mdown", ".mkd"}
_CSV_NAMES = {".csv", ".tsv", ".tab"}


def sniff(data: bytes, name: str) -> MediaType:
    """What `data` is, whatever the name says.

    Raises:
        EmptyFileError: No bytes, or only white space.
        EncryptedFileError: An Office file that asks for a password.
        DamagedFileError: A container that is cut off.
        LimitExceededError: An archive with more than `MAX_MEMBERS` members.
        UnsupportedFormatError: No reader handles it.
    """
    if not data.strip(b"\x00 \t\r\n\x0c"):
        raise EmptyFileError(f"文件“{name}”是空的（{len(data)} 字节，没有内容）", "请确认文件是否保存完整")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(_ZIP_STARTS):
        return _sniff_zip(data, name)
    if data.startswith(_OLE):
        return _sniff_ole(data, name)
    return _by_magic(data, name) or _sniff_mail(data, name) or _sniff_text(data, name)


def _by_magic(data: bytes, name: str) -> MediaType | None:
    if data.startswith(b"{\\rtf"):
        return "office"
    if any(_begins(data, start) for start in _IMAGES) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        return "image"
    for start, kind, hint in _UNSUPPORTED:
        if _begins(data, start):
            raise _unsupported(name, kind, hint)
    if data[257:262] == b"ustar":
        raise _unsupported(name, "tar 归档", _UNPACK)
    if data[4:8] == b"ftyp":
        is_photo = data[8:12] in (b"heic", b"heix", b"mif1", b"avif")
        hint = "请转为 JPEG 或 PNG 图片后再导入" if is_photo else "只能导入文档"
        raise _unsupported(name, "HEIC 图片" if is_photo else "视频或音频", hint)
    if data.startswith(b"RIFF") and b"\x00" in data[:_HEAD]:
        raise _unsupported(name, "视频或音频", "只能导入文档")
    return None


def _begins(data: bytes, start: bytes) -> bool:
    return data.startswith(start) and (start not in _SHORT_MAGIC or b"\x00" in data[:_HEAD])


def _unsupported(name: str, kind: str, hint: str) -> UnsupportedFormatError:
    return UnsupportedFormatError(f"文件“{name}”的内容是{kind}，不能作为文档导入", hint)


def _sniff_zip(data: bytes, name: str) -> MediaType:
    if data.count(ENTRY) > MAX_MEMBERS:
        raise LimitExceededError(f"压缩包“{name}”里的文件超过 {MAX_MEMBERS} 个，未导入", "请拆分后再导入")

    def damaged() -> DamagedFileError:
        kind = "zip 压缩包" if PurePath(name).suffix.lower() == ".zip" else "像是 Word 等 Office 文件"
        return DamagedFileError(f"文件“{name}”已损坏：{kind}，但压缩结构不完整", "请重新下载或从原程序另存后再导入")

    with open_zip(data, damaged) as archive, reading(damaged):
        names = set(archive.namelist())
        main = _main_type(archive) if "[Content_Types].xml" in names else None
    if main := next((kind for part, kind in _PARTS if part in names), main):
        return main
    for part, kind, hint in _OTHER_PACKAGES:
        if part in names:
            raise _unsupported(name, kind, hint)
    if _OPEN_DOCUMENT in names and ("mimetype" in names or "META-INF/manifest.xml" in names):
        return "office"
    if "[Content_Types].xml" in names:
        raise DamagedFileError(
            f"文件“{name}”是 Office 文件，但缺少正文部分（document.xml）", "请用原程序打开并另存后再导入"
        )
    return "archive"


def _main_type(archive: zipfile.ZipFile) -> MediaType | None:
    info = archive.getinfo("[Content_Types].xml")
    if info.file_size > _MAX_CONTENT_TYPES or info.flag_bits & ENCRYPTED:
        return None
    with archive.open(info) as part:
        types = part.read(_MAX_CONTENT_TYPES)
    return next((kind for sign, kind in _MAIN_TYPES if sign in types), None)


def _sniff_ole(data: bytes, name: str) -> MediaType:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise EncryptedFileError(
            f"Office 文件“{name}”已加密，打开需要密码", "请用密码打开后另存为不加密的文件，再重新导入"
        )
    for stream, kind, hint in _OTHER_OLE:
        if stream.encode("utf-16-le") in data:
            raise _unsupported(name, kind, hint)
    return "office"


def _sniff_mail(data: bytes, name: str) -> MediaType | None:
    """A web page saved as one file is a mail message by its form; a real mail is a sentence."""
    header = _MAIL_HEADER.match(data[:_HEAD])
    if header is None:
        return None
    fields = header.group().lower()
    if b"mime-version:" not in fields or b"content-type:" not in data[:_HEAD].lower():
        return None
    if b"multipart/related" in fields or b"content-location:" in fields:
        return "mhtml"
    raise _unsupported(name, "电子邮件（.eml）", "请将正文另存为 .docx 或纯文本后再导入")


def _sniff_text(data: bytes, name: str) -> MediaType:
    decoded = decode(data)
    if decoded is None:
        raise UnsupportedFormatError(
            f"文件“{name}”的内容不是文字，也不是可识别的文档格式",
            "支持 PDF、Word、Excel、PowerPoint、WPS、网页、Markdown、纯文本和图片",
        )
    head = decoded.text[:_HEAD].lstrip("\ufeff \t\n")
    if (tag := _HTML.match(head)) and (tag.group("page") or not _is_markdown(decoded.text, name)):
        return "html"
    if head.startswith("<?xml") and "<html" not in head.lower():
        if "<?mso-application" in head or "office:document" in head:
            return "office"
        raise UnsupportedFormatError(f"文件“{name}”的内容是 XML 数据", "请另存为 .docx、PDF 或纯文本后再导入")
    is_named = PurePath(name).suffix.lower() in _CSV_NAMES
    if separator(decoded.text, is_named) and (is_named or not _is_markdown(decoded.text, name)):
        return "csv"
    return "markdown" if _is_markdown(decoded.text, name) else "text"


def _is_markdown(text: str, name: str) -> bool:
    headings = len(_MARKDOWN_HEADING.findall(text))
    if headings >= 2 or (headings and _MARKDOWN_SIGN.search(text)):
        return True
    return PurePath(name).suffix.lower() in _MARKDOWN_NAMES

"""What an older or foreign office file is by its content, and whether it asks for a password."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.errors import DamagedFileError, EncryptedFileError, UnsupportedFormatError
from ingest.types import MediaType
from ingest.zipped import open_zip, reading


@dataclass(frozen=True, slots=True)
class OfficeKind:
    """Attributes:
    suffix: The ending that tells the converter what comes in.
    media_type: What it is to become.
    """

    suffix: str
    media_type: MediaType


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = 128
"""Bytes of a directory entry in a compound file, which begins with the name of a stream in UTF-16 ([MS-CFB] 2.6.1)."""
_STREAMS: dict[str, OfficeKind] = {
    "WordDocument": OfficeKind(".doc", "docx"),
    "Workbook": OfficeKind(".xls", "xlsx"),
    "Book": OfficeKind(".xls", "xlsx"),
    "PowerPoint Document": OfficeKind(".ppt", "pptx"),
    "MatOST": OfficeKind(".wps", "docx"),
}
"""The stream that a program keeps its text in; WPS (.wps, .et, .dps) keeps it as Office does."""
_OPEN_DOCUMENTS: tuple[tuple[bytes, OfficeKind], ...] = (
    (b"application/vnd.oasis.opendocument.text", OfficeKind(".odt", "docx")),
    (b"application/vnd.oasis.opendocument.spreadsheet", OfficeKind(".ods", "xlsx")),
    (b"application/vnd.oasis.opendocument.presentation", OfficeKind(".odp", "pptx")),
)
_MOST_MANIFEST = 1024 * 1024


def office_kind(data: bytes, name: str) -> OfficeKind:
    """What `data` is and becomes.

    Raises:
        EncryptedFileError: It asks for a password.
        DamagedFileError: It is an archive that is cut off.
        UnsupportedFormatError: It is nothing that can be converted.
    """
    kind = _kind(data, name)
    if kind is None:
        raise UnsupportedFormatError(
            f"文件“{name}”不是可转换的办公文档（.doc、.wps、.xls、.et、.ppt、.dps、.rtf、.odt、.ods、.odp）",
            "请用原程序打开后另存为 .docx、.xlsx、.pptx 或 PDF 再导入",
        )
    return kind


def _kind(data: bytes, name: str) -> OfficeKind | None:
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf"):
        return OfficeKind(".rtf", "docx")
    if data.startswith(_OLE):
        if _is_encrypted(data):
            raise _encrypted(name)
        return min(((at, kind) for at, kind in _streams(data)), key=lambda found: found[0], default=(0, None))[1]
    return _open_document(data, name) if data.startswith(b"PK") else None


def _streams(data: bytes) -> list[tuple[int, OfficeKind]]:
    """Where the directory names the streams that tell; those of embedded objects stand later."""
    return [(at, kind) for stream, kind in _STREAMS.items() if (at := _entry(data, stream)) >= 0]


def _entry(data: bytes, stream: str) -> int:
    """Where the directory entry of a stream begins, -1 without one."""
    pattern = stream.encode("utf-16-le") + b"\x00\x00"
    at = data.find(pattern)
    while at >= 0 and at % _ENTRY:
        at = data.find(pattern, at + 1)
    return at


_SECTOR = 512
_WORD, _WORD_ENCRYPTED, _WORD_VERSIONS = b"\xec\xa5", 0x0100, range(0x0065, 0x0200)
_EXCEL, _EXCEL_VERSIONS, _EXCEL_ENCRYPTED = b"\x09\x08", (0x0500, 0x0600), b"\x2f\x00"
_POWERPOINT_ENCRYPTED = b"\xdf\xc4\xd1\xf3"


def _is_encrypted(data: bytes) -> bool:
    """Whether the file says so itself: new formats by a stream, Word in the head of its text stream ([MS-DOC] 2.5.2,
    fEncrypted), Excel in a record FilePass after the first ([MS-XLS] 2.4.117), PowerPoint by a token ([MS-PPT] 2.3.2).
    """
    if _entry(data, "EncryptedPackage") >= 0 or _entry(data, "EncryptedSummary") >= 0:
        return True
    if _entry(data, "WordDocument") >= 0 and (flags := _word_flags(data)) is not None:
        return bool(flags & _WORD_ENCRYPTED)
    if _entry(data, "PowerPoint Document") >= 0:
        return _POWERPOINT_ENCRYPTED in data
    return any(_begins_encrypted_sheet(data, at) for at in range(_SECTOR, len(data), _SECTOR))


def _word_flags(data: bytes) -> int | None:
    """The flags in the head of Word's text stream, which begins a sector."""
    for at in range(_SECTOR, len(data), _SECTOR):
        if data[at : at + 2] == _WORD and _number(data, at + 2) in _WORD_VERSIONS:
            return _number(data, at + 10)
    return None


def _begins_encrypted_sheet(data: bytes, at: int) -> bool:
    if data[at : at + 2] != _EXCEL or _number(data, at + 4) not in _EXCEL_VERSIONS:
        return False
    after = at + 4 + _number(data, at + 2)
    return data[after : after + 2] == _EXCEL_ENCRYPTED


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")


def _open_document(data: bytes, name: str) -> OfficeKind | None:

    def damaged() -> DamagedFileError:
        return DamagedFileError(f"文件“{name}”已损坏，无法打开", "请用原程序打开修复并另存后再导入")

    with open_zip(data, damaged) as archive, reading(damaged):
        if not {"mimetype", "META-INF/manifest.xml"} <= set(archive.namelist()):
            return None
        kind = archive.open("mimetype").read(100)
        manifest = archive.open("META-INF/manifest.xml").read(_MOST_MANIFEST)
    found = next((one for media, one in _OPEN_DOCUMENTS if kind.strip().startswith(media)), None)
    if found is not None and b"encryption-data" in manifest:
        raise _encrypted(name)
    return found


def _encrypted(name: str) -> EncryptedFileError:
    return EncryptedFileError(f"文件“{name}”已加密，打开需要密码", "请用密码打开后另存为不加密的文件，再重新导入")

"""What a file is by its content."""

from __future__ import annotations

import io
import zipfile

import pytest
from pdfs import Sheet, make_pdf

from ingest.errors import DamagedFileError, EmptyFileError, EncryptedFileError, UnsupportedFormatError
from ingest.readers import READERS, read, sniff

TEXT = "第一条 为了加强党的组织建设，制定本办法。\n"


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (make_pdf([Sheet()]), "办法.docx", "pdf"),
        (b"\n\n" + make_pdf([Sheet()]), "a.txt", "pdf"),
        (archive("word/document.xml"), "a.pdf", "docx"),
        (TEXT.encode(), "a.pdf", "text"),
        (TEXT.encode("gb18030"), "a", "text"),
        (TEXT.encode("utf-16"), "a.txt", "text"),
        (b"<!DOCTYPE html><html><body><p>x</p></body></html>", "a.txt", "html"),
        ("<p>党建</p>".encode(), "a.htm", "html"),
        ("# 标题\n\n## 一、总则\n正文".encode(), "003.txt", "markdown"),
        ("# 标题\n\n**摘要:**正文".encode(), "a.txt", "markdown"),
        (TEXT.encode(), "a.md", "markdown"),
        ("# 一条注释\n普通文字".encode(), "a.txt", "text"),
        ("<div align=center>\n\n# 标题\n\n## 第二".encode(), "README.md", "markdown"),
    ],
)
def test_content_decides(data: bytes, name: str, expected: str) -> None:
    assert sniff(data, name) == expected
    assert expected in READERS


@pytest.mark.parametrize("data", [b"", b" \r\n\t ", b"\x00" * 100])
def test_nothing_in_it(data: bytes) -> None:
    with pytest.raises(EmptyFileError, match="文件“空”是空的"):
        sniff(data, "空")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "PNG 图片"),
        (b"\xff\xd8\xff\xe0" + bytes(200), "JPEG 图片"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版 Office 或 WPS 文档"),
        (archive("xl/workbook.xml"), "Excel 工作簿"),
        (archive("ppt/presentation.xml"), "PowerPoint 演示文稿"),
        (archive("a.txt"), "压缩包"),
        (b"{\\rtf1 hello}", "RTF 文档"),
        (b"MZ\x90\x00" + bytes(range(256)) * 4, "程序"),
        (bytes(range(256)) * 40, "不是文字"),
        (b'<?xml version="1.0"?><data><x/></data>', "XML 数据"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n", "网页存档"),
    ],
)
def test_what_no_reader_handles_is_named(data: bytes, sentence: str) -> None:
    with pytest.raises(UnsupportedFormatError) as caught:
        sniff(data, "文件.docx")
    assert sentence in caught.value.message and "“文件.docx”" in caught.value.message and caught.value.hint


def test_containers_that_are_cut_off_or_incomplete() -> None:
    whole = archive("word/document.xml", "[Content_Types].xml")
    with pytest.raises(DamagedFileError, match="压缩结构不完整"):
        sniff(whole[: len(whole) // 2], "a.docx")
    with pytest.raises(DamagedFileError, match="缺少正文部分"):
        sniff(archive("[Content_Types].xml"), "a.docx")


def test_an_encrypted_office_file() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(EncryptedFileError, match="已加密，打开需要密码"):
        sniff(data, "a.docx")


def test_read_takes_what_sniff_says() -> None:
    data = TEXT.encode()
    assert read(data, sniff(data, "a.pdf"), "a.pdf").blocks[0].text == TEXT.strip()

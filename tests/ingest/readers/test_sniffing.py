"""What a file is by its content."""

from __future__ import annotations

import io
import zipfile

import pytest
from pdfs import Sheet, make_pdf

from ingest.errors import (
    DamagedFileError,
    EmptyFileError,
    EncryptedFileError,
    LimitExceededError,
    UnsupportedFormatError,
)
from ingest.readers import read, sniff

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
        (archive("xl/workbook.xml"), "a.et", "xlsx"),
        (archive("ppt/presentation.xml"), "a.pptx", "pptx"),
        (archive("mimetype", "content.xml"), "a.odt", "office"),
        (archive("说明.txt", "a/b.docx"), "a.zip", "archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", "office"),
        (b"{\\rtf1 hello}", "a.doc", "office"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', "a.doc", "office"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "a.pdf", "image"),
        (b"\xff\xd8\xff\xe0" + bytes(200), "a", "image"),
        (b"GIF89a" + bytes(40), "a", "image"),
        (b"BM" + bytes(40), "a", "image"),
        (b"II*\x00" + bytes(40), "a", "image"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 " + bytes(40), "a", "image"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n", "a.mht", "mhtml"),
        (
            b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://a.cn/\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
            b'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="x"\r\n\r\n',
            "a.doc",
            "mhtml",
        ),
        ("编号,事项,责任单位\n1,学习,办公室\n2,“培训”,组织部\n".encode(), "a.txt", "csv"),
        ('编号,事项,说明\n1,学习,"分两期,\n每期5天"\n2,培训,"说""学"""\n'.encode("gb18030"), "a.txt", "csv"),
        ("支部\t党员数\n第一支部\t23\n第二支部\t18\n".encode(), "a.txt", "csv"),
        ("单位;人数\n甲;3\n乙;4\n".encode(), "a", "csv"),
        ("2026年台账,,\n编号,事项,备注\n1,学习,无\n".encode(), "a.csv", "csv"),
        ("今天,我们学习\n明天,我们讨论\n后天,我们总结\n".encode(), "a.txt", "text"),
        ("抓学习,强队伍,促发展。\n抓制度,强基础,保落实。\n抓创新,强动力,增活力。\n".encode(), "a.txt", "text"),
        (b"Dear all, hello, world\nBest, regards, me\nYours, ever, you\n", "a.txt", "text"),
        ("第一条 为了加强管理，制定本办法。\n第二条 本办法适用于各支部。\n".encode(), "a.csv", "text"),
    ],
)
def test_content_decides(data: bytes, name: str, expected: str) -> None:
    assert sniff(data, name) == expected


@pytest.mark.parametrize("data", [b"", b" \r\n\t ", b"\x00" * 100])
def test_nothing_in_it(data: bytes) -> None:
    with pytest.raises(EmptyFileError, match="文件“空”是空的"):
        sniff(data, "空")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"Rar!\x1a\x07\x01\x00" + bytes(20), "RAR 压缩包"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(20), "7z 压缩包"),
        (b"\x1f\x8b\x08" + bytes(20), "gzip 压缩包"),
        (archive("mimetype", "META-INF/container.xml"), "EPUB 电子书"),
        (archive("OFD.xml"), "OFD 版式文件"),
        (archive("xl/workbook.bin"), "二进制工作簿"),
        (b"CAJ\x00" + bytes(20), "CAJ 文件"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(20), "HEIC 图片"),
        (b"MZ\x90\x00" + bytes(range(256)) * 4, "程序"),
        (bytes(range(256)) * 40, "不是文字"),
        (b'<?xml version="1.0"?><data><x/></data>', "XML 数据"),
        (b"From: a@b.cn\nMIME-Version: 1.0\nContent-Type: text/plain\n\nhello\n", "电子邮件"),
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


def test_a_package_whose_main_part_has_another_name_is_known_by_its_content_types() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        file.writestr(
            "[Content_Types].xml", f'<Types><Override PartName="/xl/book1.xml" ContentType="{kind}"/></Types>'
        )
    assert sniff(out.getvalue(), "a.bin") == "xlsx"


def test_an_archive_cut_off_is_called_an_archive() -> None:
    whole = archive("a.txt", "b.txt")
    with pytest.raises(DamagedFileError, match="zip 压缩包，但压缩结构不完整"):
        sniff(whole[: len(whole) // 2], "资料.zip")


def test_an_archive_of_too_many_names_is_not_listed() -> None:
    with pytest.raises(LimitExceededError, match="超过 100000 个"):
        sniff(b"PK\x03\x04" + b"PK\x01\x02" * 100_001, "a.zip")


def test_an_encrypted_office_file() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(EncryptedFileError, match="已加密，打开需要密码"):
        sniff(data, "a.docx")


def test_read_takes_what_sniff_says() -> None:
    data = TEXT.encode()
    assert read(data, sniff(data, "a.pdf"), "a.pdf").blocks[0].text == TEXT.strip()

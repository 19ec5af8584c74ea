"""Files made to do harm, small on disk: what each would cost a reader that believes it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def _package(**parts: str | bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def word_of_two_million_paragraphs() -> bytes:
    body = "<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 2_000_000
    return _package(**{"word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>"})


def word_that_laughs() -> bytes:
    """Billion laughs: each entity is ten of the one before."""
    entities = '<!ENTITY a0 "哈">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    body = f"<w:document {_W}><w:body><w:p><w:r><w:t>&a11;</w:t></w:r></w:p></w:body></w:document>"
    return _package(**{"word/document.xml": f'<?xml version="1.0"?><!DOCTYPE d [{entities}]>{body}'})


def word_that_reads_files() -> bytes:
    """An external entity."""
    entity = '<!DOCTYPE d [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
    body = f"<w:document {_W}><w:body><w:p><w:r><w:t>正文&secret;</w:t></w:r></w:p></w:body></w:document>"
    return _package(**{"word/document.xml": f'<?xml version="1.0"?>{entity}{body}'})


def word_nested_deep() -> bytes:
    depth = 5_000
    body = "<w:tbl><w:tr><w:tc>" * depth + "<w:p><w:r><w:t>底</w:t></w:r></w:p>" + "</w:tc></w:tr></w:tbl>" * depth
    return _package(**{"word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>"})


def workbook_of_a_billion_cells() -> bytes:
    """A shared string of 300 MB, and a sheet that claims every cell there is."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/></Types>'
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{rel}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook {main} xmlns:r="{rel}"><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{rel}/worksheet" '
            f'Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{rel}/sharedStrings" '
            'Target="sharedStrings.xml"/></Relationships>',
        )
        archive.writestr("xl/sharedStrings.xml", f"<sst {main}><si><t>{'x' * 300_000_000}</t></si></sst>")
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet {main}><dimension ref="A1:XFD1048576"/><sheetData>'
            '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
            '<row r="1048576"><c r="XFD1048576" t="s"><v>0</v></c></row></sheetData></worksheet>',
        )
    return data.getvalue()


def archive_of_zeros() -> bytes:
    """Ten gigabytes in ten megabytes, in an archive in an archive."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        block = b"\0" * 100_000_000
        for number in range(3):
            archive.writestr(f"{number}.txt", block)
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(30):
            archive.writestr(f"{number}.zip", inner.getvalue())
    return outer.getvalue()


def _pdf(*objects: bytes) -> bytes:
    """A PDF file of these objects, numbered from 1; the first is the catalog."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def _stream(data: bytes, filters: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), filters, data)


def pdf_with_nested_compression() -> bytes:
    """A page whose content is half a gigabyte under three layers of Flate."""
    content = b"BT /F1 9 Tf (x) Tj ET\n" * 24_000_000
    for _ in range(3):
        content = zlib.compress(content, 9)
    return _pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        _stream(content, b"/Filter [/FlateDecode /FlateDecode /FlateDecode]"),
        _FONT,
    )


def pdf_whose_pages_go_round() -> bytes:
    return _pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>",
        b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R] /Count 2000000000 >>",
    )


def pdf_of_a_hundred_thousand_pages() -> bytes:
    count = 100_000
    kids = b" ".join(b"%d 0 R" % number for number in range(5, 5 + count))
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R "
        b"/Resources << /Font << /F1 4 0 R >> >> >>"
    )
    return _pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
        _stream(b"BT /F1 9 Tf 72 700 Td (a page) Tj ET"),
        _FONT,
        *[page] * count,
    )


def pdf_as_large_as_a_house() -> bytes:
    """A scan on a page of 200,000 points each way, and no text: recognising it would take 300 billion pixels."""
    image = zlib.compress(b"\x80" * 10_000)
    return _pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200000 200000] /Contents 4 0 R "
        b"/Resources << /XObject << /I 5 0 R >> >> >>",
        _stream(b"200000 0 0 200000 0 0 cm /I Do"),
        b"<< /Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceGray /BitsPerComponent 8 "
        + _stream(image, b"/Filter /FlateDecode")[2:],
    )


def picture_of_many_pixels() -> bytes:
    """A PNG that says it is 60,000 pixels each way."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 60_001 * 600)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


def page_nested_deep() -> bytes:
    return b"<html><body>" + b"<div>" * 1_000_000 + "底".encode()


def text_without_an_end() -> bytes:
    """One line of thirty million characters."""
    return b"x" * 30_000_000


def table_of_commas() -> bytes:
    return b",".join([b"1"] * 3_000_000) + b"\n" + b",".join([b"2"] * 3_000_000)


HOSTILE: dict[str, Callable[[], bytes]] = {
    "两百万段.docx": word_of_two_million_paragraphs,
    "笑.docx": word_that_laughs,
    "外部实体.docx": word_that_reads_files,
    "套娃.docx": word_nested_deep,
    "亿格.xlsx": workbook_of_a_billion_cells,
    "零.zip": archive_of_zeros,
    "三重压缩.pdf": pdf_with_nested_compression,
    "绕圈.pdf": pdf_whose_pages_go_round,
    "十万页.pdf": pdf_of_a_hundred_thousand_pages,
    "巨页.pdf": pdf_as_large_as_a_house,
    "亿像素.png": picture_of_many_pixels,
    "深网页.html": page_nested_deep,
    "长行.txt": text_without_an_end,
    "逗号.csv": table_of_commas,
}
"""File name -> what makes it."""

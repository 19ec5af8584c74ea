"""Small PDFs with known text at known places, written byte by byte."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 595.0, 842.0
"""A4 in points."""
CHARACTERS_PER_LINE = 30
LEFT, TOP, SIZE, PITCH = 70.0, 100.0, 15.0, 24.0
"""The text block of `Sheet.prose`: 30 characters of 15 points."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Text:
    """One piece of text whose upper left corner is at (x, top), seen from the page's upper left corner."""

    text: str
    x: float
    top: float
    size: float = SIZE
    font: str = "F1"
    angle: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: texts, rules as (x0, top, x1, bottom), whether it shows a picture, its /Rotate."""

    texts: tuple[Text, ...] = ()
    rules: tuple[Box, ...] = ()
    image: bool = False
    rotate: int = 0


def paragraph(text: str, top: float, *, indent: int = 2) -> list[Text]:
    """`text` broken into lines, the first one indented, as Chinese prose is set."""
    width = CHARACTERS_PER_LINE
    lines = [text[: width - indent], *(text[at : at + width] for at in range(width - indent, len(text), width))]
    starts = [LEFT + indent * SIZE, *[LEFT] * (len(lines) - 1)]
    return [Text(line, start, top + at * PITCH) for at, (line, start) in enumerate(zip(lines, starts, strict=True))]


def grid(xs: Sequence[float], ys: Sequence[float]) -> tuple[Box, ...]:
    """The rules of a table whose borders are at `xs` and `ys`."""
    across = [(xs[0], y, xs[-1], y) for y in ys]
    down = [(x, ys[0], x, ys[-1]) for x in xs]
    return (*across, *down)


_METRICS = b"/Flags 4/FontBBox[0 -120 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 700/StemV 80"
_FONTS = [
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
    b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/W[1 95 500 814 939 500]/FontDescriptor 5 0 R"
    b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>",
    b"<</Type/FontDescriptor/FontName/STSong-Light" + _METRICS + b">>",
    b"<</Type/Font/Subtype/Type0/BaseFont/Unknown/Encoding/Identity-H/DescendantFonts[7 0 R]>>",
    b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Unknown/DW 1000/FontDescriptor 8 0 R"
    b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
    b"<</Type/FontDescriptor/FontName/Unknown" + _METRICS + b">>",
]
"""Objects 3 to 8: F1 (3) is no file of its own, but its encoding is one that every reader knows; F2 (6) has none."""


def _information(title: str) -> bytes:
    return b"<</Title<feff" + title.encode("utf-16-be").hex().encode() + b">>>"


def make_pdf(sheets: Sequence[Sheet], title: str = "") -> bytes:
    """The PDF. Font F1 says what its characters mean; F2 does not."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", *_FONTS, _information(title)]
    kids = []
    for sheet in sheets:
        content = _content(sheet)
        objects.append(b"<</Length %d>>stream\n%b\nendstream" % (len(content), content))
        head = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Rotate %d" % (WIDTH, HEIGHT, sheet.rotate)
        objects.append(head + b"/Resources<</Font<</F1 3 0 R/F2 6 0 R>>>>/Contents %d 0 R>>" % len(objects))
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(kids), b" ".join(kids))
    return _file(objects)


def _content(sheet: Sheet) -> bytes:
    pieces = []
    for text in sheet.texts:
        y = HEIGHT - text.top - 0.88 * text.size
        matrix = b"1 0 0 1 %.2f %.2f" % (text.x, y) if not text.angle else b"0 1 -1 0 %.2f %.2f" % (text.x, text.top)
        code = text.text.encode("utf-16-be").hex().encode()
        pieces.append(b"BT /%b %.2f Tf %b Tm <%b> Tj ET" % (text.font.encode(), text.size, matrix, code))
    for x0, top, x1, bottom in sheet.rules:
        pieces.append(b"0.5 w %.2f %.2f m %.2f %.2f l S" % (x0, HEIGHT - top, x1, HEIGHT - bottom))
    if sheet.image:
        pieces.append(b"q 500 0 0 700 40 40 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q")
    return b"\n".join(pieces)


def _file(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.5\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<</Size %d/Root 1 0 R/Info 9 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)

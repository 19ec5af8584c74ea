"""PDF 1.5 object streams: Chromium sets Noto CJK with a thousand small objects, packed they halve."""

from __future__ import annotations

import io
import struct
import zlib

from pypdf import PdfWriter
from pypdf.generic import PdfObject, StreamObject

PER_STREAM = 200


def pack(writer: PdfWriter) -> bytes:
    """The writer's document with all that is not a stream in object streams (ISO 32000-1, 7.5.7 and 7.5.8)."""
    out = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    objects = {i: item for i, item in enumerate(writer._objects, 1) if item is not None}
    entries: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
    small = [(i, _body(item)) for i, item in objects.items() if not isinstance(item, StreamObject)]
    next_id = max(objects) + 1
    for i, item in objects.items():
        if isinstance(item, StreamObject):
            entries[i] = (1, len(out), 0)
            out += b"%d 0 obj\n%s\nendobj\n" % (i, _body(item))
    for first in range(0, len(small), PER_STREAM):
        group = small[first : first + PER_STREAM]
        entries |= {i: (2, next_id, place) for place, (i, _) in enumerate(group)}
        entries[next_id] = (1, len(out), 0)
        out += _object_stream(next_id, group)
        next_id += 1
    entries[next_id] = (1, start := len(out), 0)
    out += _cross_reference(next_id, entries, writer)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def _body(item: PdfObject) -> bytes:
    buffer = io.BytesIO()
    item.write_to_stream(buffer)
    return buffer.getvalue()


def _object_stream(number: int, group: list[tuple[int, bytes]]) -> bytes:
    offsets, bodies = [], b""
    for i, body in group:
        offsets.append(f"{i} {len(bodies)}")
        bodies += body + b"\n"
    head = " ".join(offsets).encode() + b"\n"
    extra = b"/Type /ObjStm /N %d /First %d" % (len(group), len(head))
    return _stream(number, extra, head + bodies)


def _cross_reference(number: int, entries: dict[int, tuple[int, int, int]], writer: PdfWriter) -> bytes:
    rows = b"".join(struct.pack(">BIH", *entries.get(i, (0, 0, 65535))) for i in range(number + 1))
    root, info = writer.root_object.indirect_reference, writer._info_obj
    references = b"/Root %d 0 R" % (root.idnum if root else 0)
    if info is not None:
        references += b" /Info %d 0 R" % info.indirect_reference.idnum if info.indirect_reference else b""
    return _stream(number, b"/Type /XRef /W [1 4 2] /Size %d %s" % (number + 1, references), rows)


def _stream(number: int, extra: bytes, data: bytes) -> bytes:
    packed = zlib.compress(data, 9)
    head = b"%d 0 obj\n<< %s /Filter /FlateDecode /Length %d >>\nstream\n" % (number, extra, len(packed))
    return head + packed + b"\nendstream\nendobj\n"

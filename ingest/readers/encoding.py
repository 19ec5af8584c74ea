"""Bytes -> text: which encoding a file without a declaration is written in, by trying and scoring."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from ingest.plausibility import score

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES = ("gb18030", "big5hkscs", "cp950", "cp1252", "latin-1")
_SAMPLE = 65_536
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_BINARY = 0.002
_MOST_LOST = 0.01


@dataclass(frozen=True, slots=True)
class Decoded:
    """Attributes:
    lost: How many places could not be decoded and stand as the replacement character.
    """

    text: str
    encoding: str
    lost: int = 0


def decode(data: bytes, declared: str | None = None) -> Decoded | None:
    """The text of `data` with its line ends unified, or None when the bytes are no text.

    A byte order mark decides; then UTF-8 where the bytes obey its rules; then the encoding under which the text looks
    most like text, `declared` first among equals.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data, encoding)
    if (wide := _wide(data)) is not None:
        return _decoded(data, wide)
    sample = data[:_SAMPLE]
    if len(_BINARY.findall(sample)) > max(1, _MOST_BINARY * len(sample)):
        return None
    if _fits(data, "utf-8"):
        return Decoded(_with_newlines(data.decode("utf-8")), "utf-8")  # what is lost in it was lost before it was saved
    return _most_plausible(data, declared)


def _decoded(data: bytes, encoding: str) -> Decoded | None:
    text = _with_newlines(data.decode(encoding, errors="replace"))
    lost = text.count("\ufffd")
    return Decoded(text, encoding, lost) if lost <= max(2, _MOST_LOST * len(text)) else None


def _with_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: no other encoding of text has zero bytes."""
    sample = data[: _SAMPLE // 2 * 2]
    if b"\x00" not in sample or len(data) % 2:
        return None
    scores = {encoding: score(sample.decode(encoding, errors="replace")) for encoding in ("utf-16-le", "utf-16-be")}
    best = max(scores, key=lambda encoding: scores[encoding])
    return best if scores[best] > 0.35 else None


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _most_plausible(data: bytes, declared: str | None) -> Decoded | None:
    sample = data[:_SAMPLE]
    best: tuple[float, str] | None = None
    for encoding in dict.fromkeys([*_known(declared), "utf-8", *_CANDIDATES]):
        text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(sample)
        lost = text.count("\ufffd")
        if lost > max(2, _MOST_LOST * len(text)):
            continue
        value = score(text) - 20 * lost / max(1, len(text))
        if best is None or value > best[0] + 0.02:
            best = (value, encoding)
    if best is None or best[0] < 0:
        return None
    return _decoded(data, best[1])


def _known(declared: str | None) -> list[str]:
    if not declared:
        return []
    try:
        name = codecs.lookup(declared.strip()).name
    except LookupError:
        return []
    return ["gb18030" if name in ("gb2312", "gbk") else name]

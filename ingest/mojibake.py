"""Text that was decoded wrongly, brought back to what was written; accepted only where the score clearly rises.

Whole lines were read in another encoding than they were written in, once or twice over.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from ingest.likelihood import CLEAR, log_share, pair_bonus
from ingest.plausibility import character_weight, score, simplified, wordiness

_ENCODINGS = (
    ("gb18030", "utf-8"),
    ("cp1252", "utf-8"),
    ("cp1252", "gb18030"),
    ("big5", "gb18030"),
    ("gb18030", "big5"),
)
"""(read as, written as)."""
_TWICE = _ENCODINGS[:2]
_DOUBTFUL, _PLAUSIBLE, _GAIN = 0.55, 0.6, 0.35
_GREAT_GAIN = 0.9
_MOST_WORDS_BEFORE, _LEAST_WORDS_AFTER = 0.1, 0.25
_SEVERAL = 3
"""Lines that show beyond doubt what happened to a document."""
_SHORTEST, _SHORTEST_CHINESE = 4, 16
"""Characters that tell enough; Chinese read as other Chinese takes more of them."""
_NOT_TELLING = re.compile("[\x00-\x7f\ufffd]+")
"""Characters that are the same in every encoding, or lost."""
_MAX_LINE = 40_000

_CUT_SHORT = re.compile(rb"(\xef\xbc|\xe3\x80?|\xe2\x80)\?+")
_MOST_LIKELY = {b"\xef\xbc": "，", b"\xe3\x80": "。", b"\xe3": "。", b"\xe2\x80": "”"}
"""Punctuation whose last byte in UTF-8 was lost, completed with the commonest mark of its kind."""
LOST = "\ufffd"
"""Stands for a character that cannot be recovered."""
_GAP = re.compile(rf"{LOST}+\?*")


def recode(lines: Sequence[str]) -> dict[int, str]:
    """The lines of one document that were read in another encoding than they were written in, by their index, decoded
    as they were written.

    Where several lines leave no doubt about what happened to the document, others that are too short to tell by
    themselves are decoded likewise.
    """
    doubtful = _suspects(lines)
    found = {at: reading for at in doubtful if (reading := _reread(lines[at])) is not None}
    ways = Counter(reading.way for reading in found.values())
    likely = [way for way, count in ways.items() if count >= _SEVERAL]
    for at in doubtful:
        if likely and at not in found and (reading := _read_likewise(lines[at], likely)) is not None:
            found[at] = reading
    return {at: reading.text for at, reading in found.items()}


def _suspects(lines: Sequence[str]) -> list[int]:
    """Indexes of the lines that may be recoded: of all others it is certain, at a glance, that they will not.

    A line's score is the mean weight of its telling characters. What is no weak one weighs `_SOUND` at least, and a
    document's weakest character bounds the rest: so few weak characters cannot pull a line below what is doubtful.
    """
    weak = "".join(filter(_is_weak, set().union(*lines)))
    if not weak:
        return []
    lowest = min(map(character_weight, weak))
    find = re.compile(f"[{re.escape(weak)}]").findall
    return [at for at, line in enumerate(lines) if (found := find(line)) and _may_be_doubtful(line, len(found), lowest)]


@cache
def _is_weak(character: str) -> bool:
    """Whether a telling character pulls a line's score down."""
    telling = character > "\x7f" and character != LOST and not character.isspace()
    return telling and character_weight(character) < _SOUND


def _may_be_doubtful(line: str, weak: int, lowest: float) -> bool:
    telling = len(_BLANK.sub("", line))
    return weak * (_SOUND - lowest) >= (_SOUND - _DOUBTFUL) * telling - _ROUNDING


_SOUND, _ROUNDING = 0.7, 1e-6
_BLANK = re.compile(r"[\x00-\x7f\ufffd\s]+")


_Way = tuple[tuple[str, str], ...]
"""What happened to a text, last step first: (read as, written as)."""


class _Reading(NamedTuple):
    text: str
    way: _Way
    score: float


def _reread(line: str) -> _Reading | None:
    """`line` decoded as it was written, or None when no other reading scores clearly better."""
    telling = _NOT_TELLING.sub("", line)
    if len(line) > _MAX_LINE or len(telling) < _SHORTEST:
        return None
    current = score(telling)
    if current > _DOUBTFUL:
        return None
    best = max(_ways(line, len(telling) >= _SHORTEST_CHINESE), key=lambda one: one.score, default=None)
    if best is None or best.score < max(current + _GAIN, _PLAUSIBLE):
        return None
    before, after = wordiness(line), wordiness(best.text)
    gains = best.score >= current + _GREAT_GAIN and after > before + _MOST_WORDS_BEFORE
    return best if after >= _LEAST_WORDS_AFTER and (before <= _MOST_WORDS_BEFORE or gains) else None


def _ways(line: str, is_long: bool) -> Iterator[_Reading]:
    """What `line` may have been, each with the way it was damaged."""
    encodings = _ENCODINGS if is_long else _ENCODINGS[:3]
    for step in encodings:
        if (text := _as_written(line, *step)) is None:
            continue
        value = _telling_score(text)
        yield _Reading(text, (step,), value)
        if step in _TWICE and value < _PLAUSIBLE:  # it was read wrongly twice
            for before in _ENCODINGS[:3]:
                if (earlier := _as_written(text, *before)) is not None:
                    yield _Reading(earlier, (step, before), _telling_score(earlier))


def _read_likewise(line: str, ways: Sequence[_Way]) -> _Reading | None:
    """`line` damaged in one of the ways that the document was, where that reads clearly better."""
    current, found = _telling_score(line), []
    for way in ways:
        text: str | None = line
        for step in way:
            text = None if text is None else _as_written(text, *step)
        if text is not None and (value := _telling_score(text)) >= max(current + _GAIN, _PLAUSIBLE):
            found.append(_Reading(text, way, value))
    return max(found, key=lambda one: one.score, default=None)


def _telling_score(text: str) -> float:
    return score(_NOT_TELLING.sub("", text))


def _as_written(line: str, read: str, written: str) -> str | None:
    data = _bytes_of(line, read, written)
    if data is None:
        return None
    if written == "utf-8":
        data = _with_holes_filled(data) if read == "cp1252" else _completed_ends(data)
        text = _GAP.sub(LOST, data.decode(written, errors="replace"))
        return text if text.count(LOST) * 10 <= len(text) else None
    try:
        return data.decode(written)
    except UnicodeDecodeError:
        return None


def _completed_ends(data: bytes) -> bytes:
    """UTF-8 whose characters that lost their last byte are completed where there is little doubt."""
    data = _CUT_SHORT.sub(lambda match: _mark(match).encode(), data)
    return _replaced(
        _CUT_HAN, data, lambda cut, left, _: _likeliest([cut[:2] + bytes((one,)) for one in _TRAILS], left)
    )


def _with_holes_filled(data: bytes) -> bytes:
    """UTF-8 read as cp1252 that lost the five bytes which stand for nothing there; which one, the words tell."""

    def filled(holed: bytes, left: str, right: str) -> str:
        choices = [b""]
        for byte in holed:
            choices = [one + bytes((new,)) for one in choices for new in (_HOLES if byte == _LOST_BYTE else (byte,))]
        return next((one for one in _MARKS if one.encode() in choices), "") or _likeliest(choices, left, right)

    return _replaced(_HOLED, data, filled)


def _replaced(pattern: re.Pattern[bytes], data: bytes, choose: Callable[[bytes, str, str], str]) -> bytes:
    """`data` with what `pattern` finds replaced by what `choose` makes of it, of the text before and the one after."""
    pieces, done = [], 0
    for match in pattern.finditer(data):
        pieces.append(data[done : match.start()])
        left = b"".join(pieces[-2:])[-36:].decode("utf-8", errors="ignore")
        right = data[match.end() : match.end() + 3].decode("utf-8", errors="ignore")
        pieces.append(choose(match.group(), left[-12:], right[:1]).encode())
        done = match.end()
    return b"".join([*pieces, data[done:]])


def _mark(match: re.Match[bytes]) -> str:
    """The commonest mark with these first bytes; a line does not end in a comma."""
    if match.group(1) == b"\xef\xbc" and match.end() == len(match.string):
        return "；" if _ITEM.match(match.string) else "："
    return _MOST_LIKELY[match.group(1)]


def _likeliest(written: Sequence[bytes], left: str, right: str = "") -> str:
    """Which of these characters in UTF-8 stands between `left` and `right`; `LOST` where none stands out, or none
    makes a word with its neighbours."""
    valid = [text for one in written if len(text := one.decode("utf-8", errors="ignore")) == 1]
    choices = [one for one in valid if simplified(one) == one] or valid
    if _NUMBERED.search(left) and (units := [one for one in choices if one in _UNITS]):
        return units[0]
    words = {one: pair_bonus(left[-1:], one) + pair_bonus(one, right) for one in choices}
    ranked = sorted(choices, key=lambda one: log_share(one) + words[one], reverse=True)
    values = [log_share(one) + words[one] for one in ranked[:2]]
    is_clear = len(values) == 1 or (len(values) == 2 and values[0] - values[1] >= CLEAR)
    return ranked[0] if is_clear and words[ranked[0]] else LOST


_MARKS = "、”！"
_TRAILS = range(0x80, 0xC0)
_HOLES = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
_LOST_BYTE = ord("?")
_HOLED = re.compile(rb"[\xe2-\xef](?:\?[\x80-\xbf?]|[\x80-\xbf]\?)")
_CUT_HAN = re.compile(rb"([\xe4-\xe9][\x80-\xbf])\?")
_ITEM = re.compile("\\s*(?:（[一二三四五六七八九十]+）|\\d+[.、．])".encode())
_NUMBERED = re.compile("第[〇零一二三四五六七八九十百千两0-9]+$")
_UNITS = "编章节条款项"


def _bytes_of(line: str, encoding: str, written: str) -> bytes | None:
    if encoding == "gb18030" and written == "utf-8":
        line = _LONE_80.sub(_BYTE_80, line)
    line = line.replace(LOST, "?")
    try:
        if encoding == "gb18030":
            return b"\x80".join(part.encode(encoding) for part in line.split(_BYTE_80))
        if encoding != "cp1252":
            return line.encode(encoding)
        # the five holes of cp1252 are read as control characters
        return b"".join(one.encode("latin-1" if one <= "\xff" else "cp1252") for one in line)
    except UnicodeEncodeError:
        return None


_LONE_80 = re.compile(f"€|{LOST}(?![\\x00-\\x3f]|$)")
_BYTE_80 = "\ud880"
"""GBK has no character that begins with the byte 80: decoders read it as € or as the replacement character. Where that
stands before a byte below 40 (or at the end), a character was cut there, and the byte is another one."""

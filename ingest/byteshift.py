"""Web pages in GBK that were edited byte by byte, paired anew; accepted only where that is clearly likelier.

Pinyin was put in, a blank was cut in half: from there on every pair of bytes is read one byte late. `?。ǘ┖霌P` is
`　（二）弘揚` without its first byte.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from ingest.likelihood import CLEAR, QUESTION, log_likelihood, log_share, pair_bonus
from ingest.mojibake import LOST
from ingest.plausibility import is_han, simplified

_MAX_LINE = 4_000
"""Characters; a longer line is left as it is."""

PINYIN = "[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ]{1,6}"
_TONE = "[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ]"
ANNOTATION = re.compile(rf"(?<=[\u3400-\u9fff])\((?=[a-z]*{_TONE})({PINYIN})\)")
"""Pinyin in brackets directly after its character."""

_DAMAGE = re.compile(
    rf"""
    \?(?P<reading>(?=[a-z]*{_TONE}){PINYIN})\)        # `(` was swallowed as the second half of a character
    | \?/?[a-z]{{1,10}}>                              # so was the `<` of a tag
    | \((?=[a-z]*{_TONE}){PINYIN}\)
    | (?P<lost>[?\ufffd])
    """,
    re.VERBOSE,
)
_SUSPECT = re.compile(
    rf"[\ue000-\ue765]|[?\ufffd]{PINYIN}\)|[?\ufffd][。、，]?[^\x00-\u02af\u2000-\u303f\u3400-\uffef]"
)


@dataclass(frozen=True, slots=True)
class Readings:
    """What the document's own intact annotations tell about bytes and pinyin.

    Attributes:
        seen: (First byte in GBK, pinyin) -> second byte.
        places: (Place in GB 2312, pinyin without tones), sorted. Its 3,755 commonest characters stand in the order of
            their pinyin, so that those seen tell between which places a reading lies.
    """

    seen: Mapping[tuple[int, str], int]
    places: tuple[tuple[int, str], ...] = ()

    def second_byte(self, first: int, pinyin: str) -> int | None:
        """The second byte of the character with this first byte and this reading, None where that is not certain."""
        if (first, pinyin) in self.seen:
            return self.seen[first, pinyin]
        found = [one for one in _completed(first, None) if self._may_read(one, _toneless(pinyin))]
        return found[0].encode("gb18030")[1] if len(found) == 1 else None

    def _may_read(self, character: str, pinyin: str) -> bool:
        """Whether the nearest characters seen on either side, of the same initial, leave room for this reading."""
        place = _place(character)
        at = bisect_left(self.places, (place, ""))
        if place == 0 or not 0 < at < len(self.places):
            return False
        before, after = self.places[at - 1][1], self.places[at][1]
        return before <= pinyin <= after and before[0] == pinyin[0] == after[0]


def readings(text: str) -> Readings:
    """What the annotations of `text` that came through whole say."""
    seen, places = {}, set()
    for match in ANNOTATION.finditer(text):
        character, pinyin = text[match.start() - 1], match.group(1)
        data = character.encode("gb18030")
        if len(data) == 2:
            seen[data[0], pinyin] = data[1]
        if place := _place(character):
            places.add((place, _toneless(pinyin)))
    return Readings(seen, tuple(sorted(places)))


_COMMON_HAN = range(0xB0A1, 0xD7FA)
"""GB 2312's first level, sorted by pinyin."""


def _place(character: str) -> int:
    """Where the simplified form of a character stands among the common ones, 0 if it does not."""
    data = simplified(character).encode("gb2312", errors="ignore")
    code = int.from_bytes(data, "big")
    return code if code in _COMMON_HAN else 0


def _toneless(pinyin: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFD", pinyin) if "a" <= one <= "z")


def may_be_shifted(line: str) -> bool:
    """Whether `realign` looks at a line, or any line of a text, at all."""
    return _BEGINS_SUSPECT.search(line) is not None and _SUSPECT.search(line) is not None


def _is_mostly_han(line: str) -> bool:
    """Bytes of GBK that are paired wrongly give other characters of GBK: rare ones, but Chinese for the most part."""
    wide = [one for one in line if one > "\x7f"]
    return sum(is_han(one) or "\ue000" <= one <= "\uf8ff" for one in wide) * _HAN_SHARE >= len(wide)


_HAN_SHARE = 5
_BEGINS_SUSPECT = re.compile("[\ue000-\ue765?\ufffd]")


def realign(line: str, known: Readings) -> str | None:
    """`line` with its bytes paired as they were written, or None when it is not clearly better so.

    Bytes that were lost are guessed only where the bytes beside them and the words around leave little doubt; else
    they become the replacement character.
    """
    if len(line) > _MAX_LINE or not may_be_shifted(line) or not _is_mostly_han(line):
        return None
    units, plain = _units(line, known)
    best_score, best = _most_plausible(units)
    literal = log_likelihood(plain)
    if best == plain or best.count(LOST) * _LEAST_KEPT > sum(map(is_han, best)):
        return None
    return best if best_score >= literal + _MARGIN else None


_LOST = -1
_WHOLE = 0x10000
"""Units are bytes, `_LOST`, or `_WHOLE` + code point for a character that cannot be half of a shifted pair."""
_MARGIN = 8.0
_LEAST_KEPT = 4
"""Chinese characters for every one that is lost; with fewer, nothing was brought back."""
_DANGLING, _ORPHAN, _UNSUPPORTED = -11.0, -14.0, -14.0
"""A guess that makes no word with its neighbours is worth less than leaving the place open (`_DANGLING`)."""


def _units(line: str, known: Readings) -> tuple[list[int], str]:
    """The bytes of `line` with its annotations taken out, and the text that they make as they are read now."""
    units: list[int] = []
    plain: list[str] = []
    done = 0
    for match in _DAMAGE.finditer(line):
        units.extend(_encode(line[done : match.start()]))
        plain.append(line[done : match.start()])
        done = match.end()
        if not match.group().startswith("("):
            reading = match.group("reading")
            byte = known.second_byte(units[-1], reading) if units and reading else None
            units.append(_LOST if byte is None else byte)
            plain.append("?")
    units.extend(_encode(line[done:]))
    return units, "".join(plain) + line[done:]


def _encode(text: str) -> Iterator[int]:
    for character in text:
        legacy = _legacy_code(ord(character))
        data = legacy if legacy else character.encode("gb18030", errors="replace")
        if len(data) <= 2:
            yield from data
        else:
            yield _WHOLE + ord(character)


def _legacy_code(code: int) -> bytes | None:
    """GBK bytes that older decoders read as private use and today's as the ideographic description characters."""
    return bytes((0xA9, 0x89 + code - 0xE7E7)) if 0xE7E7 <= code <= 0xE7F3 else None


_Paths = dict[str, tuple[float, str]]
"""Last character -> the best score and text that end in it."""


def _most_plausible(units: list[int]) -> tuple[float, str]:
    """The most plausible text that the bytes can be read as (Viterbi over byte positions and last characters)."""
    paths: list[_Paths] = [{} for _ in range(len(units) + 2)]
    paths[0][""] = (0.0, "")
    for at in range(len(units)):
        steps = list(_steps(units, at))
        least = max((total for total, _ in paths[at].values()), default=0.0) - _HOPELESS
        for previous, (total, text) in paths[at].items():
            if total < least:
                continue
            for character, size, cost in steps:
                gain = total + cost + pair_bonus(previous, character)
                if character == "\u3000" and not text.strip():
                    gain += _INDENT_BONUS
                known = paths[at + size].get(character)
                if known is None or gain > known[0]:
                    paths[at + size][character] = (gain, text + character)
        paths[at] = {}
    return max(paths[len(units)].values())


_HOPELESS = 33.0
"""A path that is further behind cannot win: the last character decides no more than `NATS` and `_INDENT_BONUS`."""
_INDENT_BONUS = 14.0
"""A lost byte at the beginning of a line belonged to the blank that indents it."""


def _steps(units: list[int], at: int) -> Iterator[tuple[str, int, float]]:
    """What may be read at a position: character, units used, log-likelihood."""
    first = units[at]
    second = units[at + 1] if at + 1 < len(units) else 0
    if first >= _WHOLE or 0 <= first < 0x80:
        character = chr(first - _WHOLE if first >= _WHOLE else first)
        yield character, 1, log_share(character)
        return
    if first == _LOST:
        yield "?", 1, QUESTION
        if _is_trail(second):
            yield LOST, 2, _DANGLING
            yield from ((one, 2, 2 * _UNSUPPORTED - _DANGLING) for one in _completed(None, second))
        return
    yield LOST, 1, _ORPHAN
    if _is_trail(second):
        yield from ((one, 2, log_share(one)) for one in _decode(first, second))
    elif second == _LOST:
        yield LOST, 2, _DANGLING
        favourite = _favourite(first)
        yield from ((one, 2, log_share(one) if one == favourite else _UNSUPPORTED) for one in _completed(first, None))


def _is_trail(unit: int) -> bool:
    return 0x40 <= unit <= 0xFE and unit != 0x7F


@cache
def _decode(first: int, second: int) -> str:
    if first == 0xA9 and 0x89 <= second <= 0x95:
        return chr(0xE7E7 + second - 0x89)  # as `_legacy_code` encodes it
    text = bytes((first, second)).decode("gb18030", errors="ignore")
    return text if len(text) == 1 else ""


@cache
def _completed(first: int | None, second: int | None) -> tuple[str, ...]:
    """The characters of GBK with this first or this second byte that are worth guessing."""
    firsts = range(0x81, 0xFF) if first is None else (first,)
    seconds = (byte for byte in range(0x40, 0xFF) if byte != 0x7F) if second is None else (second,)
    pairs = [_decode(a, b) for b in seconds for a in firsts]
    return tuple(one for one in pairs if one and (is_han(one) or one in "\u3000，。、；：（）“”《》"))


@cache
def _favourite(first: int) -> str:
    """The character with this first byte that is far more frequent than all others; empty where none is."""
    ranked = sorted(_completed(first, None), key=log_share, reverse=True)
    return ranked[0] if len(ranked) > 1 and log_share(ranked[0]) - log_share(ranked[1]) >= CLEAR else ""

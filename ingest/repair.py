"""Damaged text back to what its author wrote.

Every step changes only what is clearly damaged: clean text comes back identical, and repaired text is not changed
again. Lines are kept: the repaired text has as many line breaks as the damaged one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from ingest import byteshift, mojibake
from ingest.plausibility import commonness, crosses_word, is_traditional, is_word, simplified

RepairKind = Literal["glyphs", "encoding", "byte_shift", "pinyin", "traditional", "spaces", "punctuation", "lost"]

_NAMES: dict[str, str] = {
    "glyphs": "特殊字形 {} 处",
    "encoding": "乱码 {} 行",
    "byte_shift": "字节错位 {} 行",
    "pinyin": "夹注拼音 {} 处",
    "traditional": "繁体字 {} 个",
    "spaces": "多余空格 {} 处",
    "punctuation": "半角标点 {} 处",
}


@dataclass(frozen=True, slots=True)
class Change:
    """How often one kind of damage was repaired: lines for encoding and byte_shift, else places.

    "lost" are characters of repaired lines that nothing can bring back; they stand as the replacement character.
    """

    kind: RepairKind
    count: int


@dataclass(frozen=True, slots=True)
class Repaired:
    """A repaired text and what was done to it, in the order of the steps; no changes means the text is as it was."""

    text: str
    changes: tuple[Change, ...] = ()

    @property
    def summary(self) -> str:
        """One Chinese sentence for the user; empty when nothing was changed."""
        return summarise(self.changes)


def repair(text: str) -> Repaired:
    """`text` with its damage repaired as far as that is certain.

    The whole document goes in at once: whether it is written in traditional characters, and which byte pairs stand
    behind its pinyin, is judged over all of it.
    """
    text, changes = _repair_bytes(text)
    for kind, step in _STEPS:
        text, count = step(text)
        if kind == "traditional" and not count and _is_annotated(changes):
            text, count = _simplify_all(text)
        if count:
            changes.append(Change(kind, count))
    if changes and changes[0].kind in _BY_LINE and (lost := text.count(mojibake.LOST)):
        changes.append(Change("lost", lost))
    return Repaired(text, tuple(changes))


_BY_LINE = ("encoding", "byte_shift")


def repair_lines(lines: list[str]) -> tuple[list[str], tuple[Change, ...]]:
    """The lines of one document repaired together; as many come back as went in."""
    repaired = repair("\n".join(line.replace("\n", " ") for line in lines))
    return repaired.text.split("\n") if lines else [], repaired.changes


def repair_bytes(lines: list[str]) -> tuple[list[str], tuple[Change, ...]]:
    """The lines of one document whose bytes were read wrongly, read again: in another encoding, or paired anew.

    It is the first step of `repair`; by itself for the cells of tables, which are put into sentences only later.
    """
    recoded = mojibake.recode(lines)
    realigned: dict[int, str] = {}
    if any(map(byteshift.may_be_shifted, lines)):
        known = byteshift.readings("\n".join(lines))
        others = ((at, byteshift.realign(line, known)) for at, line in enumerate(lines) if at not in recoded)
        realigned = {at: line for at, line in others if line is not None}
    found: tuple[tuple[RepairKind, int], ...] = (("encoding", len(recoded)), ("byte_shift", len(realigned)))
    mended = {at: line.replace("\n", " ") for at, line in (recoded | realigned).items()}
    return [mended.get(at, line) for at, line in enumerate(lines)], tuple(Change(*one) for one in found if one[1])


def summarise(changes: tuple[Change, ...]) -> str:
    """One Chinese sentence for the user; empty when nothing was changed."""
    named = "、".join(_NAMES[change.kind].format(change.count) for change in changes if change.kind != "lost")
    lost = sum(change.count for change in changes if change.kind == "lost")
    left = f"；其中 {lost} 个字在原文件里已丢失，以“{mojibake.LOST}”代替" if lost else ""
    return f"已自动修复原文中的{named}{left}" if named else ""


_RADICALS = "⺌⺍⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰"
_CHARACTERS = "小小母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙"
_SYMBOL_FONT = dict(
    zip(
        "\uf06c\uf06e\uf06f\uf071\uf075\uf09f\uf0a7\uf0a8\uf0b7\uf0d8\uf0e0\uf0fc\uf0fe\uf0a3\uf052\uf0d7\uf0b4\uf0b3\uf0a2\uf0b0\uf0b1",
        "●■□□◆•▪□•➢→✓☑□☑××≥′°±",
        strict=True,
    )
)
"""What Symbol and Wingdings put into the private use area."""
_GB18030_PRIVATE = dict(zip(map(chr, range(0xE78D, 0xE797)), "，。、：；！？〖〗…", strict=True))
_COMPATIBLE = (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFA6E), *range(0xFB00, 0xFB07))
"""Kangxi radicals, compatibility ideographs, ligatures: the same text to a reader, another to a search."""
_COMPOSED = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in _COMPATIBLE}
_GLYPHS = _SYMBOL_FONT | _GB18030_PRIVATE | dict(zip(_RADICALS, _CHARACTERS, strict=True)) | _COMPOSED
_GLYPH = re.compile("[" + "".join(_GLYPHS) + "]")
_INVISIBLE = re.compile(
    "[\0-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc]"
)
_ODD_SPACE = re.compile("[\x85\xa0\u2000-\u200a\u2028\u2029\u202f\u205f]")


def _repair_glyphs(text: str) -> tuple[str, int]:
    """Ligatures, radicals in place of characters, symbol-font glyphs; what nobody can see goes uncounted."""
    characters = "".join(set(text))  # a text has few different ones: looking through them is nearly free
    if _INVISIBLE.search(characters):
        text = _INVISIBLE.sub("", text)
    if _ODD_SPACE.search(characters):
        text = _ODD_SPACE.sub(" ", text)
    if not _GLYPH.search(characters):
        return text, 0
    return _GLYPH.subn(lambda match: _GLYPHS[match.group()], text)


def _repair_bytes(text: str) -> tuple[str, list[Change]]:
    lines, changes = repair_bytes(text.split("\n"))
    return ("\n".join(lines) if changes else text), list(changes)


_MANY_ANNOTATIONS = 5
_TONED = re.compile(r"\([a-z]{0,5}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ]")


def _remove_pinyin(text: str) -> tuple[str, int]:
    """Pinyin after traditional characters, and after all where there is much; an author's 龘(dá) stays."""
    if not _TONED.search(text):
        return text, 0
    found = list(byteshift.ANNOTATION.finditer(text))
    marked = [match for match in found if _is_traditional(text[match.start() - 1])]
    if not marked:
        return text, 0
    taken = found if len(marked) >= _MANY_ANNOTATIONS else marked
    ends = [0, *(match.end() for match in taken)]
    starts = [*(match.start() for match in taken), len(text)]
    return "".join(text[end:start] for end, start in zip(ends, starts, strict=True)), len(taken)


def _is_traditional(character: str) -> bool:
    return simplified(character) != character


def _is_annotated(changes: Sequence[Change]) -> bool:
    """Whether a program wrote 國(guó) for 国 throughout: then it also wrote 國 where no pinyin stood."""
    return any(change.kind == "pinyin" and change.count >= _MANY_ANNOTATIONS for change in changes)


def _simplify(text: str) -> tuple[str, int]:
    return _simplify_all(text) if is_traditional(text) else (text, 0)


def _simplify_all(text: str) -> tuple[str, int]:
    plain = simplified(text)
    return plain, sum(a != b for a, b in zip(text, plain, strict=False))


_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_UNIT = "[余多万亿个名人次项条件家户篇天年月日元吨公里周期届场份种类支所座位台套部%％]"
_SPLIT_NUMBER = re.compile(
    rf"""
    (?<![\d.,:/\-–—]) (?<!\d\ )
    (?: (?P<zeros>\d{{1,3}}\ 0{{1,3}})(?=\ ?{_UNIT})              # 50 0 余项: no number begins with 0
      | (?P<thousands>[1-9]\d{{0,2}}(?:\ \d{{3}})+)(?=\ ?{_UNIT})  # 1 200 万元
      | (?P<year>(?:19|20)\ \d\d|(?:1\ 9|2\ 0)\ ?\d\ ?\d|(?:19|20)\d\ \d)(?=\ ?年)
      | (?P<day>[123]\ \d)(?=\ ?[月日])
    )
    """,
    re.VERBOSE,
)
_SPACED_RUN = re.compile(rf"(?<![{_HAN}])(?:[{_HAN}]\ )+[{_HAN}](?![{_HAN}])")
_HAN_BEFORE, _HAN_AFTER = re.compile(rf"[{_HAN}]*\Z"), re.compile(rf"[{_HAN}]*")


def _close_spaces(text: str) -> tuple[str, int]:
    """Spaces inside numbers and words. Spaces that part words (强党建 保稳定) or stand beside numbers (24 篇) stay."""
    numbers = runs = gaps = 0
    if _PARTED_DIGITS.search(text):
        text, numbers = _SPLIT_NUMBER.subn(_close_number, text)
    if _PARTED_HAN.search(text):
        text, runs = _close_runs(text) if _LONE_HAN.search(text) else (text, 0)
        text, gaps = _close_gaps(text)
    return text, numbers + runs + gaps


_PARTED_DIGITS = re.compile(r" (?<=\d )(?=\d)")
_PARTED_HAN = re.compile(rf" (?<=[{_HAN}] )(?=[{_HAN}])")
_LONE_HAN = re.compile(rf" (?<=[{_HAN}] )(?<![{_HAN}]{{2}} )(?=[{_HAN}])")
"""Each begins with a blank, which is found at once: most texts have none there."""


def _close_number(match: re.Match[str]) -> str:
    return match.group().replace(" ", "")


def _close_runs(text: str) -> tuple[str, int]:
    """摘 要, 中 华 人 民: characters set apart one by one."""
    count = 0

    def close(match: re.Match[str]) -> str:
        nonlocal count
        joined = match.group().replace(" ", "")
        if not any(commonness(joined[at : at + 2]) for at in range(len(joined) - 1)):
            return match.group()
        count += 1
        return joined

    return _SPACED_RUN.sub(close, text), count


def _close_gaps(text: str) -> tuple[str, int]:
    pieces, done = [], 0
    for match in _PARTED_HAN.finditer(text):
        before = text[max(0, match.start() - 8) : match.start()]
        after = text[match.end() : match.end() + 8]
        left, right = _HAN_BEFORE.search(before), _HAN_AFTER.match(after)
        if left and right and _parts_word(left.group(), right.group()):
            pieces.append(text[done : match.start()])
            done = match.end()
    return ("".join(pieces) + text[done:], len(pieces)) if pieces else (text, 0)


def _parts_word(left: str, right: str) -> bool:
    """Whether a blank stands inside a word: no word ends before it, none begins after it, one lies over it."""
    if any(is_word(left[-size:]) for size in range(2, min(4, len(left)) + 1)):
        return False
    if any(is_word(right[:size]) for size in range(2, min(4, len(right)) + 1)):
        return False
    return crosses_word(left, right)


_FULL = str.maketrans(",;:?!()", "，；：？！（）")
_BEFORE = rf"[{_HAN}“”‘’（）《》〈〉【】〔〕、。，；：？！]"
_AFTER = rf"[{_HAN}“‘（《〈【〔]"
_KEPT = r"(?P<kept>(?:https?://|www\.)[!-~]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+|10\.\d{4,}/[!-~]+)"
"""Addresses and DOIs."""
_MARK = re.compile(
    rf"""
    {_KEPT}
    | (?<={_BEFORE})(?:[,;:]|[?!]+)(?={_AFTER}|[A-Za-z0-9”’）》*\n]|\Z)     # 机制,将
    | (?<=[A-Za-z0-9%)\]])[,;:?!](?={_AFTER})                             # AI,大数据
    """,
    re.VERBOSE,
)
_BRACKETS = re.compile(rf"{_KEPT}|\((?P<inside>[^()\n]*[{_HAN}][^()\n]*)\)")
_REFERENCE = re.compile(r"\s*(?:[-*•]\s*)?\[\d+\]")
"""An entry of a list of references, which is punctuated in half-width by its own standard (GB/T 7714)."""


def _widen_punctuation(text: str) -> tuple[str, int]:
    """Half-width marks between Chinese characters. Numbers, times, addresses, references and Latin text keep theirs."""
    if not _NARROW.search(text):
        return text, 0
    lines, count = text.split("\n"), 0
    for at, line in enumerate(lines):
        if _NARROW.search(line) and not _REFERENCE.match(line) and (widened := _widen(line)) != line:
            lines[at] = widened
            count += sum(a != b for a, b in zip(line, widened, strict=True))
    return ("\n".join(lines), count) if count else (text, 0)


_NARROW = re.compile("[,;:?!(]")


def _widen(line: str) -> str:
    """The line with its marks widened; one that is wide now makes its neighbour a mark in Chinese text."""
    widened = _BRACKETS.sub(lambda match: match.group("kept") or f"（{match.group('inside')}）", line)
    widened = _MARK.sub(lambda match: match.group("kept") or match.group().translate(_FULL), widened)
    return line if widened == line else _widen(widened)


_STEPS: tuple[tuple[RepairKind, Callable[[str], tuple[str, int]]], ...] = (
    ("glyphs", _repair_glyphs),
    ("pinyin", _remove_pinyin),
    ("traditional", _simplify),
    ("spaces", _close_spaces),
    ("punctuation", _widen_punctuation),
)
"""In this order, after the bytes: these are told by private-use and control characters too, which then go."""

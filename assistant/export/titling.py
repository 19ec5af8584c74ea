"""Where a title of several lines turns (GB/T 9704-2012, 7.3.1: whole words, symmetrical, of fitting length)."""

from __future__ import annotations

from assistant.export.signing import width
from ingest.text.tokens import terms

_WIDEST_LATIN = 0.75
"""Characters that a Western letter or figure takes at most, in fonts that stand in for those of the standard, with the
space that some programs put around it. A line should hold either."""

_LONGEST = 200
"""Characters of a title, at most, that is worth turning."""

_NEVER_FIRST = frozenset("的之、，。；：！？）》〉”’】]")
_AFTER_FIGURES = frozenset("年月日届次号%％")


_NAMED_SO = ("集团", "有限", "公司", "党委", "党组", "党总支", "党支部", "委员会", "纪委")
"""What an institution's name goes on with."""


def title_lines(title: str, most: int) -> tuple[str, ...]:
    """`title` in as few lines as hold it, turned between words, as alike in length as words allow.

    Args:
        most: Characters that a line can hold at most.
    """
    if width(title, _WIDEST_LATIN) <= most or len(title) > _LONGEST:
        return (title,)
    words = _words(title, most)
    return max((_filled(words, half / 2) for half in range(2, most * 2 + 1)), key=lambda lines: _merit(lines, most))


def _merit(lines: tuple[str, ...], most: int) -> tuple[bool, int, float]:
    """First that all lines fit, then how few they are, then how alike."""
    lengths = [width(line) for line in lines]
    fits = all(width(line, _WIDEST_LATIN) <= most for line in lines)
    return fits, -len(lines), min(lengths) - max(lengths)


def _filled(words: list[str], wide: float) -> tuple[str, ...]:
    """Lines of `wide` characters at most, a longer word on a line of its own."""
    lines = [words[0]]
    for word in words[1:]:
        if width(lines[-1] + word) > wide:
            lines.append(word)
        else:
            lines[-1] += word
    return tuple(lines)


def _words(title: str, most: int) -> list[str]:
    """`title` in the pieces between which it may turn; none is longer than a line."""
    ends = sorted(_word_ends(title) | {len(title)})
    words, at = list[str](), 0
    for end in ends:
        if end > at and not _holds(title, end):
            words.extend(title[start : min(end, start + most)] for start in range(at, end, most))
            at = end
    return words


def _holds(title: str, at: int) -> bool:
    """Whether what stands before `at` may not be parted from what follows: 2026年, 98%, a word and its 的."""
    following = title[at : at + 1]
    if following in _NEVER_FIRST or title.startswith(_NAMED_SO, at):
        return True
    return title[at - 1].isdigit() and following in _AFTER_FIGURES


def _word_ends(title: str) -> set[int]:
    """The offsets at which a word begins or ends."""
    folded, at, ends = title.lower(), 0, set[int]()
    for word in terms(title):
        found = folded.find(word, at)
        if found >= 0:
            ends |= {found, found + len(word)}
            at = found + len(word)
    return ends


__all__ = ["title_lines"]

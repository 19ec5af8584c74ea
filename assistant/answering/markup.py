"""Replies of a model as plain text: markup is inert, thinking is dropped, control characters are gone."""

from __future__ import annotations

import re
from collections.abc import Callable

_THOUGHT = re.compile(r"<(think|thinking)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_THOUGHT_END = re.compile(r"\A.*</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ud800-\udfff\ue000-\uf8ff\ufff0-\ufffb\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_ESCAPE_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[@-Z\\-_])")
_LINE_BREAK = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_LINK = re.compile(r"!?\[(?P<text>[^\[\]\n]*)\]\((?:[^()\n]|\([^()\n]*\))*\)")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[A-Za-z/!?][^<>]*>")
_TAG_START = re.compile(r"<(?=[A-Za-z/!?])")
_LINE_MARKS = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|(?:[-*_][ \t]*){3,}$|`{3,}.*$)", re.MULTILINE)
_EMPHASIS = re.compile(r"\*\*+|`+")
_ITALICS = re.compile(r"(?<![\d*])\*(?=[^\s*])([^*\n]+)(?<=[^\s*])\*(?![\d*])")
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def without_thinking(reply: str) -> str:
    """`reply` without <think> blocks; one that never closes swallows the rest, one that never opens all before it."""
    return _THOUGHT_END.sub("", _THOUGHT.sub("", reply))


def visible(text: str) -> str:
    """`text` without escape sequences and characters that show nothing or steer how others show; line breaks stay."""
    return _INVISIBLE.sub("", _LINE_BREAK.sub("\n", _ESCAPE_SEQUENCE.sub("", text)))


def inert(text: str) -> str:
    """`text` without Markdown and HTML: links and images become their text, tags vanish, nothing is left to render."""
    plain = _BREAK.sub("\n", visible(text))
    for _ in range(_MOST_LAYERS):
        before, plain = plain, _without_markup(plain)
        if plain == before:
            break
    return _BLANK_LINES.sub("\n\n", _TAG_START.sub("＜", plain))


def _without_markup(text: str) -> str:
    """One layer off: <<b>script> or *[a](b)* show what was inside only then."""
    plain = _EMPHASIS.sub("", _ITALICS.sub(r"\1", _LINE_MARKS.sub("", text)))
    return _TAG.sub("", _LINK.sub(lambda match: match["text"], plain))


_MOST_LAYERS = 20
"""Nesting beyond it is nobody's writing; tags left in it are broken by the last rule of `inert`."""

_MOST_HELD = 400
"""Characters held back at most while a bracket or tag is open."""

_SAFE_END = re.compile(r"[，。；：！？、,;!?\s](?![*`])")
_OPEN = re.compile(r"<(?=[A-Za-z/!?]|\Z)[^<>]*\Z|\[[^\[\]\n]*\](?:\([^)]*)?\Z|[\[【［〔][^\]】］〕]*\Z|[（(][^）)]*\Z")
_CLOSED = re.compile(rf"{_TAG.pattern}|!?\[[^\[\]\n]*\](?:\([^()\n]*\))?|[（(][^（()）\n]*[）)]")
_THOUGHT_START = re.compile(r"<think(?:ing)?>", re.IGNORECASE)
_THOUGHT_STOP = re.compile(r"</think(?:ing)?>", re.IGNORECASE)


class Display:
    """What of a reply that is still coming can be shown: inert text, clause by clause, without thinking.

    Args:
        clean: Further cleaning of a piece, e.g. taking its citation keys out.
    """

    def __init__(self, clean: Callable[[str], str]) -> None:
        self._clean = clean
        self._pending = ""
        self._released = 0
        self._thinking = False

    @property
    def length(self) -> int:
        """Characters of the reply so far, thinking not counted."""
        return self._released + (0 if self._thinking else len(self._pending))

    def feed(self, piece: str) -> str:
        """The text that `piece` makes ready to show; may be empty."""
        self._pending += piece
        self._drop_thoughts()
        return self._release(_ready(self._pending)) if not self._thinking else ""

    def finish(self) -> str:
        """What was still held back."""
        return self._release(len(self._pending)) if not self._thinking else ""

    def _drop_thoughts(self) -> None:
        if not self._thinking and (start := _THOUGHT_START.search(self._pending)):
            self._pending, self._thinking = self._pending[: start.start()] + self._pending[start.end() :], True
        if self._thinking:
            stop = _THOUGHT_STOP.search(self._pending)
            self._pending = self._pending[stop.end() :].lstrip() if stop else self._pending[-len("</thinking>") :]
            self._thinking = stop is None

    def _release(self, end: int) -> str:
        ready, self._pending = self._pending[:end], self._pending[end:]
        self._released += end
        return self._clean(inert(ready)) if ready else ""


def _ready(text: str) -> int:
    """How many characters of `text` can be cleaned by themselves: up to the end of a clause outside any bracket."""
    opened = _OPEN.search(text)
    limit = opened.start() if opened and len(text) - opened.start() < _MOST_HELD else len(text)
    flat = _CLOSED.sub(lambda match: "x" * len(match.group()), text)
    ends = [match.end() for match in _SAFE_END.finditer(flat, 0, limit)]
    return ends[-1] if ends else (limit if limit > _MOST_HELD else 0)

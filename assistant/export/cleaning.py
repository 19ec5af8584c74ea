"""Text as it may stand in a file: nothing that XML 1.0 forbids, nothing that hides or turns what is read."""

from __future__ import annotations

import re

_BREAKS = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\u200b\u2060\ufeff\u00ad\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
    "|" + "|".join(f"[{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}]" for plane in range(0x10000, 0x110000, 0x10000))
)
"""Control characters, lone surrogates and noncharacters (XML 1.0, 2.2), and what no eye sees: zero-width spaces, soft
hyphens, marks that turn the direction of writing, tags."""


def clean(text: str) -> str:
    """`text` less what may not stand in a file; every kind of line break is "\\n", a tab is a space."""
    return _FORBIDDEN.sub("", _BREAKS.sub("\n", text).replace("\t", " "))


def one_line(text: str) -> str:
    """The same, and on one line: a break between Latin letters is a space, any other goes."""
    joined: list[str] = []
    for part in lines(text):
        if joined and _is_latin(joined[-1][-1]) and _is_latin(part[0]):
            joined.append(" ")
        joined.append(part)
    return "".join(joined)


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def lines(text: str) -> tuple[str, ...]:
    """The cleaned lines of `text`, empty ones left out."""
    return tuple(line for part in clean(text).split("\n") if (line := part.strip()))


__all__ = ["clean", "lines", "one_line"]

"""The words of a question that others may stand in for: of 甲项目部开了几次会, 乙项目部 stands in for 甲项目部."""

from __future__ import annotations

import re

from assistant.retrieval import wording
from ingest.text import tokens
from ingest.text.likeness import ending


def alike(new: str, full: str) -> str | None:
    """The words of `full` that `new` stands in for: the stretch that ends in the same characters and is as long."""
    words = _cut(full)
    best: tuple[int, str] | None = None
    for last in range(len(words)):
        shared = ending(words[last], new) or ending("".join(words[max(0, last - 1) : last + 1]), new)
        if not shared or words[last] in tokens.STOP_WORDS or words[last] == new:
            continue
        stretch = words[last]
        first = last
        while (
            first > 0
            and len(stretch) < len(new)
            and (_may_join(words[first - 1]) or _completes(words[first - 1], stretch, new))
        ):
            first -= 1
            stretch = words[first] + stretch
        if stretch in new and stretch != new and len(stretch) < 2:
            continue
        if new not in full and (best is None or shared > best[0]):
            best = (shared, stretch)
    return best[1] if best else None


def _completes(word: str, stretch: str, new: str) -> bool:
    """Whether one character more makes the like of `new`: 甲〔项目部〕 of 乙项目部."""
    return len(word) == 1 and new.endswith(stretch) and len(stretch) + 1 == len(new) and word not in tokens.STOP_WORDS


def _may_join(word: str) -> bool:
    return (
        len(word) > 1
        and word not in tokens.STOP_WORDS
        and not wording.ASKING.search(word)
        and word not in ("规定", "现在")
    )


def _cut(text: str) -> list[str]:
    return [piece for run in re.findall(r"[\w]+", text) for piece in tokens.terms(run)]


__all__ = ["alike"]

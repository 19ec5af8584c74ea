"""Articles, paragraphs and chapters that a claim names (第X条, 第X款), against the address of its source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.types import Finding
from assistant.verification.values.comparing import is_same
from assistant.verification.values.figures import Figure, figures
from assistant.verification.values.grammar import ORDINAL

ARTICLE_UNITS = frozenset("编章节条款项")

_ADDRESS = re.compile(
    r"\s*第[〇零一二三四五六七八九十百千两\d\s]+[编章节条款项](?:之[一二三四五六七八九十]+)?(?:[\s　].{0,40})?\s*"
)
"""A context string that is an address: 第三十二条, 第二章 组织."""


def check_article(figure: Figure, stated: str | None, context: Sequence[str]) -> Iterator[Finding]:
    """Findings for an article that the window of the source does not name.

    Args:
        stated: What the source names at the same place, or None.
        context: As for `check_values`.
    """
    known = [(text, one) for text in context for one in figures(text).items if _is_like(figure, one)]
    if stated is None and any(is_same(figure, one) for _, one in known):
        return
    own = [one.text for text, one in known if _ADDRESS.fullmatch(text) and one.start <= 1]
    expected = stated if stated is not None else own[-1] if own else None
    if expected is not None:
        yield Finding("article", "altered", figure.start, figure.end, figure.text, expected)
    else:
        note = "来源中没有这一条款"
        yield Finding("article", "altered", figure.start, figure.end, figure.text, severity="doubtful", note=note)


def _is_like(figure: Figure, other: Figure) -> bool:
    return other.kind == ORDINAL and other.unit[:1] == figure.unit[:1]


__all__ = ["ARTICLE_UNITS", "check_article"]

"""Which genre a title names by its last words. The genres are data: `genres.tsv`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

Nature = Literal["rule", "serial", "work", "act"]
"""rule: in force until a later version replaces it. serial: one of a row of issues or meetings. work: about a period or
a matter. act: said once."""

DRAFTS = ("征求意见稿", "送审稿", "讨论稿", "草案")
"""States of what is not issued yet."""
EDITION = f"修订版|修订稿|修正稿|试行稿|{'|'.join(DRAFTS)}|终稿|定稿"
"""What may follow a title to tell its editions apart."""
_TAIL = re.compile(
    r"\s*(?:[（(〔\[【][^（）()〔〕\[\]【】]{1,30}[)）〕\]】]"
    r"|(?:(?:19|20)\d{2}\s*年?\s*)?第\s*[\d一二三四五六七八九十百]+\s*[期次号版]|[（(][上下中一二三四五六七八九十]+[)）]"
    rf"|{EDITION}|(?:19|20)\d{{2}}版)$"
)


@dataclass(frozen=True, slots=True)
class Genre:
    """What kind of document a title names, e.g. Genre("管理办法", "rule")."""

    name: str
    nature: Nature


def genre_of(title: str) -> Genre | None:
    """The genre that the last words of `title` name; brackets, issue numbers and 稿 after them are set aside."""
    words = ending(title)
    for length in range(_longest(), 0, -1):
        found = _endings().get(words[-length:]) if len(words) > length or length > 1 else None
        if found is not None:
            return found if found.name != "-" else None
    head, dash, _ = title.partition("——")
    return genre_of(head) if dash else None


def ending(title: str) -> str:
    """`title` without white space and without what may follow its genre: （试行）, 第4期, 征求意见稿."""
    words = re.sub(r"\s+", "", title)
    while (shorter := _TAIL.sub("", words)) != words and shorter:
        words = shorter
    return words.rstrip("》〉”")


@cache
def _endings() -> dict[str, Genre]:
    found = {}
    for line in Path(__file__).with_name("genres.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            words, name, nature = line.split("\t")
            found[words] = Genre(name, _nature(nature))
    return found


def _nature(written: str) -> Nature:
    known: dict[str, Nature] = {nature: nature for nature in get_args(Nature)}
    return known[written]


@cache
def _longest() -> int:
    return max(map(len, _endings()))

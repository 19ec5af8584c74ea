"""The small markup of the files under `source/`: front matter, then one element a line.

`# ` title; `## ` heading of level 1 (一、 or 第一章); `### ` of level 2 (（一）); `> ` signed at the right;
`^ ` centred; `- ` list item; `| a | b |` a table row, the first one the header; `@table NAME` rows that `tables.py`
holds; anything else is a paragraph, and one that opens with 第X条 starts an article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal

import yaml

from eval.datasets.demo.facts import fill
from eval.datasets.demo.records import TABLES

ElementKind = Literal["title", "heading", "paragraph", "right", "centre", "item", "table"]
SALUTATION = re.compile(r"所属各.*：|各党支部：")
ARTICLE = re.compile(r"(第[一二三四五六七八九十百]+条)　")
PREFIXES: tuple[tuple[str, ElementKind, int], ...] = (
    ("### ", "heading", 2),
    ("## ", "heading", 1),
    ("# ", "title", 0),
    ("> ", "right", 0),
    ("^ ", "centre", 0),
    ("- ", "item", 0),
)


@dataclass(frozen=True, slots=True)
class Element:
    """One thing on the page. `rows` only for tables (the first is the header), `level` only for headings."""

    kind: ElementKind
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def article(self) -> str | None:
        match = ARTICLE.match(self.text) if self.kind == "paragraph" else None
        return match.group(1) if match else None

    @property
    def flush(self) -> bool:
        """Whether a paragraph stands without indent: the 主送 line."""
        return SALUTATION.fullmatch(self.text) is not None


@dataclass(frozen=True, slots=True)
class Source:
    """A parsed source text: `meta` is its front matter, `name` the library file that it makes."""

    name: str
    meta: dict[str, str]
    elements: tuple[Element, ...]

    @property
    def suffix(self) -> str:
        return Path(self.name).suffix

    def articles(self) -> dict[str, str]:
        """Article label -> its paragraphs joined by newlines, without what follows in the next heading."""
        found: dict[str, list[str]] = {}
        current: list[str] | None = None
        for element in self.elements:
            if element.article:
                current = found.setdefault(element.article, [])
            elif element.kind != "paragraph":
                current = None
            if current is not None:
                current.append(element.text)
        return {label: "\n".join(lines) for label, lines in found.items()}


def parse(path: Path) -> Source:
    """The source file at `path` with its facts filled in."""
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    meta = {key: fill(str(value)) for key, value in yaml.safe_load(front).items()}
    lines = [fill(line.rstrip()) for line in body.splitlines() if line.strip()]
    return Source(name=meta["file"], meta=meta, elements=tuple(_elements(lines)))


def _elements(lines: Iterable[str]) -> Iterable[Element]:
    for is_row, group in groupby(lines, key=lambda line: line.startswith("|")):
        if is_row:
            yield Element("table", rows=tuple(_cells(line) for line in group))
        else:
            yield from map(_element, group)


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip("|").split("|"))


def _element(line: str) -> Element:
    if line.startswith("@table "):
        return Element("table", rows=TABLES[line.removeprefix("@table ")]())
    for prefix, kind, level in PREFIXES:
        if line.startswith(prefix):
            return Element(kind, line.removeprefix(prefix), level)
    return Element("paragraph", line)

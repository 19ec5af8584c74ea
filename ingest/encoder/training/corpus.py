"""Official texts as training units: an article or a paragraph, with the title and headings above it."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_ARTICLE = re.compile(r"第[〇零一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十]+)?\s*")
_HEADING = re.compile(r"(#+)\s*(?:第[〇零一二三四五六七八九十百\d]+[编分章节]\s*|[一二三四五六七八九十]+、)?(.*)")
_SHORTEST = 10


@dataclass(frozen=True, slots=True)
class Unit:
    """One article of a law, or one paragraph of a report, in search form.

    Attributes:
        title: The document's.
        headings: Above the unit, from the outside in, without their numbers.
        paragraphs: At least one; the article's label is cut off.
    """

    title: str
    headings: tuple[str, ...]
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfficialText:
    """A document as the data set holds it. `articles` says whether its paragraphs belong to articles (第X条)."""

    title: str
    text: str
    articles: bool


def read_corpus(path: Path, articles: bool) -> list[OfficialText]:
    """The documents of a `corpus.jsonl.gz` with fields `title` and `text` (Markdown)."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines if line.strip()]
    return [OfficialText(record["title"], record["text"], articles) for record in records]


def units(texts: Iterable[OfficialText], normalize: Callable[[str], str]) -> list[Unit]:
    """The units of `texts`, normalised, each body once: provincial rules repeat one another word for word."""
    seen: set[tuple[str, ...]] = set()
    kept = []
    for text in texts:
        for unit in _units_of(text, normalize):
            if sum(map(len, unit.paragraphs)) >= _SHORTEST and unit.paragraphs not in seen:
                seen.add(unit.paragraphs)
                kept.append(unit)
    return kept


def _units_of(text: OfficialText, normalize: Callable[[str], str]) -> Iterator[Unit]:
    title = normalize(text.title)
    headings: dict[int, str] = {}
    paragraphs: list[str] = []
    for line in filter(None, (normalize(raw).strip() for raw in text.text.split("\n"))):
        heading, article = _HEADING.match(line), _ARTICLE.match(line)
        if paragraphs and (heading or article or not text.articles):
            yield Unit(title, tuple(headings.values()), tuple(paragraphs))
            paragraphs = []
        if heading:
            level = len(heading[1])
            headings = {above: name for above, name in headings.items() if above < level}
            if level > 1:
                headings[level] = heading[2]
        else:
            paragraphs.append(line[article.end() :] if article else line)
    if paragraphs:
        yield Unit(title, tuple(headings.values()), tuple(paragraphs))

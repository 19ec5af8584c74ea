"""The sentences that are corrupted, each with the paragraphs that are given as its sources."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.text.sentences import split_sentences

SHORTEST, LONGEST = 14, 160
"""Characters of a sentence that is used."""
NEIGHBOURS = 4
"""Paragraphs before and after the sentence's own that are given beside it."""

_LINE_BREAKS = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Sample:
    """A sentence and what is given to prove it.

    Attributes:
        paragraphs: Consecutive paragraphs of the document, verbatim.
        own: Which of them the sentence stands in.
    """

    sentence: str
    paragraphs: tuple[str, ...]
    own: int


def samples(shared: Path, chooser: random.Random) -> dict[str, list[Sample]]:
    """The samples of each corpus, in an order of chance."""
    found = {
        "political": list(_of_documents(_political(shared))),
        "laws": list(_of_documents(_laws(shared))),
    }
    for some in found.values():
        chooser.shuffle(some)
    return found


def _of_documents(documents: Iterator[Sequence[str]]) -> Iterator[Sample]:
    for paragraphs in documents:
        for own, paragraph in enumerate(paragraphs):
            first = max(0, own - NEIGHBOURS)
            around = tuple(paragraphs[first : own + NEIGHBOURS + 1])
            for span in split_sentences(paragraph):
                sentence = span.of(paragraph)
                if SHORTEST <= len(sentence) <= LONGEST and sentence.endswith(("。", "；")):
                    yield Sample(sentence, around, own - first)


def _political(shared: Path) -> Iterator[Sequence[str]]:
    for text in _texts(shared, "political"):
        yield [line for part in re.split(r"\n\s*\n", text) if (line := _LINE_BREAKS.sub("", part.strip()))]


def _laws(shared: Path) -> Iterator[Sequence[str]]:
    for number, text in enumerate(_texts(shared, "laws")):
        if number % 12 == 0:
            yield [line for part in text.splitlines() if (line := part.strip(" #\u3000\t"))]


def _texts(shared: Path, name: str) -> Iterator[str]:
    with gzip.open(shared / "data" / name / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from (json.loads(line)["text"] for line in lines)

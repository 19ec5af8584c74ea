"""Where something stands: in a text, on pages, in a document's structure."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) of some text."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class PageRun:
    """From character `start` of the enclosing text on, the text stands on `page`."""

    start: int
    page: int


def page_at(runs: tuple[PageRun, ...], offset: int) -> int:
    """The page on which the character at `offset` stands. `runs` are sorted, the first starts at 0."""
    return runs[bisect_right(runs, offset, key=lambda run: run.start) - 1].page


def pages_between(runs: tuple[PageRun, ...], span: Span) -> tuple[int, ...]:
    """The pages that the characters of `span` stand on, ascending, without repeats."""
    first = bisect_right(runs, span.start, key=lambda run: run.start) - 1
    last = bisect_right(runs, max(span.start, span.end - 1), key=lambda run: run.start) - 1
    return tuple(sorted({run.page for run in runs[first : last + 1]}))


def clip_runs(runs: tuple[PageRun, ...], span: Span) -> tuple[PageRun, ...]:
    """`runs` as seen from inside `span`: offsets relative to its start, the first at 0."""
    first = bisect_right(runs, span.start, key=lambda run: run.start) - 1
    inner = [run for run in runs[first + 1 :] if run.start < span.end]
    head = PageRun(0, runs[first].page)
    return (head, *(PageRun(run.start - span.start, run.page) for run in inner))


@dataclass(frozen=True, slots=True)
class Address:
    """Where in a document something stands.

    Attributes:
        section: Heading path from the outside in, e.g. ("第二章 组织设置", "第一节 支部").
        article: Normalised article label, e.g. "第十二条" or "第十二条之一"; None outside articles.
    """

    section: tuple[str, ...] = ()
    article: str | None = None

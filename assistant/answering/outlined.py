"""Lists that a document lays out under a heading: 二、存在问题 with （一）制度不落实。（二）记录不规范。… below it.

A question for such a list (发现了哪些问题) shares hardly a word with its items; the heading says what they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from assistant.answering.evidence import Evidence
from assistant.answering.series import MOST_ITEMS, Mark, mark_of
from assistant.retrieval.question import Question
from assistant.types import Passage
from ingest.text.folding import fold
from ingest.text.sentences import split_sentences
from ingest.types import Span

MOST_BESIDE = 6
"""Characters that a heading may have beside the name of the list (存在的主要〔问题〕)."""

COVERED_LEAST = 0.5
"""Share of the question's weight that title, headings and the section's text must hold."""

_ASKED = re.compile(
    r"(?:哪些|哪几[个项条点类种]?(?:方面)?|哪[一二两三四五六七八九十]+[个项条点类种]?(?:方面)?|什么(?!时|地方|人|单位|部门))(?:主要|具体)?的?"
    r"(?P<after>[一-鿿]{2,6})[？?]?\s*$"
    r"|(?P<before>[一-鿿]{2,4}?)(?:主要|具体|都|分别)?(?:有|包括|是)(?:哪些|哪几[^，。？?]{0,4}|什么)[？?]?\s*$"
)
_NUMBERED = re.compile(r"^\s*(?:[(（][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十\d]+[、.．])\s*")

Section = tuple[str, ...]


def outlined(
    question: Question, evidence: Sequence[Evidence], whole: Callable[[str], Sequence[Passage]]
) -> list[Evidence]:
    """The items under the heading that names what is asked for, in order; empty where no heading does.

    Args:
        evidence: As `weigh` gives it; its documents are looked at in that order.
        whole: All passages of a document.
    """
    noun = asked_for(question.text)
    if noun is None:
        return []
    named = _named(question, evidence, noun)
    if named is None:
        return []
    like, section = named
    members = [one for one in whole(like.passage.chunk.document_id) if _below(one, section)]
    held = fold(" ".join((like.passage.document, *section, *(one.chunk.text for one in members)))).text
    if question.coverage(question.matches(held)) < COVERED_LEAST:
        return []
    items = _run(_items(members, section))
    return [replace(like, passage=passage, span=span) for passage, span in items] if len(items) > 1 else []


def asked_for(text: str) -> str | None:
    """What a question wants listed, in search form: 发现了哪些〔问题〕, 〔保障措施〕有哪些."""
    match = _ASKED.search(text)
    return fold(match["after"] or match["before"]).text if match else None


def _named(question: Question, evidence: Sequence[Evidence], noun: str) -> tuple[Evidence, Section] | None:
    """A heading that names the list, of the document whose title and headings hold most of the question."""
    found: dict[tuple[str, Section], tuple[float, Evidence]] = {}
    for item in (one for one in evidence if one.timely):
        path = item.passage.chunk.address.section
        for depth in range(1, len(path) + 1):
            if _names(path[depth - 1], noun):
                section = path[:depth]
                told = fold(" ".join((item.passage.document, *section))).text
                value = question.coverage(question.matches(told))
                found.setdefault((item.passage.chunk.document_id, section), (value, item))
    if not found:
        return None
    best = max(found, key=lambda place: found[place][0])
    same = [place for place in found if found[place][0] == found[best][0]]
    return (found[best][1], best[1]) if len(same) == 1 else None


def _names(heading: str, noun: str) -> bool:
    bare = fold(_NUMBERED.sub("", heading)).text
    return bare.endswith(noun) and len(bare) <= len(noun) + MOST_BESIDE


def _below(passage: Passage, section: Section) -> bool:
    return passage.chunk.address.section[: len(section)] == section


def _items(members: Sequence[Passage], section: Section) -> Iterator[tuple[Mark, Passage, Span]]:
    """The numbered sub-headings where the section has some, else its numbered sentences."""
    if any(len(one.chunk.address.section) > len(section) for one in members):
        for passage in members:
            deeper = passage.chunk.address.section[len(section) : len(section) + 1]
            place = _place_of(deeper[0], passage.chunk.text) if deeper else None
            mark = mark_of(deeper[0]) if deeper else None
            if place is not None and mark is not None:
                yield mark, passage, place
        return
    for passage in members:
        for span in split_sentences(passage.chunk.text):
            mark = mark_of(span.of(passage.chunk.text))
            if mark is not None and span.of(passage.chunk.text).strip() not in section:
                yield mark, passage, span


def _place_of(heading: str, text: str) -> Span | None:
    """The sentence that a sub-heading is in the text; it may run into its paragraph."""
    return next((span for span in split_sentences(text) if span.of(text).strip().startswith(heading)), None)


def _run(items: Iterator[tuple[Mark, Passage, Span]]) -> list[tuple[Passage, Span]]:
    """The items numbered 1, 2, 3 … in one way; empty where the numbers do not follow one another."""
    found: list[tuple[Mark, Passage, Span]] = []
    for mark, passage, span in items:
        if mark.number == len(found) + 1 and all(mark.style == other.style for other, _, _ in found):
            found.append((mark, passage, span))
    return [(passage, span) for _, passage, span in found][:MOST_ITEMS]

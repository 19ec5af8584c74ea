"""Evidence cards: the sentences of the sources that may stand in a draft, verbatim, each with what it is good for.

A card is a whole sentence of running text. Headings, rows of tables, salutations, signatures, items of lists, questions
and pieces of sentences that a page broke are none. What numbers a sentence (（一）, 一是, 3.) is left off.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.drafting.fitness import is_apparatus, is_dangling, is_elliptic, is_fit
from assistant.drafting.lines import lines_of
from assistant.drafting.natures import nature_of
from assistant.drafting.periods import Interval, leading_time, times_in
from assistant.types import Passage
from ingest.text.folding import fold
from ingest.text.sentences import split_sentences
from ingest.text.tokens import bigrams
from ingest.types import Metadata, Span
from prompts.genres import Nature

_HAN = "一二三四五六七八九十"
_MARK = re.compile(
    rf"\s*(?:第[{_HAN}百零]+条(?:之[{_HAN}]+)?[\s　]+|[{_HAN}]{{1,3}}、|[（(](?:[{_HAN}]{{1,3}}|\d{{1,2}})[）)][、.]?"
    rf"|\d{{1,2}}(?:\.\d{{1,2}})+\s+|\d{{1,2}}[.．、](?!\d)|[①-⑳]|[-•·*]\s+|[{_HAN}](?:是|要|为)(?=[^，。]{{2}})[，,]?"
    rf"|【[^】]{{1,6}}】|(?:摘\s*要|编者按|关键词)[:：])\s*"
)
_ENUMERATES = re.compile(r"^.{0,40}[：:](?=一是)")
"""The head of a list in one sentence with its first item; the item is the card."""
_THIS_YEAR = re.compile(r"今年|本年(?!度)")
_LABELLED = re.compile(r"[^，。；：:]{1,10}[：:][^；]{1,60}；[^，。；：:]{1,10}[：:]")
ITSELF = re.compile(r"本(?:实施|工作|管理|行动|考核)?(?:办法|细则|制度|规定|条例|方案|意见)(?!\w)")
"""A rule or plan that speaks of itself: 制定本办法."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document that may be drawn on.

    Attributes:
        genre: What kind it is; "" where that is not known.
        time: What it speaks of; None where that is not known.
        rank: How well its kind serves the genre, 0 for best.
        own: 1 where it speaks for the unit itself, 0 where it is another's, between where that is not known.
    """

    id: str
    title: str
    metadata: Metadata
    genre: str
    time: Interval | None
    rank: int
    own: float


@dataclass(frozen=True, slots=True)
class Card:
    """A sentence that may be written, as it stands in its source.

    Attributes:
        id: Opaque; made from its place.
        span: It is the chunk's text at [start, end).
        headings: What stands over it, from the outside in, without numbers.
        order: Place in the document: of its chunk, its line there, and itself in the line.
        dangling: Whether it leans on the sentence before it.
        elliptic: Whether only its own document tells what its subject is.
        context: The time that its surroundings speak of, where it names none.
    """

    id: str
    text: str
    passage: Passage
    span: Span
    source: Source
    headings: tuple[str, ...]
    nature: Nature
    order: tuple[int, int, int]
    dangling: bool
    elliptic: bool
    times: tuple[Interval, ...]
    context: Interval | None

    @property
    def line(self) -> tuple[str, int, int]:
        """The paragraph that it stands in."""
        return (self.source.id, self.order[0], self.order[1])

    @property
    def pairs(self) -> frozenset[str]:
        return pairs_of(self.text)


@lru_cache(maxsize=16_384)
def pairs_of(text: str) -> frozenset[str]:
    """The character pairs of a text, for telling how alike two are."""
    return frozenset(bigrams(text))


def years_of(card: Card) -> tuple[int, ...]:
    """The last year of the time that a card's surroundings speak of; () where none is known."""
    return (card.context.last.year,) if card.context else ()


def cards_of(passages: Sequence[Passage], source: Source) -> list[Card]:
    """The cards of a document, in reading order.

    Args:
        passages: Its chunks in reading order, all of them or some.
    """
    found: list[Card] = []
    context: Interval | None = None
    section: tuple[str, ...] = ()
    unfinished, ordinal = False, -2
    for passage in passages:
        chunk = passage.chunk
        if chunk.address.section != section:
            context = None
        section = chunk.address.section
        unfinished = unfinished and chunk.ordinal == ordinal + 1
        before = ""
        for at, line in enumerate(lines_of(chunk.text)):
            said = line.of(chunk.text)
            if not said.strip():
                continue
            listed, before = _is_item(said, before), said
            if _is_heading(said, section):
                unfinished = False
                continue
            if listed:
                continue
            cards = list(_line_cards(passage, source, line, at, unfinished, context))
            found += cards
            context = next((time for card in reversed(cards) if (time := _sets_time(card))), context)
            unfinished = _is_unfinished(said)
        ordinal = chunk.ordinal
    return found


def bare(heading: str) -> str:
    """A heading without its number."""
    text = heading
    while (match := _MARK.match(text)) and match.end() < len(text):
        text = text[match.end() :]
    return re.sub(r"^\d+(?:\.\d+)*\s*", "", text).strip()


def _is_heading(line: str, section: Sequence[str]) -> bool:
    return _plain(line) in {_plain(part) for part in section}


def _plain(text: str) -> str:
    return "".join(fold(text).text.split()).rstrip("。:：")


def _is_item(line: str, before: str) -> bool:
    """Whether a line is an item of a list whose earlier items or head end in ； or ：: by itself it says nothing."""
    goes_on = before.rstrip().endswith(("；", ";", "：", ":"))
    return goes_on and len(line) < 80 and not line.rstrip().endswith(("：", ":"))


def _is_unfinished(line: str) -> bool:
    """Whether a line breaks off inside a sentence: it is long, and ends in no stop."""
    return len(line) > 30 and re.search(r"[。！？；：:;!?…）)”》】]\s*\Z", line) is None and not _LABELLED.search(line)


def _line_cards(
    passage: Passage, source: Source, line: Span, at: int, broken: bool, context: Interval | None
) -> Iterator[Card]:
    """The cards of one line.

    Args:
        broken: The line begins inside a sentence.
        context: The time that the lines before it under the same heading spoke of.
    """
    text = line.of(passage.chunk.text)
    if _LABELLED.search(text) and not text.rstrip().endswith("。"):
        return
    section = passage.chunk.address.section
    stood, previous = False, context
    for number, span in enumerate(split_sentences(text)):
        sentence = Span(line.start + span.start, line.start + span.end)
        if number == 0 and (broken or _is_heading(span.of(text), section[-1:])):
            stood = False
            continue
        card = _card(passage, source, sentence, (passage.chunk.ordinal, at, number), previous)
        if card is None or (card.dangling and not stood and number > 0):
            stood = False
            continue
        previous = _sets_time(card) or previous
        stood = True
        yield card


def _sets_time(card: Card) -> Interval | None:
    """The time that a card sets for what follows it."""
    if card.nature in ("plan", "goal"):
        return None  # what is to come is told in passing
    if card.text.startswith("今年") and card.times:
        return card.times[0]
    return leading_time(card.text)


def _card(
    passage: Passage, source: Source, span: Span, order: tuple[int, int, int], context: Interval | None
) -> Card | None:
    chunk = passage.chunk
    span = _without_mark(chunk.text, span)
    text = span.of(chunk.text)
    if not is_fit(text):
        return None
    headings = tuple(bare(part) for part in chunk.address.section)
    if is_apparatus(headings, source.genre):
        return None
    issued = source.metadata.issued
    times = times_in(text if issued is None else _THIS_YEAR.sub(f"{issued.year}年", text))
    around = context or next((one for part in reversed(chunk.address.section) for one in times_in(part)), None)
    article = chunk.address.article is not None
    return Card(
        id=hashlib.sha256(f"{chunk.id}:{span.start}".encode()).hexdigest()[:16],
        text=text,
        passage=passage,
        span=span,
        source=source,
        headings=headings,
        nature=nature_of(text, headings, source.genre or source.title, article=article),
        order=order,
        dangling=is_dangling(text),
        elliptic=is_elliptic(text),
        times=times,
        context=around or source.time,
    )


def _without_mark(text: str, span: Span) -> Span:
    start = span.start
    head = _ENUMERATES.match(span.of(text))
    if head and "二是" not in span.of(text):
        start += head.end()
    goes_on = re.search(r"[；。][二2]是", span.of(text)) is not None
    while (match := _MARK.match(text, start, span.end)) and match.end() < span.end:
        if goes_on and match.group().strip().endswith("是"):
            break
        start = match.end()
    return Span(start, span.end)

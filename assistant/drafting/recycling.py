"""How much of a draft also stands in last year's document of the same kind."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.drafting.cards import Card, Source, pairs_of
from assistant.drafting.choosing import Choice
from assistant.drafting.periods import Interval, before
from assistant.drafting.types import Section
from assistant.types import in_book_marks

WORTH_TELLING = 0.05
SAME = 0.8
"""Share of a sentence's character pairs that one sentence of the other document has."""


def recycled(sections: Sequence[Section], choice: Choice) -> tuple[float | None, tuple[str, ...]]:
    """The share, 0 to 1 (None where there is no such document), and what is to be said of documents of the same kind.

    Characters of sentences that state something count; frames and open slots do not.
    """
    period = choice.period
    if period is None:
        return None, ()
    last = _document(choice, before(period))
    share = None if last is None else _share(sections, choice, last)
    same = _document(choice, period)
    if same is None:
        return share, ()
    own = _share(sections, choice, same)
    if own < WORTH_TELLING:
        return share, ()
    return share, (f"资料库中已有同一期间的{in_book_marks(same.title)}，本稿有{own:.0%}出自该文",)


def _document(choice: Choice, period: Interval) -> Source | None:
    """The document of the draft's own kind that speaks of exactly this time."""
    kinds = {choice.genre.title, *choice.genre.names}
    fitting = (source for source in choice.stock.sources.values() if source.genre in kinds and source.time == period)
    return next(iter(sorted(fitting, key=lambda source: (-source.own, source.id))), None)


def _share(sections: Sequence[Section], choice: Choice, source: Source) -> float:
    held = [pairs_of(card.text) for card in _cards(choice, source)]
    texts = [
        sentence.text
        for section in sections
        for paragraph in section.paragraphs
        if paragraph.level == 0
        for sentence in paragraph.sentences
        if sentence.origin not in ("template", "open")
    ]
    whole = sum(map(len, texts))
    shared = sum(len(text) for text in texts if _stands_in(text, held))
    return round(shared / whole, 3) if whole else 0.0


def _cards(choice: Choice, source: Source) -> list[Card]:
    return [card for card in choice.stock.cards if card.source.id == source.id]


def _stands_in(text: str, held: Sequence[frozenset[str]]) -> bool:
    pairs = pairs_of(text)
    return bool(pairs) and any(len(pairs & other) >= SAME * len(pairs) for other in held)

"""Runs of cards: sentences that follow each other in one paragraph of a source, and stay together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.drafting.cards import Card
from assistant.drafting.choosing import alike
from assistant.drafting.measures import Figures, figures_of

LIST_LIKE = 0.1
"""What a further sentence of a run adds to its worth."""


@dataclass(frozen=True, slots=True)
class Run:
    """Cards of one paragraph, in its order, without gaps between those that lean on each other.

    Attributes:
        part: Id of the section that it was chosen for.
        group: The sub-heading there; "" for none.
        worth: Of its best card there, and a little for the others.
    """

    part: str
    cards: tuple[Card, ...]
    worth: float
    group: str = ""

    @property
    def length(self) -> int:
        return sum(len(card.text) for card in self.cards)

    @property
    def text(self) -> str:
        return "".join(card.text for card in self.cards)


def runs(part: str, candidates: Iterable[tuple[float, Card]]) -> list[Run]:
    """The candidates of a section, in reading order by document, as runs. What would dangle is left out."""
    found: list[Run] = []
    group: list[tuple[float, Card]] = []
    for worth, card in candidates:
        if group and not _follows(group[-1][1], card):
            found += _run(part, group)
            group = []
        if not card.dangling or group:
            group.append((worth, card))
    return found + list(_run(part, group))


def _follows(last: Card, card: Card) -> bool:
    """Whether a card goes on from the last one: in its paragraph, without a gap that it leans on; or, leaning on what
    was said before it, at the head of the next paragraph.
    """
    if card.line == last.line:
        return not card.dangling or card.order[2] == last.order[2] + 1
    beside = card.passage.chunk.id == last.passage.chunk.id and card.order[1] == last.order[1] + 1
    return beside and card.dangling and card.order[2] == 0


def _run(part: str, group: Sequence[tuple[float, Card]]) -> list[Run]:
    if not group:
        return []
    best = max(worth for worth, _ in group)
    return [Run(part, tuple(card for _, card in group), best + LIST_LIKE * (len(group) - 1))]


def choose(
    offered: Sequence[Run],
    room: Callable[[tuple[str, str]], float],
    said: Sequence[frozenset[str]],
    stretch: float = 1.2,
) -> list[Run]:
    """The best runs that fit, each sentence once, each paragraph's sentences in one section only.

    Args:
        offered: Of all sections together; a card may be offered to several.
        room: (section, sub-heading or "") -> characters.
        said: What is said already, as character pairs.
    """
    keys = {key for run in offered for key in ((run.part, ""), (run.part, run.group))}
    left = {key: stretch * room(key) for key in keys}
    taken: set[str] = set()
    known = list(said)
    figures: list[Figures] = []
    chosen = []
    for run in sorted(offered, key=_best_first):
        whole, group = (run.part, ""), (run.part, run.group)
        kept = _fitting(_fresh(run, taken, known, figures), min(left[whole], left[group]))
        if not kept:
            continue
        for key in {whole, group}:
            left[key] -= sum(len(card.text) for card in kept)
        taken.update(card.id for card in kept)
        known.extend(card.pairs for card in kept)
        figures.extend(figures_of(card.text) for card in kept)
        chosen.append(replace(run, cards=tuple(kept)))
    return chosen


def _best_first(run: Run) -> tuple[object, ...]:
    first = run.cards[0]
    return (-run.worth, first.source.rank, first.source.id, first.order)


def _fresh(run: Run, taken: set[str], known: Sequence[frozenset[str]], figures: Sequence[Figures]) -> list[Card]:
    """The run without what is said already, and without what leaned on it."""
    kept: list[Card] = []
    lost = False
    for card in run.cards:
        repeats = card.id in taken or any(alike(card.pairs, other) for other in known) or _retells(card, figures)
        lost = repeats or (lost and card.dangling)
        if not lost:
            kept.append(card)
    return kept


def _retells(card: Card, figures: Sequence[Figures]) -> bool:
    """Whether all the figures of a card, two at least, stand together in a sentence that is said already."""
    own = figures_of(card.text)
    return len(own) > 1 and any(own <= other for other in figures)


def _fitting(cards: Sequence[Card], room: float) -> list[Card]:
    """As many of the first cards as there is room for."""
    kept: list[Card] = []
    for card in cards:
        room -= len(card.text)
        if room < 0:
            break
        kept.append(card)
    return kept

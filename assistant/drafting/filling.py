"""What goes into which section, before it is written: the author's facts, the runs of cards, what stays open."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.drafting.cards import Card, bare, pairs_of, years_of
from assistant.drafting.choosing import Choice
from assistant.drafting.frame import Frame
from assistant.drafting.measures import disagreements
from assistant.drafting.outline import Chapter, point_of
from assistant.drafting.placing import Told, placed
from assistant.drafting.runs import Run, choose, runs
from prompts.genres import Group, Slot

GROUP_SHARE = 0.5
"""One sub-heading may have so much of its section's room."""

_LIKE_ENOUGH = 0.12
_PLANS = frozenset({"要点", "工作要点", "计划", "工作计划", "实施方案", "行动方案", "规划"})
"""Kinds of documents whose own run-in headings head an item of a plan."""

_GENERIC = re.compile(
    r"^[在对关]|打算|任务$|要求$|建议$|安排$|问题|情况|方案|重点$|总结|引言|结语|步骤$|流程$|内容$|对象$|时间$|[：:、]|^[一-龥]{2}(?:对策|路径|策略)|（|\d"
)


@dataclass(frozen=True, slots=True)
class Filling:
    """What stands under one sub-heading; "" is the section before any.

    Attributes:
        open: What is missing here.
    """

    heading: str
    told: tuple[Told, ...] = ()
    runs: tuple[Run, ...] = ()
    open: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "".join([*(one.text for one in self.told), *(run.text for run in self.runs)])


@dataclass(frozen=True, slots=True)
class Filled:
    """A section with what goes into it."""

    chapter: Chapter
    fillings: tuple[Filling, ...]

    @property
    def text(self) -> str:
        return "".join(filling.text for filling in self.fillings)


def fill(choice: Choice, chapters: Sequence[Chapter], elsewhere: Sequence[str] = ()) -> list[Filled]:
    """Every section with its facts, its runs of cards and its open slots.

    Args:
        elsewhere: Sentences that are said already.
    """
    told = placed(choice, chapters)
    room = {chapter.part.id: _room(chapter, told[chapter.part.id]) for chapter in chapters}
    offered = [run for chapter in chapters for run in _offered(choice, chapter)]
    said = [pairs_of(one.text) for some in told.values() for _, one in some] + [pairs_of(one) for one in elsewhere]
    chosen = without_disputed(choose(offered, lambda key: _share(key, room), said))
    by_part: dict[str, list[Run]] = defaultdict(list)
    for run in chosen:
        by_part[run.part].append(run)
    return [_filled(choice, chapter, told[chapter.part.id], by_part[chapter.part.id]) for chapter in chapters]


def without_disputed(chosen: Sequence[Run]) -> list[Run]:
    """The runs without sentences that give a figure otherwise than a better source among them does."""
    cards = [card for run in chosen for card in run.cards]
    dropped: set[str] = set()
    for one in disagreements([card.text for card in cards], [years_of(card) for card in cards]):
        dropped.add(_weaker(one.subject, cards[one.first], cards[one.second]).id)
    left = [replace(run, cards=tuple(_standing(run.cards, dropped))) for run in chosen]
    return [run for run in left if run.cards]


def _standing(cards: Sequence[Card], dropped: set[str]) -> Iterator[Card]:
    """The cards that stay, without those that leaned on one that does not."""
    lost = False
    for card in cards:
        lost = card.id in dropped or (lost and card.dangling)
        if not lost:
            yield card


def _weaker(subject: str, one: Card, other: Card) -> Card:
    """Of two cards that disagree, the one whose document is less about the matter, else less fit for the genre."""

    def standing(card: Card) -> tuple[int, int]:
        about = len(pairs_of(subject) & pairs_of(card.source.title))
        return (about, -card.source.rank)

    return other if standing(one) >= standing(other) else one


def _room(chapter: Chapter, told: Sequence[tuple[str, Told]]) -> int:
    return max(0, chapter.room - sum(len(one.text) for _, one in told))


def _share(key: tuple[str, str], room: Mapping[str, int]) -> float:
    """Characters for a section, or for one sub-heading of it."""
    part, group = key
    return room.get(part, 0) * (GROUP_SHARE if group else 1.0)


def _offered(choice: Choice, chapter: Chapter) -> list[Run]:
    candidates = [(worth, card) for worth, card in choice.candidates(chapter.part) if not choice.is_contradicted(card)]
    whole = runs(chapter.part.id, candidates)
    if not chapter.part.groups:
        return whole
    grouped = [replace(run, group=_group_of(run, chapter, whole)) for run in whole]
    return [run for run in grouped if run.group]


def _group_of(run: Run, chapter: Chapter, others: Sequence[Run]) -> str:
    """The sub-heading that a run belongs under; "" where it belongs under none."""
    groups = chapter.part.groups
    if chapter.points_of:
        point = point_of(run.cards[0], chapter.part)
        if run.cards[0].source.id == chapter.points_of:
            return point if point in [group.heading for group in groups] else ""
        return _likest(run, chapter, others)
    weights = [_fits(run, group) for group in groups]
    best = max(weights)
    return groups[weights.index(best)].heading if best > 0 else ""


def _fits(run: Run, group: Group) -> float:
    """How well a run fits a sub-heading: by its words, what stands over it, and its document's title."""
    source = run.cards[0].source
    over = " ".join(run.cards[0].headings[-2:])
    title = source.title.replace(source.genre, "") if source.genre else source.title
    inside = sum(cue in run.text for cue in group.cues)
    return inside + 1.5 * sum(cue in over for cue in group.cues) + 0.8 * any(cue in title for cue in group.cues)


def _likest(run: Run, chapter: Chapter, others: Sequence[Run]) -> str:
    """The sub-heading whose own text in the leading source is most like the run."""
    pairs = pairs_of(run.text)
    best, likest = _LIKE_ENOUGH, ""
    for group in chapter.part.groups:
        own = [one for one in others if one.cards[0].source.id == chapter.points_of]
        texts = [one.text for one in own if point_of(one.cards[0], chapter.part) == group.heading]
        held = pairs_of(group.heading).union(*map(pairs_of, texts))
        share = len(pairs & held) / max(1, len(pairs))
        if share > best:
            best, likest = share, group.heading
    return likest


def _filled(choice: Choice, chapter: Chapter, told: Sequence[tuple[str, Told]], chosen: Sequence[Run]) -> Filled:
    headings = ("", *(group.heading for group in chapter.part.groups))
    fillings = [
        Filling(
            heading,
            tuple(one for group, one in told if group == heading),
            tuple(sorted((run for run in chosen if run.group == heading), key=_reading_order)),
        )
        for heading in headings
    ]
    whole = "".join(filling.text for filling in fillings)
    return Filled(chapter, tuple(_opened(choice, chapter, filling, told, whole) for filling in fillings))


def _reading_order(run: Run) -> tuple[object, ...]:
    first = run.cards[0]
    time = first.source.time.first if first.source.time else date.max
    return (first.source.rank, time, first.source.id, first.order)


def _opened(
    choice: Choice, chapter: Chapter, filling: Filling, told: Sequence[tuple[str, Told]], whole: str
) -> Filling:
    """The filling with what is missing under its sub-heading."""
    part, frame = chapter.part, Frame.of(choice.spec)
    given = {one.fact.slot for _, one in told}
    missing = [slot for slot in part.slots if slot.group == filling.heading and f"{part.id}.{slot.name}" not in given]
    open_slots = [frame.filled(slot.what) for slot in missing if not _is_seen(slot, whole)]
    group = next((one for one in part.groups if one.heading == filling.heading), None)
    if group is not None and group.required and not filling.text and not open_slots:
        open_slots.append(f"{choice.spec.period}“{group.heading}”方面的内容")
    if not filling.heading and not whole and not open_slots and not part.slots and part.printed and part.grid == "none":
        open_slots.append(frame.filled(part.name))
    labels = tuple(slot.label for slot in missing if slot.label and not _is_seen(slot, whole))
    return replace(filling, open=tuple(open_slots), labels=labels)


def _is_seen(slot: Slot, text: str) -> bool:
    return bool(slot.seen) and re.search(slot.seen, text) is not None


def item_heading(run: Run) -> str:
    """The run-in heading that a run has in its source, where it can head an item of a plan; "" else."""
    first = run.cards[0]
    heading = bare(first.headings[-1]) if first.headings and first.source.genre in _PLANS else ""
    return heading if 4 <= len(heading) <= 24 and not _GENERIC.search(heading) else ""


def used(filled: Iterable[Filled]) -> list[Card]:
    """The cards that were chosen, in reading order."""
    return [card for one in filled for filling in one.fillings for run in filling.runs for card in run.cards]

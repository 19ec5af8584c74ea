"""Where the author's facts stand: the section, the sub-heading, and the words in which they stand there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.drafting.choosing import Choice
from assistant.drafting.frame import as_sentence, task_sentence
from assistant.drafting.natures import nature_of
from assistant.drafting.outline import Chapter
from assistant.drafting.types import Fact, Task
from prompts.genres import Slot


@dataclass(frozen=True, slots=True)
class Told:
    """A fact of the author with its place.

    Attributes:
        text: As it stands in the draft.
        label: What is printed before it on a line of its own.
        item: Its number in a list that the author gave; 0 where it is none of a list.
        title: Heads an item of a plan.
    """

    fact: Fact
    text: str
    label: str = ""
    item: int = 0
    title: str = ""


def placed(choice: Choice, chapters: Sequence[Chapter]) -> dict[str, list[tuple[str, Told]]]:
    """Part id -> the author's facts that stand there, each with its sub-heading."""
    placed: dict[str, list[tuple[str, Told]]] = {chapter.part.id: [] for chapter in chapters}
    slots = {f"{part.id}.{slot.name}": slot for part, slot in choice.genre.slots}
    names = {f"{part.id}.{slot.name}": part.name for part, slot in choice.genre.slots}
    for fact, item in _listed(choice.spec.facts, slots):
        slot = slots.get(fact.slot)
        text = as_sentence(fact, None if item else slot, names.get(fact.slot, ""))
        chapter = _chapter_of(fact, text, chapters)
        group = slot.group if slot is not None and slot.group else _told_under(fact, text, chapter)
        known = [one.heading for one in chapter.part.groups]
        told = Told(fact, text, slot.label if slot else "", 0 if known else item)
        placed[chapter.part.id].append((group if group in known else "", told))
    for chapter in chapters:
        if chapter.part.grid == "tasks" and chapter.part.groups and chapter.part.natures:
            placed[chapter.part.id] += [_task_told(task, chapter) for task in choice.spec.tasks]
    return placed


def _task_told(task: Task, chapter: Chapter) -> tuple[str, Told]:
    """A task that the author sets, as an item of the plan's text, with the sub-heading that it stands under."""
    text = task_sentence(task)
    fact = Fact("", text)
    return _told_under(fact, task.matter + text, chapter), Told(fact, text, title=task.matter)


def _listed(facts: Sequence[Fact], slots: Mapping[str, Slot]) -> Iterator[tuple[Fact, int]]:
    """The facts with their numbers where the author gave several for one slot; those of a labelled line made one."""
    count = Counter(fact.slot for fact in facts)
    given: Counter[str] = Counter()
    for fact in facts:
        slot = slots.get(fact.slot)
        given[fact.slot] += 1
        if slot is None or count[fact.slot] == 1:
            yield fact, 0
        elif not slot.label:
            yield fact, given[fact.slot]
        elif given[fact.slot] == 1:
            texts = [one.text.rstrip("。；;") for one in facts if one.slot == fact.slot]
            yield replace(fact, text=("；" if any("，" in text for text in texts) else "、").join(texts)), 0


def _chapter_of(fact: Fact, text: str, chapters: Sequence[Chapter]) -> Chapter:
    named = fact.slot.split(".")[0]
    for chapter in chapters:
        if named in (chapter.part.id, chapter.heading) or named in [group.heading for group in chapter.part.groups]:
            return chapter
    nature = nature_of(text, (fact.slot,), "工作总结", article=False)

    def fitness(chapter: Chapter) -> tuple[bool, int, float]:
        part = chapter.part
        cues = sum(cue in text for cue in (*part.cues, *(cue for group in part.groups for cue in group.cues)))
        return nature in part.natures, cues, part.share

    return max(chapters, key=fitness)


def _told_under(fact: Fact, text: str, chapter: Chapter) -> str:
    groups = chapter.part.groups
    weights = [
        sum(cue in text + fact.slot for cue in group.cues) + 9 * (group.heading == fact.slot) for group in groups
    ]
    return groups[weights.index(max(weights))].heading if weights and max(weights) > 0 else ""

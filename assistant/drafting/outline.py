"""The outline of a draft: from the genre and the sources' own headings; an author may change it before writing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.drafting.cards import Card, bare
from assistant.drafting.choosing import Choice, is_under
from assistant.drafting.frame import Frame
from assistant.drafting.parallel import are_parallel
from assistant.drafting.types import Outline, OutlineItem, Spec
from assistant.errors import SpecError
from ingest.text.tokens import words
from prompts.genres import Genre, Group, Part

LONG = 1.25
"""So many times the genre's length, and the text has the parts of long texts (摘要) too."""

_MOST_POINTS, _LONGEST_POINT = 6, 36
_ANY_NATURE = ("aim", "goal", "background", "situation", "deed", "result", "insight", "plan", "safeguard", "decision")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section that is to be written: what the genre says of it, as the outline has it.

    Attributes:
        room: Characters.
        points_of: Id of the document whose own headings the groups are; "" where they are the genre's or the author's.
    """

    part: Part
    heading: str
    room: int
    points_of: str = ""


def parts_of(genre: Genre, spec: Spec) -> tuple[Part, ...]:
    """The genre's sections that a draft of this length has."""
    long = spec.length >= LONG * genre.length
    return tuple(part for part in genre.sections if long or not part.long_only)


def length_of(genre: Genre, spec: Spec) -> int:
    return spec.length or genre.length


def outlined(choice: Choice) -> tuple[Chapter, ...]:
    """The chapters that genre and sources propose."""
    genre, spec = choice.genre, choice.spec
    parts = parts_of(genre, spec)
    whole = sum(part.share for part in parts) or 1.0
    frame = Frame.of(spec)
    chapters = []
    for part in parts:
        room = round(length_of(genre, spec) * part.share / whole)
        headings, source = _own_headings(choice, part) if part.own_headings else ((), "")
        groups = tuple(Group(heading, ()) for heading in headings) or part.groups
        chapters.append(Chapter(replace(part, groups=groups), frame.filled(part.name), room, source))
    return tuple(chapters)


def shown(chapters: Sequence[Chapter]) -> Outline:
    """The chapters as an author sees them."""
    return tuple(
        OutlineItem(
            id=chapter.part.id,
            heading=chapter.heading,
            cues=chapter.part.cues,
            length=chapter.room,
            points=tuple(group.heading for group in chapter.part.groups),
        )
        for chapter in chapters
    )


def changed(chapters: Sequence[Chapter], outline: Outline) -> tuple[Chapter, ...]:
    """The chapters as an author's outline wants them: renamed, reordered, dropped, added.

    Raises:
        SpecError: The outline is empty, or has one id twice.
    """
    ids = [item.id for item in outline]
    if not ids or len(set(ids)) < len(ids):
        raise SpecError("提纲是空的，或者有两节的 id 相同", "提纲至少一节，每节 id 各不相同")
    known = {chapter.part.id: chapter for chapter in chapters}
    return tuple(_changed(known.get(item.id), item) for item in outline)


def _changed(chapter: Chapter | None, item: OutlineItem) -> Chapter:
    if chapter is None:
        part = Part(item.id, item.heading, 0.2, natures=_ANY_NATURE, cues=item.cues or _cues(item.heading))  # type: ignore[arg-type]
        chapter = Chapter(part, item.heading, item.length)
    groups = {group.heading: group for group in chapter.part.groups}
    wanted = tuple(groups.get(point, Group(point, _cues(point))) for point in item.points)
    own = chapter.points_of if all(group.heading in groups for group in wanted) else ""
    part = replace(chapter.part, cues=item.cues or chapter.part.cues, groups=wanted)
    slots = tuple(
        slot if slot.group in groups and slot.group in item.points else replace(slot, group="") for slot in part.slots
    )
    room = item.length if item.length > 0 else chapter.room
    return Chapter(replace(part, slots=slots), item.heading or chapter.heading, room, own)


def _cues(heading: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words(heading) if len(word) > 1))


def _own_headings(choice: Choice, part: Part) -> tuple[tuple[str, ...], str]:
    """The parallel sub-headings of the source that offers this section most, and the source's id."""
    worths: dict[str, float] = defaultdict(float)
    headings: dict[str, dict[str, None]] = defaultdict(dict)
    candidates = choice.candidates(part)
    naming = {card.source.id for _, card in candidates if is_under(card, part)}
    for worth, card in candidates:
        heading = point_of(card, part) if card.source.id not in naming or is_under(card, part) else ""
        if heading:
            worths[card.source.id] += worth
            headings[card.source.id].setdefault(heading)
    for source in sorted(worths, key=lambda one: (choice.stock.sources[one].rank, -worths[one])):
        points = tuple(headings[source])[:_MOST_POINTS]
        if len(points) > 1 and are_parallel(points):
            return points, source
    return (), ""


def point_of(card: Card, part: Part) -> str:
    """The sub-heading under which a card stands in its source: the one below the heading that names the section."""
    headings = card.headings
    for at, heading in enumerate(headings):
        if any(word in heading for word in part.headings):
            headings = headings[at + 1 :]
            break
    else:
        headings = headings[-1:]
    point = bare(headings[0]) if headings else ""
    return point if 2 <= len(point) <= _LONGEST_POINT else ""

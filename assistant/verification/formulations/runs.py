"""Runs: where a text writes out the members of an enumeration, whole or not, in order or not."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from rapidfuzz.distance import Levenshtein

from assistant.verification.formulations.lexicon import Hit, Lexicon, Member
from assistant.verification.formulations.skeleton import Skeleton, skeleton
from prompts.formulary import Enumeration, Form

State = Literal["whole", "slip", "moved", "missing", "mixed"]
"""All members in order; the same with one miswritten; all, in another order; some, in order; some, in another."""

_LINKS = frozenset(("", "和", "与", "及", "以及", "并", "并且", "而", "同", "又", "或"))
_CLAUSE = frozenset("，,；;")
_SENTENCE = frozenset("。!?;\n")


@dataclass(frozen=True, slots=True)
class Item:
    """A member as the text has it: the skeleton's [start, end); `slip` where it is miswritten."""

    index: int
    start: int
    end: int
    slip: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Members of one form that follow one another.

    Attributes:
        role: Which enumeration and form (`index` means nothing).
        by_clauses: Whether a comma stands between two of them: clauses may be trimmed and put in another order.
    """

    role: Member
    form: Form
    items: tuple[Item, ...]
    by_clauses: bool

    @property
    def start(self) -> int:
        return self.items[0].start

    @property
    def end(self) -> int:
        return self.items[-1].end

    @property
    def order(self) -> tuple[int, ...]:
        return tuple(item.index for item in self.items)

    @property
    def state(self) -> State:
        whole, ascending = len(self.items) == len(self.form.members), list(self.order) == sorted(self.order)
        if any(item.slip for item in self.items):
            return "slip" if whole and ascending else "mixed"
        if whole:
            return "whole" if ascending else "moved"
        return "missing" if ascending else "mixed"

    @property
    def share(self) -> float:
        """How much of the form it has, 0 to 1."""
        return len(self.items) / len(self.form.members)

    @property
    def absent(self) -> tuple[str, ...]:
        return tuple(member for at, member in enumerate(self.form.members) if at not in self.order)


def runs(bones: Skeleton, hits: Sequence[Hit], lexicon: Lexicon) -> list[Run]:
    """The runs of two members or more, of every enumeration the best reading of each place, by enumeration."""
    members = [(hit.role, hit) for hit in hits if isinstance(hit.role, Member)]
    members.sort(key=lambda pair: (pair[0].enumeration, pair[0].form, pair[1].start, -pair[1].end))
    found: list[Run] = []
    for _, group in groupby(members, key=lambda pair: (pair[0].enumeration, pair[0].form)):
        pairs = list(group)
        if len(pairs) > 1:
            found.extend(_runs_of(bones, pairs, lexicon))
    return _best(found)


def _runs_of(bones: Skeleton, pairs: Sequence[tuple[Member, Hit]], lexicon: Lexicon) -> Iterator[Run]:
    role = pairs[0][0]
    enumeration, form = lexicon.enumeration(role), lexicon.form(role)
    items: list[Item] = []
    for member, hit in [*pairs, (None, None)]:
        if member is not None and hit is not None and items and hit.start < items[-1].end:
            continue
        if member is not None and hit is not None and items and member.index not in [item.index for item in items]:
            link = _linked(bones, items, hit, enumeration, form)
            if link is not None:
                items += [*link, Item(member.index, hit.start, hit.end)]
                continue
        if len(items) > 1:
            yield from _finished(bones, role, form, items, enumeration)
        items = [Item(member.index, hit.start, hit.end)] if member is not None and hit is not None else []


def _linked(
    bones: Skeleton, items: Sequence[Item], hit: Hit, enumeration: Enumeration, form: Form
) -> tuple[Item, ...] | None:
    """What is between the last item and the hit, when they belong together: nothing, or a miswritten member."""
    gap = bones.text[items[-1].end : hit.start]
    if enumeration.within:
        return () if len(gap) <= enumeration.within and not _SENTENCE & set(gap) else None
    if gap in _LINKS:
        return ()
    taken = [item.index for item in items]
    return _slip(gap, items[-1].end, form, [at for at in range(len(form.members)) if at not in taken])


def _slip(gap: str, start: int, form: Form, free: Sequence[int]) -> tuple[Item, ...] | None:
    """The gap as one of the free members, miswritten."""
    lead = next((len(link) for link in ("以及", "和", "与", "及") if gap.startswith(link)), 0)
    for at in free:
        member = skeleton(form.members[at]).text
        for word, begin in {(gap, start), (gap[lead:], start + lead)}:
            if _is_slip(word, member):
                return (Item(at, begin, begin + len(word), slip=True),)
    return None


def _is_slip(word: str, member: str) -> bool:
    return len(word) > 1 and Levenshtein.distance(word, member, score_cutoff=1) == 1


def _finished(bones: Skeleton, role: Member, form: Form, items: list[Item], enumeration: Enumeration) -> Iterator[Run]:
    if not enumeration.within and len(items) == len(form.members) - 1:
        items = _completed(bones, form, items)
    end = items[-1].end
    if form.suffix and not bones.text.startswith(skeleton(form.suffix).text, end):
        return
    pairs = pairwise(items)
    by_clauses = any(_CLAUSE & set(bones.between(one.end, other.start)) for one, other in pairs)
    yield Run(role, form, tuple(items), by_clauses)


def _completed(bones: Skeleton, form: Form, items: list[Item]) -> list[Item]:
    """With the miswritten first or last member, where one of these is what lacks and signs set it off."""
    absent = next(at for at in range(len(form.members)) if at not in [item.index for item in items])
    member = skeleton(form.members[absent]).text
    sizes = (len(member), len(member) - 1, len(member) + 1)
    if absent == 0:
        end = items[0].start
        for start in (end - size for size in sizes if end - size >= 0):
            if bones.between(end, end) and _is_slip(bones.text[start:end], member):
                return [Item(0, start, end, slip=True), *items]
    elif absent == len(form.members) - 1:
        start = items[-1].end
        for end in (start + size for size in sizes if start + size <= len(bones.text)):
            if start < len(bones.text) and bones.between(start, start) and _is_slip(bones.text[start:end], member):
                return [*items, Item(absent, start, end, slip=True)]
    return items


def _best(found: Sequence[Run]) -> list[Run]:
    """Of the readings of one place by the forms of one enumeration the one that explains it best."""
    kept: list[Run] = []
    taken: list[tuple[int, int, int]] = []  # enumeration, start and end of each of `kept`, in order; none overlap
    for run in sorted(found, key=_rank):
        place = (run.role.enumeration, run.start, run.end)
        at = bisect(taken, place)
        is_free = all(
            other[0] != place[0] or other[2] <= place[1] or place[2] <= other[1]
            for other in taken[max(0, at - 1) : at + 1]
        )
        if is_free:
            taken.insert(at, place)
            kept.append(run)
    return kept


def _rank(run: Run) -> tuple[int, int, int, float, int]:
    whole = run.state == "whole"
    return (run.role.enumeration, run.start - run.end, 0 if whole else 1, -run.share, run.role.form)

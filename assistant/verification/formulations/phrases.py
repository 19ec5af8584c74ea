"""Fixed wordings: known miswritings, and wordings that differ from them in a character."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Levenshtein

from assistant.types import Finding
from assistant.verification.alignment import align
from assistant.verification.formulations.known import Known
from assistant.verification.formulations.lexicon import Hit, Lexicon, Piece, Wrong, slips
from assistant.verification.formulations.skeleton import Skeleton
from prompts.formulary import Phrase

_LIGHT = frozenset("的地得了着和与及并要以为之是在把将中上了也而等大更再新就不断")
"""Characters that may stand in a wording or not without changing it."""


def check_phrases(bones: Skeleton, hits: Sequence[Hit], lexicon: Lexicon, known: Known) -> Iterator[Finding]:
    """A finding for every fixed wording that is miswritten; what a source has in the same words is none."""
    seen: set[tuple[int, int]] = set()
    for hit in hits:
        place = _miswritten(bones.text, hit, lexicon)
        if place is None or place in seen:
            continue
        seen.add(place)
        assert isinstance(hit.role, Piece | Wrong)
        said, phrase = bones.text[slice(*place)], lexicon.phrases[hit.role.phrase]
        if (known.sources and said in known) or (isinstance(hit.role, Wrong) and _is_torn(bones, place, phrase)):
            continue
        at_edge = isinstance(hit.role, Piece) and (said[0] != phrase[0] or said[-1] != phrase[-1])
        if not at_edge or (known.sources and phrase in known):  # 团员先锋模范作用 is not 党员先锋模范作用, miswritten
            yield from _findings(bones, place, lexicon.phrase(hit.role))


def _miswritten(text: str, hit: Hit, lexicon: Lexicon) -> tuple[int, int] | None:
    """Where the text has the phrase that the hit is of, miswritten."""
    if isinstance(hit.role, Wrong):
        return hit.start, hit.end
    if not isinstance(hit.role, Piece):
        return None
    phrase = lexicon.phrases[hit.role.phrase]
    start = hit.start - hit.role.offset
    if start < 0:
        return None
    allowed = slips(phrase)
    if Levenshtein.distance(text[start : start + len(phrase)], phrase, score_cutoff=2 * allowed) > 2 * allowed:
        return None
    sizes = sorted(range(len(phrase) - allowed, len(phrase) + allowed + 1), key=lambda size: abs(size - len(phrase)))
    starts = (start, *(start + by for by in range(-allowed, allowed + 1) if by and start + by >= 0))
    places = [(first, first + size) for first in starts for size in sizes if first + size <= len(text)]
    if any(text[first:last] == phrase for first, last in places):
        return None
    best = min(places, key=lambda place: Levenshtein.distance(text[slice(*place)], phrase), default=None)
    if best is None or Levenshtein.distance(text[slice(*best)], phrase) > allowed:
        return None
    return None if _is_variant(text[slice(*best)], phrase) else best


def _is_torn(bones: Skeleton, place: tuple[int, int], phrase: str) -> bool:
    """Whether a sign stands in what is too short to have one: 险峻，工程."""
    return len(phrase) <= 4 and len(bones.of(*place)) > place[1] - place[0]


def _is_variant(said: str, phrase: str) -> bool:
    """Whether the two differ in nothing but light words."""
    changed = [
        (phrase[code.src_start : code.src_end], said[code.dest_start : code.dest_end])
        for code in Levenshtein.opcodes(phrase, said)
        if code.tag != "equal"
    ]
    return all(set(one + other) <= _LIGHT for one, other in changed)


def _findings(bones: Skeleton, place: tuple[int, int], phrase: Phrase) -> Iterator[Finding]:
    if phrase.level == "silent":
        return
    start, end = bones.span(*place)
    found, expected = bones.original[start:end], phrase.text
    difference, note = align(found, expected).edits, f"固定表述应为“{expected}”。"
    yield Finding("formulation", "altered", start, end, found, expected, phrase.level, note=note, difference=difference)

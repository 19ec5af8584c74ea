"""Fixed wordings: known miswritings, and wordings that differ from them in a character."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Levenshtein

from assistant.types import Finding
from assistant.verification.alignment import align
from assistant.verification.formulations.known import Known
from assistant.verification.formulations.lexicon import Hit, Lexicon, Piece, Wrong, slips
from assistant.verification.formulations.skeleton import Skeleton

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
        if not (known.sources and bones.text[slice(*place)] in known):
            assert isinstance(hit.role, Piece | Wrong)
            yield _finding(bones, place, lexicon.phrase(hit.role).text)


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


def _is_variant(said: str, phrase: str) -> bool:
    """Whether the two differ in nothing but light words."""
    changed = [
        (phrase[code.src_start : code.src_end], said[code.dest_start : code.dest_end])
        for code in Levenshtein.opcodes(phrase, said)
        if code.tag != "equal"
    ]
    return all(set(one + other) <= _LIGHT for one, other in changed)


def _finding(bones: Skeleton, place: tuple[int, int], expected: str) -> Finding:
    start, end = bones.span(*place)
    found = bones.original[start:end]
    note = f"固定表述应为“{expected}”。"
    return Finding(
        "formulation", "altered", start, end, found, expected, note=note, difference=align(found, expected).edits
    )

"""Running text on a page: covered by stretches of the page's writing that break only where printed pieces end."""

from __future__ import annotations

from ingest.marking.core import WrittenPage
from ingest.types import Span

_LEAST_STRETCH = 2


def prose(page: WrittenPage, text: str, wanted: Span) -> list[list[int]]:
    """The characters of the page under `wanted` of `text`, verified; none where they are not all there."""
    covered = _covered(page, text)
    found = covered[wanted.start : wanted.end]
    if all(at is not None for at in found):
        return [[at for at in found if at is not None]]
    quote = wanted.of(text)
    alone = page.places(quote)
    return [list(range(alone[0], alone[0] + len(quote)))] if len(alone) == 1 and len(quote) > _LEAST_STRETCH else []


def _covered(page: WrittenPage, text: str) -> list[int | None]:
    """For each character the one of the page that it is, by the longest stretches; None where there is none."""
    found: list[int | None] = [None] * len(text)
    at, last = 0, -1
    while at < len(text):
        length = _longest(page.core.text, text, at)
        place, length = _stretch(page, text, at, length, last)
        if length < _LEAST_STRETCH and not (length and at + length == len(text) and place == last):
            at += 1
            continue
        found[at : at + length] = range(place, place + length)
        at, last = at + length, place + length
    return found


def _longest(page: str, text: str, at: int) -> int:
    """How many characters of `text` from `at` on stand together on the page."""
    low, high = 0, len(text) - at
    while low < high:
        middle = (low + high + 1) // 2
        if text[at : at + middle] in page:
            low = middle
        else:
            high = middle - 1
    return low


def _stretch(page: WrittenPage, text: str, at: int, length: int, last: int) -> tuple[int, int]:
    """A place for the stretch, and its length when it may break only where a piece of the page ends: the place that
    goes on after `last`, or one that begins a piece."""
    found: list[tuple[tuple[int, bool, int], int]] = []
    for place in page.places(text[at : at + length]) if length else ():
        if at and place not in page.edges and place != last:
            continue
        end = place + length
        if at + length < len(text):
            end = max((edge for edge in page.edges if place < edge <= end), default=place)
        if end > place:
            found.append(((end - place, place == last, -abs(place - last) if last >= 0 else 0), place))
    (size, _, _), place = max(found, key=lambda one: one[0], default=((0, False, 0), -1))
    return place, size

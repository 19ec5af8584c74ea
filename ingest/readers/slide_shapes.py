"""The shapes of a slide in the order in which a person reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from lxml import etree

from ingest.readers.package import local

MAX_DEPTH = 30
"""Nesting of groups; deeper ones are not followed."""
_UNPLACED = -1.0


class Box(NamedTuple):
    """Left, top, right, bottom, in the slide's own units (914,400 to the inch)."""

    left: float
    top: float
    right: float
    bottom: float


class Shape(NamedTuple):
    """A shape that may hold text, a table or a drawing.

    Attributes:
        kind: The placeholder's type ("title", "body", "sldNum" …), "" for a shape of its own.
        slot: Which placeholder of the layout it fills.
        box: None where neither it nor its layout says where it lies.
    """

    element: etree._Element
    kind: str
    slot: str
    box: Box | None


def shapes(tree: etree._Element) -> list[Shape]:
    """The shapes under `tree` in the order of the file, groups opened."""
    return list(_under(tree, lambda box: box, 0))


def _under(parent: etree._Element, place: Callable[[Box], Box], depth: int) -> Iterator[Shape]:
    for child in parent:
        kind = local(child)
        if kind == "grpSp" and depth < MAX_DEPTH:
            yield from _under(child, _within(child, place), depth + 1)
        elif kind == "AlternateContent" and depth < MAX_DEPTH:
            choice = next((one for one in child if local(one) in ("Choice", "Fallback")), None)
            if choice is not None:
                yield from _under(choice, place, depth + 1)
        elif kind in ("sp", "graphicFrame", "pic"):
            mark = child.find("./*/{*}nvPr/{*}ph")
            box = _box(child)
            yield Shape(
                child,
                "" if mark is None else mark.get("type", "body"),
                "" if mark is None else mark.get("idx", ""),
                None if box is None else place(box),
            )


def _box(shape: etree._Element) -> Box | None:
    frame = shape.find("./{*}spPr/{*}xfrm")
    frame = shape.find("./{*}xfrm") if frame is None else frame
    return None if frame is None else _rectangle(frame, "off", "ext")


def _rectangle(frame: etree._Element, offset: str, extent: str) -> Box | None:
    corner, size = frame.find(f"{{*}}{offset}"), frame.find(f"{{*}}{extent}")
    if corner is None or size is None:
        return None
    left, top = _length(corner, "x"), _length(corner, "y")
    return Box(left, top, left + _length(size, "cx"), top + _length(size, "cy"))


def _length(element: etree._Element, name: str) -> float:
    try:
        return float(int(element.get(name, "0")))
    except ValueError:
        return 0.0


def _within(group: etree._Element, place: Callable[[Box], Box]) -> Callable[[Box], Box]:
    """Where a box of a group's own coordinates lies on the slide."""
    frame = group.find("./{*}grpSpPr/{*}xfrm")
    outer = None if frame is None else _rectangle(frame, "off", "ext")
    inner = None if frame is None else _rectangle(frame, "chOff", "chExt")
    if outer is None or inner is None:
        return place
    across = (outer.right - outer.left) / max(1.0, inner.right - inner.left)
    down = (outer.bottom - outer.top) / max(1.0, inner.bottom - inner.top)

    def moved(box: Box) -> Box:
        left, right = (outer.left + (x - inner.left) * across for x in (box.left, box.right))
        top, bottom = (outer.top + (y - inner.top) * down for y in (box.top, box.bottom))
        return place(Box(left, top, right, bottom))

    return moved


def placed(found: Sequence[Shape], layouts: Sequence[Sequence[Shape]]) -> list[Shape]:
    """`found` with the places that placeholders take from the layout, or from the master behind it."""
    return [one if one.box or not one.kind else one._replace(box=_inherited(one, layouts)) for one in found]


def _inherited(shape: Shape, layouts: Sequence[Sequence[Shape]]) -> Box | None:
    for layout in layouts:
        same = [one for one in layout if one.kind and one.box and shape.slot and one.slot == shape.slot]
        same = same or [one for one in layout if one.kind and one.box and _alike(one.kind) == _alike(shape.kind)]
        if same:
            return same[0].box
    return None


def _alike(kind: str) -> str:
    return {"ctrTitle": "title", "subTitle": "body", "obj": "body"}.get(kind, kind)


def in_reading_order(found: Sequence[Shape]) -> list[Shape]:
    """Titles first, then from top to bottom, and from left to right where shapes stand beside one another.

    Shapes without a known place follow the one before them in the file.
    """
    titles = [one for one in found if is_title(one)]
    rest = [one for one in found if not is_title(one)]
    known: list[Shape] = []
    last = Box(0.0, _UNPLACED, 0.0, _UNPLACED)
    for one in rest:
        last = one.box or last
        known.append(one._replace(box=last))
    return [*titles, *_cut(known, across=True, tried=False)]


def is_title(shape: Shape) -> bool:
    return shape.kind in ("title", "ctrTitle")


def _cut(found: list[Shape], across: bool, tried: bool) -> list[Shape]:
    """Recursive cuts along the gaps between shapes: into bands, the bands into columns, and so on."""
    if len(found) < 2:
        return found
    low, high = ("top", "bottom") if across else ("left", "right")
    ordered = sorted(found, key=lambda one: (getattr(one.box, low), getattr(one.box, high)))
    parts: list[list[Shape]] = []
    end = float("-inf")
    for one in ordered:
        start, stop = getattr(one.box, low), getattr(one.box, high)
        slack = _OVERLAP * min(stop - start, end - start) if parts else 0.0
        if not parts or start >= end - max(slack, _TOUCH):
            parts.append([])
        parts[-1].append(one)
        end = max(end, stop)
    if len(parts) > 1:
        return [one for part in parts for one in _cut(part, not across, tried=False)]
    if tried:
        return sorted(found, key=lambda one: (one.box.top, one.box.left) if one.box else (0.0, 0.0))
    return _cut(found, not across, tried=True)


_OVERLAP = 0.1
_TOUCH = 12_700.0
"""A point: frames that only touch are apart."""

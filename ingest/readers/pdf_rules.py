"""What is drawn on a page of a PDF besides its characters: straight strokes, and whether there is a picture.

PDFium is not thread-safe: whoever calls these functions holds the lock that `readers.pdf.opened` takes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from ctypes import byref, c_float, c_int
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as raw

from ingest.layout.geometry import Rule
from ingest.readers.pdf_turns import Turn

_MOST_OBJECTS = 300_000
_MOST_PATHS = 5_000
_MOST_PICTURES = 200
_MOST_POINTS = 400
_DEEPEST = 3
_THIN = 3.0

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]
_AS_IT_IS: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Drawn:
    """`pictures` are boxes (x0, top, x1, bottom), placed as the rules are."""

    rules: tuple[Rule, ...]
    pictures: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class _Object:
    """A path, with the matrix that brings it from the form it stands in to the page."""

    raw: Any
    matrix: Matrix


def drawn(page: Any, turn: Turn) -> Drawn:
    """Horizontal and vertical strokes and the edges of drawn boxes (not those that only lend their colour), placed as
    `turn` says; and the pictures."""
    paths, pictures = _objects(page)
    rules = tuple(rule for path in paths for rule in _rules(path, turn))
    boxes = (box for one in pictures for box in _bounds(one) if all(map(math.isfinite, box)))
    return Drawn(rules, tuple(turn.place(*box) for box in boxes))


def _objects(page: Any) -> tuple[list[_Object], list[_Object]]:
    paths: list[_Object] = []
    pictures: list[_Object] = []
    left = _MOST_OBJECTS
    holders = [(page.raw, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, _AS_IT_IS, 1)]
    for holder, count, get, matrix, depth in holders:  # grows while it is walked
        number = min(count(holder), left)
        left -= number
        for index in range(number):
            one = get(holder, index)
            kind = raw.FPDFPageObj_GetType(one)
            if kind == raw.FPDF_PAGEOBJ_PATH:
                if len(paths) < _MOST_PATHS:
                    paths.append(_Object(one, matrix))
            elif kind == raw.FPDF_PAGEOBJ_IMAGE:
                if len(pictures) < _MOST_PICTURES:
                    pictures.append(_Object(one, matrix))
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
                inner = _times(_matrix(one), matrix)
                holders.append((one, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, inner, depth + 1))
    return paths, pictures


def _rules(path: _Object, turn: Turn) -> Iterator[Rule]:
    points = raw.FPDFPath_CountSegments(path.raw)
    fill, stroke = c_int(), c_int()
    raw.FPDFPath_GetDrawMode(path.raw, byref(fill), byref(stroke))
    if 5 < points <= _MOST_POINTS:
        boxes = _strokes(path, points)
    elif 2 <= points <= 5:
        boxes = _bounds(path)
    else:
        return
    for box in boxes:
        if all(map(math.isfinite, box)):
            yield from _edges(*turn.place(*box), is_drawn=bool(stroke.value))


def _bounds(path: _Object) -> Iterator[Box]:
    sides = tuple(c_float() for _ in range(4))
    if raw.FPDFPageObj_GetBounds(path.raw, *map(byref, sides)):
        left, bottom, right, top = (side.value for side in sides)
        yield _box(_moved((left, bottom), path.matrix), _moved((right, top), path.matrix))


def _strokes(path: _Object, points: int) -> Iterator[Box]:
    """The straight strokes of a path of many, each as a box."""
    matrix = _times(_matrix(path.raw), path.matrix)
    x, y = c_float(), c_float()
    last = start = (0.0, 0.0)
    for index in range(points):
        segment = raw.FPDFPath_GetPathSegment(path.raw, index)
        raw.FPDFPathSegment_GetPoint(segment, byref(x), byref(y))
        point = _moved((x.value, y.value), matrix)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield _box(last, point)
        if raw.FPDFPathSegment_GetClose(segment):
            yield _box(point, start)
        last = point


def _matrix(one: Any) -> Matrix:
    held = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(one, byref(held)):
        return _AS_IT_IS
    return held.a, held.b, held.c, held.d, held.e, held.f


def _times(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that does `first`, `then` the other (PDF 32000-1, 8.3.4)."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _moved(point: tuple[float, float], by: Matrix) -> tuple[float, float]:
    return by[0] * point[0] + by[2] * point[1] + by[4], by[1] * point[0] + by[3] * point[1] + by[5]


def _box(a: tuple[float, float], b: tuple[float, float]) -> Box:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])


def _edges(x0: float, top: float, x1: float, bottom: float, is_drawn: bool) -> Iterator[Rule]:
    if x1 - x0 <= _THIN and bottom - top <= _THIN:
        return
    if bottom - top <= _THIN:
        yield Rule(x0, (top + bottom) / 2, x1, (top + bottom) / 2)
    elif x1 - x0 <= _THIN:
        yield Rule((x0 + x1) / 2, top, (x0 + x1) / 2, bottom)
    elif is_drawn:
        yield from (Rule(x0, top, x1, top), Rule(x0, bottom, x1, bottom))
        yield from (Rule(x0, top, x0, bottom), Rule(x1, top, x1, bottom))

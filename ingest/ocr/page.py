"""A picture of a page -> its text in place: turned upright and level first, then found, read and set."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ingest.layout.geometry import PageView
from ingest.ocr.cleaning import cleaned
from ingest.ocr.confidence import overlooked, trust
from ingest.ocr.levelling import levelled, overturned, runs_down, slope, turned
from ingest.ocr.recognizer import Picture, Quads, Recognizer, Strip
from ingest.ocr.ruling import find_rules
from ingest.ocr.seals import beside, lifted
from ingest.ocr.sheet import RecognisedPage
from ingest.ocr.typesetting import Glyphs, pieces

_SAMPLE = 5
"""Lines that are read first, to see whether the page stands on its head."""
_LEGIBLE = 0.8
_SURE = 0.9
"""Text upside down is read with a confidence of about 0.6."""


def recognise(picture: Picture, number: int, dpi: float, recognizer: Recognizer) -> RecognisedPage:
    """The page that `picture` shows at `dpi` pixels an inch."""
    picture = cleaned(picture)
    falling = slope(picture)
    level = levelled(picture, falling)
    plain = lifted(level)
    quads = recognizer.detect(level if plain is None else plain)
    quarters = 0
    if runs_down(quads):
        quarters, level, plain = 1, turned(level, 1), None if plain is None else turned(plain, 1)
        quads = recognizer.detect(level if plain is None else plain)
    strips = _read_if_upright(level if plain is None else plain, quads, recognizer)
    if strips is None:
        quarters += 2
        quads, level, plain = overturned(quads, level), turned(level, 2), None if plain is None else turned(plain, 2)
        strips = _read(level if plain is None else plain, quads, recognizer)
    if plain is not None:
        red, level = _red_lines(level, quads, recognizer), plain
        quads, strips = np.concatenate([quads, *(quad[None] for quad, _ in red)]), strips + [strip for _, strip in red]
    unit = 72 / dpi
    rules = find_rules(level, dpi)
    lines = [_glyphs(quad * unit, strip) for quad, strip in zip(quads, strips, strict=True) if strip.text.strip()]
    found = pieces(sorted(lines, key=lambda line: (line.top, line.x0)), rules)
    height, width = (side * unit for side in level.shape[:2])
    view = PageView(number, width, height, tuple(fragment for _, fragment in found), rules)
    confidence = trust(strips, overlooked(level, quads))
    return RecognisedPage(view, tuple(line for line, _ in found), 90.0 * quarters - falling, confidence)


def cut(picture: Picture, quad: Quads) -> Picture:
    """The picture of one line, straightened."""
    across = max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[3]))
    down = max(np.linalg.norm(quad[3] - quad[0]), np.linalg.norm(quad[2] - quad[1]))
    width, height = max(1, int(across)), max(1, int(down))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32), target)
    strip = cv2.warpPerspective(
        picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(strip, np.uint8)


def _read_if_upright(level: Picture, quads: Quads, recognizer: Recognizer) -> list[Strip] | None:
    """What the lines say, or None when the page stands on its head.

    That is told by some longer lines, read both ways when in doubt.
    """
    cuts = [cut(level, quad) for quad in quads]
    order = sorted(range(len(cuts)), key=lambda at: -cuts[at].shape[1])
    sample = order[: 2 * _SAMPLE : 2]
    read = dict(zip(sample, recognizer.read([cuts[at] for at in sample]), strict=True))
    upright = _mean(list(read.values()))
    if sample and upright < _SURE and _mean(recognizer.read([turned(cuts[at], 2) for at in sample])) > upright:
        return None
    rest = [at for at in range(len(cuts)) if at not in read]
    read.update(zip(rest, recognizer.read([cuts[at] for at in rest]), strict=True))
    return [read[at] for at in range(len(cuts))]


def _read(level: Picture, quads: Quads, recognizer: Recognizer) -> list[Strip]:
    return recognizer.read([cut(level, quad) for quad in quads])


def _red_lines(level: Picture, quads: Quads, recognizer: Recognizer) -> list[tuple[Quads, Strip]]:
    """What stands in red beside the other lines: a heading, not the writing round a seal, which cannot be read."""
    found = beside(quads, recognizer.detect(level))
    return [one for one in zip(found, _read(level, found, recognizer), strict=True) if one[1].confidence >= _LEGIBLE]


def _mean(strips: Sequence[Strip]) -> float:
    return sum(strip.confidence for strip in strips) / max(1, len(strips))


def _glyphs(quad: Quads, strip: Strip) -> Glyphs:
    x0, x1 = float(quad[[0, 3], 0].mean()), float(quad[[1, 2], 0].mean())
    top, bottom = float(quad[:2, 1].mean()), float(quad[2:, 1].mean())
    centres = tuple(x0 + share * (x1 - x0) for share in strip.centres)
    return Glyphs(strip.text, x0, top, x1, bottom, centres, strip.confidences)

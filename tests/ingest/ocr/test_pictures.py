"""What is seen in a picture before anything is read: its slope, its rules, its noise, its seals."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from bars import page
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.ocr.cleaning import cleaned, noise
from ingest.ocr.confidence import overlooked, trust
from ingest.ocr.levelling import levelled, overturned, runs_down, slope, turned
from ingest.ocr.recognizer import Picture, Strip
from ingest.ocr.ruling import find_rules
from ingest.ocr.seals import beside, lifted


def print_like() -> Picture:
    """Lines of characters, each a random half-filled square of 6 x 6 strokes."""
    random = np.random.default_rng(3)
    picture = np.full((1100, 800, 3), 255, np.uint8)
    for top in range(80, 1000, 40):
        for left in range(80, 720 - 60 * (top % 3), 25):
            strokes = (random.random((6, 6, 1)) < 0.5) * np.uint8(225)
            picture[top : top + 24, left : left + 24] -= np.kron(strokes, np.ones((4, 4, 1), np.uint8))
    return picture


PRINT = print_like()
LINES = page(*((at % 5, 60, 60 + 44 * at, 680 - 90 * (at % 3)) for at in range(22)))


@settings(max_examples=15, deadline=None)
@given(st.floats(-8, 8))
def test_the_slope_of_lines_is_found_and_undone(degrees: float) -> None:
    crooked = levelled(PRINT, -degrees)
    assert slope(crooked) == pytest.approx(degrees, abs=0.25)
    assert abs(slope(levelled(crooked, slope(crooked)))) <= 0.25


def test_an_empty_page_has_no_slope() -> None:
    assert slope(np.full((500, 400, 3), 230, np.uint8)) == 0.0


def quads(*boxes: tuple[float, float, float, float]) -> np.ndarray:  # type: ignore[type-arg]
    return np.array([[(a, b), (c, b), (c, d), (a, d)] for a, b, c, d in boxes], np.float32).reshape(-1, 4, 2)


def test_text_on_its_side_is_told_by_its_lines() -> None:
    assert runs_down(quads((0, 0, 20, 300), (40, 0, 60, 280), (100, 100, 180, 120)))
    assert not runs_down(quads((0, 0, 300, 20), (0, 40, 20, 60))) and not runs_down(quads())


def test_quads_follow_a_page_turned_upside_down() -> None:
    picture = page((0, 100, 200, 300))
    [quad] = overturned(quads((100, 200, 400, 224)), picture)
    assert (turned(picture, 2)[int(quad[0][1]) + 3 : int(quad[2][1]) - 3, int(quad[0][0]) + 3, 0] < 100).all()


def drawn_table() -> Picture:
    picture = np.full((1000, 900, 3), 255, np.uint8)
    for x in (100, 400, 800):
        cv2.line(picture, (x, 200), (x, 500), (0, 0, 0), 2)
    for y in (200, 300, 400, 500):
        cv2.line(picture, (100, y), (800, y), (0, 0, 0), 2)
    cv2.rectangle(picture, (150, 600), (210, 606), (0, 0, 0), -1)  # a dash of two characters
    cv2.rectangle(picture, (300, 600), (304, 632), (0, 0, 0), -1)  # an upright stroke of one
    return picture


@pytest.mark.parametrize(("askew", "paper"), [(0.0, 255), (0.15, 255), (0.0, 190)])
def test_the_rules_of_a_table_are_found_and_strokes_are_none(askew: float, paper: int) -> None:
    rules = find_rules(levelled(np.minimum(drawn_table(), np.uint8(paper)), askew), 144)
    assert sorted(round(rule.top) for rule in rules if rule.is_horizontal) == pytest.approx([100, 150, 200, 250], abs=1)
    assert sorted(round(rule.x0) for rule in rules if not rule.is_horizontal) == pytest.approx([50, 200, 400], abs=1)


def test_noise_is_measured_and_only_strong_noise_is_softened() -> None:
    random = np.random.default_rng(1)
    rough = np.clip(LINES // 2 + 60 + random.normal(0, 40, LINES.shape[:2])[:, :, None], 0, 255).astype(np.uint8)
    assert noise(LINES) < 1 and 15 < noise(rough) < 45
    assert cleaned(LINES) is LINES and noise(cleaned(rough)) < noise(rough) / 2


def test_a_seal_is_lifted_and_black_type_stays() -> None:
    picture = page((0, 100, 100, 400))
    cv2.circle(picture, (300, 112), 80, (60, 60, 210), 5)
    picture[100:124, 100:500] = np.minimum(picture[100:124, 100:500], 60)
    plain = lifted(picture)
    assert plain is not None and lifted(LINES) is None
    assert (plain[110, 120:480] < 100).all() and (plain[40:90, 200:400] > 180).all()


def test_only_what_stands_alone_in_red_is_added() -> None:
    known = quads((0, 0, 100, 20))
    assert len(beside(known, quads((5, 2, 60, 22), (0, 100, 80, 120)))) == 1


def test_trust_counts_letters_and_falls_with_them() -> None:
    sure, unsure = Strip("党建工作" * 5, (0.99,) * 20), Strip("：" * 5, (0.4,) * 5)
    assert trust([sure, unsure]) == 0.99 and trust([]) == trust([unsure]) == 0.0
    doubtful = Strip("党建工作" * 5, (0.99,) * 17 + (0.5,) * 3)
    assert 0 < trust([doubtful]) < 0.8 and trust([sure], overlooked=0.2) < 0.8


def test_lines_that_were_not_found_are_noticed() -> None:
    words = np.full((1100, 800, 3), 255, np.uint8)
    boxes = []
    for top in range(60, 900, 60):
        for left in range(60, 700, 30):
            words[top : top + 24, left : left + 22] = 20
        boxes.append((55.0, top - 4.0, 720.0, top + 28.0))
    assert overlooked(words, quads(*boxes)) == 0.0
    assert overlooked(words, quads(*boxes[:-3])) == pytest.approx(3 / 14, abs=0.05)

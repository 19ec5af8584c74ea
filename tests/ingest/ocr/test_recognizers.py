"""What every recogniser keeps, the fake included, and how well the real one reads."""

from __future__ import annotations

import logging
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from bars import page
from conftest import TEXT, coloured

from eval.bench.prints import Pixels, skewed, soiled
from eval.bench.scans import error_rate
from ingest.layout import lay_out, page_texts
from ingest.ocr.fake import FakeRecognizer
from ingest.ocr.page import recognise
from ingest.ocr.rapid import RapidRecognizer
from ingest.ocr.recognizer import Picture, Recognizer
from ingest.ocr.sheet import RecognisedPage


@pytest.fixture(params=["rapid", "fake"])
def any_recognizer(request: pytest.FixtureRequest, recognizer: RapidRecognizer) -> Recognizer:
    return recognizer if request.param == "rapid" else FakeRecognizer(["第一行", "第二行"])


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1), (7, 7), (60, 60)])
def test_no_picture_is_too_small_to_be_looked_at(any_recognizer: Recognizer, size: tuple[int, int]) -> None:
    for shade in (0, 255):
        picture = np.full((*size, 3), shade, np.uint8)
        assert any_recognizer.detect(picture).shape[1:] == (4, 2)
        [strip] = any_recognizer.read([picture])
        assert len(strip.text) == len(strip.confidences) == len(strip.centres)


def test_strips_come_back_in_their_order(any_recognizer: Recognizer, printed: Pixels) -> None:
    picture = (
        coloured(printed) if isinstance(any_recognizer, RapidRecognizer) else page((0, 50, 50, 300), (1, 50, 150, 90))
    )
    quads = any_recognizer.detect(picture)
    strips = [picture[int(q[0][1]) : int(q[2][1]), int(q[0][0]) : int(q[2][0])] for q in quads]
    read = any_recognizer.read(strips)
    assert read == [one for strip in strips for one in any_recognizer.read([strip])] and any_recognizer.read([]) == []
    for strip in read:
        assert len(strip.text) == len(strip.confidences) == len(strip.centres)
        assert all(0 <= one <= 1 for one in (*strip.confidences, *strip.centres))
        assert list(strip.centres) == sorted(strip.centres)


def text_of(found: RecognisedPage) -> str:
    return page_texts(lay_out([found.view]).blocks)[found.view.number]


WEAR: dict[str, tuple[Callable[[Pixels], Pixels], float]] = {
    "as printed": (lambda pixels: pixels, 0),
    "skewed": (lambda pixels: skewed(pixels, 2), -2),
    "grey and noisy": (lambda pixels: soiled(pixels, 1), 0),
    "upside down": (lambda pixels: np.rot90(pixels, 2), 180),
    "on its left side, skewed": (lambda pixels: np.rot90(skewed(pixels, -3)), 93),
}
"""What befell the page, and by how many degrees clockwise it must be turned to be read."""


@pytest.mark.parametrize("wear", WEAR)
def test_a_page_is_read_however_it_lay_on_the_glass(recognizer: RapidRecognizer, printed: Pixels, wear: str) -> None:
    worn, turned = WEAR[wear]
    found = recognise(coloured(np.ascontiguousarray(worn(printed))), 1, 150, recognizer)
    assert error_rate([("".join(TEXT), text_of(found))]) <= 0.02
    assert found.turned == pytest.approx(turned, abs=0.3) and found.confidence > 0.9
    assert (found.view.width, found.view.height) == pytest.approx((595.2, 475.2))


def test_characters_keep_their_places(recognizer: RapidRecognizer, printed: Pixels) -> None:
    """The body is set at 16 points from 28 mm on, two characters indented."""
    found = recognise(coloured(printed), 1, 150, recognizer)
    line = next(line for line in found.lines if line.text.startswith("为做好"))
    assert len(line.edges) == len(line.text) + 1 and list(line.edges) == sorted(line.edges)
    left = 28 / 25.4 * 72 + 32
    for at in (0, 1, 2):
        assert line.edges[at] == pytest.approx(left + 16 * at, abs=5)
    sizes = sorted({fragment.size for fragment in found.view.fragments if len(fragment.text) > 5})
    assert sizes == pytest.approx([16, 22], abs=1)


def test_a_worse_page_is_trusted_less(recognizer: RapidRecognizer, printed: Pixels) -> None:
    noisy = soiled(printed, 1, ink=175, noise=30)
    assert recognise(coloured(noisy), 1, 150, recognizer).confidence < 0.8


def with_seal(picture: Picture) -> Picture:
    """A red ring over the text and a red heading above it."""
    height = picture.shape[0]
    over = picture.copy()
    cv2.circle(over, (500, height // 2), 110, (60, 60, 200), 6)
    sealed = np.minimum(picture, over)
    heading = (sealed[:330, :, 2] < 128) & (np.arange(330)[:, None] < 290)
    sealed[:330][heading] = (40, 40, 210)
    return np.asarray(sealed, np.uint8)


def test_a_seal_hides_no_line_and_a_red_heading_is_read(recognizer: RapidRecognizer, printed: Pixels) -> None:
    found = recognise(with_seal(coloured(printed)), 1, 150, recognizer)
    assert error_rate([("".join(TEXT), text_of(found))]) <= 0.02


def test_nothing_is_logged(recognizer: RapidRecognizer, capfd: pytest.CaptureFixture[str]) -> None:
    RapidRecognizer().read([np.full((30, 200, 3), 255, np.uint8)])
    assert capfd.readouterr() == ("", "") and logging.getLogger("RapidOCR").level >= logging.CRITICAL

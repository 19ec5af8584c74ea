"""Pages of our own text, printed in memory."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from eval.bench.prints import Pixels, Style, fonts, set_pages
from ingest.ocr.rapid import RapidRecognizer, rapid_recognizer
from ingest.ocr.recognizer import Picture

TEXT = (
    "关于开展夏季安全生产检查的通知",
    "各党支部、各车间：",
    "为做好2026年夏季安全生产工作，公司决定从6月10日起开展为期20天的专项检查。",
    "一、检查范围",
    "（一）炼铁车间、轧钢车间的12处重点部位；",
    "（二）物资仓库和职工食堂。",
    "二、有关要求",
    "各车间应当在6月8日前完成自查，发现问题立即整改，并把结果报送安全环保部。",
)


@pytest.fixture(scope="session")
def recognizer() -> RapidRecognizer:
    return rapid_recognizer()


@pytest.fixture(scope="session")
def printed() -> Pixels:
    """The upper part of a page at 150 dpi."""
    return print_of(TEXT)


def print_of(paragraphs: Sequence[str], dpi: int = 150) -> Pixels:
    found = fonts()
    if not found:
        pytest.skip("no Chinese font (fonts-noto-cjk) is installed")
    face = found.get("song", next(iter(found.values())))
    pixels = next(set_pages(paragraphs, Style(face, face, 16, 29), dpi)).pixels
    return pixels[: int(6.6 * dpi)]


def coloured(pixels: Pixels) -> Picture:
    return np.ascontiguousarray(np.repeat(pixels[:, :, None], 3, axis=2))

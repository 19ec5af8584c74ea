"""Pages set from known text, and worn as printers and scanners wear them: what `eval.bench.scans` recognises.

The layout follows GB/T 9704-2012 (A4, text area 156 x 225 mm) in several sizes of type; rules of line breaking are the
plain ones: no closing mark begins a line, no opening one ends it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Pixels = NDArray[np.uint8]

A4 = (210.0, 297.0)
_LEFT, _TOP, _WIDTH, _HEIGHT = 28.0, 37.0, 156.0, 225.0
_NO_START = "，。、；：？！”’）》〉】〕」』…—％%"
_NO_END = "“‘（《〈【〔「『"


@dataclass(frozen=True, slots=True)
class Style:
    """How a page is set.

    Attributes:
        font, head: Font files (with the number of the face in a collection) of text and headings.
        size, pitch: Points.
        columns: 1 or 2.
    """

    font: tuple[str, int]
    head: tuple[str, int]
    size: float
    pitch: float
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Print:
    """A page as it came from the printer.

    Attributes:
        pixels: Height x width, 255 is white.
        text: What stands on it, a line of print a line; without the page number.
    """

    pixels: Pixels
    text: str


def set_pages(paragraphs: Sequence[str], style: Style, dpi: int = 200) -> Iterator[Print]:
    """The pages that `paragraphs` (the first is the title) fill, numbered from 1."""
    unit = dpi / 72
    font, head = _font(*style.font, round(style.size * unit)), _font(*style.head, round(1.375 * style.size * unit))
    gap = 2 * style.size * unit if style.columns == 2 else 0.0
    width = (_mm(_WIDTH, dpi) - gap) / style.columns
    lines = [(head, line, True) for line in broken(paragraphs[0], head, width)]
    lines.append((font, "", False))
    for paragraph in paragraphs[1:]:
        lines += [(font, line, False) for line in broken("　　" + paragraph, font, width)]
    per_column = int(_mm(_HEIGHT, dpi) / (style.pitch * unit))
    per_page = per_column * style.columns
    for number, start in enumerate(range(0, len(lines), per_page), 1):
        image = Image.new("L", (round(_mm(A4[0], dpi)), round(_mm(A4[1], dpi))), 255)
        draw = ImageDraw.Draw(image)
        shown = lines[start : start + per_page]
        for at, (face, text, centred) in enumerate(shown):
            x = _mm(_LEFT, dpi) + (at // per_column) * (width + gap)
            y = _mm(_TOP, dpi) + (at % per_column) * style.pitch * unit
            x += (width - face.getlength(text)) / 2 if centred else 0.0
            draw.text((x, y), text, font=face, fill=20)
        _number(draw, number, font, dpi)
        yield Print(np.asarray(image), "\n".join(text for _, text, _ in shown))


def broken(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """`text` in lines of at most `width` pixels."""
    lines, line, used = [], "", 0.0
    for character in text:
        step = _advance(font, character)
        if used + step > width and character not in _NO_START:
            moved = line[-1] if line[-1] in _NO_END else ""
            lines.append(line[: len(line) - len(moved)])
            line, used = moved, sum(_advance(font, one) for one in moved)
        line, used = line + character, used + step
    return [*lines, line]


def _number(draw: ImageDraw.ImageDraw, number: int, font: ImageFont.FreeTypeFont, dpi: int) -> None:
    text = f"— {number} —"
    draw.text(((_mm(A4[0], dpi) - font.getlength(text)) / 2, _mm(_TOP + _HEIGHT + 7, dpi)), text, font=font, fill=20)


def _mm(value: float, dpi: int) -> float:
    return value / 25.4 * dpi


@cache
def _font(path: str, face: int, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size, index=face)


@cache
def _advance(font: ImageFont.FreeTypeFont, character: str) -> float:
    return font.getlength(character)


def fonts() -> dict[str, tuple[str, int]]:
    """Name -> file and (simplified) face of the Chinese fonts that are installed, of some that Debian packages."""
    roots = (Path("/usr/share/fonts"), Path.home() / ".local" / "share" / "fonts")
    return {
        name: (str(path), face)
        for name, (file, face) in _FILES.items()
        for path in [next((one for root in roots for one in root.rglob(file)), None)]
        if path is not None
    }


_FILES = {
    "song": ("NotoSerifCJK-Regular.ttc", 2),
    "song bold": ("NotoSerifCJK-Bold.ttc", 2),
    "hei": ("NotoSansCJK-Regular.ttc", 2),
    "uming": ("uming.ttc", 0),
    "ukai": ("ukai.ttc", 0),
    "wenkai": ("LXGWWenKai-Regular.ttf", 0),
}


# Wear: each takes and gives pixels, the same for the same seed.


def skewed(pixels: Pixels, degrees: float) -> Pixels:
    """Turned clockwise about the middle, white where nothing was."""
    height, width = pixels.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    turned = cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    return np.asarray(turned, np.uint8)


def soiled(pixels: Pixels, seed: int, *, paper: int = 205, ink: int = 70, noise: float = 14.0) -> Pixels:
    """On grey paper with an uneven light, blurred, with sensor noise and specks."""
    random = np.random.default_rng(seed)
    blurred = cv2.GaussianBlur(pixels, (0, 0), 0.9).astype(np.float32) / 255
    height, width = pixels.shape
    light = np.linspace(0, 18, width)[None, :] + np.linspace(0, -12, height)[:, None]
    worn = ink + blurred * (paper - ink) + light + random.normal(0, noise, pixels.shape)
    specks = random.random(pixels.shape) < 0.0006
    worn[specks] = random.uniform(40, 255, int(specks.sum()))
    return np.clip(worn, 0, 255).astype(np.uint8)


def jpeg(pixels: Pixels, quality: int) -> bytes:
    """A JPEG file of the page."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def image_pdf(pages: Sequence[Pixels], dpi: int, quality: int = 85) -> bytes:
    """A PDF whose pages show one picture each and hold no text."""
    images = [Image.open(io.BytesIO(jpeg(page, quality))) for page in pages]
    buffer = io.BytesIO()
    images[0].save(buffer, "PDF", save_all=True, append_images=images[1:], resolution=dpi, quality=quality)
    return buffer.getvalue()

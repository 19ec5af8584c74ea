"""Pictures as documents: each frame a page, read by recognition."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from PIL import Image, ImageOps

from ingest.errors import DamagedFileError, LimitExceededError
from ingest.layout.geometry import PageView
from ingest.ocr.recognizer import Picture
from ingest.ocr.sheet import Sheet
from ingest.readers.paged import JudgedPage, reading
from ingest.readers.recognition import with_pictures_read
from ingest.readers.scanned import Wanted
from ingest.types import AS_USUAL, Reading, ReadOptions

MAX_PIXELS = 80_000_000
"""Of one frame: A3 at 600 dpi has 70 million."""
MAX_FRAMES = 2_000
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF")
_PAGED = ("TIFF",)
"""Formats whose frames are pages; those of the others are the steps of a film, of which the first is taken."""
_DPI, _COARSEST, _FINEST = 200.0, 90.0, 1200.0
_A4_LONG = 11.69
"""Inches: a picture that does not say how large it is is taken for an A4 page."""
_LONGEST = 3400
_SHOWN_DPI, _LONGEST_SHOWN = 144.0, 2400
_BROKEN = (
    OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, IndexError, KeyError, TypeError,
    OverflowError,
)  # fmt: skip
"""What Pillow's plug-ins raise at bytes that break their format's rules."""


def read(data: bytes, name: str, options: ReadOptions = AS_USUAL) -> Reading:
    """The pages and blocks of a picture: PNG, JPEG, TIFF, BMP, WEBP or GIF, turned as its EXIF says.

    Raises:
        DamagedFileError: No frame can be decoded.
        LimitExceededError: A frame has more than `MAX_PIXELS`, or there are more than `MAX_FRAMES`.
        EmptyFileError: No text was recognised, or recognition is switched off.
    """
    with _opened(data, name) as image:
        pages = [_page(image, number, name) for number in range(1, _count(image, name) + 1)]
        if not any(page.is_readable for page in pages):
            raise _damaged(name)
        if options.ocr:
            pages = with_pictures_read(pages, lambda what: _sheet(image, what), options)
    return reading(pages, None, name)


def shown(data: bytes, name: str, number: int) -> Picture:
    """Frame `number`, from 1, as a person sees it, of about 144 pixels an inch at most. Raises as `read`."""
    with _opened(data, name) as image:
        if not 1 <= number <= _count(image, name) or not _page(image, number, name).is_readable:
            raise _damaged(name)
        upright = ImageOps.exif_transpose(image)
        return _pixels(upright, min(1.0, _SHOWN_DPI / _resolution(image), _LONGEST_SHOWN / max(upright.size)))


def jpeg(pixels: Picture) -> bytes:
    """Pixels (height x width x blue, green, red) as a JPEG file."""
    file = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels[:, :, ::-1])).save(file, "JPEG", quality=85, subsampling=0)
    return file.getvalue()


@contextmanager
def _opened(data: bytes, name: str) -> Iterator[Image.Image]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            image = Image.open(io.BytesIO(data), formats=_FORMATS)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as exc:
            raise _too_large(name) from exc
        except _BROKEN as exc:
            raise _damaged(name) from exc
        with image:
            yield image


def _count(image: Image.Image, name: str) -> int:
    if image.format not in _PAGED:
        return 1
    try:
        count = int(getattr(image, "n_frames", 1))
    except _BROKEN as exc:
        raise _damaged(name) from exc
    if count > MAX_FRAMES:
        raise LimitExceededError(f"图片文件“{name}”有 {count} 页，超过上限 {MAX_FRAMES} 页", "请拆分后分别导入")
    return count


def _page(image: Image.Image, number: int, name: str) -> JudgedPage:
    """A page not yet read. Its size is checked before anything of it is decoded; then whether it can be."""
    try:
        image.seek(number - 1)
        width, height = image.size
        if width * height <= MAX_PIXELS:
            image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as exc:
        raise _too_large(name) from exc
    except _BROKEN:
        return JudgedPage(PageView(number, 0.0, 0.0, ()), "blank", is_readable=False)
    if width * height > MAX_PIXELS:
        raise _too_large(name)
    points = 72 / _resolution(image)
    box = (0.0, 0.0, width * points, height * points)
    return JudgedPage(PageView(number, box[2], box[3], ()), "blank", pictures=(box,))


def _sheet(image: Image.Image, what: Wanted) -> Sheet:
    image.seek(what.page - 1)
    dpi = _resolution(image)
    upright = ImageOps.exif_transpose(image)
    scale = min(1.0, _DPI / dpi, _LONGEST / max(upright.size))
    return Sheet(what.page, _pixels(upright, scale), dpi * scale)


def _resolution(image: Image.Image) -> float:
    """Pixels an inch, as the file states it where that can be true of a page."""
    stated = image.info.get("dpi")
    try:
        dpi = float(min(stated)) if stated else 0.0
    except _BROKEN:
        dpi = 0.0
    longest = max(image.size)
    if _COARSEST <= dpi <= _FINEST and longest / dpi < 4 * _A4_LONG:
        return dpi
    return max(_COARSEST, longest / _A4_LONG)


def _pixels(image: Image.Image, scale: float) -> Picture:
    """Blue, green and red, smaller by `scale`; what is transparent is white."""
    if image.mode.startswith(("I", "F")):
        image = _eight_bits(image)
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.new("RGBA", layer.size, "white")
        image.alpha_composite(layer)
    size = tuple(max(1, round(side * scale)) for side in image.size)
    plain = image.convert("RGB").resize((size[0], size[1]), Image.Resampling.BOX) if scale < 1 else image.convert("RGB")
    return np.ascontiguousarray(np.asarray(plain, np.uint8)[:, :, ::-1])


def _eight_bits(image: Image.Image) -> Image.Image:
    """Sixteen-bit and floating shades spread over those that the picture uses."""
    shades = np.nan_to_num(np.asarray(image, np.float64))
    low, high = float(shades.min()), float(shades.max())
    return Image.fromarray(((shades - low) * (255 / max(1e-9, high - low))).astype(np.uint8))


def _damaged(name: str) -> DamagedFileError:
    return DamagedFileError(f"图片文件“{name}”已损坏或不完整，无法打开", "请确认文件下载完整，或重新扫描后再导入")


def _too_large(name: str) -> LimitExceededError:
    return LimitExceededError(
        f"图片文件“{name}”的像素超过上限 {MAX_PIXELS // 10_000} 万", "请以 200 至 300 dpi 重新扫描，或缩小后再导入"
    )

"""Pictures as documents: every format, turned as their EXIF says, frames as pages, bad ones each with a sentence."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ingest.errors import DamagedFileError, EmptyFileError, LimitExceededError
from ingest.ocr.fake import FakeRecognizer, shades
from ingest.readers import image, read
from ingest.types import Reading, ReadOptions

SCRIPT = ("第一条为了规范检查工作", "第二条各车间应当自查", "第三条本办法自发布之日起施行")


@pytest.fixture(autouse=True)
def _fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.ocr.rapid.rapid_recognizer", lambda: FakeRecognizer(SCRIPT))


def picture(*lines: int) -> Image.Image:
    """A page of 800 x 1100 pixels with the bars of these lines of the script."""
    pixels = np.full((1100, 800, 3), 255, np.uint8)
    for place, line in enumerate(lines):
        length, (begin, end) = 24 * len(SCRIPT[line]), shades(line)
        pixels[100 + 50 * place : 124 + 50 * place, 80 : 80 + length // 2] = begin
        pixels[100 + 50 * place : 124 + 50 * place, 80 + length // 2 : 80 + length] = end
    return Image.fromarray(pixels)


def saved(one: Image.Image, form: str, **how: Any) -> bytes:
    out = io.BytesIO()
    one.save(out, form, **how)
    return out.getvalue()


def lines_of(reading: Reading) -> list[list[str]]:
    return [[line.text for line in page.lines] for page in reading.pages]


HOW: dict[str, dict[str, Any]] = {"PNG": {}, "JPEG": {"quality": 95}, "TIFF": {}, "BMP": {}, "WEBP": {"lossless": True}}


@pytest.mark.parametrize("form", HOW)
def test_every_format_is_read_as_a_page(form: str) -> None:
    reading = read(saved(picture(0, 1), form, **HOW[form]), "image", "a")
    assert lines_of(reading) == [list(SCRIPT[:2])] and reading.paged
    [page] = reading.pages
    assert (page.number, page.origin, page.note) == (1, "ocr", "由图像识别") and page.confidence > 0.9
    assert "".join(block.text for block in reading.blocks) == "".join(SCRIPT[:2])
    assert all(len(line.edges) == len(line.text) + 1 for line in page.lines)


def test_a_gif_is_its_first_frame() -> None:
    data = saved(picture(0), "GIF", save_all=True, append_images=[picture(1)])
    assert lines_of(image.read(data, "a.gif")) == [[SCRIPT[0]]]


@pytest.mark.parametrize("threads", [1, 2])
def test_the_frames_of_a_tiff_are_pages(threads: int) -> None:
    data = saved(picture(0), "TIFF", save_all=True, append_images=[picture(), picture(1, 2)], compression="tiff_lzw")
    told: list[tuple[int, int]] = []
    options = ReadOptions(threads=threads, on_page=lambda page, pages: told.append((page, pages)))
    reading = image.read(data, "a.tif", options)
    assert lines_of(reading) == [[SCRIPT[0]], [], [SCRIPT[1], SCRIPT[2]]]
    assert [page.origin for page in reading.pages] == ["ocr", "blank", "ocr"]
    assert reading.warnings == ("第 2 页是图片，没有识别出文字",) and told == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize(("orientation", "turn"), [(3, 180), (6, 90), (8, 270)])
def test_the_orientation_that_a_camera_wrote_is_followed(orientation: int, turn: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    turned = picture(0, 2).rotate(turn, expand=True)
    assert lines_of(image.read(saved(turned, "PNG", exif=exif), "a.png")) == [[SCRIPT[0], SCRIPT[2]]]


def test_a_page_has_the_size_that_the_file_states_or_is_an_a4() -> None:
    stated = image.read(saved(picture(0), "PNG", dpi=(100, 100)), "a.png").pages[0]
    guessed = image.read(saved(picture(0), "PNG"), "a.png").pages[0]
    lying = image.read(saved(picture(0), "PNG", dpi=(1, 1)), "a.png").pages[0]
    assert (stated.width, stated.height) == pytest.approx((576, 792), abs=0.1)
    assert guessed.height == lying.height == pytest.approx(841.7, abs=0.1)


def test_odd_kinds_of_pixels_are_read() -> None:
    clear = picture(0).convert("RGBA")
    clear.putdata([(*one[:3], 0) if one[0] == 255 else one for one in clear.get_flattened_data()])
    deep = Image.fromarray(np.asarray(picture(0).convert("L"), np.uint16) * 257)
    for one in (clear, deep, picture(0).convert("L"), picture(0).convert("P")):
        assert lines_of(image.read(saved(one, "PNG"), "a.png")) == [[SCRIPT[0]]]


def test_without_recognition_a_picture_is_refused() -> None:
    with pytest.raises(EmptyFileError, match="需要文字识别"):
        image.read(saved(picture(0), "PNG"), "a.png", ReadOptions(ocr=False))


def test_a_picture_without_text_is_refused() -> None:
    with pytest.raises(EmptyFileError, match="没有识别出文字"):
        image.read(saved(picture(), "PNG"), "a.png")


def claiming(width: int, height: int) -> bytes:
    """A PNG that says it is so large."""

    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + part(b"IDAT", zlib.compress(bytes(99))) + part(b"IEND", b"")


@pytest.mark.parametrize("size", [(9_000, 9_000), (12_000, 12_000), (60_000, 60_000), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    with pytest.raises(LimitExceededError, match="像素超过上限") as caught:
        image.read(claiming(*size), "a.png")
    assert caught.value.hint


def test_too_many_frames_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "MAX_FRAMES", 2)
    data = saved(picture(0), "TIFF", save_all=True, append_images=[picture(1)] * 2)
    with pytest.raises(LimitExceededError, match="有 3 页，超过上限 2 页"):
        image.read(data, "a.tif")


@pytest.mark.parametrize("form", HOW)
def test_a_file_cut_off_or_spoilt_is_refused_or_read(form: str) -> None:
    data = saved(picture(0, 1), form, **HOW[form])
    random = np.random.default_rng(7)
    spoilt = [data[: int(len(data) * share)] for share in (0.0, 0.02, 0.3, 0.6, 0.95)]
    for _ in range(15):
        broken = bytearray(data)
        for place in random.integers(0, min(len(data), 400), 6):
            broken[place] = random.integers(0, 256)
        spoilt.append(bytes(broken))
    for one in spoilt:
        try:
            assert image.read(one, "a").blocks
        except (DamagedFileError, EmptyFileError, LimitExceededError) as exc:
            assert exc.message and exc.hint
    with pytest.raises(DamagedFileError, match="已损坏或不完整"):
        image.read(data[:30], "a")


def test_a_damaged_frame_does_not_keep_the_others_out() -> None:
    data = bytearray(saved(picture(0), "TIFF", save_all=True, append_images=[picture(1)], compression="tiff_deflate"))
    first = int.from_bytes(data[4:8], "little")
    data[12 : first - 4] = bytes(first - 16)  # the strips of the first frame stand before its directory
    reading = image.read(bytes(data), "a.tif")
    assert [page.origin for page in reading.pages] == ["blank", "ocr"]
    assert reading.warnings == ("第 1 页已损坏，无法读取，其内容无法检索",)

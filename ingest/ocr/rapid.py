"""PP-OCRv6 through rapidocr and onnxruntime, from the models in rapidocr's wheel: nothing is ever downloaded."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import cv2
import numpy as np
import rapidocr
from rapidocr.ch_ppocr_det import TextDetector
from rapidocr.ch_ppocr_rec import TextRecInput, TextRecognizer
from rapidocr.utils.parse_parameters import ParseParams

from ingest.ocr.levelling import resized
from ingest.ocr.recognizer import Picture, Quads, Strip

_HOME = Path(rapidocr.__file__).parent
_DETECTOR = _HOME / "models" / "PP-OCRv6_det_small.onnx"
_READER = _HOME / "models" / "PP-OCRv6_rec_small.onnx"
_LONGEST_SIDE = 1280
"""Pixels: lines are looked for in a smaller picture than they are read in. See `python -m eval.bench scans`."""
_SMALL_TYPE = 13.0
"""Pixels: lines lower than this in the smaller picture are looked for once more in a larger one."""
_LARGER, _LARGEST_SIDE = 2.5, 3200
_SQUEEZE = 0.85
"""Lines are read narrower than they are: a seventh faster and no worse; below 0.7 doubled digits run together."""
_LONGEST_LINE = 60
"""Heights: what is longer is a stroke rather than a line of text."""
_BATCH = 1
"""Strips of different lengths in one batch are padded to the longest: one by one they are read a third faster."""


class RapidRecognizer:
    """Sessions of one thread each: onnxruntime runs them in the caller's, so that as many cores work as threads ask."""

    def __init__(self) -> None:
        logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
        config = _config()
        self._detector = TextDetector(config.Det)
        self._one_at_a_time = Lock()  # looking for lines takes half a gigabyte, and a quarter of the time
        self._reader = TextRecognizer(config.Rec)

    def detect(self, picture: Picture) -> Quads:
        scale = min(1.0, _LONGEST_SIDE / max(picture.shape[:2]))
        boxes = self._boxes(picture, scale)
        if len(boxes) and (small := float(np.median(_heights(boxes))) * scale) < _SMALL_TYPE:
            larger = min(_LARGER, _SMALL_TYPE / small * 1.25, _LARGEST_SIDE / max(picture.shape[:2]) / scale)
            if larger > 1.1:
                return self._boxes(picture, scale * larger)
        return boxes

    def _boxes(self, picture: Picture, scale: float) -> Quads:
        with self._one_at_a_time:
            boxes = self._detector(resized(picture, scale)).boxes
        if boxes is None:
            return np.zeros((0, 4, 2), np.float32)
        return np.asarray(boxes, np.float32) / np.float32(scale)

    def read(self, strips: Sequence[Picture]) -> list[Strip]:
        if not strips:
            return []
        found = self._reader(TextRecInput(img=[_squeezed(strip) for strip in strips], return_word_box=True))
        return [_strip(text, info) for text, info in zip(found.txts or (), found.word_results, strict=True)]


@cache
def rapid_recognizer() -> RapidRecognizer:
    """The recogniser of this process: its models take half a second to load."""
    return RapidRecognizer()


def _config() -> Any:
    engine = {"intra_op_num_threads": 1, "inter_op_num_threads": 1}
    settings = {
        **{f"EngineConfig.onnxruntime.{key}": value for key, value in engine.items()},
        "Det.model_path": str(_DETECTOR),
        "Det.limit_type": "max",  # "min" would blow a narrow picture up to gigabytes
        "Det.limit_side_len": _LARGEST_SIDE,
        "Rec.model_path": str(_READER),
        "Rec.rec_batch_num": _BATCH,
    }
    config = ParseParams.update_batch(ParseParams.load(_HOME / "config.yaml"), settings)
    for part in (config.Det, config.Rec):
        part.engine_cfg = config.EngineConfig.onnxruntime
    config.Rec.font_path = None
    return config


def _heights(quads: Quads) -> Any:
    sides = [np.linalg.norm(quads[:, one] - quads[:, 0], axis=1) for one in (1, 3)]
    return np.minimum(*sides)


def _squeezed(strip: Picture) -> Picture:
    height, width = strip.shape[:2]
    if width < 4 * height:
        return strip
    size = (max(1, int(min(width * _SQUEEZE, _LONGEST_LINE * height))), height)
    return np.asarray(cv2.resize(strip, size, interpolation=cv2.INTER_AREA), np.uint8)


def _strip(text: str, info: Any) -> Strip:
    """rapidocr tells the columns of all characters but blanks, which stand between their neighbours."""
    columns = iter([column for word in info.word_cols for column in word])
    places = [None if character.isspace() else next(columns) for character in text]
    filled = _filled(places)
    width = max(info.line_txt_len, 1.0)
    centres = tuple(min(1.0, (place + 0.5) / width) for place in filled)
    return Strip(text, tuple(info.confs[: len(text)]), centres)


def _filled(places: Sequence[int | None]) -> list[float]:
    known = [at for at, place in enumerate(places) if place is not None]
    if not known:
        return [0.0] * len(places)
    return [float(value) for value in np.interp(range(len(places)), known, [places[at] or 0 for at in known])]

"""Any cross-encoder that a site brings along: a folder or a cached model that sentence-transformers can load.

It reads question and passage together, which judges best and costs most: about a second for thirty passages on a CPU.
Import this module only where one is configured: importing torch costs several seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sentence_transformers import CrossEncoder
from transformers.utils import logging as transformers_logging

from assistant.errors import EncoderError, RerankerError

_BATCH = 16


class CrossEncoderJudge:
    """A `CrossEncoder` behind the ranker's seam `PairJudge`. Pairs longer than its window are cut by its tokenizer."""

    def __init__(self, name: str, model: CrossEncoder) -> None:
        self._name = name
        self._model = model

    @classmethod
    def load(cls, name: str) -> CrossEncoderJudge:
        """Raises `EncoderError` where `name` is neither folder nor cached model, or gives a pair several scores."""
        path = Path(name).expanduser()
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            model = CrossEncoder(str(path) if path.is_dir() else name, device="cpu", local_files_only=True)
            labels = int(model.num_labels)
        except Exception as exc:  # whatever the model's own code may raise
            raise EncoderError(
                f"重排模型 {name!r} 无法加载：{_first_line(exc)}",
                "应为 sentence-transformers 可读的 CrossEncoder 文件夹，或本机已缓存的模型名；不设则用内置重排",
            ) from exc
        if labels != 1:
            raise EncoderError(f"重排模型 {name!r} 给出 {labels} 个分数，应只给一个", "请换用给出单一相关度的重排模型")
        return cls(name, model)

    def scores_of(self, question: str, texts: Sequence[str]) -> list[float]:
        """One finite score for each text, higher is better. Raises `RerankerError` where the model fails."""
        if not texts:
            return []
        pairs: list[Any] = [(_clean(question), _clean(text)) for text in texts]
        try:
            scores = np.asarray(self._model.predict(pairs, batch_size=_BATCH, show_progress_bar=False), dtype=float)
        except Exception as exc:  # out of memory, a broken model: the vendor's errors have no common root
            raise RerankerError(f"重排模型 {self._name!r} 计算失败：{_first_line(exc)}") from exc
        if scores.shape != (len(texts),) or not np.isfinite(scores).all():
            raise RerankerError(f"重排模型 {self._name!r} 算出了无效分数", "模型文件可能损坏，请换用另一模型")
        return [float(score) for score in scores]


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")  # tokenizers refuse lone surrogates


def _first_line(exc: Exception) -> str:
    return (str(exc).strip() or type(exc).__name__).splitlines()[0][:200]

"""Any encoder that a site brings along: a folder or a hub name that sentence-transformers can load.

Import this module only when such an encoder is configured: importing torch costs several seconds.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from huggingface_hub import model_info, snapshot_download
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from ingest.encoder.builtin import SETTINGS_FILE
from ingest.encoder.protocol import Vectors
from ingest.errors import EncoderError

DEFAULT_FUSION_WEIGHT = 0.3
"""For a model without a fitted weight of its own; `python -m ingest.encoder.fit_fusion` fits one."""

_BATCH = 32
_SECONDS_FOR_HUB = 10.0
_NOT_VECTORS = frozenset({".md", ".png", ".gitattributes", ".gitignore", ".lock"})
"""File suffixes (or names) in a model folder that cannot change what the model computes."""


class TransformerEncoder:
    """A `SentenceTransformer` behind the encoder seam.

    Query and document prompts are those that the model's own configuration states. Texts longer than the model's
    window are cut by its tokenizer, as its makers meant it. In batches of other shape the last bits of a vector may
    differ (about 1e-7), which is the nature of batched matrix products.
    """

    def __init__(self, name: str, model: SentenceTransformer, folder: Path, fusion_weight: float) -> None:
        self._name = name
        self._model = model
        self._folder = folder
        self._fusion_weight = fusion_weight

    @classmethod
    def load(cls, name: str) -> TransformerEncoder:
        """Raises `EncoderError` where `name` is neither a loadable folder nor a model of the hub or its local cache."""
        path = Path(name).expanduser()
        if not path.is_dir() and (_looks_like_path(name) or path.is_file()):
            raise EncoderError(
                f"找不到向量模型文件夹 {name!r}",
                "请检查 ZHIBI_ENCODER：应为 sentence-transformers 格式的文件夹或模型名",
            )
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            model = SentenceTransformer(str(path), device="cpu") if path.is_dir() else _from_hub(name)
            folder = path if path.is_dir() else _cached_folder(name)
            return cls(name, model, folder, _fusion_weight(folder))
        except Exception as exc:  # whatever the model's own code and the hub's client may raise
            raise EncoderError(f"向量模型 {name!r} 无法加载：{_first_line(exc)}", _hint(path.is_dir())) from exc

    @property
    def name(self) -> str:
        return self._name

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the names and contents of the model's files: weights, tokenizer, pooling, prompts."""
        digest = hashlib.sha256()
        for path in sorted(self._folder.rglob("*")):
            if path.is_file() and path.suffix not in _NOT_VECTORS and path.name not in _NOT_VECTORS | {SETTINGS_FILE}:
                digest.update(path.relative_to(self._folder).as_posix().encode() + b"\0")
                with path.open("rb") as file:
                    digest.update(hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()

    @property
    def dimension(self) -> int:
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            return int(self.encode_queries(["量"]).shape[1])
        return int(dimension)

    @property
    def fusion_weight(self) -> float:
        return self._fusion_weight

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        return self._encode(self._model.encode_document, texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(self._model.encode_query, texts)

    def _encode(self, encode: Callable[..., Any], texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        clean = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]  # tokenizers refuse lone surrogates
        try:
            vectors = encode(clean, batch_size=_BATCH, show_progress_bar=False, normalize_embeddings=True)
        except Exception as exc:  # out of memory, a broken model: the vendor's errors have no common root
            raise EncoderError(f"向量模型 {self._name!r} 计算失败：{_first_line(exc)}") from exc
        result: Vectors = np.asarray(vectors, dtype=np.float32)
        if not np.isfinite(result).all():
            raise EncoderError(f"向量模型 {self._name!r} 算出了无效数值", "模型文件可能损坏，请换用另一模型")
        return result


def _looks_like_path(name: str) -> bool:
    return name.startswith((".", "~", "/", "\\")) or name.count("/") > 1 or "\\" in name


def _from_hub(name: str) -> SentenceTransformer:
    """The model from the local cache, else from the hub.

    Without the first step every file would be asked for again; without the question about the model an offline
    machine would wait for more than a minute of retries.
    """
    try:
        return SentenceTransformer(name, device="cpu", cache_folder=_cache(), local_files_only=True)
    except (OSError, ValueError):
        model_info(_repository(name), timeout=_SECONDS_FOR_HUB)
        return SentenceTransformer(name, device="cpu", cache_folder=_cache())


def _repository(name: str) -> str:
    """As sentence-transformers does: a name without an owner is one of its own models."""
    return name if "/" in name else f"sentence-transformers/{name}"


def _cache() -> str | None:
    return os.environ.get("SENTENCE_TRANSFORMERS_HOME")


def _cached_folder(name: str) -> Path:
    """Where the hub's client keeps the files of a model that was just loaded from it."""
    return Path(snapshot_download(_repository(name), cache_dir=_cache(), local_files_only=True))


def _fusion_weight(folder: Path) -> float:
    settings = folder / SETTINGS_FILE
    if not settings.is_file():
        return DEFAULT_FUSION_WEIGHT
    return float(json.loads(settings.read_text(encoding="utf-8"))["fusion_weight"])


def _first_line(exc: Exception) -> str:
    return (str(exc).strip() or type(exc).__name__).splitlines()[0][:200]


def _hint(is_folder: bool) -> str:
    if is_folder:
        return "文件夹应为 sentence-transformers 格式（含 modules.json 和权重文件）"
    return "离线使用时请先把模型下载到本机，再把 ZHIBI_ENCODER 设为其文件夹；不设则用内置模型"

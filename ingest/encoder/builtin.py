"""The built-in encoder: a static embedding model read with numpy and `tokenizers` alone.

The model folder is in sentence-transformers' format (StaticEmbedding, then Normalize), so that
`SentenceTransformer(folder).encode(texts)` gives the same vectors; importing torch to look up and add rows of a table
would cost every cold start several seconds.

A text's vector is the sum of its tokens' rows, scaled to unit length. The rows carry their own weights: frequent words
are short, as in smooth inverse frequency (Arora, Liang and Ma 2017, "A Simple but Tough-to-Beat Baseline for Sentence
Embeddings").
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from ingest.encoder.protocol import Vectors
from ingest.errors import EncoderError

MODEL_FOLDER = Path(__file__).parent / "model"

WEIGHTS_FILE = "model.safetensors"
TOKENIZER_FILE = "tokenizer.json"
SETTINGS_FILE = "zhibi.json"
"""Beside sentence-transformers' files: {"fusion_weight": 0 to 1}."""

_TENSOR = "embedding.weight"
_TEXTS_AT_ONCE = 1024
_TOKENS_AT_ONCE = 16_384
"""Rows gathered at a time, so that memory stays bounded."""


class StaticEncoder:
    """A table of token vectors. Queries and documents are encoded alike. Safe to share between threads."""

    def __init__(
        self, name: str, tokenizer: Tokenizer, table: npt.NDArray[np.float32], fusion_weight: float, folder: Path
    ) -> None:
        self._name = name
        self._tokenizer = tokenizer
        self._table = table
        self._fusion_weight = fusion_weight
        self._folder = folder

    @classmethod
    def load(cls, folder: Path, name: str) -> StaticEncoder:
        """Raises `EncoderError` where a file is missing or not of the expected form."""
        try:
            tokenizer = Tokenizer.from_str((folder / TOKENIZER_FILE).read_text(encoding="utf-8"))
            settings = json.loads((folder / SETTINGS_FILE).read_text(encoding="utf-8"))
            weight = float(settings["fusion_weight"])
            table = read_table(folder / WEIGHTS_FILE)
        except Exception as exc:  # tokenizers raises bare Exception on a damaged file
            raise EncoderError(
                f"向量模型 {name!r} 无法读取：{folder}（{exc}）",
                "文件缺失或损坏，请重新安装，或用 ZHIBI_ENCODER 另选模型",
            ) from exc
        if tokenizer.get_vocab_size() != len(table):
            raise EncoderError(
                f"向量模型 {name!r} 的词表有 {tokenizer.get_vocab_size()} 项，向量却有 {len(table)} 行",
                "两个文件不属于同一模型，请重新安装",
            )
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return cls(name, tokenizer, table, weight, folder)

    @property
    def name(self) -> str:
        return self._name

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over everything the vectors depend on."""
        digest = hashlib.sha256()
        for file in (TOKENIZER_FILE, WEIGHTS_FILE):
            digest.update(hashlib.sha256((self._folder / file).read_bytes()).digest())
        return digest.hexdigest()

    @property
    def dimension(self) -> int:
        return int(self._table.shape[1])

    @property
    def fusion_weight(self) -> float:
        return self._fusion_weight

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            for index, ids in enumerate(self._tokenize(texts[start : start + _TEXTS_AT_ONCE]), start):
                vectors[index] = _sum_of(self._table, ids)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors /= np.maximum(lengths, 1e-12)
        return vectors

    def _tokenize(self, texts: Sequence[str]) -> list[list[int]]:
        try:
            encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        except (TypeError, UnicodeError):  # a lone surrogate cannot become UTF-8
            clean = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
            encodings = self._tokenizer.encode_batch_fast(clean, add_special_tokens=False)
        return [encoding.ids for encoding in encodings]


def read_table(path: Path) -> npt.NDArray[np.float32]:
    """The embedding table of a safetensors file, mapped into memory, shape (tokens, dimension).

    The format: a little-endian 64-bit header length, a JSON header, the tensors' bytes
    (https://huggingface.co/docs/safetensors).

    Raises:
        ValueError: The file holds no float32 matrix of the expected name.
    """
    with path.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        if not 0 < size < 1 << 20:
            raise ValueError(f"{path.name} 不是 safetensors 文件")
        header: dict[str, Any] = json.loads(file.read(size))
    tensor = header.get(_TENSOR)
    if tensor is None or tensor["dtype"] != "F32" or len(tensor["shape"]) != 2:
        raise ValueError(f"{path.name} 中没有 float32 矩阵 {_TENSOR}")
    offset = 8 + size + int(tensor["data_offsets"][0])
    mapped = np.memmap(path, np.dtype("<f4"), mode="r", offset=offset, shape=tuple(tensor["shape"]))
    table: npt.NDArray[np.float32] = np.asarray(mapped)  # without the subclass, whose indexing is slow
    return table


def _sum_of(table: npt.NDArray[np.float32], ids: Sequence[int]) -> Vectors:
    """The sum of the table's rows `ids`, shape (dimension,); zeros for none.

    Added one after the other in float32, as torch does: over tens of thousands of tokens a more exact order would
    differ in the fifth digit. One text at a time stays in the cache: ten times faster than `np.add.reduceat` over many.
    """
    if len(ids) <= _TOKENS_AT_ONCE:
        return _add_up(table.take(ids, axis=0)) if ids else np.zeros(table.shape[1], np.float32)
    total = np.zeros((1, table.shape[1]), np.float32)
    for start in range(0, len(ids), _TOKENS_AT_ONCE):
        rows = table.take(ids[start : start + _TOKENS_AT_ONCE], axis=0)
        total = _add_up(np.vstack([total, rows]))[np.newaxis]
    return _add_up(total)


def _add_up(rows: npt.NDArray[np.float32]) -> Vectors:
    total: Vectors = np.add.reduce(rows, axis=0)
    return total

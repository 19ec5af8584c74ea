"""An encoder without a model, for tests: texts that share characters get similar vectors, at once and everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from itertools import pairwise

import numpy as np

from ingest.encoder.protocol import Vectors


class FakeEncoder:
    """Adds up a fixed random direction for every pair of neighbouring characters; unit rows, zero for empty texts.

    Args:
        name: Also decides the directions, so two names stand for two encoders whose vectors do not mix.
    """

    def __init__(self, name: str = "fake", dimension: int = 32, fusion_weight: float = 0.2) -> None:
        self.name = name
        self.dimension = dimension
        self.fusion_weight = fusion_weight
        self.fingerprint = blake2b(f"{name} {dimension}".encode(), digest_size=32).hexdigest()
        self._directions: dict[str, Vectors] = {}

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for left, right in pairwise(f" {text} " if text.strip() else ""):
                row += self._direction(left + right)
            length = np.linalg.norm(row)
            if length:
                row /= length
        return rows

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.encode_documents(texts)

    def _direction(self, pair: str) -> Vectors:
        if pair not in self._directions:
            digest = blake2b(f"{self.name} {pair}".encode(errors="surrogatepass"), digest_size=8).digest()
            generator = np.random.default_rng(int.from_bytes(digest))
            self._directions[pair] = generator.standard_normal(self.dimension).astype(np.float32)
        return self._directions[pair]

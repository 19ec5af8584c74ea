"""The encoder seam: text in, unit vectors out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
"""Shape (n, dimension), rows of unit length (a text without any known token gives a zero row)."""


class Encoder(Protocol):
    """Turns texts into vectors whose dot product is their similarity.

    Implementations are deterministic: the same text gives the same vector in any batch and process.
    Raises `EncoderError` when a model cannot be loaded or a text cannot be encoded.
    """

    @property
    def name(self) -> str:
        """What the setting says: "builtin", a folder or a hub name."""
        ...

    @property
    def fingerprint(self) -> str:
        """Hex digest that changes whenever the vectors would; vectors of different fingerprints never mix."""
        ...

    @property
    def dimension(self) -> int: ...

    @property
    def fusion_weight(self) -> float:
        """Share of the dense score in the fused score, 0 to 1; fitted for this encoder."""
        ...

    def encode_documents(self, texts: Sequence[str]) -> Vectors: ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors: ...

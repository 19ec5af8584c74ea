"""First vectors: words that keep the same company lie close.

Positive pointwise mutual information of words within a window, its contexts smoothed, factorised by a truncated
singular value decomposition (Levy, Goldberg and Dagan 2015, "Improving Distributional Similarity with Lessons Learned
from Word Embeddings"); then weighted by smooth inverse frequency, with the common direction taken out (Arora et al.
2017).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

TokenIds = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]

_SPARE_RANK = 16
"""Directions computed beyond those kept: the randomised factorisation is poor in its last ones."""


def word_vectors(paragraphs: Sequence[TokenIds], size: int, dimension: int, window: int, seed: int) -> Floats:
    """Unit vectors, shape (size, dimension), for the tokens of `paragraphs`; token 0 (unknown) joins nothing."""
    torch.manual_seed(seed)
    ppmi = _positive_pmi(_cooccurrences(paragraphs, size, window))
    left, values, _ = torch.svd_lowrank(ppmi, q=dimension + _SPARE_RANK, niter=3)
    vectors = torch.nn.functional.normalize(left[:, :dimension] * values[:dimension].sqrt(), dim=1)
    return _as_floats(vectors.numpy())


def sif_weights(paragraphs: Sequence[TokenIds], size: int, smoothing: float) -> Floats:
    """a / (a + p(token)), shape (size,); zero for the unknown token."""
    counts = np.bincount(np.concatenate(paragraphs), minlength=size)
    weights = smoothing / (smoothing + counts / counts.sum())
    weights[0] = 0
    return _as_floats(weights)


def remove_common_direction(table: Floats, texts: Sequence[TokenIds]) -> Floats:
    """`table` without its component along the mean unit vector of `texts`."""
    sums = np.stack([table[ids].sum(axis=0) for ids in texts if len(ids)])
    mean = (sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)).mean(axis=0)
    mean /= np.linalg.norm(mean)
    return _as_floats(table - np.outer(table @ mean, mean))


def _cooccurrences(paragraphs: Sequence[TokenIds], size: int, window: int) -> torch.Tensor:
    """Sparse symmetric counts of token pairs within one paragraph; a pair d tokens apart counts 1/sqrt(d)."""
    flat = np.concatenate(paragraphs)
    home = np.repeat(np.arange(len(paragraphs)), [len(ids) for ids in paragraphs])
    counts = torch.zeros(size, size, layout=torch.sparse_coo).coalesce()
    for distance in range(1, window + 1):
        left, right = flat[:-distance], flat[distance:]
        near = (left > 0) & (right > 0) & (home[:-distance] == home[distance:])
        pairs = torch.from_numpy(np.stack([left[near], right[near]]))
        weights = torch.full((pairs.shape[1],), distance**-0.5)
        counts = (counts + torch.sparse_coo_tensor(pairs, weights, (size, size), check_invariants=True)).coalesce()
    return (counts + counts.t()).coalesce()


def _positive_pmi(counts: torch.Tensor) -> torch.Tensor:
    rows, columns = counts.indices()
    marginal = torch.sparse.sum(counts, dim=1).to_dense()
    context = marginal**0.75
    pmi = torch.log(counts.values() * context.sum() / (marginal[rows] * context[columns]))
    positive = pmi > 0
    return torch.sparse_coo_tensor(
        torch.stack([rows[positive], columns[positive]]), pmi[positive], counts.shape, check_invariants=True
    ).coalesce()


def _as_floats(values: npt.NDArray[Any]) -> Floats:
    return np.ascontiguousarray(values, dtype=np.float32)

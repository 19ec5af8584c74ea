"""First vectors: words that keep the same company lie close.

Positive pointwise mutual information of words within a window, its contexts smoothed, factorised by a truncated
singular value decomposition (Levy, Goldberg and Dagan 2015, "Improving Distributional Similarity with Lessons Learned
from Word Embeddings"); then weighted by smooth inverse frequency, with the common direction taken out (Arora et al.
2017).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

TokenIds = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]


def word_vectors(paragraphs: Sequence[TokenIds], size: int, dimension: int, window: int, seed: int) -> Floats:
    """Unit vectors, shape (size, dimension), for the tokens of `paragraphs`; token 0 (unknown) joins nothing."""
    ppmi = _positive_pmi(_cooccurrences(paragraphs, size, window))
    left, values, _ = randomized_svd(ppmi, dimension, n_iter=3, random_state=seed)
    vectors = left * np.sqrt(values)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return vectors.astype(np.float32)


def sif_weights(paragraphs: Sequence[TokenIds], size: int, smoothing: float) -> Floats:
    """a / (a + p(token)), shape (size,); zero for the unknown token."""
    counts = np.bincount(np.concatenate(paragraphs), minlength=size)
    weights = smoothing / (smoothing + counts / counts.sum())
    weights[0] = 0
    return weights.astype(np.float32)


def remove_common_direction(table: Floats, texts: Sequence[TokenIds]) -> Floats:
    """`table` without its component along the mean unit vector of `texts`."""
    sums = np.stack([table[ids].sum(axis=0) for ids in texts if len(ids)])
    mean = (sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)).mean(axis=0)
    mean /= np.linalg.norm(mean)
    return (table - np.outer(table @ mean, mean)).astype(np.float32)


def _cooccurrences(paragraphs: Sequence[TokenIds], size: int, window: int) -> sparse.csr_matrix:
    """Symmetric counts of token pairs within one paragraph; a pair d tokens apart counts 1/sqrt(d)."""
    flat = np.concatenate(paragraphs)
    home = np.repeat(np.arange(len(paragraphs)), [len(ids) for ids in paragraphs])
    counts = sparse.csr_matrix((size, size), dtype=np.float32)
    for distance in range(1, window + 1):
        left, right = flat[:-distance], flat[distance:]
        near = (left > 0) & (right > 0) & (home[:-distance] == home[distance:])
        values = np.full(int(near.sum()), distance**-0.5, np.float32)
        counts = counts + sparse.coo_matrix((values, (left[near], right[near])), shape=(size, size)).tocsr()
    return counts + counts.T


def _positive_pmi(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    marginal = np.asarray(counts.sum(axis=1)).ravel()
    context = marginal**0.75
    context /= context.sum()
    pairs = counts.tocoo()
    pmi = np.log(pairs.data / (marginal[pairs.row] * context[pairs.col]))
    positive = pmi > 0
    return sparse.csr_matrix((pmi[positive], (pairs.row[positive], pairs.col[positive])), shape=counts.shape)

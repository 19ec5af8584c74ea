"""Contrastive training of the token table.

Multiple negatives ranking (Henderson et al. 2017, "Efficient Natural Language Response Suggestion for Smart Reply"),
both ways: in a batch each query must find its own document among all the others. A token's vector is its own plus the
mean of its characters' (as in fastText, Bojanowski et al. 2017, with characters for n-grams), so that rare words learn
from frequent ones; the sum is what is shipped.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from ingest.encoder.training.cooccurrence import Floats, TokenIds
from ingest.encoder.training.pairs import PairSettings, TokenUnit, make_pair


@dataclass(frozen=True, slots=True)
class ContrastSettings:
    """Attributes:
    temperature: Divides cosines before the softmax.
    warm_up: Steps until the full learning rate, which then falls linearly to a fiftieth.
    """

    epochs: int
    batch_size: int
    learning_rate: float
    temperature: float
    warm_up: int


class _SparseTimesDense(torch.autograd.Function):
    """A constant sparse matrix times a trained dense one, with a sparse backward pass."""

    @staticmethod
    def forward(ctx: Any, matrix: torch.Tensor, transposed: torch.Tensor, dense: torch.Tensor) -> torch.Tensor:
        ctx.transposed = transposed
        product: torch.Tensor = torch.sparse.mm(matrix, dense)
        return product

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[None, None, torch.Tensor]:
        return None, None, torch.sparse.mm(ctx.transposed, gradients[0])


class _Table(torch.nn.Module):
    def __init__(self, start: Floats, characters: Sequence[Sequence[int]]) -> None:
        super().__init__()
        self.own = torch.nn.Parameter(torch.tensor(start))
        self.shared = torch.nn.Parameter(torch.zeros(*start.shape))
        matrix = _mean_matrix(characters)
        self._matrix, self._transposed = matrix, matrix.t().coalesce()

    def forward(self) -> torch.Tensor:
        shared: torch.Tensor = _SparseTimesDense.apply(self._matrix, self._transposed, self.shared)  # type: ignore[no-untyped-call]
        return self.own + shared


def train_table(
    start: Floats,
    characters: Sequence[Sequence[int]],
    units: Sequence[TokenUnit],
    pairs: PairSettings,
    settings: ContrastSettings,
    seed: int,
    report: Callable[[str], None],
) -> Floats:
    """The trained table, shape of `start`; row 0 (unknown) is zero.

    Args:
        characters: For every token the tokens of its characters.
        report: Told the mean loss after every epoch.
    """
    torch.manual_seed(seed)
    chance = random.Random(seed)
    table = _Table(start, characters)
    steps = settings.epochs * (len(units) // settings.batch_size)
    optimizer = torch.optim.AdamW(table.parameters(), lr=settings.learning_rate, weight_decay=0.0)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / settings.warm_up) * max(0.02, 1 - step / steps)
    )
    order = list(range(len(units)))
    for epoch in range(settings.epochs):
        chance.shuffle(order)
        losses = []
        for first in range(0, len(order) - settings.batch_size + 1, settings.batch_size):
            batch = [make_pair(units[index], pairs, chance) for index in order[first : first + settings.batch_size]]
            loss = _loss(table(), batch, settings.temperature)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        report(f"epoch {epoch + 1}/{settings.epochs}: loss {np.mean(losses):.4f}")
    trained: Floats = table().detach().numpy().astype(np.float32)
    trained[0] = 0
    return trained


def _loss(table: torch.Tensor, pairs: Sequence[tuple[TokenIds, TokenIds]], temperature: float) -> torch.Tensor:
    queries = _embed(table, [query for query, _ in pairs])
    documents = _embed(table, [document for _, document in pairs])
    scores = queries @ documents.T / temperature
    own = torch.arange(len(pairs))
    return (functional.cross_entropy(scores, own) + functional.cross_entropy(scores.T, own)) / 2


def _embed(table: torch.Tensor, texts: Sequence[TokenIds]) -> torch.Tensor:
    flat = torch.from_numpy(np.concatenate(texts).astype(np.int64))
    starts = torch.from_numpy(np.cumsum([0] + [len(ids) for ids in texts[:-1]]))
    return functional.normalize(functional.embedding_bag(flat, table, starts, mode="sum"), dim=1)


def _mean_matrix(characters: Sequence[Sequence[int]]) -> torch.Tensor:
    """Sparse, square: row i takes the mean of the rows characters[i]."""
    rows = [row for row, ids in enumerate(characters) for _ in ids]
    columns = [column for ids in characters for column in ids]
    values = [1.0 / len(ids) for ids in characters for _ in ids]
    size = len(characters)
    return torch.sparse_coo_tensor(
        torch.tensor([rows, columns]), torch.tensor(values), (size, size), check_invariants=True
    ).coalesce()

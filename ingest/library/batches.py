"""Many values a few at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batched(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """The values in order, `size` at a time; the last batch may be smaller, none is empty."""
    source = iter(values)
    while batch := list(islice(source, size)):
        yield batch

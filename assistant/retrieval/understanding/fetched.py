"""What the addresses in a question led to."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.types import Passage


@dataclass(frozen=True, slots=True)
class Addressed:
    """What a question's addresses led to.

    Attributes:
        passages: The articles, in the order asked for, each whole, in its reading order.
        missing: What is addressed and not in the library, as sentences.
        is_whole: Whether the question wants these articles themselves.
    """

    passages: tuple[Passage, ...] = ()
    missing: tuple[str, ...] = ()
    is_whole: bool = False


NOTHING = Addressed()
"""A question without an address."""

"""How much a parser process may take of the machine."""

from __future__ import annotations

import resource
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one parser process may use.

    Attributes:
        memory: Bytes of address space.
        patience: Seconds between two signs of progress (a page finished, a file begun) before it counts as stuck.
        files: Most files it may hold open.
    """

    memory: int = 4 * 1024**3
    patience: float = 120.0
    files: int = 256


def confine(limits: Limits) -> None:
    """Puts this process under `limits`, for good: no file can be written, no core is dumped, memory ends."""
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, limits.files),
    ):
        _, hard = resource.getrlimit(kind)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, allowed))

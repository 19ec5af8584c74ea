"""The nouns of an export."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Copy = Literal["footnotes", "clean", "evidence"]
"""With its sources as notes; without them, to be signed; or with notes and a table claim -> source -> quotation ->
verdict, to be checked."""


@dataclass(frozen=True, slots=True)
class Substitution:
    """A font that the file names and this machine has not.

    Attributes:
        used: What this machine shows instead; "" where that cannot be told.
    """

    font: str
    used: str


@dataclass(frozen=True, slots=True)
class Exported:
    """A written file.

    Attributes:
        path: Where it was written; None where only its bytes were asked for.
        substituted_fonts: Fonts that are missing here; the file names them all the same, none is embedded.
        deviations: What differs from GB/T 9704-2012, a Chinese phrase each.
        notices: What a reader should know before the file leaves the house, in Chinese.
    """

    data: bytes
    path: Path | None = None
    substituted_fonts: tuple[Substitution, ...] = ()
    deviations: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


__all__ = ["Copy", "Exported", "Substitution"]

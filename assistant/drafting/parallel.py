"""Whether the headings of one level are built alike (GB/T 9704 leaves it to custom; editors do not)."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CLAUSES = re.compile(r"[，、：；,:]")
_UNLIKE = 2.2
"""One heading may be so many times as long as another of its level."""


def are_parallel(headings: Sequence[str]) -> bool:
    """As many clauses each, and of comparable length; one heading alone is parallel to itself."""
    if len(headings) < 2:
        return True
    shapes = {len(_CLAUSES.split(heading)) for heading in headings}
    lengths = [len(heading) for heading in headings]
    return len(shapes) == 1 and max(lengths) <= _UNLIKE * max(2, min(lengths))

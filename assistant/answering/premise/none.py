"""Things that a question counts and the sources say there are none of: 不合格的3个党支部, 没有不合格党支部."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answering.evidence import Evidence
from assistant.answering.premise.correction import Correction
from assistant.verification.values import COUNT, values
from ingest.types import Span

LOOKED_AT = 16
LEAST, MOST = 2, 8
"""Characters of the words that tell which things are meant."""

_NONE = "(?:没有|无|未有|尚无|并无|不存在|未出现|未发生)"


def counted_none(question: str, evidence: Sequence[Evidence]) -> Correction | None:
    """The first number of things of which a sentence says that there are none, or None."""
    for value in values(question):
        if value.kind != COUNT:
            continue
        which = _last(question[: value.start].removesuffix("的"))
        things = _first(question[value.end :])
        for size in range(min(MOST, len(which)), LEAST - 1, -1):
            stated = re.compile(_NONE + re.escape(which[-size:]) + "的?" + (re.escape(things[:2]) if things else ""))
            for item in evidence[:LOOKED_AT]:
                if match := stated.search(item.text):
                    claimed = question[value.start - size - 1 : value.end + len(things)].lstrip("的，")
                    end = match.end() + len(things[2:]) * item.text.startswith(things[2:], match.end())
                    at = Span(match.start(), end)
                    return Correction(claimed.strip(), at.of(item.text), at, item)
    return None


def _last(text: str) -> str:
    found = re.search(r"[一-鿿]+$", text)
    return found.group() if found else ""


def _first(text: str) -> str:
    """The noun that follows a number, as far as it can be told: up to what asks, links or stops."""
    found = re.match(r"(?:(?!是|有|在|为|哪|谁|分别|都|的|怎|如|得|获|被|将|要|能|会|，)[一-鿿]){2,6}", text)
    return found.group() if found else ""


__all__ = ["counted_none"]

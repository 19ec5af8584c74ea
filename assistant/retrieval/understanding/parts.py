"""Questions that ask several things at once, taken apart: 要多少人，其中党员占多少 -> two questions."""

from __future__ import annotations

import re

from assistant.retrieval import wording

MOST = 4
"""Parts that are looked at; what comes after them is left to the last."""

_CLAUSE = re.compile(r"(?:“[^”]*”|《[^》]*》|（[^）]*）|[^，,；;。？?！!])+")
_ASKS_TOO = re.compile(r"会不会|是不是|算不算|要不要|够不够")
_COMPARES = re.compile(r"(?:一[致样]|相同|对得上|矛盾|冲突)(?:吗|么)?$")
"""Asks how two answers agree, and nothing by itself."""


def parts_of(question: str) -> tuple[str, ...]:
    """The clauses that ask, each with the clauses before it that ask nothing; () for a question that asks one thing."""
    parts: list[str] = []
    ahead: list[str] = []
    for clause in _CLAUSE.findall(question):
        ahead.append(clause.strip())
        if _asks(clause):
            parts.append("，".join(ahead))
            ahead = []
    if len(parts) < 2:
        return ()
    return (*parts[: MOST - 1], "，".join([*parts[MOST - 1 :], *ahead])) if len(parts) >= MOST else tuple(parts)


def _asks(clause: str) -> bool:
    asks = wording.ASKING.search(clause) or _ASKS_TOO.search(clause)
    return asks is not None and _COMPARES.search(clause) is None

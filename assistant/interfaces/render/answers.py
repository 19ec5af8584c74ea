"""Answers and their sources as plain text."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.interfaces.labels import VERDICTS, place
from assistant.interfaces.render import indented
from assistant.interfaces.wire.answers import Answer, Citation


def answer(result: Answer) -> str:
    """The answer, what to mind about it, then its sources."""
    parts = [f"（按“{result.standalone}”查找）"] if result.standalone else []
    parts.append(result.answer)
    if result.reason and result.reason not in result.answer:
        parts.append(result.reason)
    doubtful = [claim for claim in result.claims if claim.verdict in VERDICTS]
    if doubtful:
        parts.append("\n".join(["请核实：", *(f"  {VERDICTS[claim.verdict]}：{claim.text}" for claim in doubtful)]))
    parts += [f"注意：{notice}" for notice in result.notices]
    if result.citations:
        parts.append(sources(result.citations))
    return "\n\n".join(parts)


def sources(cited: Sequence[Citation]) -> str:
    """The citations under their heading."""
    return "\n".join(["出处：", *(f"{placed(one)}\n    “{indented(one.quote)}”" for one in cited)])


def placed(one: Citation) -> str:
    """The key of a citation and where it stands."""
    where = place(one.document, one.section, one.article, [] if one.page is None else [one.page])
    return f"[{one.key}] {where}" + (f"（{one.note}）" if one.note else "")

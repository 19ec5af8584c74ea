"""What a question takes for granted and the sources say otherwise: 准确率达到95% where they have 85%."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.evidence import Evidence
from assistant.answering.premise.correction import Correction
from assistant.answering.premise.figures import wrong_figure
from assistant.answering.premise.statements import SUPPOSED, statements
from assistant.answering.premise.verified import contradicted


def correction(question: str, evidence: Sequence[Evidence]) -> Correction | None:
    """The first thing in the question that must be set right, or None.

    Args:
        evidence: As `weigh` gives it, best first.
    """
    if SUPPOSED.search(question):
        return None
    stated = statements(question)
    wholes = ("，".join(stated), *stated) if len(stated) > 1 else stated
    found = (contradicted(statement, evidence) for statement in wholes)
    return next((one for one in found if one is not None), None) or wrong_figure(question, evidence)


__all__ = ["correction"]

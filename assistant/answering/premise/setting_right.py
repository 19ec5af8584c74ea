"""What a question takes for granted and the sources say otherwise: 准确率达到95% where they have 85%."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.answering.evidence import Evidence
from assistant.answering.premise.correction import Correction
from assistant.answering.premise.duties import wrong_duty
from assistant.answering.premise.figures import wrong_figure
from assistant.answering.premise.none import counted_none
from assistant.answering.premise.statements import SUPPOSED, statements
from assistant.answering.premise.subjects import other_subject
from assistant.answering.premise.verified import contradicted

Look = Callable[[], Correction | None]


def correction(question: str, evidence: Sequence[Evidence]) -> Correction | None:
    """The first thing in the question that must be set right, or None.

    Args:
        evidence: As `weigh` gives it, best first.
    """
    if SUPPOSED.search(question):
        return None
    stated = statements(question)
    wholes = ("，".join(stated), *stated) if len(stated) > 1 else stated
    looks: tuple[Look, ...] = (
        *(lambda one=one: contradicted(one, evidence) for one in wholes),
        lambda: counted_none(question, evidence),
        *(lambda one=one: wrong_duty(one, evidence) for one in wholes[:1]),
        lambda: wrong_figure(question, evidence),
        *(lambda one=one: other_subject(one, evidence) for one in wholes[:1]),
    )
    return next((found for look in looks if (found := look()) is not None), None)


__all__ = ["correction"]

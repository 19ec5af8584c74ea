"""What a question takes for granted and the sources say otherwise: 准确率达到95% where they have 85%."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.answering.evidence import Evidence
from assistant.answering.premise.correction import Correction
from assistant.answering.premise.duties import wrong_duty
from assistant.answering.premise.figures import wrong_figure
from assistant.answering.premise.none import counted_none
from assistant.answering.premise.statements import SUPPOSED, statements
from assistant.answering.premise.subjects import other_subject
from assistant.answering.premise.verified import contradicted
from ingest.text.folding import fold

_TITLE = re.compile(r"《([^《》]+)》")

Look = Callable[[], Correction | None]


def correction(question: str, evidence: Sequence[Evidence]) -> Correction | None:
    """The first thing in the question that must be set right, or None.

    Args:
        evidence: As `weigh` gives it, best first.
    """
    if SUPPOSED.search(question):
        return None
    evidence = _of_the_named(question, evidence)
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


def _of_the_named(question: str, evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    """What the document says that the question names in title marks; everything where it names none that is there."""
    titles = [fold(name).text for name in _TITLE.findall(question)]
    named = [item for item in evidence if any(title in fold(item.passage.document).text for title in titles)]
    return named or evidence


__all__ = ["correction"]

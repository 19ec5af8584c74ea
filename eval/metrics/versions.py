"""Documents that disagree, rules that were replaced, questions that presume what is not so (RGB, Chen et al. 2023)."""

from __future__ import annotations

import re

from assistant.types import Answer
from eval.cases import Case, Kind
from eval.evaluator import Metric, Score
from eval.matching import Piece, finest, pieces
from eval.metrics.common import REFUSED, answered, plain_text, uncited, unresolved
from eval.normalise import mentions, states
from eval.outcome import Context, Outcome
from ingest.text.sentences import split_sentences

_DENIAL = re.compile(
    r"不是|并非|并不|而非|并没有|没有规定|未规定|不对|不实|有误|错误|不准确|不符|不一致|不成立|误为|误作|与事实"
)
"""In a sentence that names the wrong value: it is set right there, not asserted."""

_FORMERLY = re.compile(
    r"原[为是定来规办本]|旧|此前|以前|修订前|修改前|曾|已?废止|失效|不再|"
    r"[由从将把].{1,30}(?:改|调整|提高|提升|增加|增至|降低|减少|降|缩短|延长|变更|修改)[为至到成]?|改为"
)
"""In a sentence that names the superseded value: it is told as the past."""


def conflict_sides(case: Case, outcome: Outcome, context: Context) -> Score:
    """1 when a sound citation shows every side, else 0."""
    answer = answered(outcome)
    wanted = _wanted(case, context)
    failure = unresolved(wanted, context)
    if failure is not None:
        return failure
    if answer.refused:
        return Score.of(0.0, REFUSED)
    lacking = [str(piece) for piece in uncited(answer, wanted, case, context)]
    return Score.of(not lacking, f"没有引用这一方：{'；'.join(lacking)}" if lacking else "", missed=lacking)


def current_version(case: Case, outcome: Outcome, context: Context) -> Score:
    """1 when the evidence (of the version in force) is cited and no superseded value asserted, else 0."""
    answer = answered(outcome)
    wanted = _wanted(case, context)
    failure = unresolved(wanted, context)
    if failure is not None:
        return failure
    if answer.refused:
        return Score.of(0.0, REFUSED)
    lacking = [f"没有引用现行规定：{piece}" for piece in uncited(answer, wanted, case, context)]
    asserted = [f"仍按旧规定作答：{wrong}" for wrong in _asserted(answer, case, _FORMERLY)]
    return Score.of(not lacking and not asserted, "；".join((*lacking, *asserted)))


def false_premise(case: Case, outcome: Outcome, context: Context) -> Score:
    """1 when the right value is stated or its evidence cited, and the wrong one not asserted, else 0.

    Where the documents do not hold the right value either (`answerable` is false), refusing is right.
    """
    answer = answered(outcome)
    if answer.refused:
        return Score.of(not case.answerable, REFUSED if case.answerable else "")
    asserted = [f"认同了错误的前提：{wrong}" for wrong in _asserted(answer, case, _DENIAL)]
    wanted = _wanted(case, context)
    if asserted or _sets_right(answer, wanted, case, context):
        return Score.of(not asserted, "；".join(asserted))
    return unresolved(wanted, context) or Score.of(0.0, "没有说明或引用正确的内容")


def _sets_right(answer: Answer, wanted: tuple[Piece, ...], case: Case, context: Context) -> bool:
    text = plain_text(answer)
    if case.points and all(any(states(text, one) for one in alternatives) for alternatives in case.points):
        return True
    if wanted and not uncited(answer, wanted, case, context):
        return True
    return not case.points and not wanted


def _asserted(answer: Answer, case: Case, taken_back: re.Pattern[str]) -> list[str]:
    """What the answer must not say and says in a sentence that does not take it back."""
    text = plain_text(answer)
    sentences = [sentence for span in split_sentences(text) if not taken_back.search(sentence := span.of(text))]
    return [wrong for wrong in case.wrong if any(mentions(sentence, wrong) for sentence in sentences)]


def _wanted(case: Case, context: Context) -> tuple[Piece, ...]:
    """All gold evidence, each piece at its finest level."""
    return tuple(
        piece
        for level in ("quote", "address", "document")
        for piece in pieces(case, level, context)
        if finest(piece.alternatives[0]) == level
    )


def _needs(kind: Kind, what: str) -> ...:
    pass

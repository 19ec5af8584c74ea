"""Whether an answer says what it must, and how near its wording comes to the gold answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from eval.cases import Case
from eval.evaluator import Metric, Score
from eval.metrics.common import REFUSED, answered, missed_points, needs_answerable, plain_text
from eval.normalise import uniform
from eval.outcome import Context, Outcome
from ingest.text.tokens import words

ORDER = 6
"""Longest character n-gram of chrF."""
BETA = 2.0
"""chrF holds recall this many times as important as precision."""

_KEPT_SIGNS = frozenset("%‰+")


def point_recall(case: Case, outcome: Outcome, context: Context) -> Score:
    """Share of the points of which the answer states some alternative."""
    answer = answered(outcome)
    if answer.refused:
        return Score.of(0, REFUSED)
    missed = missed_points(answer, case)
    reason = f"缺少要点：{'；'.join(missed)}" if missed else ""
    return Score.of(1 - len(missed) / len(case.points), reason, missed=missed)


def chrf(hypothesis: str, reference: str) -> float:
    """Character n-gram F-score (Popović 2015), 0 to 1, over letters, characters and figures in one writing.

    Orders longer than either text are left out, as sacreBLEU does; punctuation and white space never count.
    """
    found, wanted = _characters(hypothesis), _characters(reference)
    orders = range(1, min(ORDER, len(found), len(wanted)) + 1)
    if not orders:
        return 0.0
    matches = [(_overlap(found, wanted, n), n) for n in orders]
    precision = sum(match / (len(found) - n + 1) for match, n in matches) / len(orders)
    recall = sum(match / (len(wanted) - n + 1) for match, n in matches) / len(orders)
    weighted = BETA**2 * precision + recall
    return (1 + BETA**2) * precision * recall / weighted if weighted else 0.0


def rouge_l(hypothesis: str, reference: str) -> float:
    """F1 of the longest common subsequence (Lin 2004), 0 to 1, over Chinese words: none is found by white space."""
    found, wanted = words(uniform(hypothesis)), words(uniform(reference))
    common = longest_common_subsequence(found, wanted)
    return 2 * common / (len(found) + len(wanted)) if common else 0.0


def longest_common_subsequence(one: Sequence[str], other: Sequence[str]) -> int:
    """Its length, by Hyyrö's bit-parallel recurrence (2004): a row of the table is one integer."""
    places: dict[str, int] = {}
    for at, word in enumerate(one):
        places[word] = places.get(word, 0) | 1 << at
    full = (1 << len(one)) - 1
    row = full
    for word in other:
        met = row & places.get(word, 0)
        row = ((row + met) | (row - met)) & full
    return len(one) - row.bit_count()


def _characters(text: str) -> str:
    return "".join(one for one in uniform(text) if one.isalnum() or one in _KEPT_SIGNS)


def _overlap(one: str, other: str, size: int) -> int:
    return (_ngrams(one, size) & _ngrams(other, size)).total()


def _ngrams(text: str, size: int) -> Counter[str]:
    return Counter(text[at : at + size] for at in range(len(text) - size + 1))


def _against_gold(likeness: Callable[[str, str], float]) -> Callable[[Case, Outcome, Context], Score]:
    def measure(case: Case, outcome: Outcome, context: Context) -> Score:
        answer = answered(outcome)
        if answer.refused:
            return Score.of(0, REFUSED)
        return Score.of(likeness(plain_text(answer), case.answer))

    return measure


def _needs_points(case: Case) -> str | None:
    return needs_answerable(case) or (None if case.points else "案例没有列出要点")


def _needs_gold(case: Case) -> str | None:
    return needs_answerable(case) or (None if _characters(case.answer) else "案例没有标准答案")


METRICS: tuple[Metric, ...] = (
    Metric(
        name="point_recall",
        version=1,
        label="要点召回率",
        description="必答要点中回答说到的比例，数字、日期、名称的不同写法视为相同",
        applies=_needs_points,
        measure=point_recall,
    ),
    Metric(
        name="chrf",
        version=1,
        label="字面相似度 chrF",
        description="与标准答案的字组重合度，偏重不遗漏；不计标点空格",
        applies=_needs_gold,
        measure=_against_gold(chrf),
    ),
    Metric(
        name="rouge_l",
        version=1,
        label="词序相似度 ROUGE-L",
        description="与标准答案按词对齐的最长公共序列 F1，按中文分词",
        applies=_needs_gold,
        measure=_against_gold(rouge_l),
    ),
)

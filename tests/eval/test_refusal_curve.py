"""The curve of refusals in the report."""

from __future__ import annotations

from itertools import pairwise

import pytest

from eval.report.refusals import STEPS, bins, curve

CASES = [(0.9, True), (0.7, True), (0.2, True), (0.1, False), (0.3, False), (0.8, False)]


def test_a_higher_threshold_refuses_more_of_both() -> None:
    points = curve(CASES)
    assert len(points) == STEPS + 1
    assert (points[0].rightly, points[0].needlessly) == (0.0, 0.0)
    assert (points[-1].rightly, points[-1].needlessly) == (1.0, 1.0)
    assert all(one.rightly <= other.rightly for one, other in pairwise(points))
    middle = next(point for point in points if point.threshold == 0.5)
    assert (middle.rightly, middle.needlessly) == (pytest.approx(2 / 3), pytest.approx(1 / 3))


@pytest.mark.parametrize("kind", [True, False])
def test_one_kind_of_question_has_no_curve(kind: bool) -> None:
    assert curve([case for case in CASES if case[1] is kind]) == []
    assert curve([]) == []


def test_bins_set_the_confidence_beside_what_came_true() -> None:
    found = bins([(0.05, False), (0.15, False), (1.0, True), (0.9, True), (0.95, False)])
    assert [one.count for one in found] == [2, 3]
    assert found[0].answerable == 0.0
    assert found[1].answerable == pytest.approx(2 / 3)
    assert found[1].confidence == pytest.approx(0.95)

"""How the load bench tells whether memory stays as it is."""

from __future__ import annotations

import pytest

from eval.bench.load import Sample, steadiness

TEN_MINUTES = range(-120, 600, 2)


def test_what_came_before_the_warm_up_was_over_does_not_count() -> None:
    told = steadiness([Sample(at, 300.0 if at >= 0 else 200.0) for at in TEN_MINUTES])
    assert (told["before"], told["minutes"], told["most"]) == (200.0, [300.0] * 10, 300.0)
    assert (told["slope_per_minute"], told["slope_share"], told["last_to_first"]) == (0.0, 0.0, 1.0)


def test_growth_shows_in_the_slope_and_between_the_first_minute_and_the_last() -> None:
    told = steadiness([Sample(at, 200.0 + 3.0 * at / 60) for at in TEN_MINUTES])
    assert told["slope_per_minute"] == pytest.approx(3.0)
    assert told["slope_share"] == pytest.approx(3.0 / 214.95, rel=1e-3)
    assert told["last_to_first"] == pytest.approx(228.5 / 201.5, rel=1e-3)

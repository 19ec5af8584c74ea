"""How far a long piece of work has come is told in words that a person can use."""

from __future__ import annotations

import pytest

from assistant.interfaces.cli.progress import Lines, duration, pace
from ingest.types import ProgressEvent


@pytest.mark.parametrize(
    ("done", "total", "seconds", "said"),
    [
        (0, 10, 5.0, ""),
        (2, 10, 5.0, ""),
        (50, 100, 10.0, "每秒 5.0 份，约剩 10 秒"),
        (10, 70, 100.0, "每份 10.0 秒，约剩 10 分钟"),
        (100, 40_100, 50.0, "每秒 2.0 份，约剩 5.6 小时"),
        (10, 10, 0.0, ""),
    ],
)
def test_rate_and_remaining_time(done: int, total: int, seconds: float, said: str) -> None:
    assert pace(done, total, seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.4, "0 秒"), (59, "59 秒"), (60, "1 分钟"), (3599, "60 分钟"), (7200, "2.0 小时")]
)
def test_durations(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_a_log_is_told_now_and_then_and_not_of_short_work(capsys: pytest.CaptureFixture[str]) -> None:
    now = 0.0
    lines = Lines("收入", every=10, clock=lambda: now)
    for index in range(40):
        now = float(index)
        lines.hear(ProgressEvent("reading", "甲.pdf", index, 100, "第 3/60 页"))
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 3
    assert told[0] == "收入 10/100，每秒 1.0 份，约剩 2 分钟，第 3/60 页"

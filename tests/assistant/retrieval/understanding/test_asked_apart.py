"""Questions taken apart."""

from __future__ import annotations

import pytest

from assistant.retrieval.understanding.parts import asks_in_turn, parts_of


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("总装车间有多少个班组，全厂又有多少个？", ("总装车间有多少个班组", "全厂又有多少个班组")),
        ("设备更新2025年做到多少，2026年何时完成？", ("设备更新2025年做到多少", "设备更新2026年何时完成")),
        ("要多少人，其中党员占多少？", ("要多少人", "其中党员占多少")),
        ("合格率，2024年和今年目标分别是多少？", ("合格率2024年是多少", "合格率今年目标是多少")),
        ("合格率是多少？", ()),
    ],
)  # fmt: skip
def test_each_part_stands_on_its_own(question: str, parts: tuple[str, ...]) -> None:
    assert parts_of(question) == parts


def test_what_is_asked_of_several_in_turn_compares_nothing() -> None:
    assert asks_in_turn("合格率，2024年和2025年分别是多少？")
    assert not asks_in_turn("2024年和2025年的合格率有什么变化？")

"""What two wordings have in common."""

from __future__ import annotations

import pytest

from ingest.text.likeness import beginning, ending, may_be_one, shortens


@pytest.mark.parametrize(
    ("one", "other", "ahead", "behind"),
    [
        ("甲项目部", "乙项目部", 0, 3),
        ("支部党员大会", "支部委员会", 2, 1),
        ("党小组会", "党小组会", 4, 4),
        ("会", "党小组会", 0, 1),
        ("", "会", 0, 0),
    ],
)
def test_characters_that_two_have_alike_are_counted_from_either_end(
    one: str, other: str, ahead: int, behind: int
) -> None:
    assert (beginning(one, other), ending(one, other)) == (ahead, behind)
    assert (beginning(other, one), ending(other, one)) == (ahead, behind)


@pytest.mark.parametrize(
    ("short", "full", "is_shorter"),
    [
        ("安监局", "安全生产监督管理局", True),
        ("安全生产监督管理局", "安全生产监督管理局", True),
        ("局安", "安全生产监督管理局", False),  # not in this order
        ("安安", "安全生产监督管理局", False),  # one 安 stands for one only
        ("环保局", "安全生产监督管理局", False),
        ("", "安监局", True),
    ],
)
def test_a_name_is_shortened_by_leaving_characters_out(short: str, full: str, is_shorter: bool) -> None:
    assert shortens(short, full) is is_shorter
    assert may_be_one(short, full) is is_shorter
    assert may_be_one(full, short) is is_shorter


def test_the_longer_does_not_shorten_the_shorter() -> None:
    assert not shortens("安全生产监督管理局", "安监局")

"""Recognised lines cut, spaced and sized as they are printed."""

from __future__ import annotations

import pytest

from ingest.layout.geometry import Rule
from ingest.ocr.typesetting import Glyphs, pieces


def line(
    text: str, x0: float = 100.0, top: float = 100.0, size: float = 16.0, steps: dict[int, float] | None = None
) -> Glyphs:
    """A line set solid; `steps` are wider gaps (in points) before a character."""
    x0 = at = 100.0
    centres = []
    for place, character in enumerate(text):
        width = size if character >= "\u2e80" else size / 2
        at += (steps or {}).get(place, 0.0)
        centres.append(at + width / 2)
        at += width
    return Glyphs(text, x0, top - 1, at, top + size + 1, tuple(centres), (0.99,) * len(text))


def texts(lines: list[Glyphs], *rules: Rule) -> list[str]:
    return [fragment.text for _, fragment in pieces(lines, rules)]


def test_a_line_over_two_cells_is_cut_at_the_rule_between_them() -> None:
    cells = line("党委组织部3月底")
    assert texts([cells], Rule(181.0, 90.0, 181.0, 130.0)) == ["党委组织部", "3月底"]
    assert texts([cells], Rule(181.0, 200.0, 181.0, 230.0)) == ["党委组织部3月底"]


@pytest.mark.parametrize(
    ("gap", "expected"), [(0.0, ["第一章总则规定"]), (12.0, ["第一章 总则规定"]), (40.0, ["第一章", "总则规定"])]
)
def test_a_gap_is_a_blank_or_parts_the_line(gap: float, expected: list[str]) -> None:
    assert texts([line("第一章总则规定", steps={3: gap})]) == expected


def test_edges_are_one_more_than_characters_and_ascend() -> None:
    for printed, fragment in pieces([line("共2026人，“5个”", steps={5: 30.0})], ()):
        assert len(printed.edges) == len(printed.text) + 1
        assert list(printed.edges) == sorted(printed.edges)
        assert (printed.edges[0], printed.edges[-1]) == pytest.approx((fragment.x0, fragment.x1), abs=0.1)


def test_sizes_that_differ_by_a_measuring_error_are_one() -> None:
    lines = [line("各党支部应当认真落实学习任务", top=100 + 30 * at, size=16 + 0.4 * (at % 2)) for at in range(6)]
    heading = line("关于开展安全检查的通知", top=40, size=22)
    short = line("特此通知。", top=300, size=17.5)
    sizes = [fragment.size for _, fragment in pieces([heading, *lines, short], ())]
    assert sizes[0] == pytest.approx(22, abs=0.5) and len(set(sizes[1:])) == 1


def test_a_heading_set_wide_has_the_size_of_its_characters() -> None:
    spaced = line("工作总结报告全文", steps=dict.fromkeys(range(1, 8), 24.0))
    body = [line("各党支部应当认真落实学习任务", top=130 + 30 * at) for at in range(3)]
    found = pieces([spaced, *body], ())
    assert {round(fragment.size) for _, fragment in found} == {16}

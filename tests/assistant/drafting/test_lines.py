"""Lines and cells keep their places: what is read from them can be cited."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.drafting.lines import cells_of, lines_of
from ingest.types import Span


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("事项：轮训；责任单位：组织部；时限：6月底", [("事项", "轮训"), ("责任单位", "组织部"), ("时限", "6月底")]),
        ("事项：建台账；逐月核对；时限：年底", [("事项", "建台账；逐月核对"), ("时限", "年底")]),
        ("措施：分三步：查、改、验；时限：", [("措施", "分三步：查、改、验"), ("时限", "")]),
        ("经研究，决定：由组织部牵头；时限：年底", []),
        ("没有栏名的一行", []),
        ("", []),
    ],
)  # fmt: skip
def test_a_row_is_read_cell_by_cell(line: str, cells: list[tuple[str, str]]) -> None:
    text = f"前一行\n{line}"
    found = cells_of(text, Span(4, len(text)))
    assert [(name, span.of(text)) for name, span in found] == cells


@given(st.text(alphabet="甲：；\n ，"))
def test_the_lines_are_the_text(text: str) -> None:
    assert "\n".join(span.of(text) for span in lines_of(text)) == text


@given(st.text(alphabet="甲乙：；， "))
def test_values_stand_where_they_are_said_to(text: str) -> None:
    for name, span in cells_of(text, Span(0, len(text))):
        assert text[: span.start].rstrip().endswith("：") and name in text[: span.start]

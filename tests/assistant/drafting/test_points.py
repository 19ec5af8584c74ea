"""What is left to do in a draft, and where; two versions side by side."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.drafting.comparing import compared, edits
from assistant.drafting.points import FRAME, points
from assistant.drafting.types import Cell, Draft, Grid, Paragraph, Section, Sentence, Spec
from assistant.types import Claim, Verdict


def sentence(text: str, verdict: Verdict = "supported") -> Sentence:
    return Sentence(Claim(text, verdict, ()), "source")


FIRST = Section(
    "a",
    "一、做法",
    (
        Paragraph((sentence("（一）学习"),), 2),
        Paragraph(
            (
                sentence("全年学习12次。"),
                sentence("共36人【待核实】。", "unsupported"),
                sentence("办了【待填：次数】次。"),
            )
        ),
    ),
    (Grid(("项", "数"), ((Cell("党员"), Cell("【待填：党员数】")),)),),
)
DRAFT = Draft(
    "d", 2, Spec("work_summary"), "【待填：单位】总结", (FIRST,), (), signature=("甲公司党委", "【待填：成文日期】")
)


def test_points_stand_in_reading_order_each_where_its_sentence_begins() -> None:
    text = "\n".join(paragraph.text for paragraph in FIRST.paragraphs)
    found = points(DRAFT)
    assert [(one.section, one.kind, one.what) for one in found] == [
        (FRAME, "open", "单位"),
        ("a", "unsupported", ""),
        ("a", "open", "次数"),
        ("a", "open", "党员数"),
        (FRAME, "open", "成文日期"),
    ]
    assert all(text.startswith(one.text, one.start) for one in found if one.start is not None)


def test_a_sentence_that_holds_is_no_point() -> None:
    section = replace(FIRST, paragraphs=FIRST.paragraphs[:1], grids=())
    assert points(replace(DRAFT, title="总结", signature=(), sections=(section,))) == ()


@pytest.mark.parametrize(
    ("earlier", "later", "out", "put"),
    [
        ("全年学习12次。专题研讨6次。", "全年学习15次。专题研讨6次。", ["12"], ["15"]),
        ("全年学习12次。", "全年学习12次。新增一句。", [], ["新增一句。"]),
        ("甲。乙。丙。", "甲。丙。", ["乙。"], []),
        ("同样的话。", "同样的话。", [], []),
    ],
)
def test_versions_differ_by_what_was_changed_alone(earlier: str, later: str, out: list[str], put: list[str]) -> None:
    found = edits(earlier, later)
    assert "".join(edit.source for edit in found) == earlier
    assert "".join(edit.claim for edit in found) == later
    assert [edit.source for edit in found if edit.kind != "equal" and edit.source] == out
    assert [edit.claim for edit in found if edit.kind != "equal" and edit.claim] == put


def test_sections_that_came_and_went_are_told() -> None:
    other = replace(FIRST, id="b", heading="二、打算", grids=())
    changes = compared(DRAFT, replace(DRAFT, sections=(other,)))
    assert [change.heading for change in changes] == ["二、打算", "一、做法"]
    assert all(edit.kind == "insert" for edit in changes[0].edits)
    assert all(edit.kind == "delete" for edit in changes[1].edits)

from __future__ import annotations

import pytest

from ingest.articles import article_label, article_starts


def labels(*lines: str) -> list[str]:
    return list(article_starts(lines).values())


def test_articles_are_counted_whatever_parts_number_and_text() -> None:
    lines = (
        "第一条 为了规范管理",
        "第二条　本办法适用于",
        "第三条本公司党员",
        "第四条【总则】",
        "第五条：各支部",
        "第 六 条 党员",
    )
    assert labels(*lines) == ["第一条", "第二条", "第三条", "第四条", "第五条", "第六条"]


def test_arabic_numbers_are_normalised() -> None:
    assert labels("第1条 目的", "第2条 范围") == ["第一条", "第二条"]
    assert article_label(105, 2) == "第一百零五条之二"


@pytest.mark.parametrize(
    "reference",
    [
        "第十二条规定的程序办理。",
        "第十二条的规定执行。",
        "第十二条、第十三条规定的情形除外。",
        "第十二条，应当报上级党委。",
        "第十二条第二款规定的",
        "第十二条 第二款规定的",
        "第十二条至第十五条",
        "第十二条和第十三条",
        "第十二条（三）项",
        "第十二条所列情形",
        "第十二条中的党员",
        "第十二条之规定",
        "第十二条另有规定的除外。",
        "第十二条第（二）项规定的",
        "第十二条修改为：",
        "“第十二条 党员应当",
        "依照第十二条 的规定",
        "《办法》第十二条 党员",
    ],
)
def test_a_reference_at_the_beginning_of_a_line_is_no_article(reference: str) -> None:
    before = [f"{article_label(number)} 内容" for number in range(1, 12)]
    assert labels(*before, reference) == [line.split()[0] for line in before]


def test_a_line_broken_before_a_reference_begins_no_article() -> None:
    assert labels("第一条 党员应当依照本办法", "第二条 履行义务。", "第二条 党员") == ["第一条", "第二条"]
    assert list(article_starts(["第一条 依照《某某条例》", "第二条办理", "第二条 党员"])) == [0, 2]


def test_the_next_article_may_begin_with_words_that_references_use() -> None:
    lines = ("第一条 总则", "第二条 第一条所称党员是指", "第三条中国共产党党员", "第四条为了落实制度")
    assert labels(*lines) == ["第一条", "第二条", "第三条", "第四条"]


def test_inserted_articles_keep_their_own_label() -> None:
    assert labels("第十二条 甲", "第十二条之一 乙", "第十二条之二 丙", "第十三条 丁") == [
        "第十二条",
        "第十二条之一",
        "第十二条之二",
        "第十三条",
    ]


def test_a_count_may_begin_late_and_leave_numbers_out() -> None:
    assert labels("第九百八十九条 甲", "第九百九十条 乙", "第九百九十二条 丙") == [
        "第九百八十九条",
        "第九百九十条",
        "第九百九十二条",
    ]


def test_a_number_far_ahead_is_a_reference_when_the_next_one_is_still_to_come() -> None:
    assert labels("第一条 甲", "第九条 程序", "第二条 乙", "第三条 丙") == ["第一条", "第二条", "第三条"]


def test_an_attachment_counts_anew() -> None:
    assert labels("第一条 甲", "第二条 乙", "第一条 丙", "第二条 丁") == ["第一条", "第二条", "第一条", "第二条"]

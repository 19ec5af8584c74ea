"""What the checks find, as the page shows it: one remark a place, and which of them can be put right."""

from __future__ import annotations

import pytest

from assistant.interfaces.web.proof.remarks import Remark, corrected, remarks_of, weights
from assistant.verification.proof import Proof
from assistant.verification.sources import passages_of

RULE = """《澄川集团党员教育培训规划（2024—2028年）》要求，党员每年集中培训时间不少于32学时。
2025年，集团党委全年召开党委会24次，研究“三重一大”事项86项。
党支部每月相对固定1天开展主题党日，组织党员集中学习。"""
OTHER = "职工书屋全年新增图书1200册，覆盖全部生产班组。"


def found(text: str) -> list[Remark]:
    sources = [*passages_of(RULE, "1", "办法"), *passages_of(OTHER, "2", "简报")]
    return remarks_of(Proof(sources).verify(text))


def test_checks_that_speak_of_one_place_are_one_remark() -> None:
    text = "《澄川集团党员教育培训规划（2023—2028年）》要求，党员每年集中培训时间不多于32学时。"
    title, hours = found(text)
    assert (title.checks, title.found[-11:]) == (("书名、文号", "日期"), "2023—2028年）")
    assert hours.checks[0] == "数值"
    assert set(hours.checks) >= {"数值", "语气和上下限", "肯定与否定"}
    assert (hours.found, hours.better) == ("不多于32学时", "不少于32学时")
    assert corrected(text, hours).endswith("不少于32学时。")
    assert weights([title, hours]) == {"certain": 2, "doubtful": 0, "unsupported": 0, "suggestion": 0}


@pytest.mark.parametrize(
    ("text", "group", "wrong", "better"),
    [
        ("集团党委全年召开党委会42次。", "certain", "42次", "24次"),
        ("全年新建职工之家17个，受到广泛好评。", "unsupported", "全年新建职工之家17个，受到广泛好评。", None),
        ("党支部每月相对固定1天开展主题党日,组织党员集中学习。", "suggestion", ",", "，"),
        ("职工书屋全年新增图书1200册，覆盖全部生产班组[1]。", "certain", "[1]", "[2]"),
    ],
)
def test_a_remark_has_its_kind_and_what_should_stand_there(
    text: str, group: str, wrong: str, better: str | None
) -> None:
    (remark,) = found(text)
    assert (remark.group, remark.found, remark.better) == (group, wrong, better)
    assert text[remark.start : remark.end] == wrong


def test_each_has_an_id_that_outlives_changes_elsewhere() -> None:
    wrong = "集团党委全年召开党委会42次。"
    first, second = found(f"{wrong}\n{wrong}")
    assert first.id != second.id
    (moved,) = [one for one in found(f"一、概况\n党支部每月相对固定1天开展主题党日。\n{wrong}") if one.found == "42次"]
    assert moved.id == first.id
    (other,) = found("集团党委全年召开党委会43次。")
    assert other.id != first.id


def test_a_figure_that_the_sentence_has_already_is_not_put_in_a_second_time() -> None:
    rule = passages_of("成员不少于7人，其中党员占比不低于50%。", "1")
    (remark,) = remarks_of(Proof(rule).verify("成员不少于7人，其中党员占比不低于50"))
    assert (remark.found, remark.better, remark.repeats) == ("不低于50", "不少于7人", True)
    assert not any(one.repeats for one in found("集团党委全年召开党委会42次。"))


def test_what_the_text_itself_has_wrong_points_to_no_source() -> None:
    text = "党支部每月相对固定1天开展主题党日，增强“四个意识”（政治意识、核心意识、大局意识、看齐意识）。"
    remark = next(one for one in found(text) if one.checks == ("固定表述",))
    assert remark.sources == ()
    assert remark.ground


def test_what_a_source_only_comes_near_to_is_not_called_what_should_stand_there() -> None:
    (remark,) = found("集团党委全年召开党委会42次。")
    assert remark.leads == "应为"
    rule = passages_of("成员不少于7人，其中党员占比不低于50%。", "1")
    (guess,) = remarks_of(Proof(rule).verify("成员不少于7人，其中党员占比不低于50"))
    assert (guess.leads, guess.better) == ("资料中为", "不少于7人")

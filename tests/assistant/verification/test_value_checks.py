"""A figure of a claim must be the source's figure for the same thing and the same time; what is only written otherwise
is the same."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assistant.types import Finding
from assistant.verification.alignment import align
from assistant.verification.values import check_values
from ingest.text.numerals import chinese_numeral


def check(claim: str, source: str, context: Sequence[str] = ()) -> tuple[Finding, ...]:
    return check_values(claim, align(claim, source), context)


def certain(claim: str, source: str, context: Sequence[str] = ()) -> list[tuple[str, str, str | None]]:
    """(check, found, expected) of what is certainly altered."""
    return [
        (one.check, one.found, one.expected)
        for one in check(claim, source, context)
        if one.verdict == "altered" and one.severity == "certain"
    ]


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("党费收入12000万元。", "党费收入1.2亿元。"),
        ("党费收入1.2亿。", "党费收入1.2亿元。"),
        ("覆盖一万二千人。", "覆盖12,000人。"),
        ("覆盖1.2万人。", "覆盖12000人。"),
        ("增长百分之三十。", "增长30%。"),
        ("增长三成。", "增长30%。"),
        ("增长30.0%。", "增长30%。"),
        ("占比超过一半。", "占比超过50%。"),
        ("二〇二六年完成。", "2026年完成。"),
        ("2026年5月1日施行。", "2026-05-01施行。"),
        ("自5月1日起施行。", "自2026年5月1日起施行。"),
        ("应当在30日内作出决定。", "应当在三十日内作出决定。"),
        ("应当在30天内作出决定。", "应当在三十日内作出决定。"),
        ("处3年以上7年以下有期徒刑。", "处三年以上七年以下有期徒刑。"),
        ("依照第12条规定处理。", "依照第十二条规定处理。"),
        ("培训１２场次。", "培训12场次。"),
        ("发展党员12名。", "全年共发展党员十二名，其中一线职工5名。"),
        ("工期3—5年。", "工期三至五年。"),
        ("奖励1000元整。", "奖励壹仟元整。"),
        ("合同期1年。", "合同期12个月。"),
        ("新修道路1.5公里。", "新修道路1500米。"),
        ("共30多项。", "共30余项。"),
        ("共将近300项。", "共近300项。"),
        ("有1128名党员、46个党支部。", "有党支部46个、党员1128名。"),
        ("一季度增长5%。", "第一季度增长5%。"),
        ("经济总量翻一番。", "经济总量翻了一番。"),
        ("每年召开一次。", "每年度召开1次。"),
        ("第十四届全国人大。", "十四届全国人大。"),
    ],
)
def test_what_is_only_written_otherwise_is_the_same(claim: str, source: str) -> None:
    assert check(claim, source) == ()


@pytest.mark.parametrize(
    ("claim", "source", "found", "expected"),
    [
        ("增长5.8%。", "增长5.3%。", "5.8%", "5.3%"),
        ("培训四十场。", "培训三十场。", "四十场", "三十场"),
        ("总投资1.2万元。", "总投资1.2亿元。", "1.2万元", "1.2亿元"),
        ("工期3年。", "工期3个月。", "3年", "3个月"),
        ("罚款500万元。", "罚款500元。", "500万元", "500元"),
        ("帮扶3.2万户。", "帮扶3.2万人。", "3.2万户", "3.2万人"),
        ("提高5%。", "提高5个百分点。", "5%", "5个百分点"),
        ("提高5个百分点。", "提高5%。", "5个百分点", "5%"),
        ("共300项。", "共300余项。", "300项", "300余项"),
        ("共约300项。", "共300项。", "约300项", "300项"),
        ("共300项。", "共超过300项。", "300项", "超过300项"),
        ("超过300项。", "超过300余项。", "超过300项", "超过300余项"),
        ("处三年以下有期徒刑。", "处三年以上有期徒刑。", "三年以下", "三年以上"),
        ("不少于45分钟。", "不超过45分钟。", "不少于45分钟", "不超过45分钟"),
        ("每年召开一次。", "每月召开一次。", "每年", "每月"),
        ("“十五五”时期取得进展。", "“十四五”时期取得进展。", "“十五五”", "“十四五”"),
        ("建设5G基站100个。", "建设6G基站100个。", "5G", "6G"),
        ("经济总量翻两番。", "经济总量翻一番。", "翻两番", "翻一番"),
        ("占三分之一。", "占三分之二。", "三分之一", "三分之二"),
        ("比例为3%—6%。", "比例为3%—5%。", "3%—6%", "3%—5%"),
        ("第十五届全国人大。", "第十四届全国人大。", "第十五届", "第十四届"),
        ("会议强调三个方面。", "会议强调五个方面。", "三", "五"),
        ("百年来国弱民穷。", "百余年来国弱民穷。", "百年", "百余年"),
        ("用于数亿元项目。", "用于数万元项目。", "数亿元", "数万元"),
    ],
)
def test_an_altered_figure_is_shown_with_the_sources(claim: str, source: str, found: str, expected: str) -> None:
    assert certain(claim, source) == [("values", found, expected)]


@pytest.mark.parametrize(
    ("claim", "source", "altered"),
    [
        (
            "粮食产量增长8%，棉花产量增长5%。",
            "粮食产量增长5%，棉花产量增长8%。",
            [("values", "8%", "5%"), ("values", "5%", "8%")],
        ),
        ("卡车产量增长3%。", "轿车产量增长3%，卡车产量增长5%。", [("values", "3%", "5%")]),
        (
            "支部书记集中学习不少于32学时。",
            "党员1年内累计集中学习时间一般不少于32学时，支部书记不少于56学时。",
            [("values", "不少于32学时", "不少于56学时")],
        ),
        (
            "装备制造业增加值增长8.9%。",
            "高技术制造业、装备制造业增加值分别增长8.9%、7.7%。",
            [("values", "8.9%", "7.7%")],
        ),
        (
            "第一、二、三产业分别增长3.5%、5.0%和5.3%。",
            "第一、二、三产业分别增长3.5%、5.3%和5.0%。",
            [("values", "5.0%", "5.3%"), ("values", "5.3%", "5.0%")],
        ),
        (
            "建成学校8所、医院12所。",
            "建成学校12所、医院8所。",
            [("values", "8所", "12所"), ("values", "12所", "8所")],
        ),
        (
            "合格率由98.4%变为91.2%。",
            "合格率由91.2%变为98.4%。",
            [("values", "98.4%", "91.2%"), ("values", "91.2%", "98.4%")],
        ),
    ],
)
def test_a_figure_of_another_subject_is_altered(
    claim: str, source: str, altered: list[tuple[str, str, str | None]]
) -> None:
    assert certain(claim, source) == altered


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("棉花产量增长8%，粮食产量增长5%。", "粮食产量增长5%，棉花产量增长8%。"),
        ("棉花产量增长8%。", "粮食产量增长5%，棉花产量增长8%，油料产量增长3%。"),
        ("每周工作6天，每天工作6小时。", "每天工作6小时，每周工作6天。"),
        ("根据有关规定，棉花产量增长8%。", "粮食产量增长5%，棉花产量增长8%。"),
        ("粮食产量提升5%，棉花产量提升8%。", "粮食产量提高5%，棉花产量提高8%。"),
        ("会议强调三个方面，开展了两次培训。", "会议强调三个方面，组织开展两次培训。"),
    ],
)
def test_clauses_in_another_order_or_left_out_are_no_error(claim: str, source: str) -> None:
    assert certain(claim, source) == []


def test_a_figure_of_another_year_is_altered() -> None:
    source = "2023年发展党员10名，2024年发展党员12名。"
    assert certain("2024年发展党员12名。", source) == []
    assert certain("2024年发展党员10名。", source)
    assert certain("2023年发展党员12名。", source)


@pytest.mark.parametrize(
    ("claim", "source", "found", "expected"),
    [
        ("2024年完成。", "2025年完成。", "2024年", "2025年"),
        ("二〇二四年完成。", "2025年完成。", "二〇二四年", "2025年"),
        ("自2026年5月2日起施行。", "自2026年5月1日起施行。", "2026年5月2日", "2026年5月1日"),
        ("自6月1日起施行。", "自2026年5月1日起施行。", "6月1日", "2026年5月1日"),
        ("2021—2024年规划。", "2021—2025年规划。", "2024年", "2025年"),
        ("2月30日前报送。", "3月30日前报送。", "2月30日", "3月30日"),
    ],
)
def test_dates(claim: str, source: str, found: str, expected: str) -> None:
    assert ("dates", found, expected) in certain(claim, source)


def test_a_day_that_does_not_exist_and_a_wrong_weekday_are_said() -> None:
    (finding, *_) = check("定于2月30日召开。", "定于2月28日召开。")
    assert (finding.check, finding.note) == ("dates", "没有这一天")
    (finding,) = check("2026年5月1日（星期六）召开。", "2026年5月1日召开。")
    assert (finding.check, finding.severity, finding.note) == ("dates", "doubtful", "这一天是星期五")


def test_the_year_may_stand_around_the_sentence() -> None:
    assert certain("2025年发展党员12名。", "全年发展党员12名。", ["2025年工作总结"]) == []
    assert certain("2025年发展党员12名。", "去年发展党员12名。", ["2026年工作总结"]) == []
    assert certain("2023年发展党员12名。", "全年发展党员12名。", ["2025年工作总结"]) == [("dates", "2023年", None)]


@pytest.mark.parametrize("context", [["2025年工作报告"], []])
def test_the_year_before_that_of_a_report_and_one_that_nothing_speaks_against_are_doubtful(context: list[str]) -> None:
    (finding,) = check("2024年发展党员12名。", "全年发展党员12名。", context)
    assert (finding.check, finding.severity) == ("dates", "doubtful")


def test_a_date_put_before_another_sentence_is_altered_though_the_window_was_rearranged() -> None:
    passage = "1998年，机构由40个减少到29个。2001年，又撤销了9个主管局。"
    claim = "1998年，又撤销了9个主管局。"
    window = "1998年，又撤销了9个主管局。机构由40个减少到29个。2001年，"
    assert certain(claim, window, [passage]) == [("dates", "1998年", "2001年")]


@pytest.mark.parametrize(
    ("claim", "context", "expected"),
    [
        ("第三十二条 党员应当交纳党费。", ["党章", "第三十二条"], []),
        ("第32条 党员应当交纳党费。", ["党章", "第三十二条"], []),
        ("第三十三条 党员应当交纳党费。", ["党章", "第三十二条"], [("article", "第三十三条", "第三十二条")]),
        ("第三十二条之一 党员应当交纳党费。", ["第三十二条"], [("article", "第三十二条之一", "第三十二条")]),
        ("党员应当交纳党费。", ["第三十二条"], []),
    ],
)
def test_an_article_is_that_of_the_passage(
    claim: str, context: list[str], expected: list[tuple[str, str, str | None]]
) -> None:
    assert certain(claim, "党员应当交纳党费。", context) == expected


def test_an_article_named_in_the_source_must_be_the_same() -> None:
    source = "依照本法第十二条第二款的规定处罚。"
    assert certain("依照本法第十二条第三款的规定处罚。", source) == [("article", "第三款", "第二款")]
    assert certain("依照本法第十三条第二款的规定处罚。", source) == [("article", "第十三条", "第十二条")]


def test_an_article_that_nobody_names_is_doubtful() -> None:
    (finding,) = check("根据第五条，党员应当交纳党费。", "党员应当交纳党费。")
    assert (finding.check, finding.severity) == ("article", "doubtful")


@pytest.mark.parametrize(
    ("claim", "source", "parts"),
    [
        ("两项合计收入200万元。", "甲收入120万元，乙收入80万元。", "120万元、80万元"),
        ("收入同比增加20万元。", "收入由去年的100万元到今年的120万元。", "100万元、120万元"),
        ("收入同比增长20%。", "收入由去年的100万元到今年的120万元。", "100万元、120万元"),
        ("合格率提高7.2个百分点。", "合格率为98.4%，去年为91.2%。", "98.4%、91.2%"),
        ("由68天缩短到52天，缩短16天。", "制造周期由68天缩短到52天。", "68天、52天"),
        ("一线职工占比65.6%。", "发展党员32名，其中一线职工21名。", "32名、21名"),
        ("人均经费500元。", "经费10万元，党员200名。", "10万元、200名"),
    ],
)
def test_what_follows_from_the_sources_figures_is_supported_with_a_note(claim: str, source: str, parts: str) -> None:
    assert certain(claim, source) == []
    (finding,) = [one for one in check(claim, source) if one.verdict == "supported"]
    assert finding.note.endswith(parts)


@pytest.mark.parametrize(
    ("claim", "source", "found", "expected"),
    [
        ("甲乙两项合计收入210万元。", "甲收入120万元，乙收入80万元。", "210万元", "200万元"),
        ("由68天缩短到52天，缩短18天。", "制造周期由68天缩短到52天。", "18天", "16天"),
        ("总数由12名增加到15名，增加4名。", "总数由12名增加到15名。", "4名", "3名"),
    ],
)
def test_what_does_not_follow_is_altered_with_the_figure_worked_out(
    claim: str, source: str, found: str, expected: str
) -> None:
    assert ("values", found, expected) in certain(claim, source)


def test_a_sum_that_the_source_itself_states_is_not_worked_out_anew() -> None:
    source = "甲收入120万元，乙收入80万元，合计收入200万元。"
    assert certain("合计收入210万元。", source) == [("values", "210万元", "200万元")]


def test_an_exact_figure_said_in_round_numbers_is_doubtful_only() -> None:
    (finding,) = check("新增就业约1260万人。", "新增就业1256万人。")
    assert (finding.verdict, finding.severity, finding.expected) == ("altered", "doubtful", "1256万人")
    assert certain("新增就业约1360万人。", "新增就业1256万人。") == [("values", "约1360万人", "1256万人")]


def test_a_figure_of_the_passage_around_counts_for_its_own_subject_only() -> None:
    passage = "发展党员12名。培训党员380名。"
    assert certain("发展党员12名，培训党员380名。", "发展党员12名。", [passage]) == []
    assert certain("发展党员380名。", "发展党员12名。", [passage]) == [("values", "380名", "12名")]


def test_a_figure_that_nobody_has_is_altered() -> None:
    assert certain("发展党员12名，投入经费30万元。", "发展党员12名。") == [("values", "30万元", None)]


def test_a_renumbered_point_is_certain_only_where_all_else_is_verbatim() -> None:
    source = "3. 建立党员责任区，开展设岗定责活动。"
    assert certain("4. 建立党员责任区，开展设岗定责活动。", source) == [("values", "4", "3")]
    assert certain("4. 建立党员责任区，组织开展设岗定责活动。", source) == []


def test_verbatim_text_has_no_findings_whatever_it_says() -> None:
    for text in ("定于2月30日召开。", "增长5%，增长8%。", "第五条", ""):
        assert check(text, text) == ()


def test_spans_point_at_the_figure() -> None:
    claim = "今年以来，共完成约300项任务，增长5%。"
    for finding in check(claim, "今年以来，共完成300余项任务，增长8%。"):
        assert claim[finding.start : finding.end] == finding.found


AMOUNTS = st.integers(2, 9_999)


@settings(deadline=None)
@given(AMOUNTS, st.sampled_from(["名", "项", "万元", "亿元", "%", "个百分点"]))
def test_every_writing_of_an_amount_is_the_same_and_another_amount_is_not(amount: int, unit: str) -> None:
    source = f"全年完成技术改造{amount}{unit}，效果良好。"
    for written in _writings(amount, unit):
        assert certain(f"全年完成技术改造{written}，效果良好。", source) == []
    other = f"全年完成技术改造{amount + 1}{unit}，效果良好。"
    assert [one[0] for one in certain(other, source)] == ["values"]


@settings(deadline=None)
@given(AMOUNTS, AMOUNTS)
def test_two_figures_exchanged_are_both_altered(one: int, other: int) -> None:
    assume(one != other)
    source = f"机床产量增长{one}台，水泵产量增长{other}台。"
    assert len(certain(f"机床产量增长{other}台，水泵产量增长{one}台。", source)) == 2
    assert certain(f"水泵产量增长{other}台，机床产量增长{one}台。", source) == []


def _writings(amount: int, unit: str) -> list[str]:
    words = chinese_numeral(amount)
    if unit == "%":
        return [f"百分之{words}", f"{amount}.0%", f"百分之{amount}"]
    written = [f"{words}{unit}", f"{amount:,}{unit}"]
    if unit == "亿元":
        written.append(f"{amount * 10_000}万元")
    if unit == "万元":
        written += [f"{amount * 10_000:,}元", f"{float(Fraction(amount, 10_000)):.10g}亿元"]
    return written

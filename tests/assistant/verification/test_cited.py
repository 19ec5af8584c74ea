"""A claim is carried by its quotations, or what is wrong with it is said."""

from __future__ import annotations

import pytest

from assistant.verification.cited import check_claim, containment

SOURCE = "支部党员大会一般每季度召开1次。2025年发展党员12名，同比增长20%，党费收入1.2亿元，完成率由85%提升至95%。"


@pytest.mark.parametrize(
    "claim",
    [
        "支部党员大会一般每季度召开1次。",
        "支部党员大会一般每季度召开一次。",
        "党员大会一般每季度召开１次",
        "發展黨員12名",
        "二〇二五年发展党员十二名，同比增长百分之二十。",
        "党费收入12000万元。",
        "1. 2025年发展党员12名。",
        "（二）发展党员12名。",
        "同比增长两成",
    ],
)
def test_supported(claim: str) -> None:
    assert check_claim(claim, [SOURCE]) == ("supported", ())


@pytest.mark.parametrize(
    ("claim", "found", "expected"),
    [
        ("2025年发展党员15名。", "15名", "12名"),
        ("2024年发展党员12名。", "2024年", "2025年"),
        ("同比增长30%。", "30%", "20%"),
        ("同比增长20个百分点。", "20个百分点", "20%"),
        ("党费收入1.2万元。", "1.2万元", "1.2亿元"),
        ("支部党员大会一般每季度召开两次。", "两次", "1次"),
    ],
)
def test_altered_figures(claim: str, found: str, expected: str | None) -> None:
    verdict, findings = check_claim(claim, [SOURCE])
    finding = next(one for one in findings if one.check in ("values", "dates"))
    assert (verdict, finding.verdict) == ("altered", "altered")
    assert (finding.found, finding.expected) == (found, expected)
    assert claim[finding.start : finding.end] == found


@pytest.mark.parametrize("claim", ["食堂周一至周五供应早餐。", "请访问网站并提交身份证号码。", "是的。", "……", ""])
def test_unsupported(claim: str) -> None:
    verdict, (finding,) = check_claim(claim, [SOURCE])
    assert (verdict, finding.check, finding.found, finding.expected) == ("unsupported", "support", claim, None)


def test_without_quotations_nothing_is_supported() -> None:
    assert check_claim("支部党员大会一般每季度召开1次。", [])[0] == "unsupported"
    assert check_claim("支部党员大会一般每季度召开1次。", [], [SOURCE])[0] == "unsupported"


def test_context_may_hold_the_year_and_the_article_but_no_other_figure() -> None:
    quote = ["发展党员12名。"]
    assert check_claim("根据第三条，2025年发展党员12名。", quote, ["2025年工作总结", "第三条"])[0] == "supported"
    assert check_claim("发展党员12名，增长20%。", quote, ["增长20%"])[0] == "altered"


def test_context_helps_to_tell_what_is_spoken_of() -> None:
    claim, quote = "北起院党员突击队在天门索道公司连续奋战五十天。", "党员突击队连续攻坚50天。"
    assert check_claim(claim, [quote])[0] == "unsupported"
    assert check_claim(claim, [quote], ["北起院支援天门索道公司，连续奋战。"])[0] == "supported"


def test_containment() -> None:
    assert containment("支部大会", ["支部", "大会"]) == pytest.approx(2 / 3)
    assert containment("支部大会", []) == 0
    assert containment("", [SOURCE]) == 0

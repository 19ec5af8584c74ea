"""True sentences in an officer's own words, each beside one with a single slip."""

from __future__ import annotations

import pytest

from assistant.types import Claim, Verdict
from assistant.verification.claims import split_claims
from assistant.verification.sources import passages_of
from assistant.verification.verifier import Verifier

YEAR = (
    "截至2025年12月31日，东江阀门公司党委下设党总支3个，共有党支部46个、党员1128名。\n"
    "年初确定的36项党建重点任务，完成34项，完成率94.4%。\n"
    "深刻领悟“两个确立”的决定性意义，增强“四个意识”、坚定“四个自信”、做到“两个维护”，推动各项工作。\n"
    "2026年从党建工作经费中安排70万元用于平台建设，从科技创新经费中安排揭榜项目资金240万元。\n"
    "据协会8月7日消息，截至当天下午6时，全省共收到意见建议194篇，其中65人署名。\n"
    "上半年全市新注册汽车905,752辆，同比增长11.6%。"
)
RULE = (
    "第九条　评审专家不少于5人，其中外部专家不少于2人。\n"
    "第十条　验收得分75分以上为合格，90分以上为优秀。\n"
    "第十一条　购买股份总额百分之五以上的，应当事先经国务院监督管理机构批准。"
)
CASE = (
    "焊缝一次合格率由91.2%提高到98.4%，提高7.2个百分点。年返修费用由146万元下降到47万元。\n"
    "申请人应当如实提交申请材料，并签署诚信承诺。5G用户普及率超过50%。\n"
    "截至2026年3月31日，办结58条，正在推进13条，向职工作出说明解释3条，办结率78.4%。"
)
LEDGER = (
    "序号：1；事项：成果推广目录；措施：编印目录；责任单位：科技质量部；时限：2025年12月31日；状态：推进中\n"
    "序号：2；事项：党务档案数字化；措施：扫描著录；责任单位：党委办公室；时限：2025年11月30日；状态：延期"
)
HEADED = "## 一、2025年工作回顾\n职工收入增长6.1%，脱困户收入增长8.4%。"


def verdicts(text: str, *sources: str) -> list[Verdict]:
    held = [one for number, source in enumerate(sources, 1) for one in passages_of(source, str(number))]
    return [claim.verdict for claim in Verifier().verify(text, held).claims]


def claim(text: str, source: str) -> Claim:
    (found,) = Verifier().verify(text, passages_of(source, "1")).claims
    return found


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("截至2025年底，公司共有46个党支部、1128名党员。", YEAR),
        ("年初确定的36项重点任务已完成34项，还有2项未完成。", YEAR),
        ("要增强“四个意识”、坚定“四个自信”、做到“两个维护”。", YEAR),
        ("2026年安排70万元用于平台建设，安排揭榜项目资金240万元，两项合计310万元。", YEAR),
        ("截至7日下午6时，全省共收到意见建议194篇，其中65人署名。", YEAR),
        ("上半年全市新注册汽车90.58万辆，同比增长11.6%。", YEAR),
        ("评审专家应不少于5人，其中外部专家至少2人。", RULE),
        ("验收得分90分以上的为优秀。", RULE),
        ("购买股份总额5%以上的，应当事先报国务院监督管理机构批准。", RULE),
        ("成果推广目录由科技质量部负责，目前还在推进中。", LEDGER),
        ("经过努力，合格率提升至98.4%，提高7.2个百分点。", CASE),
        ("年返修费用由146万元降至47万元，少花99万元。", CASE),
        ("申请人要如实提交申请材料，并签署诚信承诺。", CASE),
        ("到3月底，办结58条，13条正在推进，3条作了说明，办结率78.4%。", CASE),
        ("2025年职工收入增长6.1%，脱困户收入增长8.4%。", HEADED),
    ],
)
def test_what_is_true_in_other_words_is_no_alteration(text: str, source: str) -> None:
    found = claim(text, source)
    assert found.verdict == "supported", found.findings


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("截至2025年底，公司共有46个党支部、1182名党员。", YEAR),
        ("年初确定的36项重点任务已完成34项，还有3项未完成。", YEAR),
        ("深刻领悟“四个意识”、坚定“四个自信”、做到“两个维护”，推动各项工作。", YEAR),
        ("2026年安排70万元用于平台建设，安排揭榜项目资金240万元，两项合计320万元。", YEAR),
        ("截至9日下午6时，全省共收到意见建议194篇，其中65人署名。", YEAR),
        ("上半年全市新注册汽车95.08万辆，同比增长11.6%。", YEAR),
        ("评审专家应不超过5人，其中外部专家至少2人。", RULE),
        ("验收得分75分以上的为优秀。", RULE),
        ("购买股份总额5%以上的，应当事后报国务院监督管理机构批准。", RULE),
        ("成果推广目录由党委办公室负责，目前还在推进中。", LEDGER),
        ("经过努力，合格率提升至98.4%，提高7.2%。", CASE),
        ("年返修费用由146万元降至47万元，少花89万元。", CASE),
        ("申请人可以如实提交申请材料，并签署诚信承诺。", CASE),
        ("到4月底，办结58条，13条正在推进，3条作了说明，办结率78.4%。", CASE),
        ("2025年职工收入增长8.4%，脱困户收入增长6.1%。", HEADED),
    ],
)
def test_the_same_with_one_slip_does_not_pass(text: str, source: str) -> None:
    assert claim(text, source).verdict in ("altered", "unsupported")


def test_rows_of_a_table_are_claims_of_their_own() -> None:
    assert [one.text for one in split_claims(LEDGER)] == LEDGER.split("\n")
    assert verdicts(LEDGER, LEDGER) == ["supported", "supported"]


def test_the_number_of_a_reference_cites_nothing() -> None:
    listed = "[1] 李某. 党建与经营融合研究[J]. 企业经济, 2021, 40(09): 139-146.\n[2] 王某. 党建述评. 2023."
    assert all(one.marks == () for one in split_claims(listed))
    assert verdicts(listed, listed) == ["supported", "supported"]
    assert [one.marks for one in split_claims("全年发展党员12名。[2]\n[3]")] == [("2", "3")]


def test_a_line_that_cannot_begin_a_sentence_goes_on_from_the_last() -> None:
    (found,) = split_claims("创新平台与基层党建\n\n的融合以组织重构为基础。")
    assert found.text == "创新平台与基层党建\n\n的融合以组织重构为基础。"


def test_a_row_may_stand_under_another_number() -> None:
    assert verdicts(LEDGER.replace("序号：1", "序号：7"), LEDGER) == ["supported", "supported"]


@pytest.mark.parametrize(
    "text", ["【待填：2025年获得的荣誉和表彰】", "（本文由人工智能辅助生成，使用前须经人工核对。）"]
)
def test_what_a_draft_leaves_open_asserts_nothing(text: str) -> None:
    assert verdicts(f"全年发展党员12名。\n{text}", YEAR)[1:] == ["unverifiable"]


def test_the_number_of_a_document_is_held_against_a_number_only() -> None:
    basis = "；依据：《党建工作要点》（东阀党发〔2026〕3号）"
    row = LEDGER.split("\n")[0]
    assert verdicts(row + basis, f"# 党建工作要点\n{LEDGER}") == ["supported"]
    assert verdicts(row + basis.replace("3号", "8号"), row + basis) == ["altered"]

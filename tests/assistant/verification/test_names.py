"""Names: another institution, person or place than the source has; never a synonym or a shorter name."""

from __future__ import annotations

import pytest

from assistant.verification.alignment import align
from assistant.verification.names import check_names

SOURCE = "2026年3月，澜川集团党委书记周明远在检修车间党支部主持召开党员大会，财政部门和市总工会派员到会指导。"


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("财政部门", "教育部门"),
        ("市总工会", "市妇联"),
        ("周明远", "周明志"),
        ("周明远", "李建国"),
        ("周明远", "欧阳海"),
        ("澜川集团", "泰山集团"),
        ("检修车间党支部", "机关党支部"),
    ],
)
def test_a_swapped_name_is_found(wrong: str, right: str) -> None:
    claim = SOURCE.replace(wrong, right)
    (finding,) = check_names(claim, align(claim, SOURCE), (SOURCE,))
    assert (finding.check, finding.verdict, finding.severity) == ("name", "altered", "certain")
    assert claim[finding.start : finding.end] == finding.found
    assert finding.expected is not None
    assert finding.expected in SOURCE


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("由最高人民法院另行规定。", "由最高人民检察院另行规定。"),
        ("应当报国务院批准。", "应当报省人民政府批准。"),
        ("由上一级人民法院受理。", "由上一级最高人民法院受理。"),
        ("毛泽东思想是宝贵的精神财富。", "邓小平思想是宝贵的精神财富。"),
        ("国务院总理李克强作报告。", "国务院总理李强作报告。"),
        ("学习邓小平理论。", "学习习近平理论。"),
        ("坚持马克思列宁主义。", "坚持马克思周恩来主义。"),
        ("北京的试点已经结束。", "上海的试点已经结束。"),
        ("由国家发展改革委牵头。", "由商务部牵头。"),
        ("张伟民、李晓东两名同志获奖。", "张伟民、李晓冬两名同志获奖。"),
        ("检修一班班长刘强提出方案。", "检修一班班长刘洋提出方案。"),
        ("活动在红旗社区举行。", "活动在朝阳社区举行。"),
    ],
)
def test_public_names_are_told_apart(source: str, claim: str) -> None:
    (finding,) = check_names(claim, align(claim, source), (source,))
    assert finding.severity == "certain"


def test_a_mark_blanked_out_behind_a_name_does_not_hide_it() -> None:
    source, claim = "决定书副本应当抄送同级人民检察院。", "决定书副本应当抄送同级海关   。"
    (finding,) = check_names(claim, align(claim, source), (source,))
    assert (finding.found, finding.expected, finding.severity) == ("海关", "人民检察院", "certain")


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("各级党组织要提高认识。", "各级党组织要提升认识。"),
        ("有关部门负责落实。", "相关部门负责落实。"),
        ("澜川集团党委召开会议。", "该公司党委召开会议。"),
        ("由中共澜川集团委员会负责。", "由澜川集团委员会负责。"),
        ("由国家发展和改革委员会牵头。", "由国家发展改革委牵头。"),
        ("企业应当建立台账。", "公司应当建立台账。"),
        ("公安部门予以处罚。", "公安机关予以处罚。"),
        ("市场监管局负责登记。", "市场管理局负责登记。"),
        ("班长刘强提出方案。", "班长刘强给出方案。"),
        ("坚持高质量发展。", "坚持高标准发展。"),
        ("由厂统一组织的活动。", "由厂统一安排的活动。"),
        ("财政部门负责监督。", "财政部门负责监督。"),
        ("由市总工会负责组织，年底前完成。", "年底前完成，由市总工会负责组织。"),
        ("党支部开展学习。", "根据有关规定，党支部开展学习。"),
    ],
)
def test_other_wording_for_the_same_is_silent(source: str, claim: str) -> None:
    assert check_names(claim, align(claim, source), (source,)) == ()

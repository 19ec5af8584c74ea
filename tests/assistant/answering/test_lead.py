"""The one value that answers, or none."""

from __future__ import annotations

import pytest

from assistant.answering.lead import lead
from assistant.retrieval.question import analyse


def led(question: str, sentence: str) -> str | None:
    at = lead(analyse(question, lambda term: 1.0), sentence)
    return None if at is None else at.of(sentence).strip()


@pytest.mark.parametrize(
    ("question", "sentence", "value"),
    [
        ("诊断平台的准确率是多少？", "自主研发的诊断平台准确率跃升至85%。", "85%"),
        ("突击队奋战了多少天？", "突击队连续奋战50天。", "50天"),
        ("每个项目的经费最多多少元？", "每个项目的经费不超过8万元。", "不超过8万元"),
        ("要提前几天提出申请？", "应当提前45日提出申请。", "45日"),
        ("《意见》是哪天印发的？", "《意见》于2026年3月2日印发。", "2026年3月2日"),
        ("公司成立于哪一年？", "公司成立于1998年。", "1998年"),
        ("党员大会由谁主持？", "党员大会由支部书记主持。", "支部书记"),
        ("党员大会多久召开一次？", "党员大会一般每季度召开1次。", "每季度召开1次"),
        ("主题党日多久开展一次？", "党支部每月相对固定1天开展主题党日。", "每月"),
        ("考核多长时间进行一次？", "考核每两年进行一次。", "每两年进行一次"),
    ],
)
def test_the_value_is_taken_as_it_stands(question: str, sentence: str, value: str) -> None:
    assert led(question, sentence) == value


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("全年发展党员多少名？", "2025年发展党员12名，2024年发展党员10名。"),
        ("准确率是多少？", "准确率明显提升。"),
        ("党员和团员各有多少名？", "党员12名。"),
        ("培训用了多少钱？", "全年安排经费168万元，主要用于培训等五个方面。"),
        ("公司成立于哪一年？", "公司于2005年发布首款产品。"),
        ("公司成立于哪一天？", "公司成立于1998年。"),
        ("支出由谁审批？", "支出由组织部审核后报分管领导审批。"),
        ("温度是多少？", "温度在20—25度之间。"),
        ("为什么准确率达到85%？", "准确率达到85%。"),
        ("主题党日多久开展一次？", "主题党日相对固定1天。"),
        ("例会多久开一次？", "支委会每月召开1次，党员大会每季度召开1次。"),
    ],
)
def test_a_doubtful_value_does_not_lead(question: str, sentence: str) -> None:
    assert led(question, sentence) is None

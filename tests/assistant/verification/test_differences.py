"""Modality, polarity, lists and numbering, each at the difference between a claim and its source."""

from __future__ import annotations

import pytest

from assistant.types import Finding
from assistant.verification.composition import compose
from assistant.verification.lists import check_lists
from assistant.verification.modality import check_modality
from assistant.verification.numbering import check_number
from assistant.verification.polarity import check_polarity


def modality(claim: str, source: str) -> tuple[Finding, ...]:
    return check_modality(claim, compose(claim, source))


def polarity(claim: str, source: str) -> tuple[Finding, ...]:
    return check_polarity(claim, compose(claim, source))


def lists(claim: str, source: str) -> tuple[Finding, ...]:
    return check_lists(claim, compose(claim, source))


@pytest.mark.parametrize(
    ("claim", "source", "found", "expected"),
    [
        ("党支部可以每月开会。", "党支部应当每月开会。", "可以", "应当"),
        ("企业可以转让资质。", "企业不得转让资质。", "可以", "不得"),
        ("企业允许转让资质。", "企业严禁转让资质。", "允许", "严禁"),
        ("支委会由3人以下组成。", "支委会由3人以上组成。", "以下", "以上"),
        ("党员不超过50名的设支委会。", "党员不少于50名的设支委会。", "不超过", "不少于"),
        ("党员低于50名的设党委。", "党员超过50名的设党委。", "低于", "超过"),
        ("经费一律由党委承担。", "经费原则上由党委承担。", "一律", "原则上"),
        ("部分党员参加了学习。", "全部党员参加了学习。", "部分", "全部"),
        ("應當先申請或者備案。", "应当先申请并且备案。", "或者", "并且"),
    ],
)
def test_a_word_of_force_exchanged(claim: str, source: str, found: str, expected: str) -> None:
    (finding,) = modality(claim, source)
    assert (finding.check, finding.verdict, finding.severity) == ("modality", "altered", "certain")
    assert (finding.found, finding.expected) == (found, expected)
    assert claim[finding.start : finding.end] == found


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("经费由所在党委承担。", "经费原则上由所在党委承担。"),
        ("党支部每月召开会议。", "党支部应当每月召开会议。"),
        ("考核结果应当公开。", "考核结果公开。"),
    ],
)
def test_a_word_of_force_dropped_or_added(claim: str, source: str) -> None:
    (finding,) = modality(claim, source)
    assert finding.severity == "certain"
    assert claim[finding.start : finding.end] == finding.found
    assert finding.expected is not None and finding.expected in source


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("党支部应当每月开会。", "党支部应当每月开会。"),
        ("党支部应每月开会。", "党支部应当每月开会。"),
        ("党支部须每月开会。", "党支部必须每月开会。"),
        ("区政府应对报刊亭予以支持。", "区政府应当对报刊亭予以支持。"),
        ("党员不得少于3名。", "党员不少于3名。"),
        ("党支部应当每月开会。", "党支部应当每月开会，不得以学习代替。"),
        ("根据有关规定，党支部应当每月开会。", "党支部应当每月开会。"),
        ("不得出租，应当登记。", "应当登记，不得转让，不得出租。"),
        ("党组织应当每月开会。", "各级党组织应当每月开会。"),
        ("相应的响应机制适应形势。", "对应的反应机制适应形势。"),
        ("张三以及李四参加。", "张三和李四参加。"),
    ],
)
def test_the_same_force_is_no_finding(claim: str, source: str) -> None:
    assert modality(claim, source) == ()


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("全年任务已完成。", "全年任务未完成。"),
        ("全院收入下降5%。", "全院收入增长5%。"),
        ("该规定影响合同的效力。", "该规定不影响合同的效力。"),
        ("该规定不影响合同的效力。", "该规定影响合同的效力。"),
        ("会议反对这一方案。", "会议同意这一方案。"),
        ("没有违反规定的，予以通报。", "违反规定的，予以通报。"),
        ("工程质量合格。", "工程质量不合格。"),
        ("這項工作沒有開展。", "这项工作开展。"),
    ],
)
def test_what_was_turned_into_its_opposite(claim: str, source: str) -> None:
    findings = polarity(claim, source)
    assert [(one.check, one.verdict, one.severity) for one in findings] == [("polarity", "altered", "certain")]
    assert claim[findings[0].start : findings[0].end] == findings[0].found


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("持续提高服务水平。", "不断提高服务水平。"),
        ("要提高质量，也要降低成本。", "不仅要提高质量，也要降低成本。"),
        ("提升服务水平。", "提高服务水平。"),
        ("完成了全年任务。", "完成了全年任务，没有发生事故。"),
        ("各类企业都要参加。", "不同企业都要参加。"),
    ],
)
def test_other_words_of_the_same_sense_are_no_finding(claim: str, source: str) -> None:
    assert polarity(claim, source) == ()


MEASURES = "加强政治建设、思想建设、组织建设、作风建设和纪律建设。"


@pytest.mark.parametrize(
    ("claim", "source", "note"),
    [
        ("加强政治建设、组织建设、作风建设和纪律建设。", MEASURES, "少了“思想建设”"),
        ("加强思想建设、政治建设、组织建设、作风建设和纪律建设。", MEASURES, "次序"),
        ("加强政治建设、思想建设、组织建设和纪律建设。", MEASURES, "少了“作风建设”"),
        ("加强政治建设、思想建设、廉政建设、组织建设、作风建设和纪律建设。", MEASURES, "多了“廉政建设”"),
        ("贯彻百家争鸣、百花齐放的方针。", "贯彻百花齐放、百家争鸣的方针。", "次序"),
        ("培育自尊自信、理性平和的心态。", "培育自尊自信、理性平和、积极向上的心态。", "少了“积极向上"),
        ("一是抓学习，三是抓落实。", "一是抓学习，二是抓检查，三是抓落实。", "少了"),
        ("一是抓检查，二是抓学习，三是抓落实。", "一是抓学习，二是抓检查，三是抓落实。", "次序"),
    ],
)
def test_members_dropped_added_and_moved(claim: str, source: str, note: str) -> None:
    findings = lists(claim, source)
    assert {(one.check, one.verdict) for one in findings} == {("list", "altered")}
    assert note in findings[0].note


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        (MEASURES, MEASURES),
        ("强化政治建设、思想建设、组织建设、作风建设和纪律建设。", MEASURES),
        ("加强政治建设、思想建设、组织建设、作风建设、纪律建设。", MEASURES),
        ("加强政治建设、思想建设等。", MEASURES),
        ("现有支部46个。", "现有支部46个、党员1128名。"),
        ("分别减少百分之4.42和5.95%。", "分别减少4.42%和5.95%。"),
        ("要求严格。", "加强学习、检查，要求严格。"),
    ],
)
def test_lists_that_say_the_same(claim: str, source: str) -> None:
    assert lists(claim, source) == ()


def test_a_number_that_is_the_sources_own() -> None:
    source = "2．民用航空器没有降落，并且没有其他信息。"
    claim = "9．民用航空器没有降落，并且没有其他信息。"
    (finding,) = check_number(claim, compose(claim, source))
    assert (finding.found, finding.expected, finding.start) == ("9", "2", 0)
    assert check_number(source, compose(source, source)) == ()

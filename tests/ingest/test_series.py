from __future__ import annotations

import pytest

from ingest.genres import genre_of
from ingest.series import covered_rule, may_be_one_issuer, series_key, title_key


@pytest.mark.parametrize(
    ("title", "genre", "nature"),
    [
        ("2025年党建工作总结", "工作总结", "work"),
        ("2026年党建工作要点", "工作要点", "work"),
        ("党员积分管理办法（试行）", "管理办法", "rule"),
        ("党员积分管理暂行办法", "办法", "rule"),
        ("考核细则（2026年修订）", "考核细则", "rule"),
        ("“三会一课”制度", "制度", "rule"),
        ("中华人民共和国公司法", "法律", "rule"),
        ("关于印发《党员积分管理办法（试行）》的通知", "通知", "act"),
        ("关于2026年第一季度检查情况的通报", "通报", "act"),
        ("2026年第5次党委会会议纪要", "会议纪要", "serial"),
        ("《华川党建》简报2026年第4期", "简报", "serial"),
        ("第一议题学习材料（2026年第5期）", "学习材料", "serial"),
        ("任务清单台账", "台账", "work"),
        ("把难题解在一线——某某公司党委案例", "案例", "work"),
        ("发展党员工作细则征求意见稿", "细则", "rule"),
        ("党支部的特色做法", None, None),
        ("今天下午的情况", None, None),
    ],
)
def test_genres_by_the_last_words(title: str, genre: str | None, nature: str | None) -> None:
    found = genre_of(title)
    assert (found.name, found.nature) == (genre, nature) if found else (genre, nature) == (None, None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("党员积分管理办法（试行）", "党员积分管理办法"),
        ("党员积分管理办法（试行）", "党员积分管理办法（2026年修订）"),
        ("党员积分管理暂行办法", "党员积分管理办法(2023年10月修正)"),
        ("党员积分管理办法征求意见稿", "党员积分管理办法（2019版）"),
        ("2025年度党支部考核办法", "2026年度党支部考核办法"),
        ("关于印发《党员积分管理办法（试行）》的通知", "党员积分管理办法"),
        ("某某公司党委关于修订印发《党员积分管理办法》的通知", "党员积分管理办法（试行）"),
        (
            "最高人民法院 最高人民检察院关于某某案件适用法律的解释",
            "最高人民法院、最高人民检察院关于某某案件适用法律的解释",
        ),
    ],
)
def test_versions_of_one_rule_share_a_series(one: str, other: str) -> None:
    assert series_key(one, None) == series_key(other, None) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("关于某某纠纷的规定（一）", "关于某某纠纷的规定（二）"),
        ("党员积分管理办法", "党员积分管理办法实施细则"),
        ("甲省物业管理条例", "乙省物业管理条例"),
    ],
)
def test_different_rules_have_different_series(one: str, other: str) -> None:
    assert series_key(one, None) != series_key(other, None)


@pytest.mark.parametrize(
    "title",
    [
        "2025年党建工作总结",
        "2026年党建工作要点",
        "关于召开会议的通知",
        "党委会2026年第5次会议纪要",
        "《华川党建》简报2026年第4期",
        "刑法修正案（八）",
        "关于印发《甲办法》《乙办法》的通知",
        "章程",
        "考核办法",
    ],
)
def test_what_is_no_rule_or_anybodys_has_no_series(title: str) -> None:
    assert series_key(title, None) == ""


def test_a_generic_title_is_told_apart_by_its_issuer() -> None:
    ours, theirs = series_key("考核办法（试行）", "甲公司党委"), series_key("考核办法", "乙公司党委")
    assert ours
    assert ours == series_key("考核办法（2026年修订）", "甲公司党委") != theirs


def test_the_rule_under_a_covering_letter() -> None:
    assert covered_rule("关于印发《党员积分管理办法（试行）》的通知") == "党员积分管理办法（试行）"
    assert covered_rule("关于学习《党员积分管理办法》的通知") is None
    assert title_key("关于印发《某某〈章程〉实施办法》的通知") == title_key("某某《章程》实施办法")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("中共华川机电有限公司委员会", "华川机电党委", True),
        ("某某省人民代表大会", "某某省人民代表大会常务委员会", True),
        ("集团党委组织部", "中共华川机电有限公司委员会", True),
        ("甲川公司党委", "乙山公司党委", False),
        (None, "甲公司", True),
    ],
)
def test_issuers_that_can_be_the_same(one: str | None, other: str | None, same: bool) -> None:
    assert may_be_one_issuer(one, other) is same
    assert may_be_one_issuer(other, one) is same

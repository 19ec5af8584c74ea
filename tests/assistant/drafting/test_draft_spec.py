"""Specifications: read as people write them, refused in their words where they cannot be."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.drafting.spec import load_spec, parse_spec
from assistant.drafting.types import Fact
from assistant.errors import SpecError

CHINESE = """
单位: 东江阀门公司党委
期间: 2026
主题: 党建
主送: 集团党委
事实:
  发展党员: 12名
  荣誉: [市级先进基层党组织, 省级文明单位]
来源:
  库: [制度, 总结]
  文件: 2026年工作要点
  截止: 2026年6月30日
篇幅: 约2500字
成文日期: 2026-07-05
"""


def test_chinese_keys_and_words() -> None:
    spec = parse_spec(CHINESE, "工作总结")
    assert (spec.genre, spec.unit, spec.period, spec.length) == ("work_summary", "东江阀门公司党委", "2026年", 2500)
    assert spec.scope.collections == {"制度", "总结"}
    assert spec.scope.as_of == date(2026, 6, 30)
    assert spec.sources == ("2026年工作要点",)
    assert spec.signed == date(2026, 7, 5)
    assert spec.facts == (
        Fact("results.recruits", "12名"),
        Fact("results.honours", "市级先进基层党组织"),
        Fact("results.honours", "省级文明单位"),
    )


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ("[发展党员12名]", (Fact("", "发展党员12名"),)),
        ("[{slot: 发展党员, text: 12名}]", (Fact("results.recruits", "12名"),)),
        ("[{发展党员: 12名}]", (Fact("results.recruits", "12名"),)),
        ("{存在问题: 队伍老化}", (Fact("problems", "队伍老化"),)),
        ("{培训期数: 3}", (Fact("培训期数", "3"),)),
        ("只有一句话", (Fact("", "只有一句话"),)),
    ],
)
def test_facts_in_every_form(facts: str, expected: tuple[Fact, ...]) -> None:
    assert parse_spec(f"facts: {facts}", "work_summary").facts == expected


def test_slots_of_a_form_may_stand_as_keys() -> None:
    spec = parse_spec("出席: 甲、乙\n主持: 甲\n主题: 第3次党委会", "会议纪要")
    assert spec.topic == "第3次党委会"
    assert spec.facts == (Fact("head.present", "甲、乙"), Fact("head.chair", "甲"))


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ("unti: 甲", "不认识的键 'unti'", "'unit'"),
        ("主体: 甲", "不认识的键 '主体'", "'主题'"),
        ("单位: 甲\nunit: 乙", "unit 写了两次", ""),
        ("facts: [发展党员12名, 全年发展党员13名。]", "互相矛盾", "保留一个"),
        ("facts: {发展党员: [12名, 13名]}", "互相矛盾", ""),
        ("facts: {发展党员: }", "内容应为文字", ""),
        ("facts: {发展党员: {数: 1}}", "内容应为文字", ""),
        ("sources: {collection: 甲, 文件夹: 乙}", "来源中有不认识的键 '文件夹'", "文件"),
        ("length: 很长", "篇幅应为", "3000"),
        ("length: 0", "篇幅应为", ""),
        ("as_of: 去年", "截止日期应为一个日期", ""),
        ("来源: {截止: 上月}", "截止日期应为一个日期", "2026-06-30"),
        ("genre: 案例\n单位: 甲", "文种是 '案例'", "一致"),
        ("- 甲", "应由“键: 值”组成", "unit（单位）"),
        ("单位: [甲", "不是合法的 YAML", "冒号"),
        ("成文日期: 2026-13-01", "不是合法的 YAML", "冒号"),
        ("单位: [甲, 乙]", "unit 应为文字", ""),
    ],
)
def test_what_is_wrong_is_said(text: str, said: str, hint: str) -> None:
    with pytest.raises(SpecError) as caught:
        parse_spec(text, "工作总结")
    assert said in caught.value.message
    assert hint in (caught.value.hint or "")


@pytest.mark.parametrize(
    "facts",
    [
        "[2025年发展党员12名, 2026年发展党员15名]",
        "{荣誉: [省级表彰2项, 市级表彰3项]}",
        "[发展党员12名, 发展党员12名]",
        "[党支部46个, 党员1128名]",
    ],
)
def test_facts_that_only_look_alike_are_let_pass(facts: str) -> None:
    assert parse_spec(f"facts: {facts}", "工作总结").facts


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="找不到写作要求文件"):
        load_spec(tmp_path / "none.yaml", "工作总结")
    broken = tmp_path / "broken.yaml"
    broken.write_bytes("单位: 甲".encode("gbk"))
    with pytest.raises(SpecError, match="不是 UTF-8"):
        load_spec(broken, "工作总结")


def test_an_unknown_genre_is_a_wrong_specification() -> None:
    with pytest.raises(SpecError, match="没有文种"):
        parse_spec("单位: 甲", "请柬")

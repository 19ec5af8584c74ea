"""Damaged text comes back, clean text comes back identical."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.repair import repair, repair_lines

CLEAN = [
    "党支部应当每季度至少召开1次党员大会，党支部委员会会议一般每月召开1次。",
    "2025年，集团公司实现营业收入1,286.5亿元，同比增长8.3%，利润总额首次突破100亿元。",
    "会议时间：2026年3月5日上午9:30—11:00，地点：办公楼3层会议室。",
    "坚持“两个确立”，增强“四个意识”、坚定“四个自信”、做到“两个维护”。",
    "详见 https://www.example.com/a,b;c?id=1&p=2 或致信 office@example.com，电话 010-88886666。",
    "DOI：10.1234/abc.2026.01.002；ISO 9001 质量管理体系；比例为 3:1，得分 4.5/5。",
    "[1] 王某, 李某. 国有企业党建研究[J]. 企业管理, 2023, 40(5): 12-18.",
    "采用“1+N”架构（1 名党员带头人+N 名跨专业成员），完成调研采访 24 篇、访谈 12 人次。",
    "开展“强党建 保稳定 促经营 助发展”行动，激活红色引擎 赋能发展新篇。",
    "中共中央 国务院印发《关于深化国有企业改革的指导意见》。",
    "The Party branch held 12 meetings in 2025, and 98% of members attended (on average).",
    "龘(dá)字笔画繁多，读音须查字典。",
    "你们准备好了吗?我们准备好了!",
    "主持人：张 三　　记录人：李四光",
    "第一条　为了加强党的组织建设，根据《中国共产党章程》，制定本办法。",
    "α 系数为 0.87，误差 ±0.5℃，面积 120㎡，编号 A-01/B_02。",
    "（一）2026年一季度：①学习教育；②整改落实。",
    "他在书评中提到《資治通鑑》一书，并引用了其中的原文。",
    "",
]


def kinds(text: str) -> dict[str, int]:
    return {change.kind: change.count for change in repair(text).changes}


@pytest.mark.parametrize("text", [text for text in CLEAN if "?" not in text])
def test_clean_text_comes_back_identical(text: str) -> None:
    assert repair(text).text == text
    assert repair(text).changes == ()


PHRASES = [
    "党支部", "第一议题", "2026年", "应当", "8.3%", "，", "。", "“四个意识”", "《章程》", "、", "（试行）", "12次",
    "：", "坚持", "发展", "10:30", "——", "工作要点", "ISO9001",
]  # fmt: skip


@given(st.lists(st.sampled_from(PHRASES), max_size=20))
def test_clean_phrases_in_any_order_come_back_identical(phrases: list[str]) -> None:
    text = "".join(phrases)
    assert repair(text).text == text


DAMAGE = "党建國質產(zhì)(gòu)?。ǘ┖霌 P1 20 25年月,;:!()（）“”的强化\n\ue46a\ue7ed\ufffd\u3000ä¹浣犲ソ[1]-–*#"


@given(st.text(max_size=60) | st.text(DAMAGE, max_size=40))
def test_repaired_text_keeps_its_lines_and_is_not_repaired_again(text: str) -> None:
    once = repair(text).text
    assert once.count("\n") == text.count("\n")
    assert repair(once).text == once


@pytest.mark.parametrize(
    ("damaged", "whole"),
    [
        ("優(yōu)勝", "优胜"),
        ("新質(zhì)生產(chǎn)力培育下國(guó)有企業(yè)黨建", "新质生产力培育下国有企业党建"),
        ("黨建工作與產(chǎn)業(yè)工人隊(duì)伍", "党建工作与产业工人队伍"),
    ],
)
def test_pinyin_after_traditional_characters(damaged: str, whole: str) -> None:
    assert repair(damaged).text == whole


def test_a_traditional_document_is_simplified_and_a_quoted_title_is_not() -> None:
    assert repair("黨的領導是中國特色社會主義最本質的特徵。").text == "党的领导是中国特色社会主义最本质的特征。"
    assert kinds("读《論語》有感，谈谈党的建设与企业发展。") == {}


SHIFTED = [
    ("?。ǘ\ue46a┖霌P(yáng)勞模精神與工匠文化", "（二）弘扬劳模精神与工匠文化"),
    ("?。ㄈ\ue40c\ue7ed?qiáng)化主人翁意識(shí),強(qiáng)化責任", "（三）强化主人翁意识，强化责任"),
    ("?。ㄒ唬\ue7f5?gòu)建協(xié)同機(jī)制", "（一）构建协同机制"),
    ("?。ㄒ唬﹦?chuàng)新激勵(lì)機(jī)制", "（一）创新激励机制"),
]


@pytest.mark.parametrize(("damaged", "whole"), SHIFTED)
def test_bytes_read_one_late(damaged: str, whole: str) -> None:
    assert repair(damaged).text.strip() == whole


def shift(text: str) -> str:
    """What a page shows when the first byte of its GBK is lost: pairs of bytes read one late, the last one alone."""
    return "?" + text.encode("gbk")[1:].decode("gb18030", errors="replace").replace("\ufffd", "?")


@pytest.mark.parametrize("text", ["（二）發揮黨員先鋒模範作用", "（三）完善民主管理制度", "（一）加强基层组织建设"])
def test_a_line_shifted_by_any_lost_byte_is_found_again(text: str) -> None:
    indented = "　" + text
    assert repair(shift(indented)).text.strip().startswith(repair(text).text[:-1])


@pytest.mark.parametrize(
    ("text", "written", "read"),
    [
        ("坚持和加强党的全面领导，推动企业高质量发展。", "utf-8", "gb18030"),
        ("坚持和加强党的全面领导，推动企业高质量发展。", "utf-8", "latin-1"),
        ("坚持和加强党的全面领导，推动企业高质量发展。", "gb18030", "latin-1"),
        ("第十二条 党支部应当严格执行请示报告制度", "utf-8", "gb18030"),
        ("第十二条 党支部应当严格执行请示报告制度", "gb18030", "big5"),
        ("ISO 9001 体系认证", "utf-8", "latin-1"),
    ],
)
def test_text_read_in_another_encoding(text: str, written: str, read: str) -> None:
    found = repair(text.encode(written).decode(read, errors="replace")).text
    assert sum(a == b for a, b in zip(found, text, strict=False)) >= len(text) - 1


def test_lost_characters_are_marked_and_not_invented() -> None:
    found = repair("優(yōu)勝?gòu)倪x擇開始,我們是您最好的選擇").text
    assert found.startswith("优胜\ufffd选择开始")


@pytest.mark.parametrize(
    ("damaged", "whole"),
    [
        ("解决企业审批难题 50 0 余项", "解决企业审批难题 500 余项"),
        ("投入资金 1 200 万元", "投入资金 1200 万元"),
        ("自20 25 年以来", "自2025 年以来"),
        ("于1 2 月底完成", "于12 月底完成"),
        ("中 华 人 民 共 和 国", "中华人民共和国"),
        ("摘 要", "摘要"),
        ("加强组织建 设工作", "加强组织建设工作"),
        ("调研采访 24 篇", "调研采访 24 篇"),
        ("2023 2024 年度", "2023 2024 年度"),
        ("赵 钱 两位同志", "赵 钱 两位同志"),
    ],
)
def test_spaces_inside_words_and_numbers(damaged: str, whole: str) -> None:
    assert repair(damaged).text == whole


@pytest.mark.parametrize(
    ("damaged", "whole"),
    [
        ("推行双结合机制,将成效与考核挂钩", "推行双结合机制，将成效与考核挂钩"),
        ("降低成本40%,带动增收", "降低成本40%，带动增收"),
        ("党建工作部(主任助理),呼和浩特", "党建工作部（主任助理），呼和浩特"),
        ("(一)深化理论武装", "（一）深化理论武装"),
        ("时间:10:30,地点:三楼", "时间：10:30，地点：三楼"),
        ("为何难?", "为何难？"),
        ("见http://a.cn/x,y;z 和(1)(2)", "见http://a.cn/x,y;z 和(1)(2)"),
    ],
)
def test_half_width_marks_in_chinese_text(damaged: str, whole: str) -> None:
    assert repair(damaged).text == whole


@pytest.mark.parametrize(
    ("damaged", "whole"),
    [
        ("ﬁnal ofﬂine", "final offline"),
        ("⽂件⻓期有效", "文件长期有效"),
        ("\uf0b7 学习教育", "• 学习教育"),
        ("党\u200b建\ufeff工作\u00a0要点", "党建工作 要点"),
    ],
)
def test_glyphs(damaged: str, whole: str) -> None:
    assert repair(damaged).text == whole


def test_what_was_repaired_is_counted_and_told() -> None:
    found = repair("推行机制,將黨建與業(yè)務(wù)融合,解決難題 50 0 余項")
    assert {change.kind for change in found.changes} == {"pinyin", "traditional", "spaces", "punctuation"}
    assert found.summary == "已自动修复原文中的夹注拼音 2 处、繁体字 9 个、多余空格 1 处、半角标点 2 处"
    assert repair("没有损坏。").summary == ""


def test_lines_are_repaired_together_and_stay_apart() -> None:
    lines, changes = repair_lines(["黨建引領", "產(chǎn)業(yè)發展", ""])
    assert lines == ["党建引领", "产业发展", ""]
    assert {change.kind for change in changes} == {"pinyin", "traditional"}
    assert repair_lines([]) == ([], ())


@pytest.mark.shared
def test_the_damaged_web_page_of_the_seeds(shared: Path) -> None:
    text = repair((shared / "seeds/002_37d5bd40009d9957.txt").read_text(encoding="utf-8")).text
    lines = [line.strip() for line in text.splitlines()]
    headings = [
        "（一）深化理论武装与形势教育，提升政治领悟力。", "（二）弘扬劳模精神与工匠文化，塑造职业价值标杆。",
        "（三）强化主人翁意识与奋斗情怀，凝聚发展共识。", "（一）构建“党建+技能攻坚”的协同创新模式。",
        "（二）健全分层分类的“党建赋能”培训体系。", "（三）搭建“党建领航”的职业发展与价值展示平台。",
        "（一）创新“党建融入”的激励与评价机制。", "（二）完善“党建引领”的民主管理与沟通机制。",
        "（三）强化“党政工团”协同联动的一体化工作格局。",
    ]  # fmt: skip
    found = [line for line in lines if line.startswith("（")]
    assert [line[: len(heading)] for line, heading in zip(found, headings, strict=True)] == headings
    assert "，" in text and "(zhì)" not in text and "黨" not in text


@pytest.mark.shared
@pytest.mark.parametrize("name", ["000_386988838b121e84.txt", "001_8a33f948501c2c2d.txt"])
def test_undamaged_seeds_come_back_identical(shared: Path, name: str) -> None:
    text = (shared / "seeds" / name).read_text(encoding="utf-8")
    assert repair(text).text == text

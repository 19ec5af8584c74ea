from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ingest.metadata import describe
from ingest.numbers import normal_number
from ingest.types import Block, Metadata, PageRun, Reading


def reading(*lines: str | Block, title: str | None = None) -> Reading:
    blocks = (line if isinstance(line, Block) else Block("paragraph", line, (PageRun(0, 1),)) for line in lines)
    return Reading((), tuple(blocks), paged=False, title=title)


def heading(text: str, level: int = 1) -> Block:
    return Block("heading", text, (PageRun(0, 1),), level)


def described(*lines: str | Block, title: str | None = None, name: str = "扫描件.docx") -> Metadata:
    return describe(reading(*lines, title=title), name)


LETTER = (
    "中共华川机电有限公司委员会文件",
    "华机党发[2026] 3号",
    "中共华川机电有限公司委员会",
    "关于印发《党员积分管理办法（试行）》的通知",
    "各党支部：",
    "依照上级通知（集团党发〔2025〕18号）要求，现将办法印发给你们。",
    "中共华川机电有限公司委员会",
    "2026年1月15日",
    "附件1",
    "党员积分管理办法（试行）",
    "第一条 为加强管理，制定本办法。",
    "第二条 本办法自2026年3月1日起施行，《党员积分暂行办法》自2020年5月1日起施行的规定同时废止。",
)


def test_an_official_letter_says_all_of_it() -> None:
    assert described(*LETTER) == Metadata(
        title="中共华川机电有限公司委员会关于印发《党员积分管理办法（试行）》的通知",
        issuer="中共华川机电有限公司委员会",
        number="华机党发〔2026〕3号",
        issued=date(2026, 1, 15),
        effective=date(2026, 3, 1),
        status="试行",
        genre="通知",
        series="党员积分管理办法",
        provenance=(
            ("effective", "text"),
            ("genre", "text"),
            ("issued", "text"),
            ("issuer", "text"),
            ("number", "text"),
            ("status", "text"),
            ("title", "text"),
        ),
    )


def test_a_covering_letter_is_a_version_of_its_rule_only_where_the_rule_is_attached() -> None:
    assert described(*LETTER).series == "党员积分管理办法"
    assert described(*LETTER[:8]).series == ""


def test_a_rule_passed_by_a_legislature() -> None:
    found = described(
        heading("某某省党员教育条例"),
        "2015年5月1日 某某省第十二届人民代表大会常务委员会第三次会议通过",
        "2020年7月2日 某某省第十三届人民代表大会常务委员会第九次会议《关于修改〈某某省若干条例〉的决定》修正",
        "第一条 为了规范教育，制定本条例。",
        "第二条 本条例自2015年10月1日起施行。",
    )
    assert found.issuer == "某某省人民代表大会常务委员会"
    assert (found.issued, found.effective, found.status) == (date(2020, 7, 2), date(2015, 10, 1), "修正")


def test_effect_from_the_day_of_issue() -> None:
    found = described("工作规则", "第一条 甲", "第二条 本规则自印发之日起施行。", "某某公司党委", "2026年2月3日")
    assert found.effective == found.issued == date(2026, 2, 3)


def test_effect_as_the_covering_letter_states_it() -> None:
    found = described(
        "管理办法（试行）", "第一条 甲", "第二条 本办法由组织部负责解释，自2024年6月1日起施行，试行期2年。"
    )
    assert found.effective == date(2024, 6, 1)
    found = described("关于印发考核办法的通知", "各支部：", "现将《考核办法》印发给你们，自2026年4月1日起施行。")
    assert found.effective == date(2026, 4, 1)


def test_nothing_is_guessed() -> None:
    found = described(
        "党建工作情况",
        "根据国资党发〔2020〕5号文件，2025年6月1日召开会议，《考核办法》自2024年1月1日起施行以来成效明显。",
        "会议同意修订《平台管理办法》，修改后印发，自2026年4月1日起施行。",
    )
    assert found == Metadata(title="党建工作情况", provenance=(("title", "text"),))


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("党发〔2026〕3号", "党发〔2026〕3号"),
        ("党发[2026]03号", "党发〔2026〕3号"),
        ("党发（2026）3 号", "党发〔2026〕3号"),
        ("党发【2026】第3号", "党发〔2026〕3号"),
        ("党发2026年3号", None),
    ],
)
def test_document_numbers_are_normalised(written: str, normal: str | None) -> None:
    assert normal_number(written) == normal


def test_a_decree_number() -> None:
    found = described("水量调度条例", "2006年7月24日 中华人民共和国国务院令第472号公布", "第一条 甲")
    assert (found.number, found.issuer) == ("国务院令第472号", "国务院")


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (
            ("党建引领创新的实践探索", "——以某某院为例", "王某某", "某某公司，北京，100000；"),
            "党建引领创新的实践探索——以某某院为例",
        ),
        (
            ("The path of integration", "Wang San", "Abstract", "This article.", "党建融合的路径研究", "王三"),
            "党建融合的路径研究",
        ),
        (
            ("欢迎投稿!—— 某某网", "我要检测 我要投稿 期刊查询", "党建融合的创新路径", "作者：王三日期：2025-1-2"),
            "党建融合的创新路径",
        ),
        (
            ("华川机电有限公司2025年度", "党建工作总结", "2025年，公司党委抓学习、强组织。"),
            "华川机电有限公司2025年度党建工作总结",
        ),
        (
            ("第一议题学习材料", "（2026年第5期 党委办公室编 2026年3月11日）", "一、文件概况"),
            "第一议题学习材料（2026年第5期）",
        ),
        (
            ("华川党建", "2026年第4期（总第64期）党委宣传部编 2026年4月20日", "一、从车间到工地"),
            "《华川党建》2026年第4期",
        ),
        (("党建工作简报", "第12期", "2026年4月20日", "一、从车间到工地"), "党建工作简报第12期"),
        (("考核方案", "（2026—2027年）", "为做好考核，制定本方案。"), "考核方案（2026—2027年）"),
        (("党建工作总结", "（2026年1月16日）", "一、主要做法"), "党建工作总结"),
        (("平台管理办法", "（2026年修订）", "第一条 甲"), "平台管理办法（2026年修订）"),
        (("机密★1年", "特急", "关于做好换届工作的通知", "各党支部："), "关于做好换届工作的通知"),
        ((heading("支部工作条例解读"), heading("背景", 2), "正文。"), "支部工作条例解读"),
        (("各位同志：", "今天召开会议，主要任务是学习。"), "扫描件"),
    ],
)
def test_titles(lines: tuple[str | Block, ...], title: str) -> None:
    assert described(*lines).title == title


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("2026年党建工作要点", "2026年党建工作要点"),
        ("Microsoft Word - 要点.doc", "扫描件"),
        ("文档1", "扫描件"),
        (" ", "扫描件"),
    ],
)
def test_the_formats_title_serves_when_the_text_has_none(stated: str, title: str) -> None:
    assert described("今天召开会议，主要任务是学习。", title=stated).title == title


def test_a_stale_stated_title_does_not_beat_the_text() -> None:
    assert (
        described("关于开展主题党日的通知", "各党支部：", title="2019年工作总结模板").title == "关于开展主题党日的通知"
    )


def test_the_site_behind_a_web_pages_title_is_left_out() -> None:
    found = described(
        "首页 新闻 党建 专题", "党员先锋岗创建方案", "正文如下。", title="党员先锋岗创建方案 - 某某企业党建网"
    )
    assert found.title == "党员先锋岗创建方案"


@pytest.mark.parametrize(
    ("path", "field", "value", "where"),
    [
        ("/资料/2025年/党建/扫描件.docx", "period", "2025", "folder"),
        ("/资料/2025年度/扫描件.docx", "period", "2025", "folder"),
        ("/资料/2026年第一季度/扫描件.docx", "period", "2026Q1", "folder"),
        ("/资料/2024年/2026年5月/扫描件.docx", "period", "2026-05", "folder"),
        ("/资料/扫描件2026年上半年.docx", "period", "2026H1", "name"),
        ("/资料/20260315扫描件.docx", "issued", date(2026, 3, 15), "name"),
        ("/资料/2026-03-15 扫描件.docx", "issued", date(2026, 3, 15), "name"),
        ("/资料/20261345扫描件.docx", "issued", None, None),
        ("/资料/华党发〔2026〕3号 扫描件.docx", "number", "华党发〔2026〕3号", "name"),
        ("/资料/扫描件（征求意见稿）.docx", "status", "征求意见稿", "name"),
        ("/资料/【内部资料】扫描件.docx", "label", "内部资料", "name"),
        ("/资料/内部/扫描件.docx", "label", "内部", "folder"),
        ("/资料/内部控制/扫描件.docx", "label", None, None),
        ("/资料/班子述职报告.docx", "genre", "述职报告", "name"),
    ],
)
def test_name_and_folder_fill_in_what_the_text_leaves_open(
    path: str, field: str, value: object, where: str | None
) -> None:
    found = describe(reading("今天召开会议，主要任务是学习。"), path)
    assert getattr(found, field) == value
    assert dict(found.provenance).get(field) == where


def test_the_text_comes_before_name_and_folder() -> None:
    found = describe(reading("2026年党建工作要点", "某某公司党委", "2026年2月1日"), "/2024年/20230101.docx")
    assert (found.period, found.issued) == ("2026", date(2026, 2, 1))
    assert dict(found.provenance)["period"] == dict(found.provenance)["issued"] == "text"


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("2025年党建工作总结", "2025"),
        ("二〇二五年党建工作总结", "2025"),
        ("2026年上半年党建工作总结", "2026H1"),
        ("2026年第二季度工作总结", "2026Q2"),
        ("2026年一季度工作总结", "2026Q1"),
        ("2026年5月份工作计划", "2026-05"),
        ("2026年1—6月工作总结", "2026H1"),
        ("“十四五”党建工作规划", "2021/2025"),
        ("“十五五”规划纲要", "2026/2030"),
        ("党建提升行动方案（2026—2028年）", "2026/2028"),
        ("2025年工作总结和2026年工作计划", "2025/2026"),
        ("关于召开2026年度工作会议的通知", "2026"),
        ("关于做好十五项工作的通知", None),
        ("党员管理办法（2026年修订）", None),
        ("关于落实华党发〔2026〕3号文件的方案", None),
    ],
)
def test_periods(title: str, period: str | None) -> None:
    assert described(title, "一、总体情况").period == period


def test_a_month_without_a_year_belongs_to_the_year_nearest_to_the_issue() -> None:
    signed = ("某某公司党委", "2026年12月28日")
    assert described("关于开展1月主题党日活动的通知", "各党支部：", *signed).period == "2027-01"
    assert described("关于第四季度督查情况的通报", "各党支部：", *signed).period == "2026Q4"


@pytest.mark.parametrize(
    ("sentence", "repealed"),
    [
        (
            "第九条 本办法自2026年4月1日起施行。《积分办法（试行）》（华党发〔2024〕18号）同时废止。",
            ("积分办法（试行）", "华党发〔2024〕18号"),
        ),
        ("第九条 本办法自印发之日起施行，2021年印发的《积分规定》同时废止。", ("积分规定",)),
        ("原《积分规定》《评优规定》自本办法施行之日起废止。", ("积分规定", "评优规定")),
        ("本办法自2026年1月1日起执行，同时废止《积分规定》。", ("积分规定",)),
        ("本办法自发布之日起施行，原华党发〔2019〕3号文件同时废止。", ("华党发〔2019〕3号",)),
        ("根据《党章》制定本办法，《积分规定》同时废止。", ("积分规定",)),
        ("《积分规定》第三条同时废止。", ()),
        ("会议讨论了是否废止《积分规定》。", ()),
        ("《积分规定》废止后，各支部要抓好衔接。", ()),
        ("依照《积分规定》执行。", ()),
    ],
)
def test_what_a_rule_repeals(sentence: str, repealed: tuple[str, ...]) -> None:
    assert described("党员积分管理办法", "第一条 甲", sentence).repeals == repealed


def test_a_notice_that_repeals_a_list() -> None:
    found = described(
        "关于废止部分制度的通知",
        "各党支部：",
        "下列制度自即日起废止：",
        "1.《甲办法》（华党发〔2019〕3号）",
        "2.《乙规定》",
        "特此通知。",
    )
    assert found.repeals == ("甲办法", "华党发〔2019〕3号", "乙规定")
    assert described("关于废止《甲办法》的通知", "各党支部：").repeals == ("甲办法",)


@pytest.mark.parametrize(
    ("lines", "repealed"),
    [
        (("（本办法已于2025年1月1日废止）", "第一条 甲"), date(2025, 1, 1)),
        (("第一条 甲", "第二条 本办法自2024年6月1日起施行，有效期5年。"), date(2029, 6, 1)),
        (("第一条 甲", "第二条 本办法自2024年6月1日起施行，有效期至2027年12月31日。"), date(2028, 1, 1)),
        (("第一条 甲", "第二条 本办法自2024年6月1日起施行，试行期2年。"), None),
    ],
)
def test_when_a_rule_ends_by_its_own_word(lines: tuple[str, ...], repealed: date | None) -> None:
    assert described("党员积分管理办法", *lines).repealed == repealed


PAPER = (
    "党建融合的路径研究",
    "王某某1  李 某2",
    "（某某大学，北京 100000）",
    "摘要：本文研究融合。",
    "关键词：党建；融合",
)


@pytest.mark.parametrize(
    ("lines", "authors", "journal"),
    [
        (PAPER, ("王某某", "李某"), None),
        (("企业党建研究 2023年第4期", *PAPER), ("王某某", "李某"), "企业党建研究"),
        (
            ("党建融合的路径研究", "摘要：本文", "关键词：党建", "正文。", "作者简介：赵小某（1990—），女，讲师。"),
            ("赵小某",),
            None,
        ),
        (("党建融合的创新路径", "作者：孙某某 来源：《某某日报》 日期：2025-12-24", "正文。"), ("孙某某",), "某某日报"),
        (("党建工作总结", "（2026年1月16日）", "一、做法"), (), None),
        (("《华川党建》", "2026年第4期", "一、做法"), (), None),
    ],
)
def test_authors_and_journals(lines: tuple[str, ...], authors: tuple[str, ...], journal: str | None) -> None:
    found = described(*lines)
    assert (found.authors, found.journal) == (authors, journal)
    assert (found.genre == "论文") == any(line.startswith("摘要") for line in lines)


def test_properties_name_the_author_of_a_paper_only() -> None:
    paper = replace(reading("党建融合的路径研究", "摘要：本文", "关键词：党建"), author="王某某")
    assert describe(paper, "a.docx").authors == ("王某某",)
    assert describe(replace(paper, author="Administrator"), "a.docx").authors == ()
    assert describe(replace(reading("党建工作总结", "一、做法"), author="王某某"), "a.docx").authors == ()


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("内部资料　注意保存", "内部资料 注意保存"),
        ("（仅供内部使用）", "仅供内部使用"),
        ("内部文件，请勿外传", "内部文件，请勿外传"),
        ("密级：内部", "内部"),
        ("内部资料管理办法", None),
        ("加强内部使用管理", None),
    ],
)
def test_labels(line: str, label: str | None) -> None:
    assert described("党建工作总结", line, "一、做法").label == label
    assert describe(replace(reading("党建工作总结", "一、做法"), margins=(line,)), "a.pdf").label == label

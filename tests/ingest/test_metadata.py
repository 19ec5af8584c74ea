from __future__ import annotations

from datetime import date

import pytest

from ingest.metadata import describe, normal_number
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
    )


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
    assert found == Metadata(title="党建工作情况")


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
        (("第一议题学习材料", "（2026年第5期 党委办公室编 2026年3月11日）", "一、文件概况"), "第一议题学习材料"),
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

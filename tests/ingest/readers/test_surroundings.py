"""What stands around the article of a web page stays out of it, and an article's own end stays in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest.readers import read
from ingest.readers.surroundings import article_of
from ingest.structure import address

BODY = [
    "关于开展主题党日的通知",
    "各党支部要按照要求，认真组织本月主题党日活动，做到有计划、有记录、有总结，并于月底前报送。",
    "附件：1.活动安排表",
    "某某公司党委办公室",
    "2026年5月6日",
]


@pytest.mark.parametrize(
    "foot",
    [
        ["分享到：", "上一篇：关于报送材料的通知", "下一篇：没有了", "版权所有：某某公司 京ICP备00000000号"],
        [
            "来源：组织部",
            "责任编辑：张某",
            "打印本页 关闭窗口",
            "主办单位：某某公司",
            "地址：某路1号 电话：010-00000000",
            "京公网安备00号",
        ],
        ["相关链接", "某某公司召开大会", "某某公司开展培训", "Copyright © 2026 某某公司 All Rights Reserved"],
        [
            "【字体：大 中 小】",
            "扫一扫在手机打开当前页",
            "【打印】 【关闭】",
            "网站地图 联系我们",
            "技术支持：某某科技 ICP备案号：京ICP备1号",
        ],
    ],
)
def test_the_foot_of_a_site(foot: list[str]) -> None:
    kept = article_of([*BODY, *foot], is_page=True)
    assert [*BODY, *foot][kept.start : kept.stop][: len(BODY)] == BODY
    assert not set(foot[1:]) & set([*BODY, *foot][kept.start : kept.stop])


@pytest.mark.parametrize(
    "lines",
    [
        BODY,
        [*BODY, "联系人：张某", "联系电话：010-00000000", "抄送：各单位。"],
        ["某某软件管理办法", "第一条 软件的版权所有者为公司。", "第二条 未经许可不得转载，公众号文章除外。"],
        ["活动方案", "正文一句话，说明活动的意义和目的。", "主办单位：工会", "承办单位：团委"],
        ["版权所有"],
        [*BODY[:2], "各单位要把好的经验分享到支部，把版权所有的材料整理归档。"],
        [],
    ],
)
@pytest.mark.parametrize("is_page", [True, False])
def test_an_articles_own_end_is_kept(lines: Sequence[str], is_page: bool) -> None:
    assert article_of(lines, is_page=is_page) == range(len(lines))


@pytest.mark.parametrize("menu", ["首页 | 政务公开 | 办事服务", "您现在的位置：首页 > 公告", "首页 要闻 公告 专题"])
def test_a_menu_at_the_top_of_a_page(menu: str) -> None:
    assert article_of([menu, *BODY], is_page=True) == range(1, 1 + len(BODY))
    assert article_of([menu, *BODY], is_page=False) == range(1 + len(BODY))


def test_plain_text_takes_more_signs_than_a_page() -> None:
    lines = [*BODY, "版权所有：某某公司"]
    assert article_of(lines, is_page=True) == range(len(BODY))
    assert article_of(lines, is_page=False) == range(len(lines))


def test_the_head_goes_only_when_the_foot_repeats_its_contacts() -> None:
    head = ["某某科技，您的选择！", "010-12345678", "首页 论文发表 期刊查询"]
    foot = ["网络客服QQ：", "投诉电话：010-12345678", "版权所有：某某科技", "京ICP备00000000号"]
    kept = article_of([*head, *BODY, *foot], is_page=False)
    assert kept == range(len(head), len(head) + len(BODY))
    assert article_of([*head, *BODY], is_page=False) == range(len(head) + len(BODY))


def test_a_page_saved_as_text_keeps_its_article_and_tells_what_was_left_out() -> None:
    foot = "分享到：\n\n版权所有：某某公司\n\n京ICP备00000000号\n"
    reading = read(("\n\n".join(BODY) + "\n\n" + foot).encode(), "text", "a.txt")
    assert reading.blocks[-1].text == "2026年5月6日"
    assert reading.margins == ("分享到：", "版权所有：某某公司", "京ICP备00000000号")
    assert "3 行网站信息" in reading.warnings[-1]


@pytest.mark.shared
def test_the_damaged_page_is_its_article_alone(shared: Path) -> None:
    path = next((shared / "seeds").glob("002_*"))
    reading = read(path.read_bytes(), "text", path.name)
    paths = [one.address.section for one in address(reading.blocks)]
    assert len({path for path in paths if len(path) == 2}) == 9
    assert paths[-1] == ("结语",) and reading.blocks[-1].text.endswith("持久动力。")
    assert reading.blocks[0].text.startswith("新质生产力培育下")
    everything = reading.pages[0].text + "".join(reading.margins)
    assert "\ufffd" not in everything and "从选择" in reading.margins[0]

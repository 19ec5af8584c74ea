"""Web pages: the main text and nothing around it."""

from __future__ import annotations

import pytest

from ingest.errors import EmptyFileError, UnsupportedFormatError
from ingest.readers.html import read

PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>关于开展主题党日的通知 - 某某集团</title>
<style>p {{ color: red }}</style></head><body>
<div class="header"><a href="/">首页</a></div><nav><ul><li><a>要闻</a></li><li><a>公告</a></li></ul></nav>
<div class="breadcrumb">您的位置：首页 &gt; 通知</div>
<div id="content"><h1>关于开展主题党日的通知</h1><p>各党支部：</p>
<p>　　为增强党员意识，现就开展主题党日
通知如下。</p><h2>一、活动时间</h2><p>2026年5月15日。</p>
<table><thead><tr><th>时间</th><th>内容</th></tr></thead>
<tr><td rowspan="2">5月</td><td>学习</td></tr><tr><td>讨论</td></tr></table>
<ul><li>重温誓词；</li><li>集中学习。</li></ul>
<p>甲<ruby>龘<rp>(</rp><rt>dá</rt><rp>)</rp></ruby>乙<br>丙</p></div>
<div class="share">分享到：微信 微博</div><form><label>搜索</label><input></form>
<div class="related"><a>相关一</a><a>相关二</a></div>
<footer>版权所有 某某集团</footer><script>alert("x")</script></body></html>"""


def test_the_main_text_alone_in_order() -> None:
    reading = read(PAGE.format(charset="utf-8").encode(), "a.html")
    assert [(block.kind, block.text, block.level) for block in reading.blocks] == [
        ("heading", "关于开展主题党日的通知", 1),
        ("paragraph", "各党支部：", None),
        ("paragraph", "为增强党员意识，现就开展主题党日通知如下。", None),
        ("heading", "一、活动时间", 2),
        ("paragraph", "2026年5月15日。", None),
        ("table_row", "时间：5月；内容：学习", None),
        ("table_row", "时间：5月；内容：讨论", None),
        ("paragraph", "重温誓词；", None),
        ("paragraph", "集中学习。", None),
        ("paragraph", "甲龘乙", None),
        ("paragraph", "丙", None),
    ]
    assert (reading.title, reading.paged, reading.warnings) == ("关于开展主题党日的通知", False, ())


@pytest.mark.parametrize(
    ("charset", "encoding"), [("gb2312", "gb18030"), ("utf-8", "gb18030"), ("gbk", "utf-8"), ("utf-8", "utf-8-sig")]
)
def test_what_the_bytes_say_outranks_what_the_page_says(charset: str, encoding: str) -> None:
    reading = read(PAGE.format(charset=charset).encode(encoding), "a.html")
    assert reading.blocks[1].text == "各党支部："


def test_a_page_without_marked_main_text_is_read_whole_without_its_sides() -> None:
    data = "<html><body><div><div>第一段。</div>第二段。<div style='display:none'>隐藏</div></div></body></html>"
    assert [block.text for block in read(data.encode(), "a.html").blocks] == ["第一段。", "第二段。"]


def test_the_title_without_the_name_of_the_site() -> None:
    page = "<html><head><title>{}</title></head><body><p>正文。</p></body></html>"
    for title in ("党建工作要点_某某网", "党建工作要点 - 某某网", "党建工作要点 | 某某"):
        assert read(page.format(title).encode(), "a.html").title == "党建工作要点"
    assert read(page.format("").encode(), "a.html").title is None


def test_preformatted_lines_and_tables_that_only_place_things() -> None:
    data = "<table><tr><td><h2>标题</h2><p>正文。</p></td></tr></table><pre>第一条 甲。\n第二条 乙。</pre>"
    blocks = read(data.encode(), "a.html").blocks
    assert [block.text for block in blocks] == ["标题", "正文。", "第一条 甲。", "第二条 乙。"]


def test_page_controls_are_left_out() -> None:
    data = "<html><body><p>正文内容。</p><p>字号：大 中 小 打印本页 关闭窗口 上一篇：无 下一篇：无</p></body></html>"
    assert [block.text for block in read(data.encode(), "a.html").blocks] == ["正文内容。"]


def test_a_damaged_page_is_repaired() -> None:
    reading = read("<html><body><p>新質(zhì)生產(chǎn)力培育,黨建工作。</p></body></html>".encode(), "a.html")
    assert reading.blocks[0].text == "新质生产力培育，党建工作。"
    assert reading.warnings and "夹注拼音 2 处" in reading.warnings[0]


@pytest.mark.parametrize("data", [b"<html></html>", b"<html><body><script>x</script><nav>y</nav></body></html>"])
def test_a_page_without_text(data: bytes) -> None:
    with pytest.raises(EmptyFileError, match="没有任何文字"):
        read(data, "a.html")


def test_bytes_that_are_no_page() -> None:
    with pytest.raises(UnsupportedFormatError):
        read(b"<html>" + bytes(range(256)) * 20, "a.html")


def test_deep_and_broken_markup_ends() -> None:
    assert read(("<div>" * 1500 + "正文。").encode(), "a.html").blocks[0].text == "正文。"
    assert read("<p>未闭合<b>标签<p>第二段".encode(), "a.html").blocks[-1].text == "第二段"

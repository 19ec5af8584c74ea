"""The first-time reader's walk: from an empty home to a Word file with every figure in its place, in few clicks."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import docx
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect
from program import Served, ask
from screens import WIDE, OpenScreen, keep

pytestmark = pytest.mark.browser

MOST_CLICKS = 15
"""Besides typing; the file window's own button is counted too."""

UNIT = "望岭轴承厂党委"
SUMMARY = """望岭轴承厂党委2025年党建工作总结

（2026年1月12日）

截至2025年12月31日，望岭轴承厂党委下设党支部9个，共有党员184名。

一、主要做法和成效

厂党委全年开展第一议题学习20次，中心组集体学习12次。

2025年共发展党员8名，其中生产一线职工6名。

二、存在问题

部分党支部主题党日形式单一，2个党支部的组织生活记录不规范。

三、下步打算

2026年将对全部党支部书记轮训一遍。
"""
REPORT = """# 关于2025年度党员发展工作情况的通报

各党支部：

2025年全厂共发展党员8名。

其中35岁以下青年党员5名。

望岭轴承厂党委组织部
2026年1月6日
"""
NOTICE = (
    "党建工作会议定于2026年3月12日14时在办公楼三楼第二会议室召开。",
    "请各党支部书记参加，并于3月9日前报送参会人员名单。",
)
PAPER = f"""<body style="margin:96px 110px;width:574px;font:20px/2.1 'Noto Serif CJK SC',serif;background:#fff">
<h1 style="font-size:26px;text-align:center">关于召开党建工作会议的通知</h1><p>各党支部：</p>
{"".join(f'<p style="text-indent:2em" class="said">{sentence}</p>' for sentence in NOTICE)}
<p style="text-align:right">望岭轴承厂党委<br>2026年3月3日</p></body>"""
PLACES = """() => [...document.querySelectorAll(".said")].map((said) => {
    const range = document.createRange();
    range.selectNodeContents(said);
    const sides = [...range.getClientRects()].map((one) => [one.left, one.top, one.right, one.bottom]);
    return sides.map((one) => one.map((at, number) => at / (number % 2 ? innerHeight : innerWidth)));
})"""
MARKED = """() => {
    const paper = document.querySelector(".zb-sheet-paper").getBoundingClientRect();
    return [...document.querySelectorAll(".zb-sheet-paper .zb-box")].map((box) => {
        const one = box.getBoundingClientRect();
        const across = (x) => (x - paper.left) / paper.width, down = (y) => (y - paper.top) / paper.height;
        return [across(one.left), down(one.top), across(one.right), down(one.bottom)];
    });
}"""
SELECT = "(area, old) => { const at = area.value.indexOf(old); area.setSelectionRange(at, at + old.length); }"
A4 = {"width": 794, "height": 1123}
WRONG, RIGHT = "2025年共发展党员18名", "2025年共发展党员8名"

Box = tuple[float, float, float, float]
"""Left, top, right and bottom as shares of the page."""


@dataclass
class Hand:
    """Clicks, and counts them."""

    clicks: int = 0

    def click(self, what: Locator) -> None:
        what.click()
        self.clicks += 1

    def choose(self, page: Page, opens: Locator, files: list[Path]) -> None:
        """Open the window of files, mark them all there by the keyboard, confirm by a click."""
        with page.expect_file_chooser() as window:
            self.click(opens)
        window.value.set_files(files)
        self.clicks += 1


@dataclass(frozen=True)
class Desk:
    """The three files, and where on the scan each sentence stands, line by line."""

    files: list[Path]
    said: dict[str, list[Box]]


@pytest.fixture
def desk(browser: Browser, tmp_path: Path) -> Desk:
    """A Word file, a text file and a paper that went through the scanner: a PDF of a picture without any text."""
    summary = docx.Document()
    for line in filter(None, SUMMARY.splitlines()):
        summary.add_paragraph(line)
    files = [tmp_path / name for name in ("2025年党建工作总结.docx", "党员发展情况通报.md", "会议通知（扫描件）.pdf")]
    summary.save(str(files[0]))
    files[1].write_text(REPORT, encoding="utf-8")
    with browser.new_context(viewport=A4, device_scale_factor=2) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.set_content(PAPER)
        said = dict(zip(NOTICE, page.evaluate(PLACES), strict=True))
        picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert("L").save(files[2], "PDF", resolution=192)
    return Desk(files, said)


def covered(one: Box, others: list[Box]) -> float:
    """Share of a box that lies under others, which do not overlap."""
    both = 0.0
    for other in others:
        wide, high = (min(one[at + 2], other[at + 2]) - max(one[at], other[at]) for at in (0, 1))
        both += max(0.0, wide) * max(0.0, high)
    return both / ((one[2] - one[0]) * (one[3] - one[1]))


def test_from_an_empty_home_to_a_word_file(
    tmp_path: Path, desk: Desk, start: Callable[..., Served], open_screen: OpenScreen
) -> None:
    hand = Hand()
    page = open_screen(start(tmp_path / "home").url)

    # Three files come in.
    hand.click(page.get_by_role("link", name="去资料库"))
    hand.choose(page, page.get_by_role("button", name="选择文件", exact=True), desk.files)
    expect(page.locator(".zb-report-head")).to_have_text("收入 3 份，已有 0 份，未能收入 0 份", timeout=60_000)

    # A question; what is cited lies on the scan, marked.
    hand.click(page.get_by_role("navigation", name="各处").get_by_role("link", name="问答"))
    ask(page, "党建工作会议什么时候召开？")
    answer = page.locator(".zb-answer")
    expect(answer).to_contain_text("2026年3月12日14时")
    hand.click(answer.locator(".zb-mark").first)
    page.locator(".zb-box").first.wait_for()
    page.wait_for_function("document.querySelector('.zb-sheet-picture').naturalWidth > 800")
    marked = page.evaluate(MARKED)
    quote = page.locator(".zb-cited mark").inner_text()
    said = [box for sentence, boxes in desk.said.items() if sentence in quote for box in boxes]
    assert NOTICE[0] in quote
    # A line of type ends in half a blank full stop and has some blank above it.
    assert all(covered(one, marked) > 0.8 for one in said), "what is quoted is marked"
    assert all(covered(one, said) > 0.9 for one in marked), "and nothing else is"

    # A summary.
    hand.click(page.get_by_role("navigation", name="各处").get_by_role("link", name="起草"))
    hand.click(page.get_by_role("button", name="新建文稿").first)
    hand.click(page.get_by_role("link", name=re.compile("^工作总结")))
    page.get_by_label("单位").fill(UNIT)
    page.get_by_label("期间").fill("2025年")
    page.get_by_label("主题").fill("党建")
    page.get_by_label("其他事实").fill(f"{WRONG}。")
    hand.click(page.get_by_role("button", name="拟提纲"))
    hand.click(page.get_by_role("button", name="开始写"))

    side = page.get_by_role("complementary", name="旁注")
    found = side.get_by_role("button", name=re.compile(WRONG))
    expect(found).to_contain_text(f"的说法是“{RIGHT}")
    keep(page, "walk-found", WIDE)

    # The figure is put right, and now has its ground.
    hand.click(found)
    expect(page.locator(".zb-drafts-sentence:focus")).to_have_text(re.compile(WRONG))
    hand.click(side.get_by_role("button", name="改这句"))
    area = page.get_by_label("“一、主要做法和成效”的正文")
    expect(area).to_be_focused()
    area.evaluate(SELECT, WRONG)
    area.press_sequentially(RIGHT)
    expect(side).to_contain_text("有依据")
    expect(side.locator("mark")).to_contain_text(RIGHT)
    keep(page, "walk-mended", WIDE)
    hand.click(page.get_by_role("button", name="保存"))
    expect(page.locator(".zb-lead").first).to_contain_text("第 2 版")
    assert not page.request.get(page.url.replace("/drafts/", "/api/drafts/")).json()["findings"]
    hand.click(page.get_by_role("button", name="导出"))
    with page.expect_download() as download:
        hand.click(side.get_by_role("link", name="下载Word（带脚注）"))
    download.value.save_as(tmp_path / "总结.docx")
    written = "\n".join(paragraph.text for paragraph in docx.Document(str(tmp_path / "总结.docx")).paragraphs)
    assert RIGHT in written
    assert WRONG not in written
    assert hand.clicks <= MOST_CLICKS

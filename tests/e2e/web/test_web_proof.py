"""校核 in a real browser: a text is put in, what is wrong with it is marked, shown beside its source, put right."""

from __future__ import annotations

import re
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Locator, Page, expect
from program import Served, go
from screens import NARROW, WIDE, WIDTHS, OpenScreen, Screen, axe, keep, look

pytestmark = pytest.mark.browser

WRONG = "党支部每年至少召开2次组织生活会，一般安排在第四季度。"
RIGHT = "党支部每年至少召开1次组织生活会，一般安排在第四季度。"

PASTE = """(area, text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    area.focus();
    area.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


TYPED = """(at) => new Promise((done) => {
    const paper = document.querySelector(".zb-proof-paper"), area = paper.querySelector("textarea");
    area.focus();
    area.setSelectionRange(at, at);
    const known = paper.dataset.checked, begun = performance.now();
    new MutationObserver((_, watch) => {
        if (paper.dataset.checked === known) return;
        watch.disconnect();
        done(performance.now() - begun);
    }).observe(paper, {attributes: true});
    document.execCommand("insertText", false, "7");
})"""


def sheet(page: Page) -> Locator:
    return page.locator(".zb-proof-area")


def rows(page: Page) -> Locator:
    return page.locator(".zb-proof-row")


def side(page: Page) -> Locator:
    return page.get_by_role("complementary", name="意见")


def check(page: Page, text: str = "") -> None:
    if text:
        sheet(page).fill(text)
    page.get_by_role("button", name="核对", exact=True).click()
    page.locator(".zb-proof-counts").wait_for()


def try_example(page: Page) -> None:
    page.get_by_role("button", name="看一个例子").click()
    expect(rows(page)).to_have_count(10)


@pytest.mark.parametrize("screen", WIDTHS, ids=str)
def test_the_desk_is_sound_on_every_screen(served: Served, open_screen: OpenScreen, screen: Screen) -> None:
    page = open_screen(served.url + "proof", screen)
    look(page, "proof-empty", screen)
    try_example(page)
    look(page, "proof-found", screen, whole=True)
    rows(page).filter(has_text="68项").click()
    expect(side(page).locator("mark")).to_contain_text("86项")
    side(page).get_by_role("button", name="改为“86项”").wait_for()
    look(page, "proof-source", screen)
    marks, area = page.locator(".zb-proof-marks").bounding_box(), sheet(page).bounding_box()
    assert marks == area, "the marks lie under the words"
    assert sheet(page).evaluate("(area) => area.scrollHeight <= area.clientHeight + 1"), "both break lines alike"


def test_a_text_is_put_right_finding_by_finding_with_the_keyboard(served: Served, open_screen: OpenScreen) -> None:
    page = open_screen(served.url + "proof", WIDE)
    try_example(page)
    page.keyboard.press("Alt+ArrowDown")
    expect(side(page)).to_contain_text("第 1 处，共 10 处")
    accept = side(page).get_by_role("button", name="改为“每月”")
    expect(accept).to_be_focused()
    page.keyboard.press("Enter")
    expect(sheet(page)).to_have_value(re.compile("党支部每月相对固定1天"))
    expect(side(page)).to_contain_text("第 1 处，共 9 处")  # the next one has taken its place
    expect(side(page).get_by_role("button", name="改为“应当”")).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(side(page)).to_contain_text("第 9 处，共 9 处")
    expect(side(page)).to_contain_text("固定提法的次序不对")
    expect(side(page).locator("button:focus")).to_have_count(1)
    sheet(page).press("Control+z")
    expect(sheet(page)).to_have_value(re.compile("党支部每季度相对固定1天"))
    expect(side(page)).to_contain_text("固定提法的次序不对")
    side(page).get_by_role("button", name="关闭意见").click()
    expect(rows(page)).to_have_count(10)
    expect(rows(page).last).to_be_focused()
    page.locator(".zb-main").press("j")
    expect(side(page)).to_contain_text("第 1 处，共 10 处")
    page.get_by_role("button", name="关闭意见").click()
    page.get_by_role("button", name="必错 7", exact=True).click()
    expect(rows(page)).to_have_count(3)
    page.get_by_role("combobox", name="看哪一类").select_option("依据")
    expect(rows(page)).to_have_count(2)


def test_what_was_looked_at_is_taken_down_and_stands_in_the_report(
    served: Served, open_screen: OpenScreen, tmp_path: Path
) -> None:
    page = open_screen(served.url + "proof", WIDE)
    check(page, WRONG)
    rows(page).click()
    expect(side(page).locator("mark").first).to_contain_text("至少召开1次组织生活会")
    side(page).get_by_role("button", name="不改，记为已核").click()
    note = side(page).get_by_role("textbox", name="记一句理由")
    expect(note).to_have_value("已核，无误")
    note.fill("按新规定<b>办</b>")
    note.press("Enter")
    expect(side(page)).to_be_hidden()
    expect(page.get_by_text("意见都看过了")).to_be_visible()
    expect(page.locator(".zb-proof-counts")).to_contain_text("与原文有出入 1 句")  # the error is still counted
    with page.expect_download() as download:
        page.get_by_role("button", name="导出报告").click()
    download.value.save_as(tmp_path / "report.html")
    report = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "按新规定&lt;b&gt;办&lt;/b&gt;" in report
    assert "必错（1 句）" in report
    page.reload()
    expect(sheet(page)).to_have_value(WRONG)
    check(page)
    page.get_by_role("button", name="已核 1").click()
    rows(page).click()
    expect(side(page)).to_contain_text("按新规定<b>办</b>")
    side(page).get_by_role("button", name="恢复这条意见").click()
    page.get_by_role("button", name="已核 0").click()
    expect(rows(page)).to_have_count(1)


def test_files_are_dropped_as_text_and_as_source(served: Served, open_screen: OpenScreen, tmp_path: Path) -> None:
    paper = docx.Document()
    paper.add_paragraph(WRONG)
    paper.add_paragraph("<img src=x onerror=alert(1)>集团党委全年召开党委会42次。")
    paper.save(str(tmp_path / "汇报.docx"))
    (tmp_path / "办法.md").write_text(f"# 支部办法\n\n{RIGHT}\n\n集团党委全年召开党委会24次。\n", encoding="utf-8")
    (tmp_path / "密.md").write_text("机密★1年\n\n集团党委全年召开党委会24次。\n", encoding="utf-8")
    page = open_screen(served.url + "proof", WIDE)
    text_zone, source_zone = (page.locator(".zb-upload input[type=file]").nth(at) for at in (0, 1))
    text_zone.set_input_files(tmp_path / "汇报.docx")
    expect(sheet(page)).to_have_value(re.compile("<img src=x onerror"))
    page.get_by_role("radio", name="这次给的文件").click()
    source_zone.set_input_files(tmp_path / "密.md")
    expect(page.get_by_role("alert")).to_contain_text("机密")
    source_zone.set_input_files(tmp_path / "办法.md")
    expect(page.get_by_role("list", name="对照的文件")).to_contain_text("办法.md")
    check(page)
    expect(rows(page)).to_have_count(2)
    rows(page).nth(1).click()
    expect(side(page).get_by_role("heading", name="《支部办法》")).to_be_visible()
    expect(side(page).locator("mark")).to_contain_text("24次")
    go(page, "问答")
    go(page, "校核")  # the work is still there
    expect(rows(page)).to_have_count(2)
    page.reload()
    expect(page.get_by_role("list", name="对照的文件")).to_contain_text("办法")
    check(page)
    expect(rows(page)).to_have_count(2)


def test_what_is_typed_is_judged_at_once_and_kept_while_the_line_is_lost(
    served: Served, open_screen: OpenScreen
) -> None:
    page = open_screen(served.url + "proof", NARROW)
    check(page, WRONG)
    sheet(page).fill("")
    expect(page.locator(".zb-proof-total")).to_have_text("共 0 句")
    sheet(page).fill(RIGHT)
    expect(page.locator(".zb-proof-total")).to_have_text("共 1 句")
    expect(page.get_by_text("没有发现问题")).to_be_visible()
    sheet(page).press("Control+End")
    sheet(page).press_sequentially(f"\n{WRONG}")
    expect(rows(page)).to_have_count(1)
    expect(page.locator(".zb-proof-is-certain").first).to_have_text("2次")
    with open_screen.line_cut(page):
        sheet(page).press_sequentially("断线时写的话。")
    page.reload()
    expect(sheet(page)).to_have_value(f"{RIGHT}\n{WRONG}断线时写的话。")


def test_an_earlier_text_is_opened_again_as_the_library_says_now(served: Served, open_screen: OpenScreen) -> None:
    page = open_screen(served.url + "proof", WIDE)
    page.get_by_role("combobox", name="文种").select_option("工作总结")
    title = "第一季度组织生活情况"
    check(page, f"{title}\n{WRONG}")
    page.reload()
    expect(sheet(page)).to_have_value(f"{title}\n{WRONG}")
    expect(page.get_by_role("combobox", name="文种")).to_have_value("work_summary")  # what was chosen is not lost
    page.get_by_role("button", name="换一篇").click()
    expect(page.get_by_role("status").filter(has_text="上一篇留在")).to_be_visible()
    expect(sheet(page)).to_have_value("")
    page.get_by_role("button", name="以前的校核").click()
    kept = page.get_by_role("dialog", name="以前的校核")
    kept.get_by_label("查找").fill(title)
    entry = kept.get_by_role("button", name=re.compile(f"^{title}"))
    expect(entry).to_contain_text("与原文有出入 1 句")
    axe(page)
    keep(page, "proof-earlier", WIDE)
    kept.get_by_role("button", name=f"移除：{title}").click()
    expect(kept.get_by_text("没有找到")).to_be_visible()
    page.get_by_role("status").filter(has_text="已移除").get_by_role("button", name="撤销").click()
    entry.click()
    expect(sheet(page)).to_have_value(f"{title}\n{WRONG}")
    expect(rows(page)).to_have_count(1)
    expect(page.locator(".zb-proof-against")).to_contain_text("工作总结")


def test_each_tab_keeps_its_own_text_and_the_next_takes_what_a_closed_one_left(
    served: Served, open_screen: OpenScreen
) -> None:
    one = open_screen(served.url + "proof", WIDE)
    sheet(one).fill("第一个窗口里的话")
    expect(one.locator(".zb-proof-foot")).to_contain_text("8 字")
    other = one.context.new_page()
    other.goto(served.url + "proof")
    other.wait_for_function("window.did_handshake === true")
    sheet(other).fill("第二个窗口里的话。")
    for page, text in ((one, "第一个窗口里的话"), (other, "第二个窗口里的话。")):
        page.reload()
        expect(sheet(page)).to_have_value(text)
    other.close()
    third = one.context.new_page()
    third.goto(served.url + "proof")
    expect(sheet(third)).to_have_value("第二个窗口里的话。")
    expect(sheet(one)).to_have_value("第一个窗口里的话")


def test_a_long_text_is_shown_in_parts_and_a_check_can_be_stopped(served: Served, open_screen: OpenScreen) -> None:
    page = open_screen(served.url + "proof", WIDE)
    lines = [f"第{at}组：党支部每年至少召开{at}次组织生活会，一般安排在第四季度。" for at in range(1, 2500)]
    sheet(page).evaluate(PASTE, "\n".join(lines))
    expect(page.get_by_role("navigation", name="文稿分段")).to_contain_text("第 1 段，共 8 段")
    page.get_by_role("button", name="核对", exact=True).click()
    page.get_by_role("button", name="停止").click()
    expect(page.get_by_text("核对没有做完：全文 2499 句")).to_be_visible()
    page.get_by_role("button", name="下一段").click()
    expect(page.get_by_role("navigation", name="文稿分段")).to_contain_text("第 2 段")
    assert len(sheet(page).input_value()) < 20_000


def test_ten_thousand_characters_are_judged_anew_at_each_letter(served: Served, open_screen: OpenScreen) -> None:
    page = open_screen(served.url + "proof", WIDE)
    try_example(page)
    body = sheet(page).input_value()
    text = "".join(body.replace("312名", f"{at}名").replace("24次", f"{at}次") for at in range(300, 335))[:10_000]
    sheet(page).press("Control+a")
    sheet(page).evaluate(PASTE, text)
    expect(page.locator(".zb-proof-total")).to_have_text(re.compile("共 3[0-9]{2} 句"))
    milliseconds = sorted(page.evaluate(TYPED, at) for at in range(200, 9800, 480))
    print("ms from a letter to its verdict:", [round(one) for one in milliseconds])
    assert sheet(page).input_value().count("7") >= text.count("7") + len(milliseconds)


def test_an_empty_desk_says_what_to_do(served: Served, open_screen: OpenScreen) -> None:
    page = open_screen(served.url + "proof", WIDE)
    page.get_by_role("button", name="核对", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("还没有文稿")
    page.get_by_role("radio", name="这次给的文件").click()
    sheet(page).fill(WRONG)
    sheet(page).press("Control+Enter")
    expect(page.get_by_role("alert").filter(has_text="还没有给出对照的文件")).to_be_visible()

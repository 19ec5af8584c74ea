"""The page in a real browser, against a real server with a real library."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect
from program import QUESTION, QUOTE, Served, ask, go, keep_screenshot, serving

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[Served]:
    with serving(home) as running:
        yield running


@pytest.mark.parametrize(("width", "height"), [(1280, 860), (390, 844)])
def test_a_citation_opens_its_passage_with_the_quote_marked(
    served: Served, open_page: OpenPage, width: int, height: int
) -> None:
    page = open_page(served.url, width, height)
    keep_screenshot(page, f"page-{width}-empty")
    ask(page, QUESTION)
    turn = page.locator(".zb-turn").first
    expect(turn.locator(".zb-answer")).to_contain_text(QUOTE)
    turn.locator(".zb-answer .zb-mark").first.click()
    evidence = page.get_by_role("complementary", name="出处")
    expect(evidence).to_contain_text("《澄川机械集团党支部工作办法（试行）》")
    expect(evidence).to_contain_text("第三章 组织生活")
    expect(evidence).to_contain_text("第十二条")
    expect(evidence.locator("mark")).to_contain_text(QUOTE)
    expect(evidence.locator("mark")).to_be_in_viewport()
    expect(turn.locator(".zb-answer .zb-mark").first).to_be_in_viewport()
    keep_screenshot(page, f"page-{width}-evidence")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    evidence.get_by_role("button", name="关闭出处").click()
    expect(evidence).to_be_hidden()
    expect(page.locator(".zb-on")).to_have_count(0)


LIES = """(side) => {
    const [mark, panel] = [".zb-answer .zb-mark", ".zb-split-side"].map((one) => document.querySelector(one));
    return panel.getBoundingClientRect()[side] > mark.getBoundingClientRect()[side];
}"""


def test_the_passage_stands_beside_the_answer_or_below_it(served: Served, open_page: OpenPage) -> None:
    for width, side in ((1280, "left"), (390, "top")):
        page = open_page(served.url, width, 844)
        ask(page, QUESTION)
        page.locator(".zb-answer .zb-mark").first.click()
        page.locator(".zb-split-side mark").wait_for()
        page.wait_for_function(LIES, arg=side)  # once nothing scrolls any more


def test_a_refusal_is_shown_as_one(served: Served, open_page: OpenPage) -> None:
    page = open_page(served.url)
    ask(page, "食堂周三的菜单是什么？")
    expect(page.locator(".zb-refusal")).to_contain_text("未找到依据")
    keep_screenshot(page, "page-1280-refusal")
    expect(page.locator(".zb-mark")).to_have_count(0)


def test_a_follow_up_is_completed_from_the_turn_before_and_says_so(served: Served, open_page: OpenPage) -> None:
    page = open_page(served.url)
    ask(page, "《澄川机械集团党支部工作办法（试行）》第十二条怎么规定？")
    expect(page.locator(".zb-turn").first.locator(".zb-answer")).to_contain_text(QUOTE)
    page.get_by_role("button", name="提问", exact=True).wait_for()
    ask(page, "那第十三条呢？")
    turn = page.locator(".zb-turn").nth(1)
    expect(turn.locator(".zb-answer")).to_contain_text("党支部党员大会每季度召开一次")
    expect(turn).to_contain_text("按“《澄川机械集团党支部工作办法（试行）》第十三条怎么规定？”查找")


def test_a_question_too_long_is_a_sentence(served: Served, open_page: OpenPage) -> None:
    page = open_page(served.url)
    ask(page, "字" * 50_000)
    expect(page.get_by_role("alert")).to_contain_text("50000")


def test_markup_in_documents_and_questions_is_inert(served: Served, open_page: OpenPage) -> None:
    page = open_page(served.url)
    question = "<img src=http://example.com/q.png onerror=\"document.title='hacked'\">"
    ask(page, question)
    expect(page.locator(".zb-question").first).to_have_text(question)
    page.get_by_role("button", name="提问", exact=True).wait_for()
    ask(page, "党务公开的内容应当怎样？")
    answer = page.locator(".zb-turn").nth(1).locator(".zb-answer")
    expect(answer).to_contain_text("真实、准确")
    answer.locator(".zb-mark").first.click()
    expect(page.locator(".zb-split-side mark")).to_contain_text("真实、准确")
    expect(page).to_have_title("问答 · 执笔")
    assert page.locator("main img, main script").count() == 0
    go(page, "资料库")
    expect(page.locator(".zb-documents")).to_contain_text("信息公开规定")
    expect(page).to_have_title("资料库 · 执笔")
    assert page.locator("main img, main script").count() == 0


def test_an_answer_is_copied_with_its_sources(served: Served, open_page: OpenPage) -> None:
    page = open_page(served.url)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, QUESTION)
    page.get_by_role("button", name="复制").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert QUOTE in copied
    assert "出处：\n[1] 《澄川机械集团党支部工作办法（试行）》 第十二条" in copied


def test_shift_enter_breaks_the_line_and_an_input_method_keeps_its_enter(served: Served, open_page: OpenPage) -> None:
    page = open_page(served.url)
    box = page.get_by_role("textbox", name="问题")
    box.fill("主题")
    box.press("Shift+Enter")
    composing = "new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true})"
    box.evaluate(f"(element) => element.dispatchEvent({composing})")
    expect(page.locator(".zb-turn")).to_have_count(0)
    expect(box).to_have_value("主题\n")


DROP = """([target, name, text]) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], name));
    const send = (type) => document.querySelector(target).dispatchEvent(
        new DragEvent(type, {dataTransfer, bubbles: true, cancelable: true}));
    send("dragover");
    send("drop");
}"""


def drop(page: Page, path: Path) -> None:
    """Drag a text file in."""
    page.evaluate(DROP, [".zb-drop", path.name, path.read_text(encoding="utf-8")])


def another_tab(page: Page, path: str) -> Page:
    """The same visitor's second page."""
    other = page.context.new_page()
    other.goto(urljoin(page.url, path))
    return other


def test_files_are_taken_in_and_removed_on_the_page(
    tmp_path: Path, documents: Path, start: Callable[..., Served], open_page: OpenPage
) -> None:
    (tmp_path / "空.txt").touch()
    page = open_page(start(tmp_path / "home").url)
    expect(page.locator(".zb-welcome")).to_contain_text("资料库还是空的")
    keep_screenshot(page, "page-1280-no-library")
    page.get_by_role("link", name="去资料库").click()
    expect(page.get_by_role("heading", name="资料库还是空的")).to_be_visible()
    files = [documents / "党支部工作办法.md", documents / "2026年党建工作要点.txt", tmp_path / "空.txt"]
    drop(page, files[0])
    expect(page.locator(".zb-document")).to_have_count(1)
    page.locator("input[data-chooses=files]").set_input_files(files)
    report = page.locator(".zb-report")
    expect(report).to_contain_text("收入 1 份，已有 1 份，未能收入 1 份")
    expect(report).to_contain_text("空.txt")
    expect(page.locator(".zb-document")).to_have_count(2)
    keep_screenshot(page, "page-1280-upload")
    go(page, "问答")
    ask(page, QUESTION)
    expect(page.locator(".zb-answer").first).to_contain_text(QUOTE)
    page.get_by_role("button", name="提问", exact=True).wait_for()
    asked = page
    page = another_tab(asked, "/library")
    rules = page.locator(".zb-document", has_text="工作办法")
    rules.get_by_role("button", name=re.compile("移除")).click()
    expect(page.locator(".zb-document")).to_have_count(1)
    page = asked
    ask(page, QUESTION)
    expect(page.locator(".zb-turn").last.locator(".zb-refusal")).to_be_visible()
    page.locator(".zb-turn").first.locator(".zb-mark").first.click()
    expect(page.locator(".zb-split-side")).to_contain_text("已不在资料库中")
    expect(page.locator(".zb-split-side mark")).to_have_count(0)

"""The frame around the areas, in a real browser: the way between them, colours, what is typed, the lost connection."""

from __future__ import annotations

import random
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import expect
from program import Served, ask, go
from screens import NARROW, WIDE, WIDTHS, OpenScreen, Screen, axe, keep, look

pytestmark = pytest.mark.browser

NAVIGATED = """(href) => new Promise((done) => {
    const begun = performance.now();
    const seen = new MutationObserver(() => {
        const current = document.querySelector(`.zb-area[href="${href}"]`)?.getAttribute("aria-current");
        if (current !== "page" || !document.querySelector("h1")) return;
        seen.disconnect();
        done(performance.now() - begun);
    });
    seen.observe(document.body, {subtree: true, childList: true, attributes: true});
    document.querySelector(`.zb-area[href="${href}"]`).click();
})"""


@pytest.mark.parametrize("screen", WIDTHS, ids=str)
def test_a_passage_beside_its_answer_is_sound_on_every_screen(
    served: Served, open_screen: OpenScreen, screen: Screen
) -> None:
    page = open_screen(served.url, screen)
    ask(page, "主题党日多久开展一次？")
    page.locator(".zb-answer .zb-mark").first.click()
    page.locator(".zb-split-side mark").wait_for()
    look(page, "ask-source", screen)


def test_areas_are_changed_without_loading_the_page_anew(served: Served, open_screen: OpenScreen) -> None:
    page = open_screen(served.url)
    page.evaluate("window.stays = true")
    milliseconds = [page.evaluate(NAVIGATED, href) for href in ("/library", "/") * 5]
    print("ms from a click to the other area:", [round(one) for one in milliseconds])
    assert page.evaluate("window.stays")
    go(page, "资料库")
    expect(page).to_have_title("资料库 · 执笔")
    expect(page).to_have_url(served.url + "library")
    expect(page.locator(".zb-area[aria-current=page]")).to_have_text("资料库")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("问答")
    expect(page.locator(".zb-area[aria-current=page]")).to_have_text("问答")
    page.go_forward()
    expect(page.get_by_role("heading", level=1)).to_have_text("资料库")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("资料库")


def test_an_address_that_is_none_says_so_and_leads_back(served: Served, open_screen: OpenScreen) -> None:
    page = open_screen(served.url + "nowhere/at-all", until=".zb-empty")
    assert [text for text in open_screen.visits[-1].complaints if "404" in text]
    open_screen.visits[-1].complaints.clear()
    expect(page.get_by_role("heading", name="没有这个页面")).to_be_visible()
    axe(page)
    keep(page, "no-such-page", WIDE)
    page.get_by_role("link", name="回到问答").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("问答")


def test_the_keyboard_reaches_everything(served: Served, open_screen: OpenScreen) -> None:
    page = open_screen(served.url)
    expect(page.locator(".zb-welcome")).to_contain_text("回答只取自资料库")
    page.keyboard.press("Tab")
    expect(page.locator(".zb-skip")).to_be_focused()
    expect(page.locator(".zb-skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="历史问答")).to_be_focused()
    page.keyboard.press("Alt+2")
    expect(page.get_by_role("heading", level=1)).to_have_text("起草")
    expect(page.locator("#zb-main")).to_be_focused()


def test_the_side_is_closed_by_escape_and_the_mark_is_put_out(served: Served, open_screen: OpenScreen) -> None:
    page = open_screen(served.url, NARROW)
    ask(page, "主题党日多久开展一次？")
    page.locator(".zb-answer .zb-mark").first.click()
    page.locator(".zb-split-side mark").wait_for()
    page.locator(".zb-split-body").press("Escape")
    expect(page.locator(".zb-split-side")).to_be_hidden()
    expect(page.locator(".zb-on")).to_have_count(0)


@pytest.mark.parametrize(("scheme", "other"), [("light", "dark"), ("dark", "light")])
def test_a_chosen_light_holds_over_the_system_and_a_reload(
    served: Served, open_screen: OpenScreen, scheme: str, other: str
) -> None:
    page = open_screen(served.url, Screen(1280, 860, scheme))  # type: ignore[arg-type]
    switch = page.get_by_role("button", name="明暗").or_(page.locator("[data-theme-switch]"))
    root = page.locator("html")
    expect(root).to_have_attribute("data-theme", scheme)
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    while root.get_attribute("data-theme-choice") != other:
        switch.click()
    expect(root).to_have_attribute("data-theme", other)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != paper
    page.reload()
    expect(root).to_have_attribute("data-theme", other)


def test_a_question_typed_survives_a_change_of_area_and_a_reload_but_not_its_sending(
    served: Served, open_screen: OpenScreen
) -> None:
    page = open_screen(served.url)
    box = page.get_by_role("textbox", name="问题")
    box.press_sequentially("半句<b>话")
    go(page, "资料库")
    go(page, "问答")
    expect(box).to_have_value("半句<b>话")
    page.reload()
    expect(box).to_have_value("半句<b>话")
    box.press("Enter")  # the server knows of the text, too
    expect(page.locator(".zb-question")).to_have_text("半句<b>话")
    expect(box).to_have_value("")
    page.wait_for_function("Object.keys(localStorage).every((key) => !key.startsWith('zhibi:keep:'))")
    page.reload()
    page.wait_for_function("window.did_handshake === true")
    expect(box).to_have_value("")


def test_a_lost_connection_is_told_and_what_is_typed_meanwhile_is_kept(served: Served, open_screen: OpenScreen) -> None:
    page = open_screen(served.url)
    with open_screen.line_cut(page):
        page.get_by_role("textbox", name="问题").press_sequentially("断线时写的话")
        keep(page, "offline", WIDE)
    page.reload()
    expect(page.get_by_role("textbox", name="问题")).to_have_value("断线时写的话")


def quiet_port() -> int:
    """A free port below those that the system gives out: nobody takes it while its server starts anew."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as tried, suppress(OSError):
            tried.bind(("127.0.0.1", port))
            return port


def test_a_server_that_starts_anew_finds_the_page_as_it_was(
    tmp_path: Path, start: Callable[..., Served], open_screen: OpenScreen
) -> None:
    port = quiet_port()
    first = start(tmp_path, port=port)
    page = open_screen(first.url)
    page.get_by_role("textbox", name="问题").press_sequentially("重启前写的话")
    first.process.terminate()
    first.process.wait(60)
    expect(page.locator("#zb-line")).to_contain_text("连接已断开")
    start(tmp_path, port=port)
    expect(page.locator("#zb-line")).to_contain_text("连接已恢复")
    expect(page.get_by_role("textbox", name="问题")).to_have_value("重启前写的话")
    open_screen.visits[-1].complaints.clear()  # the browser says that the server was away


def test_the_page_s_own_files_are_asked_for_once(served: Served, open_screen: OpenScreen) -> None:
    page = open_screen(served.url)
    asked = page.evaluate(
        """[...document.querySelectorAll("link[href^='/static/'], script[src^='/static/'], [rel=modulepreload]")]
        .map((one) => one.href || one.src)"""
    )
    assert len(asked) > 10
    for address in asked:
        assert "immutable" in page.request.get(address).headers["cache-control"], address
    for changed in ("static/shell.css", "static/shell.css?0123456789ab"):
        assert "cache-control" not in page.request.get(served.url + changed).headers

"""The shared elements in a real browser, in an area made for that."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from program import Served, serving
from screens import WIDE, WIDTHS, OpenScreen, Screen, axe, look

pytestmark = pytest.mark.browser

GALLERY = [sys.executable, str(Path(__file__).with_name("gallery.py"))]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("home"), program=GALLERY) as running:
        yield running


@pytest.mark.parametrize("screen", WIDTHS, ids=str)
def test_every_element_is_sound_on_every_screen(served: Served, open_screen: OpenScreen, screen: Screen) -> None:
    page = open_screen(served.url + "gallery", screen)
    page.get_by_label("题目").fill("短")
    expect(page.get_by_text("题目太短")).to_be_visible()
    page.get_by_role("button", name="出错").click()
    expect(page.get_by_role("alert").filter(has_text="没有这份文件")).to_be_visible()
    look(page, "elements-form", screen)
    for tab in ("表格", "状态"):
        page.get_by_role("tab", name=tab).click()
        page.get_by_role("tabpanel", name=tab).locator(".zb-table td, .zb-chip").first.wait_for()
        look(page, f"elements-{'table' if tab == '表格' else 'state'}", screen)
    page.get_by_role("button", name="删除").click()
    page.get_by_role("heading", name="移除 18 份文件？").wait_for()
    look(page, "elements-dialog", screen)
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="移除 18 份文件？")).to_be_hidden()


def test_addresses_below_an_area_and_queries_reach_it(served: Served, open_screen: OpenScreen) -> None:
    page = open_screen(served.url + "gallery/3f2a?q=%E5%85%9A")
    expect(page.locator(".zb-lead")).to_have_text("/gallery/3f2a {'thing': '3f2a'} {'q': '党'}")
    expect(page.locator(".zb-area[aria-current=page]")).to_have_text("陈列")


def test_an_area_that_breaks_leaves_the_others_within_reach(served: Served, open_screen: OpenScreen) -> None:
    page = open_screen(served.url + "gallery?broken=1", until=".zb-empty")
    expect(page.locator(".zb-empty")).to_contain_text(re.compile("编号 [0-9a-f]{8} "))
    expect(page.locator("body")).not_to_contain_text("secret")
    page.get_by_role("link", name="问答").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("问答")


def test_a_busy_button_takes_no_second_click_and_its_work_can_be_undone(
    served: Served, open_screen: OpenScreen
) -> None:
    page = open_screen(served.url + "gallery")
    slow = page.get_by_role("button", name="慢慢做")
    slow.dblclick()
    expect(slow).to_have_attribute("aria-busy", "true")
    page.get_by_role("button", name="够了").click()
    expect(slow).to_have_attribute("aria-busy", "false")
    done = page.get_by_role("status").filter(has_text="做完了")
    expect(done).to_have_count(1)
    done.get_by_role("button", name="撤销").click()
    expect(page.locator(".zb-toast")).to_have_count(1)
    expect(page.locator(".zb-toast")).to_contain_text("已撤销")


def test_an_error_that_comes_up_again_is_seen_once(served: Served, open_screen: OpenScreen) -> None:
    page = open_screen(served.url + "gallery")
    told = page.get_by_role("alert").filter(has_text="没有这份文件")
    for name in ("出错", "过期", "出错"):
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.locator(".zb-toast").last).to_contain_text("登录已过期" if name == "过期" else "没有这份文件")
    expect(told).to_have_count(1)
    expect(page.locator(".zb-toast")).to_have_count(2)


def test_a_bug_is_told_by_its_number_alone(served: Served, open_screen: OpenScreen) -> None:
    page = open_screen(served.url + "gallery")
    page.get_by_role("button", name="程序错").click()
    expect(page.get_by_role("alert")).to_contain_text(re.compile("程序出错了，请把编号 [0-9a-f]{8} 告诉维护人员。"))
    expect(page.locator("body")).not_to_contain_text("secret")
    page.get_by_role("button", name="关闭提示").click()
    expect(page.locator(".zb-toast")).to_have_count(0)


def test_a_table_sorts_shows_more_and_says_how_it_is_sorted(served: Served, open_screen: OpenScreen) -> None:
    page = open_screen(served.url + "gallery")
    page.get_by_role("tab", name="表单").press("ArrowRight")
    rows = page.locator(".zb-table tbody tr")
    expect(rows).to_have_count(60)
    page.get_by_role("button", name="再显示 60 行（共 130 行）").click()
    expect(rows).to_have_count(120)
    head = page.get_by_role("columnheader", name="数量")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(rows.first.locator("td").nth(1)).to_have_text("0")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(rows.first.locator("td").nth(1)).to_have_text("100")


def test_a_side_opens_beside_and_closes(served: Served, open_screen: OpenScreen) -> None:
    page = open_screen(served.url + "gallery", WIDE)
    page.get_by_role("tab", name="状态").click()
    page.get_by_role("button", name="看出处").click()
    side = page.get_by_role("complementary", name="出处")
    expect(side).to_contain_text("第十二条")
    axe(page)
    side.get_by_role("button", name="关闭出处").click()
    expect(side).to_be_hidden()


def test_what_is_told_after_all_around_the_button_is_gone_is_seen(served: Served, open_screen: OpenScreen) -> None:
    page = open_screen(served.url + "gallery")
    page.get_by_role("tab", name="状态").click()
    page.get_by_role("button", name="清掉这里").click()
    expect(page.get_by_role("alert").filter(has_text="之后又出了错")).to_be_visible()
    page.get_by_role("status").filter(has_text="清掉了").get_by_role("button", name="撤销").click()
    expect(page.get_by_role("status").filter(has_text="已恢复")).to_be_visible()
    expect(page.get_by_role("button", name="清掉这里")).to_have_count(0)

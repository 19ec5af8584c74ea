"""任务: a plan comes in as a spreadsheet, is looked at, recorded, given evidence, changed, and goes on next year."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect
from program import Served, go
from screens import SCREENS, WIDE, OpenScreen, Screen, axe, keep

pytestmark = pytest.mark.browser

PLAN = "2026年党建工作要点"
HEADS = ["编号", "事项", "措施", "责任单位", "时限", "成果", "依据", "状态"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HOSTILE = '<img src=x onerror="alert(1)">整治'


def written(days: int) -> str:
    day = date.today() + timedelta(days=days)
    return f"{day.year}年{day.month}月{day.day}日前"


def sheet(*rows: list[str]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (HEADS, *rows):
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def drop(page: Page, name: str, data: bytes) -> None:
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": XLSX, "buffer": data})


def take(page: Page, name: str, data: bytes) -> None:
    """A spreadsheet taken in by the way of the page."""
    drop(page, name, data)
    page.get_by_role("button", name="照此收入").click()
    page.get_by_role("heading", level=1, name="任务", exact=True).wait_for()


LATE = date.today() - timedelta(days=5)
"""Kept as a day: midnight may pass before it is looked at."""

ROWS = (
    ["", "党员集中轮训", "分四期举办", "组织部", written(-5), "轮训台账", "工作要点", "进行中"],
    ["", "每月开展主题党日", "", "各党支部、工会", written(9), "", "", ""],
    ["", HOSTILE, "", "工会", written(300), "", "", ""],
    ["", "组织攻关评审", "", "科技部", written(-40), "", "", "已完成"],
)


def test_tasks_from_a_sheet_to_the_next_plan(
    spare: Path, start: Callable[..., Served], open_screen: OpenScreen
) -> None:
    page = open_screen(start(spare).url)
    go(page, "任务")
    expect(page.get_by_role("heading", name="还没有任务")).to_be_visible()
    page.get_by_role("link", name="导入表格").last.click()
    drop(page, f"{PLAN}.xlsx", sheet(*ROWS))
    expect(page.get_by_role("heading", name="会新增 4 项，更新 0 项，未变 0 项")).to_be_visible()
    expect(page.get_by_label("新任务属于哪份计划")).to_have_value(PLAN)
    page.get_by_role("button", name="照此收入").click()
    expect(page.locator(".zb-tasks-open")).to_have_count(4)

    # What is most pressing comes first, in words too; the chart says the same to who cannot see it.
    expect(page.locator(".zb-tasks-open").first).to_have_text("党员集中轮训")
    expect(page.get_by_text(f"红灯 · 已过 {(date.today() - LATE).days} 天")).to_be_visible()
    units = page.get_by_role("table", name="进展，按责任单位")
    expect(units.get_by_role("row", name="工会 0 1 1 0 2")).to_have_count(1)

    # Looked at by light and by words.
    page.get_by_role("button", name="黄灯").click()
    expect(page.locator(".zb-tasks-open")).to_have_text(["每月开展主题党日"])
    page.get_by_role("button", name="黄灯").click()
    page.get_by_label("查找").fill("轮训")
    expect(page.locator(".zb-tasks-told")).to_have_text("找到 1 项，共 4 项")
    page.get_by_label("查找").fill("没有的词")
    page.get_by_role("button", name="看全部任务").click()
    expect(page.locator(".zb-tasks-open")).to_have_count(4)

    # Recorded, with evidence from the library, whose place is shown.
    page.get_by_role("button", name="每月开展主题党日").press("Enter")
    page.get_by_label("进度（%）").fill("130")
    page.get_by_role("button", name="记下").click()
    expect(page.get_by_text("请写 0 到 100 的整数")).to_be_visible()
    page.get_by_label("进度（%）").fill("60")
    page.get_by_label("完成情况").fill("已开展6次")
    page.locator(".zb-tasks-record select").select_option("running")
    page.get_by_role("button", name="记下").click()
    expect(page.get_by_text("状态：未启动 → 进行中")).to_be_visible()
    page.get_by_role("button", name="查找", exact=True).click()
    page.get_by_role("button", name="用作佐证").first.click()
    expect(page.get_by_text("已记为佐证")).to_be_visible()
    page.get_by_role("button", name="看原文").first.click()
    expect(page.locator(".zb-split-side mark")).to_be_visible()
    page.get_by_role("button", name="回到任务").click()
    expect(page.get_by_label("完成情况")).to_have_value("已开展6次")
    expect(page.locator(".zb-split-body")).to_be_focused()

    # An address leads to it; closed, the keyboard is where it was.
    page.reload()
    expect(page.locator(".zb-tasks-drawer .zb-title")).to_have_text("每月开展主题党日")
    expect(page.locator(".zb-split-body")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".zb-tasks-drawer")).to_have_count(0)
    expect(page.get_by_role("button", name="每月开展主题党日")).to_be_focused()

    # Changed, removed, brought back.
    page.get_by_role("button", name=HOSTILE).click()
    page.get_by_role("button", name="修改", exact=True).click()
    page.get_by_label("时限").fill("视情况")
    expect(page.get_by_text("看不出是哪一天")).to_be_visible()
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".zb-tasks-drawer .zb-title")).to_have_text(HOSTILE)
    page.get_by_role("button", name="移除", exact=True).click()
    expect(page.locator(".zb-tasks-open")).to_have_count(3)
    page.get_by_role("button", name="撤销").click()
    expect(page.locator(".zb-tasks-open")).to_have_count(4)

    # The sheet goes out, is filled in, and comes back as records.
    page.get_by_label("计划").select_option(PLAN)
    expect(page.get_by_role("link", name="导出表格")).to_have_attribute("title", f"把《{PLAN}》的任务导出为表格")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出表格").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert book.active is not None
    book.active.cell(2, 8, "已完成")
    filled = io.BytesIO()
    book.save(filled)
    page.get_by_role("link", name="导入表格").click()
    drop(page, "填好的台账.xlsx", filled.getvalue())
    expect(page.get_by_role("row", name="党员集中轮训 状态 进行中 已完成")).to_be_visible()
    page.get_by_role("button", name="照此收入").click()
    expect(page.get_by_text("新增 0 项，更新 1 项")).to_be_visible()

    # What is left goes on.
    page.get_by_label("计划").select_option(PLAN)
    page.get_by_role("link", name="结转到下一计划").click()
    page.get_by_role("checkbox", name=HOSTILE).uncheck()
    page.get_by_role("button", name="结转 1 项").click()
    expect(page.get_by_label("计划")).to_have_value("2027年党建工作要点")
    expect(page.locator(".zb-tasks-open")).to_have_text(["每月开展主题党日"])
    page.locator(".zb-tasks-open").click()
    expect(page.get_by_role("button", name="由上一份计划结转而来")).to_be_visible()


@pytest.mark.parametrize("screen", (SCREENS[0], SCREENS[3]), ids=str)
def test_tasks_look(served: Served, open_screen: OpenScreen, screen: Screen) -> None:
    page = open_screen(served.url + "tasks/import", screen)
    take(page, "2025年工作计划.xlsx", sheet(*ROWS))
    page.locator(".zb-tasks-open").first.wait_for()
    axe(page)
    keep(page, "tasks", screen, whole=True)
    page.locator(".zb-tasks-open").first.click()
    page.locator(".zb-tasks-drawer").wait_for()
    axe(page)
    keep(page, "tasks-one", screen)


def test_a_sheet_that_cannot_be_read_is_told(served: Served, open_screen: OpenScreen) -> None:
    page = open_screen(served.url + "tasks/import", WIDE)
    drop(page, "台账.xlsx", b"none")
    expect(page.locator(".zb-toast-error")).to_contain_text("台账.xlsx")
    drop(page, "台账.xlsx", sheet(["0000000000", "党员轮训", "", "", "", "", "", ""]))
    expect(page.locator(".zb-toast-error").last).to_contain_text("编号")
    page.goto(served.url + "tasks/none")
    expect(page.get_by_text("这项任务已不在了")).to_be_visible()

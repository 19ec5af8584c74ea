"""What may go wrong in any area: the line is cut, the session ends, a source leaves, names and texts hold markup."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect
from program import Served, ask, go, serving, zhibi
from screens import WIDE, OpenScreen, keep

from assistant.testing.scripted_model import Request, ScriptedModel, Text

pytestmark = pytest.mark.browser

ADMIN, PASSWORD = "admin", "九曲黄河万里沙浪淘风簸自天"
UNIT = "云梯电缆厂党委"
SUMMARY = """# 云梯电缆厂党委2025年党建工作总结

（2026年1月8日）

截至2025年12月31日，云梯电缆厂党委下设党支部7个，共有党员142名。

## 一、主要做法和成效

全年开展第一议题学习18次，学习内容40个。

## 二、存在的问题

主题党日形式单一，2个党支部的活动记录不规范。

## 三、2026年工作打算

2026年将对全部党支部书记轮训一遍，全年第一议题学习不少于24次。
"""
TAG = "<img src=x onerror=alert(1)>"
HOSTILE = f"""{TAG}关于党费收缴的规定

{TAG}第一章　缴纳

第一条　党费由{TAG}各党支部每月10日前收齐，<script>alert(2)</script>逐级上缴。

第二条　<svg onload=alert(3)>{{{{7*7}}}} javascript:alert(4) 党费收据由财务科统一保管。
"""
RULE = "党支部每年召开1次组织生活会，一般安排在第四季度。"
WRONG = "党支部每年召开3次组织生活会，一般安排在第四季度。"
CARD = re.compile(r'<资料 编号="(K[0-9a-f]+)">.*?内容：\n(.*?)\n</资料>', re.DOTALL)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with a summary, a rule, and a document of markup whose very name is markup."""
    folder, home = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("home")
    (folder / "2025年党建工作总结.md").write_text(SUMMARY, encoding="utf-8")
    (folder / "组织生活办法.md").write_text(f"# 组织生活办法\n\n第一条　{RULE}\n", encoding="utf-8")
    (folder / f"{TAG}.txt").write_text(HOSTILE, encoding="utf-8")
    taken = zhibi(home, "ingest", folder, "--json", ZHIBI_ACCOUNTS="true")
    assert taken.code == 0, taken.err
    return home


@pytest.fixture(scope="module")
def served(home: Path, spare: Path) -> Iterator[Served]:
    """With accounts, and an administrator."""
    with serving(home, ZHIBI_ACCOUNTS="true", ZHIBI_ADMIN_PASSWORD=PASSWORD) as running:
        yield running


def log_in(page: Page) -> None:
    page.get_by_label("用户名").fill(ADMIN)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_function("window.did_handshake === true")


@pytest.fixture
def page(served: Served, open_screen: OpenScreen) -> Page:
    """Signed in; a dialog of the browser fails the test, as nothing of ours opens one."""
    page = open_screen.bare(served.url)
    complaints = open_screen.visits[-1].complaints

    def refuse(dialog: Dialog) -> None:
        complaints.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    page.on("dialog", refuse)
    log_in(page)
    return page


def test_a_draft_goes_on_while_the_line_is_cut_and_so_does_who_edits_it(
    spare: Path, start: Callable[..., Served], open_screen: OpenScreen
) -> None:
    going = threading.Semaphore(0)

    def slowly(request: Request) -> Text:
        going.acquire(timeout=60)
        return Text("\n".join(f"{text.rstrip('。')}[{key}]。" for key, text in CARD.findall(request.prompt)))

    with ScriptedModel(*[slowly] * 12) as model:
        served = start(spare, ZHIBI_MODEL="scripted", ZHIBI_BASE_URL=model.base_url)
        page = open_screen(served.url + "drafts/new?genre=work_summary")
        page.get_by_label("单位").fill(UNIT)
        page.get_by_label("期间").fill("2025年")
        page.get_by_role("button", name="拟提纲").click()
        page.get_by_role("button", name="开始写").click()
        going.release()
        written = page.locator(".zb-drafts-paper .zb-drafts-sentence")
        expect(written.first).to_be_visible()
        with open_screen.line_cut(page):
            going.release(12)
        expect(page.locator(".zb-drafts-top")).to_contain_text("第 1 版")
        expect(page.get_by_role("complementary", name="旁注")).to_contain_text("全文检查")
        section = page.locator("[data-edit]").first.get_attribute("data-edit")
        page.locator("[data-edit]").first.click()
        area = page.locator(f"#zb-s-{section} textarea")
        expect(area).to_be_focused()
        with open_screen.line_cut(page):
            area.press("Control+End")
            area.press_sequentially("断线时补的一句。")
        expect(page.locator(".zb-drafts-issues")).to_contain_text("断线时补的一句")
        area.press("Control+s")
        expect(page.locator(".zb-drafts-top")).to_contain_text("第 2 版")
        expect(page.locator(f"#zb-s-{section}")).to_contain_text("断线时补的一句。")


def test_what_is_typed_for_proof_and_for_a_task_outlives_the_session(served: Served, page: Page) -> None:
    go(page, "任务")
    page.get_by_role("button", name="新增任务").first.click()
    page.get_by_label("事项").fill("党员集中轮训")
    page.get_by_label("属于哪份计划").fill("2026年党建工作要点")
    page.get_by_role("button", name="新增", exact=True).click()
    note = page.get_by_label("完成情况")
    note.press_sequentially("已办两期")
    end_session(page, served, page.get_by_role("button", name="记下"))
    expect(note).to_have_value("已办两期")
    page.get_by_role("button", name="记下").click()
    expect(page.get_by_text("已记下")).to_be_visible()

    go(page, "校核")
    sheet = page.locator(".zb-proof-area")
    sheet.press_sequentially(WRONG)
    end_session(page, served, page.get_by_role("button", name="核对", exact=True))
    expect(sheet).to_have_value(WRONG)
    page.get_by_role("button", name="核对", exact=True).click()
    expect(page.locator(".zb-proof-row")).to_have_count(1)


def end_session(page: Page, served: Served, then: Locator) -> None:
    """The session ends elsewhere; one clicks, is told, and comes back by the login to where one was."""
    page.request.post(served.url + "logout")
    then.click()
    expect(page.get_by_role("alert").filter(has_text="登录已过期")).to_be_visible()
    page.get_by_role("button", name="去登录").click()
    log_in(page)


def test_a_source_that_leaves_while_it_is_shown_is_told(served: Served, page: Page) -> None:
    ask(page, "第一议题学习开展了多少次？")
    mark = page.locator(".zb-answer .zb-mark").first
    mark.click()
    side = page.get_by_role("complementary", name="出处")
    expect(side.locator("mark")).to_contain_text("18次")
    made = send(page, served, "POST", "api/drafts", {"genre": "工作总结", "spec": {"unit": UNIT, "period": "2025年"}})
    listed = page.request.get(served.url + "api/documents").json()["documents"]
    source = next(one for one in listed if UNIT in one["title"])
    send(page, served, "DELETE", f"api/documents/{source['id']}")
    expect(side.locator("mark")).to_contain_text("18次")  # what is read is not taken from under one's eyes
    page.get_by_role("button", name="关闭出处").click()
    mark.click()
    expect(side).to_contain_text("已不在资料库中")
    expect(side.locator("blockquote")).to_contain_text("18次")
    expect(side.get_by_role("link", name="下载原件")).to_have_count(0)
    keep(page, "source-gone", WIDE)
    page.goto(f"{served.url}drafts/{made['id']}")
    page.locator(".zb-drafts-sentence[role]").first.click()
    expect(page.get_by_role("complementary")).to_contain_text("已不在资料库中")
    page.keyboard.press("F2")
    area = page.locator("textarea.zb-drafts-area")
    expect(area).to_be_focused()
    area.press("Control+End")
    area.press_sequentially("另有补充。")
    area.press("Control+s")
    expect(page.locator(".zb-lead").first).to_contain_text("第 2 版")


def send(page: Page, served: Served, method: str, path: str, body: object = None) -> dict[str, str]:
    """As the page's own browser would."""
    reply = page.request.fetch(served.url + path, method=method, data=body, headers={"Origin": served.url.rstrip("/")})
    assert reply.ok, reply.text()
    told: dict[str, str] = reply.json()
    return told


def test_markup_is_shown_as_it_is_written_in_every_area(served: Served, page: Page) -> None:
    def inert() -> None:
        assert page.locator("img[src=x], main script, main svg[onload], [onerror], [onload]").count() == 0
        expect(page).to_have_title(re.compile("执笔$"))

    ask(page, f"{TAG}党费每月几日前收齐？")
    expect(page.locator(".zb-question")).to_contain_text(TAG)
    expect(page.locator(".zb-answer")).to_contain_text("10日前收齐")
    page.locator(".zb-answer .zb-mark").first.click()
    side = page.get_by_role("complementary", name="出处")
    expect(side).to_contain_text(TAG)
    expect(side.locator("mark")).to_be_visible()
    inert()
    page.locator(".zb-ask-scope").click()
    expect(page.get_by_role("checkbox", name=re.compile("onerror"))).to_be_visible()
    inert()
    page.get_by_role("button", name="取消").click()

    go(page, "资料库")
    page.locator(".zb-document").get_by_role("link", name=re.compile("onerror")).first.click()
    page.get_by_role("tab").first.wait_for()
    for tab in page.get_by_role("tab").all():
        tab.click()
        expect(tab).to_have_attribute("aria-selected", "true")
        expect(page.get_by_role("heading", level=1)).to_contain_text(TAG)
        inert()

    go(page, "校核")
    page.locator(".zb-proof-area").fill(f"{TAG}党费由各党支部每月12日前收齐，逐级上缴。")
    page.get_by_role("button", name="核对", exact=True).click()
    page.locator(".zb-proof-row").first.click()
    expect(page.get_by_role("complementary", name="意见")).to_contain_text("10日")
    inert()

    go(page, "起草")
    page.goto(f"{served.url}drafts/new?genre=work_summary")
    page.get_by_label("单位").fill(f"{TAG}厂党委")
    page.get_by_label("期间").fill("2025年")
    page.get_by_label("其他事实").fill(f"全年收缴党费{TAG}1840元。")
    expect(page.get_by_role("group", name="资料库中的文件")).to_contain_text(TAG)
    page.get_by_role("button", name="拟提纲").click()
    page.get_by_role("button", name="开始写").click()
    expect(page.locator(".zb-drafts-paper-title")).to_contain_text(f"{TAG}厂党委")
    expect(page.locator(".zb-drafts-paper")).to_contain_text(f"收缴党费{TAG}1840元")
    inert()
    told = page.request.get(page.url.replace("/drafts/", "/api/drafts/") + "/export?format=html").text()
    assert TAG not in told
    assert f"收缴党费{escape(TAG)}1840元" in told

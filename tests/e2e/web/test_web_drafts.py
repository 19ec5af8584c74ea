"""起草 in a real browser: from a genre to a Word file, two people at one draft, what is typed is never lost."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect
from program import Served, go, zhibi
from screens import NARROW, WIDE, OpenScreen, Screen, axe, keep

from assistant.testing.scripted_model import Request, ScriptedModel, Text

pytestmark = pytest.mark.browser

UNIT, TITLE = "东江阀门公司党委", "东江阀门公司党委2025年党建工作总结"
SUMMARY = """# 2025年党建工作总结

（2026年1月10日）

截至2025年12月31日，东江阀门公司党委共有党支部12个、党员236名。

## 一、主要做法和成效

### （一）加强理论武装，把牢政治方向

公司党委全年开展第一议题学习22次，学习内容48个。党委理论学习中心组集体学习12次，专题研讨6次。

### （二）建强基层组织，夯实工作基础

在装配车间新设1个党支部，党支部总数由2024年底的11个增加到12个。

## 二、存在的主要问题

一是支部之间发展不平衡，2个支部的组织生活记录不规范。二是成果转化不够快，7项成果中只有2项得到推广。

## 三、2026年工作打算

（一）在政治建设上持续用力。落实第一议题制度，全年学习不少于24次。

中共东江阀门公司委员会
2026年1月10日
"""
POINTS = """# 2026年党建工作要点

（2026年2月6日）

## 附：2026年重点任务清单

| 序号 | 事项 | 措施 | 责任单位 | 时限 | 成果 |
|---|---|---|---|---|---|
| 1 | 第一议题学习 | 按月编排 | 党委办公室 | 2026年12月31日 | 学习不少于24次 |
| 2 | 发展党员 | 落实年度计划 | 党委组织部 | 2026年11月30日 | 发展党员10名 |
"""
CARD = re.compile(r'<资料 编号="(K[0-9a-f]+)">.*?内容：\n(.*?)\n</资料>', re.DOTALL)
NAME, PASSWORD = "周宁", "落笔有据，改稿有痕，来回有档2026"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose library holds last year's summary and this year's tasks."""
    folder, home = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("home")
    (folder / "2025年党建工作总结.md").write_text(SUMMARY, encoding="utf-8")
    (folder / "2026年党建工作要点.md").write_text(POINTS, encoding="utf-8")
    taken = zhibi(home, "ingest", folder, "--json")
    assert taken.code == 0, taken.err
    return home


@pytest.fixture
def draft(served: Served) -> str:
    """The address of a draft of its own."""
    return made(served.url)


def made(url: str, cookies: httpx.Cookies | None = None) -> str:
    spec = {"unit": UNIT, "period": "2025年", "topic": "党建", "facts": {"发展党员": "11名"}}
    asked = {"genre": "工作总结", "spec": spec}
    reply = httpx.post(f"{url}api/drafts", json=asked, timeout=60, cookies=cookies, headers={"Origin": url.strip("/")})
    assert reply.status_code == 200, reply.text
    return f"{url}drafts/{reply.json()['id']}"


def edit(page: Page, section: str) -> Locator:
    page.locator(f"[data-edit={section}]").click()
    area = page.locator(f"#zb-s-{section} textarea")
    area.wait_for()
    return area


def replace(area: Locator, old: str, new: str) -> None:
    """As a person does: marks some words and types others."""
    expect(area).to_be_focused()  # with the caret where the server has put it
    area.evaluate("(a, old) => { const at = a.value.indexOf(old); a.setSelectionRange(at, at + old.length); }", old)
    area.press_sequentially(new)


def read(open_screen: OpenScreen, address: str) -> Page:
    """A draft on a wide screen once its checks lie beside it: that is the last that is made of it."""
    page = open_screen(address)
    expect(page.get_by_role("complementary", name="旁注")).to_contain_text("全文检查")
    return page


def saved(page: Page, version: int) -> None:
    expect(page.locator(".zb-lead").first).to_contain_text(f"第 {version} 版")


def test_from_a_genre_to_a_word_file(served: Served, open_screen: OpenScreen) -> None:
    page = open_screen(served.url + "drafts")
    page.get_by_role("button", name="新建文稿").first.click()
    page.get_by_role("link", name=re.compile("^工作总结")).click()
    page.get_by_role("button", name="拟提纲").click()
    expect(page.get_by_role("alert").filter(has_text="请写是哪个单位的文稿")).to_be_visible()
    expect(page.get_by_label("单位")).to_be_focused()
    expect(page.get_by_label("单位")).to_be_in_viewport()
    page.get_by_label("单位").fill(UNIT)
    page.get_by_label("期间").fill("2025年")
    page.get_by_label("主题").fill("党建")
    page.get_by_label("本期发展党员人数").fill("11名")
    page.get_by_role("button", name="用《2025年党建工作总结》").click()
    page.get_by_label("成文日期", exact=True).fill("2026-1-10")
    page.wait_for_function("() => Object.keys(localStorage).some((key) => key.endsWith('/sources'))")
    page.reload()
    expect(page.get_by_role("button", name="不用《2025年党建工作总结》")).to_be_visible()
    expect(page.get_by_label("成文日期", exact=True)).to_have_value("2026-1-10")
    page.get_by_label("成文日期", exact=True).focus()
    page.get_by_label("字数").focus()
    expect(page.get_by_label("成文日期", exact=True)).to_have_value("2026年1月10日")
    page.get_by_role("button", name="拟提纲").click()

    headings = page.get_by_label("这一节的标题")
    expect(page.get_by_role("heading", name="提纲")).to_be_focused()
    headings.nth(2).fill("短板和不足")
    headings.nth(2).press("Alt+ArrowUp")
    expect(headings.nth(1)).to_have_value("短板和不足")
    expect(headings.nth(1)).to_be_focused()
    headings.nth(1).press("Alt+ArrowDown")
    expect(headings.nth(2)).to_have_value("短板和不足")
    expect(headings.nth(2)).to_be_focused()  # nothing scrolls any more
    page.locator(".zb-drafts-grip").nth(3).drag_to(page.locator(".zb-drafts-row").nth(2))
    expect(headings.nth(3)).to_have_value("短板和不足")
    page.get_by_role("button", name="上移“短板和不足”").click()
    expect(headings.nth(2)).to_have_value("短板和不足")
    page.get_by_role("button", name="去掉“总述”").click()
    expect(headings).to_have_count(3)
    page.get_by_role("button", name="撤销").click()
    expect(headings).to_have_count(4)
    page.get_by_role("button", name="开始写").click()

    expect(page.get_by_role("heading", level=2, name="二、短板和不足")).to_be_visible()
    expect(page.locator(".zb-drafts-sentence").filter(has=page.locator(".zb-drafts-lock"))).to_contain_text("11名")
    page.get_by_role("button", name=re.compile("^在装配车间新设1个党支部")).click()
    expect(page.locator(".zb-split-side mark")).to_contain_text("党支部总数由2024年底的11个增加到12个")

    area = edit(page, "results")
    replace(area, "12次，专题", "15次，专题")
    expect(page.locator(".zb-drafts-under .zb-says-altered")).to_contain_text("集体学习15次")
    expect(page.locator(".zb-drafts-issues")).to_contain_text("原文是“12次”")
    area.press("Control+s")
    saved(page, 2)

    page.get_by_role("button", name="导出").click()
    side = page.get_by_role("complementary", name="旁注")
    expect(side).to_contain_text("净稿看不到出处，所以先不能导出")
    expect(side.get_by_role("link", name="下载Word（净稿）")).to_have_count(0)
    side.get_by_role("button", name=re.compile("集体学习15次")).click()
    expect(page.locator(".zb-drafts-on")).to_contain_text("集体学习15次")
    expect(side.locator("del")).to_have_text("12次")
    page.keyboard.press("F2")
    replace(page.locator("#zb-s-results textarea"), "15次，专题", "12次，专题")
    expect(page.locator(".zb-drafts-under .zb-says-altered")).to_have_count(0)
    page.get_by_role("button", name="保存").click()
    saved(page, 3)
    page.get_by_role("button", name="导出").click()
    with page.expect_download() as download:
        side.get_by_role("link", name="下载Word（净稿）").click()
    assert Path(download.value.path()).read_bytes()[:2] == b"PK"
    assert download.value.suggested_filename == f"{TITLE}.docx"


def test_open_points_are_gone_through_by_key_and_filled(draft: str, open_screen: OpenScreen) -> None:
    page = read(open_screen, draft)
    count = page.locator(".zb-drafts-count")
    expect(count).to_have_text("待办 2 处")
    page.keyboard.press("F8")
    expect(page.locator(".zb-drafts-sentence:focus")).to_contain_text("【待填：2025年获得的荣誉和表彰】")
    page.keyboard.press("F2")
    replace(page.locator("#zb-s-results textarea"), "【待填：2025年获得的荣誉和表彰】", "<b>获评市级先进</b>。")
    expect(count).to_have_text("待办 2 处")
    expect(page.locator(".zb-drafts-issues")).to_contain_text("<b>获评市级先进</b>")
    page.keyboard.press("Control+s")
    saved(page, 2)
    expect(page.locator(".zb-drafts-paper b")).to_have_count(0)
    page.keyboard.press("Shift+F8")
    signature = page.get_by_label("落款")
    expect(signature).to_have_value(f"{UNIT}\n【待填：成文日期】")
    signature.fill(f"{UNIT}\n2026年1月10日")
    page.get_by_role("complementary").get_by_role("button", name="保存").click()
    saved(page, 3)
    expect(page.locator(".zb-drafts-signature")).to_contain_text("2026年1月10日")
    expect(count).to_have_text("待办 1 处")


def test_a_table_is_edited_cell_by_cell(served: Served, open_screen: OpenScreen) -> None:
    """Also when the connection is lost at the click that begins it: what edits is there already."""
    spec = {"unit": UNIT, "period": "2026年"}
    made = httpx.post(f"{served.url}api/drafts", json={"genre": "工作计划", "spec": spec}, timeout=60).json()
    page = open_screen(f"{served.url}drafts/{made['id']}")
    page.wait_for_function(LOADED)
    page.route("**/components/**", lambda route: route.abort())
    page.locator(".zb-drafts-cell", has_text="2026年12月31日").click()
    expect(page.locator(".zb-split-side mark")).to_contain_text("责任单位：党委办公室")
    page.keyboard.press("F2")
    cell = page.get_by_role("textbox", name="时限，第1行")
    expect(cell).to_be_focused()
    page.unroute("**/components/**")
    page.keyboard.type("2026年9月30日")
    expect(page.locator(".zb-drafts-issues")).to_contain_text("原文是“2026年12月31日”")
    expect(cell).to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="时限，第2行")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="事项，第3行")).to_be_focused()
    page.keyboard.type("职工书屋建设")
    page.get_by_role("button", name="去掉第2行").click()
    rows = page.locator(".zb-drafts-editing tbody tr")
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="撤销").click()
    expect(rows).to_have_count(3)
    axe(page)
    keep(page, "drafts-table", WIDE)
    page.set_viewport_size({"width": NARROW.width, "height": NARROW.height})
    axe(page)
    keep(page, "drafts-table", NARROW)
    page.set_viewport_size({"width": WIDE.width, "height": WIDE.height})
    page.reload()
    expect(rows).to_have_count(3)
    page.get_by_role("textbox", name="事项，第3行").press("Control+s")
    saved(page, 2)
    expect(page.locator(".zb-drafts-cell", has_text="2026年9月30日")).to_contain_text("与原文有出入")
    stored = httpx.get(f"{served.url}api/drafts/{made['id']}").json()
    assert [task["matter"] for task in stored["tasks"]] == ["第一议题学习", "发展党员", "职工书屋建设"]
    assert stored["tasks"][0]["deadline"] == "2026-09-30"


LOADED = """() => ["editor.js", "grids.js"].every((name) => performance.getEntriesByType("resource")
    .some((one) => one.name.endsWith(name) && one.responseEnd))"""


def test_two_tabs_on_one_draft_lose_nothing(draft: str, open_screen: OpenScreen) -> None:
    mine, theirs = read(open_screen, draft), read(open_screen, draft)
    own = edit(mine, "problems")
    replace(own, "不够快", "太慢")
    other = edit(theirs, "next_steps")
    replace(other, "24次", "26次")
    other.press("Control+s")
    saved(theirs, 2)
    own.press("Control+s")  # they changed another section: both hold
    saved(mine, 3)
    expect(mine.locator("#zb-s-next_steps")).to_contain_text("不少于26次")

    other = edit(theirs, "problems")
    replace(other, "不够快", "仍不够快")
    other.press("Control+s")
    conflict = theirs.get_by_role("alert").filter(has_text="这一节刚才在别处改过")
    expect(conflict).to_contain_text("已有第 3 版")
    expect(other).to_have_value(re.compile("仍不够快"))
    conflict.get_by_role("button", name="看对方改了什么").click()
    expect(theirs.locator(".zb-drafts-compared")).to_contain_text("太慢")
    axe(theirs)
    keep(theirs, "drafts-conflict", WIDE)
    conflict.get_by_role("button", name="用我的，存为新版").click()
    saved(theirs, 4)
    expect(theirs.locator("#zb-s-problems")).to_contain_text("仍不够快")

    own = edit(mine, "problems")
    replace(own, "太慢", "很慢")
    own.press("Control+s")
    mine.get_by_role("button", name="用对方的").click()
    expect(mine.locator("#zb-s-problems")).to_contain_text("仍不够快")
    mine.get_by_role("button", name="找回我写的").click()
    expect(mine.locator("#zb-s-problems textarea")).to_have_value(re.compile("很慢"))


def test_what_is_typed_survives_a_reload_and_versions_come_back(draft: str, open_screen: OpenScreen) -> None:
    page = read(open_screen, draft)
    replace(edit(page, "problems"), "不够快", "太慢")
    page.reload()
    area = page.locator("#zb-s-problems textarea")
    expect(area).to_have_value(re.compile("太慢"))
    area.press("Control+s")
    saved(page, 2)
    page.reload()
    expect(page.locator("#zb-s-problems")).to_contain_text("太慢")
    expect(page.locator("textarea")).to_have_count(0)
    page.get_by_role("button", name="版本").click()
    page.get_by_role("button", name="改了什么").click()
    expect(page.locator(".zb-drafts-compared ins")).to_have_text("太慢")
    page.get_by_role("button", name="回到各版").click()
    page.get_by_role("button", name="恢复这版").click()
    saved(page, 3)
    expect(page.locator("#zb-s-problems")).to_contain_text("不够快")
    page.get_by_role("button", name="撤销").click()
    saved(page, 4)
    expect(page.locator("#zb-s-problems")).to_contain_text("太慢")


def test_a_list_that_is_searched_copied_from_and_cleared_with_a_way_back(
    served: Served, draft: str, open_screen: OpenScreen
) -> None:
    page = open_screen(served.url + "drafts")
    rows = page.locator(".zb-table tbody tr")
    rows.first.wait_for()
    page.get_by_role("textbox", name="查找").fill("没有这样的标题")
    expect(page.get_by_role("heading", name="没有找到")).to_be_visible()
    page.get_by_role("button", name="看全部").click()
    rows.first.wait_for()
    before = rows.count()
    page.get_by_role("button", name=f"复制《{TITLE}》").first.click()
    expect(rows).to_have_count(before + 1)
    page.get_by_role("button", name=f"移除《{TITLE}（副本）》").click()
    expect(rows).to_have_count(before)
    page.get_by_role("button", name="撤销").click()
    expect(rows).to_have_count(before + 1)
    page.get_by_role("link", name=f"{TITLE}（副本）").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{TITLE}（副本）")


def test_a_draft_is_written_before_the_readers_eyes_found_again_and_stopped(
    spare: Path, start: Callable[..., Served], open_screen: OpenScreen
) -> None:
    """The model writes a section when the test lets it."""
    going = threading.Semaphore(0)

    def slowly(request: Request) -> Text:
        going.acquire(timeout=60)
        return Text("\n".join(f"{text.rstrip('。')}[{key}]。" for key, text in CARD.findall(request.prompt)))

    with ScriptedModel(*[slowly] * 12) as model:
        served = start(spare, ZHIBI_MODEL="scripted", ZHIBI_BASE_URL=model.base_url)
        page = open_screen(served.url + "drafts/new?genre=work_summary")
        page.get_by_label("单位").fill(UNIT)
        page.get_by_label("期间").fill("2025年")
        page.get_by_label("主题").fill("党建")
        page.get_by_role("button", name="拟提纲").click()
        page.get_by_role("button", name="开始写").click()
        expect(page.get_by_role("status").filter(has_text="正在翻检资料")).to_be_visible()
        going.release()
        written = page.locator(".zb-drafts-paper .zb-drafts-sentence")
        expect(written.first).to_be_visible()
        axe(page)
        keep(page, "drafts-writing", WIDE)
        page.reload()
        expect(written.first).to_be_visible()
        go(page, "起草")
        row = page.locator(".zb-table tbody tr").filter(has_text="正在写")
        row.get_by_role("link").click()
        page.get_by_role("button", name="停止", exact=True).click()
        expect(page.get_by_role("button", name="正在停止")).to_be_visible()
        going.release(12)
        expect(page.locator(".zb-drafts-top")).to_contain_text("第 1 版")
        expect(page.get_by_role("complementary")).to_contain_text("时停止了，其余各节没有写")


def test_a_session_that_ends_while_one_writes_loses_nothing(
    spare: Path, start: Callable[..., Served], open_screen: OpenScreen
) -> None:
    told = zhibi(
        spare, "users", "add", NAME, "--role", "writer", "--collection", "default", "--json", ZHIBI_ACCOUNTS="true"
    )
    given = str(told.json["password"])
    served = start(spare, ZHIBI_ACCOUNTS="true")
    with httpx.Client(base_url=served.url, timeout=60) as client:
        client.post("/login", data={"name": NAME, "password": given})
        client.post("/password", data={"old": given, "new": PASSWORD, "again": PASSWORD})
        client.post("/login", data={"name": NAME, "password": PASSWORD})
        address = made(served.url, client.cookies)
    page = open_screen.bare(address)
    log_in(page)
    area = edit(page, "problems")
    page.request.post(served.url + "logout")
    replace(area, "不够快", "太慢")
    expect(page.get_by_role("alert").filter(has_text="登录已过期")).to_be_visible()
    expect(area).to_have_value(re.compile("太慢"))
    page.get_by_role("button", name="去登录").click()
    log_in(page)
    expect(area).to_have_value(re.compile("太慢"))
    area.press("Control+s")
    saved(page, 2)


def log_in(page: Page) -> None:
    page.get_by_label("用户名").fill(NAME)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


@pytest.mark.parametrize("screen", [WIDE, NARROW], ids=str)
def test_every_step_is_sound_on_every_screen(
    served: Served, draft: str, open_screen: OpenScreen, screen: Screen
) -> None:
    page = open_screen(served.url + "drafts", screen)
    page.locator(".zb-table tbody tr").first.wait_for()
    look(page, "list", screen)
    page.goto(served.url + "drafts/new?genre=work_summary")
    page.get_by_label("单位").fill(UNIT)
    page.get_by_label("期间").fill("2025年")
    look(page, "form", screen)
    page.get_by_role("button", name="拟提纲").click()
    page.get_by_role("button", name="开始写").wait_for()
    look(page, "outline", screen)
    page.goto(draft)
    page.locator(".zb-drafts-sentence[role]").first.wait_for()
    look(page, "read", screen)
    replace(edit(page, "results"), "12次，专题", "15次，专题")
    page.locator(".zb-drafts-under .zb-says-altered").wait_for()
    look(page, "edit", screen)
    page.get_by_role("button", name="保存").click()
    page.locator(".zb-drafts-is-altered").click()
    page.locator(".zb-split-side mark").wait_for()
    look(page, "evidence", screen)
    if screen.width == NARROW.width:
        page.get_by_role("button", name="关闭旁注").click()
    page.get_by_role("button", name="导出").click()
    page.locator(".zb-drafts-blocked").wait_for()
    look(page, "export", screen)


def look(page: Page, name: str, screen: Screen) -> None:
    """In light, and where colours say something in dark too."""
    for scheme in ("dark", "light") if name in ("edit", "export") else ("light",):
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("html")).to_have_attribute("data-theme", scheme)
        axe(page)
        keep(page, f"drafts-{name}", Screen(screen.width, screen.height, scheme))


LAG = """(wanted) => new Promise((done) => {
    const area = document.querySelector(".zb-drafts-area"), under = area.previousElementSibling;
    const at = /\\d+次，专题/.exec(area.value).index;
    let typed = 0;
    const seen = new MutationObserver(() => {
        const marked = [...under.querySelectorAll(".zb-says-altered")].some((one) => one.textContent.includes(wanted));
        if (!typed || !marked) return;
        seen.disconnect();
        done(performance.now() - typed);
    });
    seen.observe(under, {childList: true, subtree: true, attributes: true, characterData: true});
    area.focus();
    area.setSelectionRange(at, at + 2);
    area.addEventListener("input", () => { typed = performance.now(); }, {once: true});
    document.execCommand("insertText", false, wanted.slice(0, 2));
})"""


def test_a_draft_of_ten_thousand_characters_is_verified_as_one_types(draft: str, open_screen: OpenScreen) -> None:
    line = "党委理论学习中心组集体学习12次，专题研讨6次。"
    more = "".join(f"第{number}件事，在装配车间新设{number}个党支部，成果转化不够快。" for number in range(350))
    address = draft.replace("/drafts/", "/api/drafts/")
    reply = httpx.put(f"{address}/sections/results", json={"text": f"{line}\n{more}"}, timeout=60)
    assert len(reply.json()["sections"][1]["text"]) > 9_500
    page = open_screen(draft)
    edit(page, "results")
    lags = sorted(page.evaluate(LAG, f"{number}次，专题") for number in range(13, 24))
    print(f"typing to verdict, ms: median {lags[5]:.0f}, worst {lags[-1]:.0f}")


def test_a_draft_that_is_not_there_says_so(served: Served, open_screen: OpenScreen) -> None:
    page = open_screen(served.url + "drafts/none", until=".zb-empty")
    expect(page.locator(".zb-empty")).to_contain_text("没有")
    axe(page)

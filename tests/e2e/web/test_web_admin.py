"""管理 and 我的账号 on a server with accounts, as an administrator and a user meet there; and without accounts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect
from program import Served, go, serving
from screens import WIDE, OpenScreen, Screen, axe, keep

from assistant.testing.scripted_model import ScriptedModel, Status, Text

pytestmark = pytest.mark.browser

ADMIN, PASSWORD = "admin", "九曲黄河万里沙浪淘风簸自天"
NAME, OWN_PASSWORD = "王芳", "四海为家的一只白鹤飞过长江"
NARROW_DARK = Screen(390, 844, "dark")

PARTS = {
    "用户": "admin/users",
    "库": "admin/collections",
    "接口密钥": "admin/keys",
    "操作记录": "admin/audit",
    "备份": "admin/backups",
    "模型与设置": "admin/settings",
}


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[Served]:
    """With an administrator, and a model that answers once and then refuses the key."""
    with ScriptedModel(Text("收到"), Status(401)) as model:
        asked = {"ZHIBI_MODEL": "scripted", "ZHIBI_BASE_URL": model.base_url, "ZHIBI_API_KEY": "sk-top-secret"}
        with serving(home, ZHIBI_ACCOUNTS="true", ZHIBI_ADMIN_PASSWORD=PASSWORD, **asked) as running:
            yield running


def log_in(page: Page, name: str, password: str) -> None:
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_function("window.did_handshake === true")


def part(page: Page, label: str) -> None:
    """Go to one of the views of 管理."""
    nav = page.get_by_role("navigation", name="管理的各项")
    nav.get_by_role("link", name=label, exact=True).click()
    expect(nav.get_by_role("link", name=label, exact=True)).to_have_attribute("aria-current", "page")


@pytest.mark.parametrize("screen", [WIDE, NARROW_DARK], ids=str)
def test_every_view_is_sound(served: Served, open_screen: OpenScreen, screen: Screen) -> None:
    page = open_screen.bare(served.url + "admin", screen)
    log_in(page, ADMIN, PASSWORD)
    expect(page.get_by_role("status").filter(has_text="一切正常")).to_be_visible()
    axe(page)
    keep(page, "admin-health", screen)
    for label, address in PARTS.items():
        part(page, label)
        expect(page).to_have_url(served.url + address)
        expect(page.locator(".zb-card").first).to_be_visible()
        if label == "用户":
            page.get_by_role("button", name="添加用户").click()
            expect(page.get_by_label("用户名")).to_be_visible()
        if label == "模型与设置":
            page.get_by_text("语言模型（").click()
        axe(page)
        keep(page, f"admin-{address.partition('/')[2]}", screen)
    assert "sk-top-secret" not in page.content()
    page.get_by_role("link", name="我的账号").click()
    expect(page.get_by_role("link", name="我的账号")).to_have_attribute("aria-current", "page")
    expect(page.get_by_role("heading", name="还没有密钥")).to_be_visible()
    axe(page)
    keep(page, "me", screen)


def test_a_user_is_let_in_and_turned_away(served: Served, open_screen: OpenScreen) -> None:
    admin = open_screen.bare(served.url + "admin/users")
    log_in(admin, ADMIN, PASSWORD)
    admin.get_by_role("button", name="添加用户").click()
    admin.get_by_label("用户名").fill("王 芳")
    admin.get_by_label("默认库").check()
    admin.get_by_role("button", name="添加", exact=True).click()
    expect(admin.get_by_role("alert")).to_contain_text("用户名")
    admin.get_by_label("用户名").fill(NAME)
    admin.get_by_role("button", name="添加", exact=True).click()
    given = admin.locator(".zb-once-text").inner_text()
    assert re.fullmatch(r"[a-z0-9-]{23}", given)
    keep(admin, "admin-once", WIDE)
    admin.get_by_role("button", name="复制").click()
    expect(admin.get_by_text("已复制")).to_be_visible()
    admin.reload()
    expect(admin.get_by_role("row", name=NAME)).to_be_visible()
    assert given not in admin.content()

    user = open_screen.bare(served.url + "login")
    user.get_by_label("用户名").fill(NAME)
    user.get_by_label("密码").fill(given)
    user.get_by_role("button", name="登录").click()
    user.get_by_label("原密码").fill(given)
    user.get_by_label("新密码（").fill(OWN_PASSWORD)
    user.get_by_label("再输入一次新密码").fill(OWN_PASSWORD)
    user.get_by_role("button", name="修改").click()
    expect(user.get_by_role("heading", level=1)).to_have_text("问答")
    expect(user.get_by_role("link", name="管理")).to_have_count(0)
    user.goto(served.url + "admin/users")
    expect(user.get_by_role("heading", name="没有这个页面")).to_be_visible()
    complaints = open_screen.visits[-1].complaints
    assert [text for text in complaints if "404" in text]
    complaints.clear()

    user.get_by_role("link", name="我的账号").click()
    key = make_key(user)
    mine = {"Authorization": f"Bearer {key}"}
    assert httpx.get(served.url + "api/me", headers=mine, timeout=60).json()["rights"] == ["read"]
    user.get_by_role("button", name="吊销密钥：门户网站").click()
    user.get_by_role("button", name="吊销", exact=True).click()
    expect(user.get_by_text("已吊销", exact=True)).to_be_visible()
    assert httpx.get(served.url + "api/me", headers=mine, timeout=60).status_code == 401

    user.get_by_role("button", name="生成密钥").click()
    user.get_by_label("用途").press_sequentially("写到一半")
    admin.get_by_role("button", name=f"管理用户 {NAME}").click()
    expect(admin.get_by_text("现在在 1 处登录着")).to_be_visible()
    admin.get_by_role("button", name="停用", exact=True).click()
    expect(admin.get_by_role("row", name=NAME).get_by_text("已停用")).to_be_visible()
    user.get_by_role("button", name="生成", exact=True).click()
    expect(user.get_by_role("alert").filter(has_text="登录已过期")).to_be_visible()
    go_admin_back(admin)
    admin.locator(".zb-split-body").press("Escape")
    expect(admin.get_by_role("button", name=f"管理用户 {NAME}")).to_be_focused()
    user.get_by_role("button", name="去登录").click()
    log_in(user, NAME, OWN_PASSWORD)
    expect(user).to_have_url(served.url + "me")
    user.get_by_role("button", name="生成密钥").click()
    expect(user.get_by_label("用途")).to_have_value("写到一半")

    user.get_by_role("button", name="修改密码").click()
    user.get_by_label("原密码").fill(OWN_PASSWORD)
    user.get_by_label("新密码（").fill(PASSWORD)
    user.get_by_label("再输入一次新密码").fill(PASSWORD)
    user.get_by_role("button", name="修改").click()
    expect(user).to_have_url(served.url + "me")

    part(admin, "操作记录")
    admin.get_by_label("谁", exact=True).select_option(NAME)
    admin.get_by_label("做了什么").select_option("生成密钥")
    admin.get_by_role("button", name="查找").click()
    expect(admin.locator(".zb-admin-records tbody tr")).to_have_count(1)
    expect(admin.locator(".zb-admin-records tbody tr")).to_contain_text("门户网站")
    with admin.expect_download() as taken:
        admin.get_by_role("link", name="导出表格").click()
    rows = Path(taken.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 2
    assert "key_add" in rows[1]
    expect(admin).to_have_url(re.compile("action=key_add"))
    admin.reload()
    expect(admin.locator(".zb-admin-records tbody tr")).to_have_count(1)
    admin.get_by_role("textbox", name=re.compile("^从哪天")).fill("明天")
    admin.get_by_role("button", name="查找").click()
    expect(admin.get_by_role("alert").filter(has_text="2026年3月5日")).to_be_visible()


def make_key(page: Page) -> str:
    page.get_by_role("button", name="生成密钥").click()
    page.get_by_label("用途").fill("门户网站")
    page.get_by_role("button", name="生成", exact=True).click()
    shown = page.locator(".zb-once-text")
    expect(shown).to_have_text(re.compile(r"^zb_"))
    return shown.inner_text()


def go_admin_back(admin: Page) -> None:
    admin.get_by_role("button", name="恢复使用").click()
    expect(admin.get_by_role("button", name="停用", exact=True)).to_be_visible()


def test_the_house_is_kept(served: Served, open_screen: OpenScreen) -> None:
    page = open_screen.bare(served.url + "admin/backups")
    log_in(page, ADMIN, PASSWORD)
    page.get_by_role("button", name="现在备份").click()
    expect(page.get_by_text("备份做好了")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name=re.compile("^下载")).click()
    assert Path(taken.value.path()).read_bytes().startswith(b"manifest.json")
    keep(page, "admin-backup-made", WIDE)
    page.get_by_role("button", name=re.compile("^删除.+的备份$")).click()
    page.get_by_role("button", name="删除", exact=True).click()
    expect(page.get_by_role("heading", name="还没有备份")).to_be_visible()

    part(page, "模型与设置")
    model = page.get_by_role("region", name="语言模型")
    model.get_by_role("button", name="试一试").click()
    expect(model.get_by_role("status")).to_contain_text("回答“收到”")
    model.get_by_role("button", name="试一试").click()
    expect(model.get_by_role("status")).to_contain_text("模型服务拒绝了密钥")
    expect(model.get_by_role("status")).to_contain_text("ZHIBI_API_KEY")
    keep(page, "admin-model-refused", WIDE)
    encoder = page.get_by_role("region", name="编码器")
    encoder.get_by_role("button", name="试一试").click()
    expect(encoder.get_by_role("status")).to_contain_text("能用")

    part(page, "库")
    page.get_by_role("button", name="新建库").click()
    page.get_by_label("库名").fill("纪委资料")
    page.get_by_role("button", name="新建", exact=True).click()
    page.get_by_label("所有用户都能看").check()
    expect(page.get_by_role("row", name="纪委资料")).to_contain_text("所有用户")
    page.get_by_role("button", name="给这个库改名").click()
    page.get_by_label("库名").fill("巡察资料")
    page.get_by_role("button", name="改名", exact=True).click()
    expect(page.get_by_role("row", name="巡察资料")).to_contain_text("所有用户")
    expect(page.get_by_role("row", name="纪委资料")).to_have_count(0)


def test_without_accounts_it_says_what_works_and_how_to_begin(
    tmp_path: Path, start: Callable[..., Served], open_screen: OpenScreen
) -> None:
    page = open_screen(start(tmp_path).url)
    go(page, "管理")
    expect(page.get_by_role("status").filter(has_text="一切正常")).to_be_visible()
    part(page, "用户")
    expect(page.get_by_role("heading", name="还没有启用账号")).to_be_visible()
    expect(page.get_by_text(str(tmp_path / "zhibi.toml"))).to_be_visible()
    keep(page, "admin-without-accounts", WIDE)
    for label, told in (("库", "默认库"), ("接口密钥", "不用密钥"), ("操作记录", "不记操作")):
        part(page, label)
        expect(page.locator(".zb-card")).to_contain_text(told)
        expect(page.get_by_role("heading", name="还没有启用账号")).to_have_count(0)  # said once
        keep(page, f"admin-without-{label}", WIDE)
    page.get_by_role("link", name="怎样启用账号").click()
    expect(page.get_by_role("heading", name="还没有启用账号")).to_be_visible()
    part(page, "模型与设置")
    expect(page.get_by_text("没有接语言模型。")).to_be_visible()

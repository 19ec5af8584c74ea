"""The page of a server with accounts: the way in, a session that ends while one is writing, the way out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect
from program import Served, ask, go, serving, zhibi
from screens import NARROW, SCREENS, WIDE, OpenScreen, Screen, axe, keep

pytestmark = pytest.mark.browser

NAME, PASSWORD = "李明", "写作要有出处，落笔要有依据2026"


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[Served]:
    """A server that knows one librarian, who has chosen a password."""
    added = zhibi(
        home, "users", "add", NAME, "--role", "librarian", "--collection", "default", "--json", ZHIBI_ACCOUNTS="true"
    )
    assert added.code == 0, added.err
    given = str(added.json["password"])
    with serving(home, ZHIBI_ACCOUNTS="true") as running, httpx.Client(base_url=running.url, timeout=60) as client:
        client.post("/login", data={"name": NAME, "password": given})
        changed = client.post("/password", data={"old": given, "new": PASSWORD, "again": PASSWORD})
        assert changed.status_code == 303, changed.text
        yield running


def log_in(page: Page, password: str) -> None:
    page.get_by_label("用户名").fill(NAME)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def test_a_session_that_ends_while_one_writes_loses_nothing(served: Served, open_screen: OpenScreen) -> None:
    page = open_screen.bare(served.url + "library?from=mail", WIDE)
    expect(page).to_have_url(served.url + "login?next=%2Flibrary%3Ffrom%3Dmail")
    axe(page)
    keep(page, "login", WIDE)
    log_in(page, PASSWORD)
    expect(page).to_have_url(served.url + "library?from=mail")
    expect(page.get_by_role("heading", level=1)).to_have_text("资料库")
    go(page, "问答")
    box = page.get_by_role("textbox", name="问题")
    box.press_sequentially("写到一半的问题")
    page.request.post(served.url + "logout")
    page.get_by_role("button", name="提问").click()
    expect(page.get_by_role("alert")).to_contain_text("登录已过期")
    expect(box).to_have_value("写到一半的问题")
    page.get_by_role("button", name="去登录").click()
    log_in(page, PASSWORD)
    expect(box).to_have_value("写到一半的问题")
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('zhibi:keep:'))") == []
    log_in(page, PASSWORD)
    expect(page.get_by_text(NAME)).to_be_visible()
    expect(box).to_have_value("")


@pytest.mark.parametrize("screen", [SCREENS[1], NARROW], ids=str)
def test_who_is_signed_in_is_shown_with_the_way_out(served: Served, open_screen: OpenScreen, screen: Screen) -> None:
    page = open_screen.bare(served.url, screen)
    log_in(page, PASSWORD)
    expect(page.get_by_role("button", name="退出")).to_be_visible()
    axe(page)
    keep(page, "signed-in", screen)
    ask(page, "主题党日多久开展一次？")
    expect(page.locator(".zb-answer").first).to_contain_text("主题党日")


@pytest.mark.parametrize(
    "next_", ["//evil.example/x", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_after_login_one_is_never_led_elsewhere(served: Served, open_screen: OpenScreen, next_: str) -> None:
    page = open_screen.bare(served.url + "login", WIDE)
    page.locator("input[name=next]").evaluate("(field, value) => { field.value = value; }", next_)
    log_in(page, PASSWORD)
    expect(page).to_have_url(served.url)

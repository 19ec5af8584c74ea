"""校核, 任务, 资料库 and 评测 as each role meets them: two collections, each with members of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect
from program import go, serving
from screens import NARROW, WIDE, OpenScreen, axe, keep

pytestmark = pytest.mark.browser

ADMIN, PASSWORD = "admin", "九曲黄河万里沙浪淘风簸自天"
LIFE, LEADS = "组织生活", "问题线索"
"""The collections."""

PAPERS = {
    LIFE: ("组织生活办法.md", "# 组织生活办法\n\n第一条　党支部每月相对固定1天开展主题党日，由组织委员陆知行负责。\n"),
    LEADS: ("问题线索办法.md", "# 问题线索处置办法\n\n第一条　问题线索每季度集中清理1次，由纪检委员赵秉直负责。\n"),
}
OWN_WORDS = {LIFE: "陆知行", LEADS: "赵秉直"}
"""A word of each collection that stands nowhere else."""

TEXT = "党支部每年相对固定1天开展主题党日，由组织委员负责。\n问题线索每年集中清理1次，由纪检委员负责。"
READING = ["问答", "校核", "资料库"]
WRITING = ["问答", "起草", "校核", "任务", "资料库"]


@dataclass(frozen=True)
class Person:
    role: str
    sees: frozenset[str]
    rail: list[str]


PEOPLE = {
    "李明": Person("reader", frozenset({LEADS}), READING),
    "王芳": Person("writer", frozenset({LIFE}), WRITING),
    "陈洁": Person("librarian", frozenset({LEADS}), WRITING),
    ADMIN: Person("administrator", frozenset({LIFE, LEADS}), [*WRITING, "评测", "管理"]),
}


@dataclass
class House:
    """The server, and everybody's own way to its API."""

    url: str
    clients: dict[str, httpx.Client] = field(default_factory=dict)

    def enter(self, name: str) -> httpx.Client:
        headers = {"Origin": self.url.rstrip("/")}
        client = self.clients[name] = httpx.Client(base_url=self.url, headers=headers, timeout=60)
        client.post("/api/login", json={"name": name, "password": PASSWORD}).raise_for_status()
        return client


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The administrator makes the collections and the people; each writer has a task."""
    home: Path = tmp_path_factory.mktemp("house")
    with serving(home, ZHIBI_ACCOUNTS="true", ZHIBI_ADMIN_PASSWORD=PASSWORD) as served:
        made = House(served.url)
        admin = made.enter(ADMIN)
        for collection, (name, text) in PAPERS.items():
            files = {"files": (name, text.encode())}
            admin.post("/api/documents", files=files, data={"collection": collection}).raise_for_status()
        for name, person in PEOPLE.items():
            if name != ADMIN:
                new = {"name": name, "role": person.role, "password": PASSWORD, "must_change": False}
                admin.post("/api/users", json=new).raise_for_status()
                for one in person.sees:
                    admin.put(f"/api/collections/{one}/members/{name}").raise_for_status()
            client = made.enter(name) if name != ADMIN else admin
            if "任务" in person.rail:
                plan = {"plan": f"{name}的计划", "unit": "党委", "year": 2026, "tasks": [{"matter": f"{name}牵头的事"}]}
                client.post("/api/tasks", json=plan).raise_for_status()
        yield made
        for client in made.clients.values():
            client.close()


@pytest.fixture
def enter(house: House, open_screen: OpenScreen) -> Callable[..., Page]:
    def entered(name: str, screen: object = WIDE) -> Page:
        page = open_screen.bare(house.url + "login?next=%2Fproof", screen)  # type: ignore[arg-type]
        token = house.clients[name].cookies["zhibi_session"]
        page.context.add_cookies([{"name": "zhibi_session", "value": token, "url": house.url}])
        page.goto(house.url + "proof")
        page.get_by_role("heading", level=1, name="校核").wait_for()
        page.wait_for_function("window.did_handshake === true")
        return page

    return entered


def shows_only(page: Page, person: Person) -> None:
    """Nothing of a collection that the person is no member of stands on the page, seen or not."""
    for collection in set(PAPERS) - person.sees:
        for word in (OWN_WORDS[collection], PAPERS[collection][0].removesuffix(".md")):
            assert word not in page.content(), word


@pytest.mark.parametrize("name", PEOPLE)
def test_each_sees_what_is_theirs_and_is_offered_what_they_may_do(
    house: House, enter: Callable[..., Page], open_screen: OpenScreen, name: str
) -> None:
    person = PEOPLE[name]
    page = enter(name, NARROW if name == "李明" else WIDE)
    rail = page.get_by_role("navigation", name="各处").get_by_role("link")
    expect(rail).to_have_text(person.rail)

    # 校核: held against what one may see, whatever the text speaks of.
    expect(page.get_by_role("combobox", name="在哪个库里找")).to_have_count(1 if name == ADMIN else 0)
    page.locator(".zb-proof-area").fill(TEXT)
    page.get_by_role("button", name="核对", exact=True).click()
    expect(page.locator(".zb-proof-total")).to_have_text("共 2 句")
    wrong = page.locator(".zb-proof-row").filter(has_text="每年")
    for at, collection in enumerate(PAPERS):
        row = wrong.nth(at) if len(person.sees) > 1 else wrong.filter(has_text="必错")
        if collection in person.sees:
            row.click()
            side = page.get_by_role("complementary", name="意见")
            expect(side.locator("mark").first).to_be_visible()
            expect(side).to_contain_text(OWN_WORDS[collection])
            page.get_by_role("button", name="关闭意见").click()
    shows_only(page, person)
    keep(page, f"roles-proof-{person.role}", NARROW if name == "李明" else WIDE, whole=True)
    page.get_by_role("button", name="以前的校核").click()
    kept = page.get_by_role("dialog", name="以前的校核")
    expect(kept.get_by_role("button", name=re.compile("^党支部"))).to_have_count(1)  # nobody else's
    kept.get_by_role("button", name="关闭以前的校核").click()
    expect(kept).to_be_hidden()

    # 资料库: only one's own; who may only read is not offered to change anything.
    go(page, "资料库")
    expect(page.locator(".zb-document")).to_have_count(len(person.sees))
    manages = person.role in ("librarian", "administrator")
    expect(page.get_by_role("button", name=re.compile("^移除"))).to_have_count(len(person.sees) if manages else 0)
    expect(page.locator("input[data-chooses=files]")).to_have_count(1 if manages else 0)
    shows_only(page, person)
    keep(page, f"roles-library-{person.role}", NARROW if name == "李明" else WIDE)
    page.locator(".zb-document-title").first.click()
    expect(page.get_by_role("link", name="下载原件")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^(移除|换库)$"))).to_have_count(2 if manages else 0)
    expect(page.get_by_role("button", name=re.compile("^更正"))).to_have_count(9 if manages else 0)

    # 任务: one's own; an administrator looks after everybody's.
    if "任务" in person.rail:
        go(page, "任务")
        mine = [one for one, other in PEOPLE.items() if "任务" in other.rail and name in (one, ADMIN)]
        expect(page.locator(".zb-tasks-open")).to_have_count(len(mine))
        for one in mine:
            expect(page.get_by_role("button", name=f"{one}牵头的事")).to_be_visible()
        page.get_by_role("button", name=f"{name}牵头的事").click()
        page.get_by_label("到资料库里找佐证").fill("问题线索集中清理，主题党日相对固定")
        page.get_by_role("button", name="查找", exact=True).click()
        expect(page.locator(".zb-tasks-offered")).to_contain_text(re.compile("找到 [1-9]"))
        for collection in person.sees:
            expect(page.locator(".zb-tasks-offered")).to_contain_text(OWN_WORDS[collection])
        shows_only(page, person)
        keep(page, f"roles-tasks-{person.role}", WIDE)

    # 评测 quotes whatever it was run on: administrators alone.
    for label, address in (("任务", "tasks"), ("评测", "evaluation"), ("管理", "admin")):
        if label not in person.rail:
            page.goto(house.url + address)
            expect(page.get_by_role("heading", name="没有这个页面")).to_be_visible()
            expect(page.get_by_text("不对您开放")).to_be_visible()
    if "评测" in person.rail:
        go(page, "评测")
        expect(page.get_by_role("button", name="开始评测")).to_be_visible()
        axe(page)
    complaints = open_screen.visits[-1].complaints
    complaints[:] = [text for text in complaints if "404" not in text]


def test_who_loses_a_collection_while_at_work_is_shown_no_more_of_it(house: House, enter: Callable[..., Page]) -> None:
    admin = house.clients[ADMIN]
    page = enter("王芳")
    page.locator(".zb-proof-area").fill(TEXT)
    page.get_by_role("button", name="核对", exact=True).click()
    row = page.locator(".zb-proof-row").filter(has_text="必错")
    row.click()
    expect(page.get_by_role("complementary", name="意见")).to_contain_text(OWN_WORDS[LIFE])
    admin.delete(f"/api/collections/{LIFE}/members/王芳").raise_for_status()
    try:
        page.locator(".zb-proof-area").press("Control+Enter")
        expect(row).to_have_count(0)
        expect(page.get_by_role("complementary", name="意见")).to_be_hidden()
        shows_only(page, Person("writer", frozenset(), WRITING))
        go(page, "资料库")
        expect(page.get_by_text("资料库还是空的")).to_be_visible()
    finally:
        admin.put(f"/api/collections/{LIFE}/members/王芳").raise_for_status()


def test_a_session_that_ends_while_files_are_chosen_is_told(house: House, open_screen: OpenScreen) -> None:
    page = open_screen.bare(house.url + "login?next=%2Flibrary", WIDE)
    page.get_by_label("用户名").fill("陈洁")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.locator(".zb-document").first.wait_for()
    page.request.post(house.url + "logout")
    chosen = {"name": "办法.md", "mimeType": "text/markdown", "buffer": PAPERS[LIFE][1].encode()}
    page.locator("input[data-chooses=files]").set_input_files(chosen)  # type: ignore[arg-type]
    expect(page.get_by_role("list", name="逐个文件")).to_contain_text("登录已过期，没有上传")
    expect(page.get_by_role("link", name="重新登录")).to_be_visible()
    open_screen.visits[-1].complaints.clear()  # the browser says 401

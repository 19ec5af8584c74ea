"""What there is without accounts: what can be done now, view by view; once, how the first administrator is made."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlencode

from assistant.accounts.accounts import FIRST
from assistant.config import FILE_NAME
from assistant.interfaces.web.elements import Column, DataTable, Text, box, card, link
from assistant.interfaces.web.library.naming import collection_name
from assistant.interfaces.web.visit import Visit

STEPS = (
    "停止执笔（在启动它的窗口按 Ctrl-C）。",
    "在设置文件里加一行 accounts = true。文件是：{file}",
    f"重新启动。第一次启动会建立管理员 {FIRST}，密码显示在启动的窗口里，只显示这一次。想自己定密码，"
    "启动前设好环境变量 ZHIBI_ADMIN_PASSWORD。",
    f"用 {FIRST} 登录，回到这里添加其他用户。已有的资料、文稿和任务都在。",
    "要让别的电脑也能打开，再设监听的地址（host），并照使用说明“需要知道的”一节加上加密连接。",
)
USERS = "/admin/users"


async def tell_how_to_begin(visit: Visit) -> None:
    """In the place of the users."""
    with card("启用账号", "zb-admin-without"):
        Text("还没有启用账号", "zb-h2", tag="h2")
        _say(
            "现在只有这台电脑能打开执笔，打开的人不用登录，什么都能看、能做。"
            "一个人用，这样就够了；提问、起草、校核、资料库、备份、模型与设置都照常。"
        )
        _say("要让同事也用，或者要分清谁能看什么，请启用账号：")
        with box("zb-admin-steps", tag="ol"):
            for step in STEPS:
                Text(step.format(file=(visit.house.settings.home / FILE_NAME).absolute()), tag="li")


async def show_collections(visit: Visit) -> None:
    """Those that hold something, with the way to it."""
    documents = await visit.read(visit.service.documents)
    held = Counter(record.collection for record in documents) or Counter(default=0)
    with card("库"):
        _say("库把资料分开放，问答、校核时可以只看其中一个。给库改名、把文件换到别的库，都在“资料库”里做。")
        table: DataTable[str] = DataTable(
            "库",
            [
                Column("库", collection_name, main=True),
                Column("文件", lambda name: f"{held[name]} 份"),
                Column("", _open_collection, align="end"),
            ],
        )
        table.set_rows(sorted(held))
        _begin("哪个库给谁看，启用账号后在这里定。")


async def tell_keys(visit: Visit) -> None:
    with card("接口密钥"):
        _say("这台电脑上的程序现在不用密钥就能调用接口，地址和浏览器里的一样，路径以 /api 开头；别的电脑连不进来。")
        with box("zb-row zb-admin-text"):
            link("下载接口说明", "/api/openapi.json", "zb-button zb-secondary", download="zhibi-openapi.json")
        _begin("别的电脑上的程序凭密钥进来，要先启用账号。")


async def tell_records(visit: Visit) -> None:
    with card("操作记录"):
        _say("没有账号就分不清是谁做的，所以不记操作。各处仍有自己的记录：")
        with box("zb-admin-steps", tag="ul"):
            for name, path, told in (
                ("起草", "/drafts", "每篇文稿的历次版本，可以比较和恢复"),
                ("任务", "/tasks", "每项任务何时改了什么"),
                ("资料库", "/library", "每份文件何时收入，哪些信息是人工更正的"),
            ):
                with box("", tag="li"):
                    link(name, path)
                    Text(f"：{told}。")
        _begin("谁在什么时候看了、问了、改了什么，启用账号后在这里查。")


def _open_collection(name: str) -> None:
    link("打开", f"/library?{urlencode({'collection': name})}", aria_label=f"打开{collection_name(name)}")


def _begin(why: str) -> None:
    with box("zb-admin-text", tag="p"):
        Text(why)
        link("怎样启用账号", USERS)


def _say(text: str) -> None:
    Text(text, "zb-admin-text", tag="p")

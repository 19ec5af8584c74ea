"""What there is without accounts, and how the first administrator comes about."""

from __future__ import annotations

from assistant.accounts.accounts import FIRST
from assistant.config import FILE_NAME, Settings
from assistant.interfaces.web.elements import Text, box, card

STEPS = (
    "停止执笔（在启动它的窗口按 Ctrl-C）。",
    "在设置文件里加一行 accounts = true。文件是：{file}",
    f"重新启动。第一次启动会建立管理员 {FIRST}，密码显示在启动的窗口里，只显示这一次。想自己定密码，"
    "启动前设好环境变量 ZHIBI_ADMIN_PASSWORD。",
    f"用 {FIRST} 登录，回到这里添加其他用户。已有的资料、文稿和任务都在。",
    "要让别的电脑也能打开，再设监听的地址（host），并照使用说明“需要知道的”一节加上加密连接。",
)


def tell_no_accounts(settings: Settings) -> None:
    """In the place of a view of accounts."""
    with card("启用账号", "zb-admin-without"):
        Text("还没有启用账号", "zb-h2", tag="h2")
        Text(
            "现在只有这台电脑能打开执笔，打开的人不用登录，什么都能看、能做。"
            "一个人用，这样就够了；提问、起草、校核、资料库、备份、模型与设置都照常。",
            "zb-admin-text",
            tag="p",
        )
        Text("要让同事也用，或者要分清谁能看什么，请启用账号：", "zb-admin-text", tag="p")
        with box("zb-admin-steps", tag="ol"):
            for step in STEPS:
                Text(step.format(file=(settings.home / FILE_NAME).absolute()), tag="li")

"""我的账号: one's own password, logins and keys."""

from __future__ import annotations

from functools import partial

from nicegui import ui

from assistant.accounts.keys import Key
from assistant.accounts.principal import ROLE_NAMES
from assistant.accounts.sessions import Session
from assistant.interfaces.web.account.keys import KeyTable, NewKey
from assistant.interfaces.web.area import Place
from assistant.interfaces.web.elements import (
    Button,
    Column,
    DataTable,
    Split,
    Text,
    box,
    card,
    chip,
    page_header,
    toast,
)
from assistant.interfaces.web.library.naming import collection_name
from assistant.interfaces.web.moments import since_1970
from assistant.interfaces.web.visit import Visit

PATH = "/me"


async def build(visit: Visit, place: Place) -> None:
    page = OwnPage(visit, await visit.collections())
    await page.refresh_sessions()
    await page.refresh_keys()


class OwnPage:
    def __init__(self, visit: Visit, collections: list[str]) -> None:
        self._visit = visit
        self._current = ""
        with page_header("我的账号", _told(visit, collections)):
            pass
        self._split = Split("密钥")
        with self._split.main, box("zb-admin-stack"):
            self._build_password()
            self._build_sessions()
            self._build_keys(collections)

    def _build_password(self) -> None:
        with card("密码"), box("zb-admin-head"):
            with box("zb-admin-head-text"):
                Text("密码", "zb-h2", tag="h2")
                Text("改密码后，您在各处的登录都会结束，只留这里的。", "zb-hint", tag="p")
            Button("修改密码", _change_password)

    def _build_sessions(self) -> None:
        with card("登录"):
            with box("zb-admin-head"):
                with box("zb-admin-head-text"):
                    Text("登录", "zb-h2", tag="h2")
                    Text("您现在在这些地方登录着。有不认识的，就结束它，再改密码。", "zb-hint", tag="p")
                self._others = Button("退出其他各处", self._end_others)
            self._sessions = DataTable(
                "登录",
                [
                    Column("开始", self._begun, main=True),
                    Column("最近使用", lambda one: since_1970(one.used)),
                    Column("", self._session_action, align="end"),
                ],
            )

    def _build_keys(self, collections: list[str]) -> None:
        new = NewKey(self._visit, self._split, collections, self.refresh_keys)
        with card("接口密钥"):
            with box("zb-admin-head"):
                with box("zb-admin-head-text"):
                    Text("接口密钥", "zb-h2", tag="h2")
                    Text("别的程序凭密钥以您的名义进来，能做的不超过您。", "zb-hint", tag="p")
                Button("生成密钥", new.open, icon_name="plus")
            self._keys = KeyTable(None, self._revoke, self.refresh_keys)

    async def refresh_sessions(self) -> None:
        own = self._visit.own
        self._current = own.current
        found = await self._visit.read(own.sessions)
        self._sessions.set_rows(found)
        self._others.set_visibility(len(found) > 1)

    async def refresh_keys(self) -> None:
        self._keys.show(await self._visit.read(self._visit.own.keys))

    async def _revoke(self, key_id: str) -> Key:
        return await self._visit.read(self._visit.own.revoke_key, key_id)

    def _begun(self, one: Session) -> None:
        with box("zb-row"):
            Text(since_1970(one.created))
            if one.id == self._current:
                chip("就是这里", "good")

    def _session_action(self, one: Session) -> None:
        if one.id != self._current:
            label = f"结束{since_1970(one.created)}开始的登录"
            Button("结束", partial(self._end, one), "quiet", aria_label=label)

    async def _end(self, one: Session) -> None:
        await self._visit.read(self._visit.own.end, one.id)
        toast("已结束那一处的登录")
        await self.refresh_sessions()

    async def _end_others(self) -> None:
        ended = await self._visit.read(self._visit.own.end_others)
        toast(f"已退出其他 {ended} 处")
        await self.refresh_sessions()


def _told(visit: Visit, collections: list[str]) -> str:
    by = visit.principal
    role = f"{by.name}，{ROLE_NAMES[by.role]}。"
    if by.visible.collections is None:
        return f"{role}能看所有的库。"
    shown = "、".join(map(collection_name, collections))
    return f"{role}能看的库：{shown}。" if shown else f"{role}还没有能看的库，请找管理员开通。"


def _change_password() -> None:
    """Its page is a form without scripts: the new session's cookie comes with its reply."""
    ui.context.client.open(f"/password?next={PATH}", new_tab=False)

"""库: the collections, and who may see what lies in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial

from assistant.accounts.collections import Collection
from assistant.accounts.users import User
from assistant.interfaces.web.area import Place
from assistant.interfaces.web.elements import (
    Button,
    Check,
    Column,
    DataTable,
    Field,
    Progress,
    Split,
    Text,
    box,
    card,
    toast,
)
from assistant.interfaces.web.library.changing import rename
from assistant.interfaces.web.library.collections import ask_name
from assistant.interfaces.web.library.naming import collection_name
from assistant.interfaces.web.visit import Visit

MANY = 12
"""People beyond which a word of the name finds them."""


async def build(visit: Visit, place: Place) -> None:
    await Collections(visit).refresh()


class Collections:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._users: Sequence[User] = ()
        self._held: Counter[str] = Counter()
        self._split = Split("库")
        with self._split.main, card("库"):
            with box("zb-admin-head"):
                Text("管理员看得到所有的库；其他人只看得到给他们看的。", "zb-hint", tag="p")
                Button("新建库", self._new, "primary", icon_name="plus")
            self._progress = Progress("给库改名")
            self._table = DataTable(
                "库",
                [
                    Column("库", lambda one: collection_name(one.name), sort=lambda one: one.name, main=True),
                    Column("文件", self._files, sort=lambda one: self._held[one.name]),
                    Column("谁能看", self._who),
                    Column("", self._open_button, align="end"),
                ],
            )

    async def refresh(self) -> None:
        admin = self._visit.administration
        self._users = await self._visit.read(admin.users)
        documents = await self._visit.read(self._visit.service.documents)
        self._held = Counter(record.collection for record in documents)
        self._table.set_rows(await self._visit.read(admin.collections, {"default", *self._held}))

    def _files(self, one: Collection) -> str:
        return f"{self._held[one.name]} 份"

    def _who(self, one: Collection) -> str:
        if one.everyone:
            return "所有用户"
        names = [user.name for user in self._users if user.id in one.members and user.role != "administrator"]
        if not names:
            return "只有管理员"
        return "、".join(names) if len(names) <= 3 else f"{'、'.join(names[:3])}等 {len(names)} 人"

    def _open_button(self, one: Collection) -> None:
        Button("管理", partial(self._open, one), "quiet", aria_label=f"管理{collection_name(one.name)}")

    def _open(self, one: Collection) -> None:
        name = collection_name(one.name)
        with self._split.open(name, self._split.back_to(f"管理{name}")), box("zb-admin-panel"):
            Check("所有用户都能看，包括以后添加的", value=one.everyone, on_change=partial(self._set_everyone, one.name))
            Button("给这个库改名", partial(self._rename, one), icon_name="edit")
            self._members = box("zb-admin-part-of", role="group", aria_label="能看这个库的人")
            self._members.set_visibility(not one.everyone)
            with self._members:
                self._build_members(one)
        self._split.focus()

    def _build_members(self, one: Collection) -> None:
        Text("能看这个库的人", "zb-label", tag="p")
        people = [user for user in self._users if user.role != "administrator"]
        people.sort(key=lambda user: user.id not in one.members)
        if not people:
            Text("还没有管理员以外的用户。先在“用户”里添加。", "zb-hint", tag="p")
            return
        checks: dict[str, Check] = {}
        if len(people) > MANY:
            Field("找人", placeholder="用户名中的字", on_change=lambda text: _narrow(checks, text))
        with box("zb-admin-members"):
            for user in people:
                change = partial(self._set_member, one.name, user)
                checks[user.name] = Check(user.name, value=user.id in one.members, on_change=change)

    async def _set_everyone(self, name: str, everyone: bool) -> None:
        await self._visit.read(self._visit.administration.set_collection, name, everyone=everyone)
        self._members.set_visibility(not everyone)
        toast(f"{collection_name(name)}：{'所有用户都能看' if everyone else '只给选中的人看'}")
        await self.refresh()

    async def _set_member(self, name: str, user: User, member: bool) -> None:
        admin = self._visit.administration
        await self._visit.read(admin.admit if member else admin.dismiss, name, user.id)
        toast(f"{user.name}{'现在能看' if member else '不再能看'}{collection_name(name)}")
        await self.refresh()

    async def _rename(self, one: Collection) -> None:
        told = "能看的人、密钥和已有的引用都跟着到新的名下。"
        name = await ask_name(f"给{collection_name(one.name)}改名", told, "改名", value=collection_name(one.name))
        if name is None or name == one.name:
            return
        await rename(self._visit, one.name, name, self._progress, self.refresh)
        self._split.close()

    async def _new(self) -> None:
        told = "收入文件时可以选它；起初只有管理员看得到，建好后再选给谁看。"
        name = await ask_name("新建库", told, "新建")
        if name is None:
            return
        made = await self._visit.read(self._visit.administration.set_collection, name)
        toast(f"已新建{collection_name(name)}")
        await self.refresh()
        self._open(made)


def _narrow(checks: dict[str, Check], text: str) -> None:
    for name, check in checks.items():
        check.box.set_visibility(text.strip().casefold() in name.casefold())

"""用户: everybody who may come in, and a way to add one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from assistant.accounts.collections import Collection
from assistant.accounts.principal import ROLE_NAMES, ROLES, Role
from assistant.accounts.users import User, same_name
from assistant.errors import AccountError
from assistant.interfaces.web.admin.collections import MANY
from assistant.interfaces.web.admin.user import UserPanel
from assistant.interfaces.web.area import Place
from assistant.interfaces.web.elements import (
    Button,
    Check,
    Choice,
    Column,
    DataTable,
    Field,
    Split,
    Text,
    box,
    card,
    chip,
    empty_state,
    once,
)
from assistant.interfaces.web.library.naming import collection_name
from assistant.interfaces.web.moments import moment
from assistant.interfaces.web.visit import Visit

ROLE_HELP = (
    "每一种都能做前一种能做的：读者提问、查阅、校核；撰稿人还能起草和管任务；资料员还能收入、更正、移除文件；"
    "管理员什么都能看、能管。"
)
HAND_OVER = "只显示这一次，请现在就交给本人。首次登录时会要求改成自己的密码。"


async def build(visit: Visit, place: Place) -> None:
    await Users(visit).refresh()


class Users:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._collections: Sequence[Collection] = ()
        self._users: Sequence[User] = ()
        self._own = ""
        self._split = Split("用户")
        self._panel = UserPanel(visit, self._split, self.refresh)
        with self._split.main, card("用户"):
            with box("zb-admin-head"):
                self._count = Text("", "zb-hint", tag="p", role="status")
                Button("添加用户", self._open_new, "primary", icon_name="plus")
            self._search = Field("找人", placeholder="用户名中的字", on_change=lambda _: self._draw())
            self._search.element.props("type=search clearable")
            self._table = DataTable(
                "用户",
                [
                    Column("用户名", self._name, sort=lambda user: user.name, main=True),
                    Column("角色", lambda user: ROLE_NAMES[user.role], sort=lambda user: ROLES.index(user.role)),
                    Column("能看的库", self._shown),
                    Column("建立于", lambda user: moment(user.created_at), sort=lambda user: user.created_at),
                    Column("", self._open_button, align="end"),
                ],
                on_empty=self._nobody,
            )

    async def refresh(self) -> None:
        admin = self._visit.administration
        self._collections = await self._visit.read(admin.collections, await self._visit.collections())
        self._users = users = await self._visit.read(admin.users)
        self._own = self._visit.principal.user_id
        disabled = sum(user.disabled for user in users)
        self._count.set_text(f"共 {len(users)} 人" + (f"，其中 {disabled} 人已停用" if disabled else ""))
        self._search.box.set_visibility(len(users) > MANY)
        self._draw()

    def _draw(self) -> None:
        wanted = same_name(self._search.value)
        self._table.set_rows([user for user in self._users if wanted in same_name(user.name)])

    def _name(self, user: User) -> None:
        with box("zb-row"):
            Text(user.name)
            if user.id == self._own:
                chip("您自己")
            if user.disabled:
                chip("已停用", "mute")
            elif user.must_change:
                chip("待改初始密码", "warn")

    def _shown(self, user: User) -> str:
        if user.role == "administrator":
            return "全部"
        shown = [one.name for one in self._collections if one.everyone or user.id in one.members]
        return "、".join(map(collection_name, shown)) or "还没有"

    def _nobody(self) -> None:
        with empty_state("没有这样的用户", "换个字再找。", "search"):
            pass

    def _open_button(self, user: User) -> None:
        Button("管理", partial(self._panel.open, user.id), "quiet", aria_label=f"管理用户 {user.name}")

    def _open_new(self) -> None:
        with self._split.open("添加用户", self._split.back_to("添加用户")), box("zb-form"):
            self._new = Field(
                "用户名", help="用真名或工号，登录时要输入；大小写不分", required=True, keep="admin/users/new"
            )
            roles: dict[str, str] = {role: ROLE_NAMES[role] for role in ROLES}
            self._role = Choice("角色", roles, value="writer", help=ROLE_HELP)
            self._checks = self._choose_collections()
            Button("添加", self._add, "primary")
        self._split.focus()

    def _choose_collections(self) -> dict[str, Check]:
        with box("zb-field", role="group", aria_label="能看哪些库"):
            Text("能看哪些库", "zb-label")
            for one in self._collections:
                if one.everyone:
                    Text(f"{collection_name(one.name)}：所有用户都能看", "zb-help", tag="p")
            return {one.name: Check(collection_name(one.name)) for one in self._collections if not one.everyone}

    async def _add(self) -> None:
        self._new.fail("")
        role: Role = next(role for role in ROLES if role == self._role.value)
        shown = [name for name, check in self._checks.items() if check.value]
        try:
            add = self._visit.administration.add_user
            user, made = await self._visit.read(add, self._new.value, role, collections=shown)
        except AccountError as error:
            if type(error) is not AccountError:
                raise
            self._new.fail(f"{error.message}。{error.hint}")
            return
        if self._new.kept:
            self._new.kept.forget()
        with self._split.open(f"已添加{user.name}", self._split.back_to("添加用户")):
            once(f"{user.name}的初始密码", str(made), HAND_OVER)
        self._split.focus()
        await self.refresh()

"""One user: role, collections, password, logins, the way in and out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from assistant.accounts.collections import Collection
from assistant.accounts.principal import ROLE_NAMES, ROLES, Role
from assistant.accounts.users import User
from assistant.interfaces.web.elements import Button, Check, Choice, Split, Text, box, confirm, once, toast
from assistant.interfaces.web.library.naming import collection_name
from assistant.interfaces.web.visit import Visit

OWN = "这是您自己的账号：角色、停用和删除，请由另一位管理员操作；密码和登录在“我的账号”里。"


class UserPanel:
    """Shown in a split's side.

    Args:
        refresh: Draws the list of users anew.
    """

    def __init__(self, visit: Visit, split: Split, refresh: Callable[[], Awaitable[None]]) -> None:
        self._visit = visit
        self._split = split
        self._refresh = refresh

    async def open(self, user_id: str) -> None:
        """Show a user as they stand now. Raises AccountNotFoundError."""
        admin = self._visit.administration
        user = await self._visit.read(admin.user, user_id)
        collections = await self._visit.read(admin.collections, await self._visit.collections())
        sessions = await self._visit.read(admin.sessions_of, user_id)
        with self._split.open(user.name, self._back(user)), box("zb-admin-panel"):
            own = user.id == self._visit.principal.user_id
            if own:
                Text(OWN, "zb-note", tag="p")
            else:
                self._build_role(user)
            self._build_collections(user, collections)
            if not own:
                self._build_access(user, len(sessions))
        self._split.focus()

    def _build_role(self, user: User) -> None:
        with box("zb-admin-part-of"):
            roles: dict[str, str] = {role: ROLE_NAMES[role] for role in ROLES}
            chosen = Choice("角色", roles, value=user.role)
            Button("保存角色", lambda: self._set_role(user, chosen.value))

    def _build_collections(self, user: User, collections: Sequence[Collection]) -> None:
        with box("zb-admin-part-of", role="group", aria_label="能看的库"):
            Text("能看的库", "zb-label", tag="p")
            if user.role == "administrator":
                Text("管理员看得到所有的库。", "zb-hint", tag="p")
                return
            for one in collections:
                if one.everyone:
                    Text(f"{collection_name(one.name)}：所有用户都能看", "zb-hint", tag="p")
                else:
                    change = partial(self._set_member, user, one.name)
                    Check(collection_name(one.name), value=user.id in one.members, on_change=change)

    def _build_access(self, user: User, sessions: int) -> None:
        with box("zb-admin-part-of"):
            Text("密码和登录", "zb-label", tag="p")
            told = f"现在在 {sessions} 处登录着。" if sessions else "现在没有登录。"
            Text(told, "zb-hint", tag="p")
            with box("zb-row"):
                Button("重设密码", partial(self._reset, user))
                if sessions:
                    Button("全部退出", partial(self._sign_out, user))
        with box("zb-admin-part-of"):
            Text("停用和删除", "zb-label", tag="p")
            told = "停用后进不来，随时可以恢复；密钥也一并停用。删除不能恢复，写过的文稿留给管理员。"
            Text(told, "zb-hint", tag="p")
            with box("zb-row"):
                if user.disabled:
                    Button("恢复使用", partial(self._enable, user))
                else:
                    Button("停用", partial(self._disable, user), "danger")
                Button("删除", partial(self._remove, user), "danger", aria_label=f"删除用户 {user.name}")

    async def _set_role(self, user: User, chosen: str) -> None:
        role: Role = next(role for role in ROLES if role == chosen)
        if role == user.role:
            toast(f"{user.name}已经是{ROLE_NAMES[role]}", kind="note")
            return
        await self._visit.read(self._visit.administration.change_user, user.id, role=role)
        toast(f"{user.name}现在是{ROLE_NAMES[role]}")
        await self._again(user)

    async def _set_member(self, user: User, name: str, member: bool) -> None:
        admin = self._visit.administration
        await self._visit.read(admin.admit if member else admin.dismiss, name, user.id)
        toast(f"{user.name}{'现在能看' if member else '不再能看'}{collection_name(name)}")
        await self._refresh()

    async def _reset(self, user: User) -> None:
        text = f"{user.name}在各处的登录会结束，原来的密码作废。新密码由系统生成，只显示一次。"
        if not await confirm(f"重设{user.name}的密码？", text, "重设密码"):
            return
        _, made = await self._visit.read(self._visit.administration.reset_password, user.id)
        with self._split.open(f"{user.name}的新密码", self._back(user)):
            once("新密码", made, "只显示这一次，请现在就交给本人。下次登录时会要求改成自己的密码。")
        self._split.focus()
        await self._refresh()

    async def _sign_out(self, user: User) -> None:
        await self._visit.read(self._visit.administration.sign_out, user.id)
        toast(f"{user.name}已在各处退出")
        await self._again(user)

    async def _disable(self, user: User) -> None:
        await self._visit.read(self._visit.administration.change_user, user.id, disabled=True)
        toast(f"已停用{user.name}", action="撤销", on_action=partial(self._enable, user))
        await self._again(user)

    async def _enable(self, user: User) -> None:
        await self._visit.read(self._visit.administration.change_user, user.id, disabled=False)
        toast(f"{user.name}可以登录了")
        await self._again(user)

    async def _remove(self, user: User) -> None:
        text = "登录、密钥和能看哪些库的记录一并删除，不能恢复。写过的文稿和任务留给管理员。只是暂时不用，请选“停用”。"
        if await confirm(f"删除用户 {user.name}？", text, "删除"):
            await self._visit.read(self._visit.administration.remove_user, user.id)
            self._split.close()
            toast(f"已删除用户 {user.name}")
            await self._refresh()

    def _back(self, user: User) -> Callable[[], None]:
        return self._split.back_to(f"管理用户 {user.name}")

    async def _again(self, user: User) -> None:
        await self._refresh()
        await self.open(user.id)

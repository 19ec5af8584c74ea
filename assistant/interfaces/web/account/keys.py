"""API keys: a table of them, and the form that makes one."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

from assistant.accounts.keys import Key
from assistant.accounts.principal import RIGHT_NAMES, RIGHTS, Right
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
    chip,
    confirm,
    empty_state,
    once,
    toast,
)
from assistant.interfaces.web.library.naming import collection_name
from assistant.interfaces.web.moments import day, since_1970
from assistant.interfaces.web.visit import Visit

DAYS = {"30": "30 天", "90": "90 天", "180": "半年", "365": "一年", "0": "不过期"}
NAMELESS = "未写用途"

Revoke = Callable[[str], Awaitable[Key]]


class KeyTable:
    """Keys, those that still open something first.

    Args:
        owners: Name of each user by id; None where all are of one.
        revoke: Ends one.
    """

    def __init__(
        self, owners: Mapping[str, str] | None, revoke: Revoke, refresh: Callable[[], Awaitable[None]]
    ) -> None:
        self._owners = owners
        self._revoke_key = revoke
        self._refresh = refresh
        whose = [Column("主人", self._owner, sort=self._owner)] if owners is not None else []
        self._table = DataTable(
            "密钥",
            [
                Column("用途", self._name, main=True),
                *whose,
                Column("能做什么", _scope),
                Column("到期", _expiry, sort=lambda key: key.expires or float("inf")),
                Column("上次使用", _used, sort=lambda key: key.used or 0),
                Column("", self._actions, align="end"),
            ],
            on_empty=self._none,
        )

    def show(self, keys: Sequence[Key]) -> None:
        self._table.set_rows(sorted(keys, key=ended))

    def _owner(self, key: Key) -> str:
        return (self._owners or {}).get(key.user_id, "已删除的用户")

    def _name(self, key: Key) -> None:
        with box("zb-key-name"):
            Text(key.label or NAMELESS)
            Text(f"{key.prefix}…", "zb-hint zb-figures")

    def _actions(self, key: Key) -> None:
        if ended(key):
            chip("已吊销" if key.revoked_at else "已到期", "mute")
        else:
            Button("吊销", partial(self._revoke, key), "quiet", aria_label=f"吊销密钥：{key.label or key.prefix}")

    async def _revoke(self, key: Key) -> None:
        name = key.label or f"{key.prefix}…"
        text = "用它的程序马上就进不来了。吊销后不能恢复，只能另外生成。"
        if await confirm(f"吊销密钥“{name}”？", text, "吊销"):
            await self._revoke_key(key.id)
            toast(f"已吊销密钥“{name}”")
            await self._refresh()

    def _none(self) -> None:
        with empty_state("还没有密钥", "要让别的程序（网站、办公系统）来提问或检索，就为它生成一个密钥。", "key"):
            pass


def ended(key: Key) -> bool:
    """Whether it opens nothing any more."""
    return key.revoked_at is not None or (key.expires is not None and key.expires <= time.time())


def _scope(key: Key) -> str:
    rights = "、".join(RIGHT_NAMES[right] for right in key.rights)
    if key.collections is None:
        return rights
    return f"{rights}（只限{'、'.join(map(collection_name, key.collections))}）"


def _expiry(key: Key) -> str:
    return "不过期" if key.expires is None else day(key.expires)


def _used(key: Key) -> str:
    return "从未" if key.used is None else since_1970(key.used)


class NewKey:
    """The form, in a split's side; it ends in the key, shown this once.

    Args:
        collections: Those that the visitor may see.
        button: Label of the one that opens it.
    """

    def __init__(
        self,
        visit: Visit,
        split: Split,
        collections: Sequence[str],
        refresh: Callable[[], Awaitable[None]],
        button: str = "生成密钥",
    ) -> None:
        self._visit = visit
        self._split = split
        self._collections = collections
        self._refresh = refresh
        self._button = button

    def open(self) -> None:
        may = [right for right in RIGHTS if self._visit.may(right)]  # first: it raises when the session has ended
        with self._split.open("生成密钥", self._split.back_to(self._button)), box("zb-form"):
            self._label = Field("用途", help="给谁、做什么用，日后好认", required=True, keep="keys/new")
            with box("zb-field", role="group", aria_label="能做什么"):
                Text("能做什么", "zb-label")
                self._rights = {right: Check(RIGHT_NAMES[right], value=right == "read") for right in may}
            self._shown = self._choose_collections()
            self._days = Choice("有效期", DAYS, value="90")
            Button("生成", self._make, "primary")
        self._split.focus()

    def _choose_collections(self) -> dict[str, Check]:
        if len(self._collections) < 2:
            return {}
        with box("zb-field", role="group", aria_label="能看哪些库"):
            Text("能看哪些库", "zb-label")
            made = {name: Check(collection_name(name)) for name in self._collections}
            Text("都不选，就是您能看的全部，包括以后的", "zb-help", tag="p")
        return made

    async def _make(self) -> None:
        label = self._label.value.strip()
        rights: list[Right] = [right for right, check in self._rights.items() if check.value]
        if not label:
            self._label.fail("请写用途，例如：门户网站检索")
            return
        if not rights:
            toast("请至少选一项能做的事", kind="error")
            return
        chosen = [name for name, check in self._shown.items() if check.value] or None
        days = int(self._days.value) or None
        _, text = await self._visit.read(self._visit.own.add_key, label, rights, chosen, days)
        if self._label.kept:
            self._label.kept.forget()
        with self._split.open("新的密钥", self._split.back_to(self._button)):
            once(
                f"密钥：{label}",
                text,
                "只显示这一次，请现在就复制，交给要用它的程序保管。程序在请求头里写：Authorization: Bearer 密钥。",
            )
        self._split.focus()
        await self._refresh()

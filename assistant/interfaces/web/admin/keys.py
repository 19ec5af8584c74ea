"""接口密钥: everybody's keys; one's own are made here too."""

from __future__ import annotations

from assistant.accounts.keys import Key
from assistant.interfaces.web.account.keys import KeyTable, NewKey, ended
from assistant.interfaces.web.area import Place
from assistant.interfaces.web.elements import Button, Split, Text, box, card
from assistant.interfaces.web.visit import Visit

NEW = "生成自己的密钥"


async def build(visit: Visit, place: Place) -> None:
    owners = {user.id: user.name for user in await visit.read(visit.administration.users)}
    split = Split("密钥")

    async def revoke(key_id: str) -> Key:
        return await visit.read(visit.administration.revoke_key, key_id)

    async def refresh() -> None:
        found = await visit.read(visit.administration.keys)
        able = sum(not ended(key) for key in found)
        count.set_text(f"有效的 {able} 个，已吊销或到期的 {len(found) - able} 个" if found else "")
        table.show(found)

    new = NewKey(visit, split, await visit.collections(), refresh, NEW)
    with split.main, card("接口密钥"):
        with box("zb-admin-head"):
            count = Text("", "zb-hint", tag="p", role="status")
            Button(NEW, new.open, "primary", icon_name="plus")
        table = KeyTable(owners, revoke, refresh)
    await refresh()

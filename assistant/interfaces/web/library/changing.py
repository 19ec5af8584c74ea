"""What is done to a whole document, wherever it is shown: removing it with a way back, moving it to a collection."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from assistant.interfaces.labels import title
from assistant.interfaces.renaming import rename_collection
from assistant.interfaces.web.elements import Progress, toast
from assistant.interfaces.web.library.collections import choose_collection
from assistant.interfaces.web.library.naming import collection_name
from assistant.interfaces.web.visit import Visit
from ingest.types import DocumentRecord

UNDO_SECONDS = 60.0
"""Longer than the offer is seen: a click at its last moment still counts."""

Changed = Callable[[], Awaitable[None]]


async def remove(visit: Visit, record: DocumentRecord, changed: Changed) -> None:
    """Out of every answer at once; the original, the text and what was corrected stay until the offer has ended."""
    service = visit.service
    await visit.write(partial(service.remove, record.id, undo_seconds=UNDO_SECONDS))

    async def undo() -> None:
        await visit.write(visit.service.restore, record.id)
        toast(f"已恢复{title(record.title)}")
        await changed()

    toast(f"已移除{title(record.title)}，今后的回答不再引用它", action="撤销", on_action=undo)
    await changed()


async def move(visit: Visit, record: DocumentRecord, changed: Changed) -> None:
    """To another collection that the visitor chooses."""
    chosen = await choose_target(visit, record.collection)
    if chosen is None or chosen == record.collection:
        return
    await shelve(visit, record, chosen)

    async def back() -> None:
        await shelve(visit, visit.service.document(record.id), record.collection)
        toast(f"已移回“{collection_name(record.collection)}”")
        await changed()

    toast(f"已移到“{collection_name(chosen)}”", action="撤销", on_action=back)
    await changed()


async def rename(visit: Visit, collection: str, name: str, progress: Progress, changed: Changed) -> None:
    """Another name for a collection; what the other holds already stays where it is, and is told."""

    def step(number: int, of: int, record: DocumentRecord) -> None:
        progress.show(f"正在换到“{collection_name(name)}”（{number + 1}/{of}）{record.title}", number / of)

    try:
        done = await rename_collection(visit.house, visit.principal, collection, name, step)
    finally:
        progress.hide()
        await changed()
    if done.stayed:
        told = "；".join(f"{title(record.title)}：{why}" for record, why in done.stayed[:3])
        toast(f"{len(done.stayed)} 份留在原来的库里", kind="note", hint=told)
    if done.moved or not done.stayed:
        toast(f"“{collection_name(collection)}”已改名为“{collection_name(name)}”")


async def choose_target(visit: Visit, collection: str) -> str | None:
    """Ask for another collection than this one; None when the dialog is left, or where there is none: that is told."""
    names = [name for name in await visit.collections() if name != collection]
    may_make = visit.principal.visible.collections is None
    if not names and not may_make:
        toast("没有别的库可以移去", kind="note", hint="请管理员先建一个库，并让您加入")
        return None
    return await choose_collection("移到别的库", names, may_make=may_make)


async def shelve(visit: Visit, record: DocumentRecord, collection: str) -> None:
    place = visit.inbox.moved(record.path, collection)
    await visit.write(visit.service.shelve, record.id, collection, place)

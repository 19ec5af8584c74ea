"""管理: the people, their rights, what was done, and how the server stands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from nicegui import ui

from assistant.interfaces.web.admin import audit, backups, collections, health, keys, settings, users, without
from assistant.interfaces.web.area import Place
from assistant.interfaces.web.elements import box, link, page_header
from assistant.interfaces.web.visit import Visit

PATH = "/admin"


@dataclass(frozen=True)
class Part:
    """One view. Attributes: without: What stands in its place where nobody logs in; None: the same."""

    path: str
    label: str
    lead: str
    build: Callable[[Visit, Place], Awaitable[None]]
    without: Callable[[Visit], Awaitable[None]] | None = None


PARTS = (
    Part(PATH, "状况", "服务和资料库是否正常。", health.build),
    Part(f"{PATH}/users", "用户", "谁能进来，能做什么。", users.build, without.tell_how_to_begin),
    Part(f"{PATH}/collections", "库", "哪些资料给谁看。", collections.build, without.show_collections),
    Part(f"{PATH}/keys", "接口密钥", "别的程序凭密钥进来；密钥能做的不超过它的主人。", keys.build, without.tell_keys),
    Part(
        f"{PATH}/audit",
        "操作记录",
        "谁在什么时候看了、问了、写了、改了什么。只增不减，谁也改不了。",
        audit.build,
        without.tell_records,
    ),
    Part(
        f"{PATH}/backups",
        "备份",
        "备份里有资料、文稿、任务、账号和设置；不含模型的密钥。",
        backups.build,
    ),
    Part(f"{PATH}/settings", "模型与设置", "接了哪个模型，各项设置从哪里来。", settings.build),
)

IN_SIGHT = (
    "document.querySelector('.zb-admin-part[aria-current]')?.scrollIntoView({block: 'nearest', inline: 'center'})"
)
"""On a narrow screen the row of views is wider than the window."""

BELOW = tuple(part.path for part in PARTS[1:])


async def build(visit: Visit, place: Place) -> None:
    """The view that the address names."""
    part = next(part for part in PARTS if part.path == place.path)
    with page_header("管理", part.lead):
        pass
    with box("zb-admin-parts", tag="nav", aria_label="管理的各项"):
        for one in PARTS:
            made = link(one.label, one.path, "zb-admin-part")
            if one is part:
                made.props["aria-current"] = "page"
    ui.run_javascript(IN_SIGHT)
    if part.without is not None and not visit.has_accounts:
        await part.without(visit)
    else:
        await part.build(visit, place)

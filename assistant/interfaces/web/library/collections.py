"""The collections of the library: their names, and the dialogs that ask for one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nicegui import ui

from assistant.interfaces.web.elements import Button, Choice, Field, Text, box
from assistant.interfaces.web.library.naming import DEFAULT, collection_name

_NAME = re.compile(r"\w[\w\-. ]{0,63}")
"""As `wire.CollectionName` takes it."""

MOVING = "更正过的信息和已有的引用都不会丢。同一制度的各个版本放在同一个库里，才会连在一起。"
RULE = "用汉字、字母或数字，64 个字以内"


def read_name(text: str) -> str | None:
    """The name as it is kept; None where it is none."""
    name = text.strip()
    if name == collection_name(DEFAULT):
        return DEFAULT
    return name if _NAME.fullmatch(name) else None


async def ask_name(title: str, text: str, action: str, *, value: str = "") -> str | None:
    """Ask for a collection's name; None when the dialog is left."""
    with ui.dialog() as dialog, box("zb-dialog zb-card"):
        Text(title, "zb-h2", tag="h2")
        Text(text, "zb-dialog-text", tag="p")
        with box("zb-form zb-library-choosing"):
            field = Field("库名", value=value, help=RULE)

        def submit() -> None:
            name = read_name(field.value)
            if name is None:
                field.fail(f"库名{RULE}，以汉字、字母或数字开头")
            else:
                dialog.submit(name)

        field.element.on("keydown.enter", submit, args=[])
        field.element.props("autofocus")
        with box("zb-dialog-actions"):
            Button("取消", lambda: dialog.submit(None), "secondary")
            Button(action, submit, "primary")
    return await _answer(dialog, title)


async def choose_collection(title: str, names: Sequence[str], *, may_make: bool) -> str | None:
    """Ask which collection a document is to go to; None when the dialog is left."""
    new = "\0new"
    options = {name: collection_name(name) for name in names} | ({new: "新建一个库…"} if may_make else {})
    with ui.dialog() as dialog, box("zb-dialog zb-card"):
        Text(title, "zb-h2", tag="h2")
        Text(MOVING, "zb-dialog-text", tag="p")
        with box("zb-form zb-library-choosing"):
            target = Choice("移到", options, on_change=lambda value: made.box.set_visibility(value == new))
            made = Field("新库的名称", help=RULE)
            made.box.set_visibility(target.value == new)

        def submit() -> None:
            name = read_name(made.value) if target.value == new else target.value
            if name is None:
                made.fail(f"库名{RULE}，以汉字、字母或数字开头")
            else:
                dialog.submit(name)

        with box("zb-dialog-actions"):
            Button("取消", lambda: dialog.submit(None), "secondary")
            Button("移动", submit, "primary")
    return await _answer(dialog, title)


async def _answer(dialog: ui.dialog, title: str) -> str | None:
    dialog.props["aria-label"] = title
    try:
        answer = await dialog
        return None if answer is None else str(answer)
    finally:
        dialog.delete()

"""Questions that must be answered before work goes on."""

from __future__ import annotations

from nicegui import ui

from assistant.interfaces.web.elements.basics import Text, box
from assistant.interfaces.web.elements.buttons import Button


async def confirm(title: str, text: str, action: str, *, danger: bool = True, keep: str = "取消") -> bool:
    """Ask, and wait for the answer; False also when the dialog is left by Esc or a click beside it.

    Where a thing can be undone do not ask: do it and offer "撤销" in a toast.
    """
    with ui.dialog() as dialog, box("zb-dialog zb-card"):
        Text(title, "zb-h2", tag="h2")
        Text(text, "zb-dialog-text", tag="p")
        with box("zb-dialog-actions"):
            Button(keep, lambda: dialog.submit(False), "secondary")
            Button(action, lambda: dialog.submit(True), "danger" if danger else "primary")
    dialog.props["aria-label"] = title
    try:
        return bool(await dialog)
    finally:
        dialog.delete()

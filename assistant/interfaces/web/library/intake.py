"""Where files come in: dropped or chosen, with how far each is (static/intake.js and intake_view.js do the work)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from nicegui import ui

from assistant.interfaces.uploads import MAX_FILE_BYTES
from assistant.interfaces.web.elements import Choice, box, guarded, toast
from assistant.interfaces.web.files import address
from assistant.interfaces.web.library.collections import ask_name
from assistant.interfaces.web.library.naming import collection_name
from assistant.interfaces.web.visit import Visit
from ingest.discovery import NOT_YET, READABLE

KINDS = "PDF、扫描件、图片、Word、WPS、表格、演示文稿、网页、文本和 zip 压缩包；标有密级的文件不会收入"
NEW = "\0new"
"""The choice that makes a collection: no name begins so."""


class Intake:
    """The drop zone, the collection that files go to, and their progress.

    Args:
        on_taken: Called when documents have come into the library.
    """

    def __init__(self, visit: Visit, collections: Sequence[str], on_taken: Callable[[], Any]) -> None:
        self._visit = visit
        self._collections = list(collections)
        self._chosen = visit.collection
        with box("zb-library-intake"):
            self._element = ui.element("zb-intake")
            self._target = Choice("收入到", {}, on_change=self._choose)
            self._target.box.classes("zb-library-target")
        self._element.props["data-kinds"] = KINDS
        self._element.props["data-most"] = str(MAX_FILE_BYTES)
        self._element.props["data-readable"] = " ".join(sorted(READABLE | NOT_YET))
        self._element.props["data-icons"] = address("icons.svg")
        self._element.on("taken", guarded(lambda _: on_taken()), args=[])
        self._show()

    def _show(self) -> None:
        options = {name: collection_name(name) for name in dict.fromkeys([*self._collections, self._chosen])}
        if self._visit.principal.visible.collections is None:
            options[NEW] = "新建一个库…"
        self._target.set_options(options, self._chosen)
        self._element.props["data-collection"] = self._chosen
        self._element.update()

    async def _choose(self, name: str) -> None:
        if name == NEW:
            made = await ask_name("新建一个库", "收入第一份文件后，它就在筛选里出现。", "建库")
            if made is not None:
                self._chosen = made
                toast(f"接下来的文件收入“{collection_name(made)}”")
        else:
            self._chosen = name
        self._show()

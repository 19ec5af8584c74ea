"""Which documents a draft may use: collections, single documents, as of a day."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from assistant.drafting.types import Spec
from assistant.interfaces.web.drafts.editor import put_kept
from assistant.interfaces.web.drafts.unsaved import Kept
from assistant.interfaces.web.elements import Check, DayField, Field, Text, box, button, icon
from assistant.interfaces.web.library.naming import collection_name
from ingest.types import DocumentRecord

MOST = 40
"""Documents listed at once; the search finds the others."""


class Sourcing:
    """A part of the form.

    Attributes:
        as_of: The day.

    Args:
        keep: Prefix of the keys under which the browser keeps what is typed.
    """

    def __init__(self, documents: list[DocumentRecord], given: Spec, keep: str) -> None:
        self._documents = documents
        known = {one.id for one in documents}
        self._chosen = dict.fromkeys(name for name in given.sources if name in known)
        names = sorted({one.collection for one in documents})
        self._collections = {name: name in (given.scope.collections or ()) for name in names}
        self._checks: dict[str, Check] = {}
        self._key, self._base = f"{keep}sources", self._dumped()
        if len(names) > 1:
            with box("zb-field", role="group", aria_label="只用这些库"):
                Text("只用这些库", "zb-label")
                with box("zb-row"):
                    for name in names:
                        self._checks[name] = Check(
                            collection_name(name),
                            value=self._collections[name],
                            on_change=partial(self._set_collection, name),
                        )
        self._picked = box("zb-drafts-picked")
        if documents:
            self._search = Field("只用这些文件", placeholder="输入标题中的几个字", on_change=lambda _: self._list())
            self._found = box("zb-drafts-documents", role="group", aria_label="资料库中的文件")
            self._list()
        self.as_of = DayField(
            "资料截止日期",
            value=given.scope.as_of,
            help="只用这一天以前、当时有效的文件；不填就用今天",
            keep=f"{keep}as_of",
        )
        self._show_picked()

    def _set_collection(self, name: str, chosen: bool) -> None:
        self._collections[name] = chosen
        self._changed()

    def _list(self) -> None:
        """The documents found, those chosen left out."""
        sought = self._search.value.split()
        wanted = [name for name, chosen in self._collections.items() if chosen]
        fitting = [
            one
            for one in self._documents
            if one.id not in self._chosen
            and (not wanted or one.collection in wanted)
            and all(word in one.title for word in sought)
        ]
        self._found.clear()
        with self._found:
            for one in fitting[:MOST]:
                with button("", partial(self._choose, one.id), "zb-drafts-document", aria_label=f"用《{one.title}》"):
                    icon("plus")
                    Text(one.title)
            if len(fitting) > MOST:
                Text(f"还有 {len(fitting) - MOST} 份，输入标题查找。", "zb-hint", tag="p")
            elif not fitting:
                Text("没有找到这样的文件。" if sought else "全部文件都已选上。", "zb-hint", tag="p")

    def _choose(self, document_id: str) -> None:
        self._chosen[document_id] = None
        self._changed()

    def _drop(self, document_id: str) -> None:
        self._chosen.pop(document_id, None)
        self._changed()

    def _changed(self) -> None:
        if self._documents:
            self._list()
        self._show_picked()
        put_kept(self._picked.client, self._key, self._dumped(), self._base)

    def _dumped(self) -> str:
        """The choice, as the browser keeps it."""
        collections = [name for name, chosen in self._collections.items() if chosen]
        return json.dumps([collections, [*self._chosen]], ensure_ascii=False)

    def restore(self, kept: Kept) -> None:
        """Choose what was chosen before the page was left, unless the form began with another choice."""
        text, base = kept.get(self._key, ("", ""))
        try:
            collections, documents = json.loads(text) if base == self._base else ([], [])
        except (TypeError, ValueError):
            return
        for name, check in self._checks.items():
            if name in collections:
                self._collections[name] = True
                check.set_value(True)
        known = {one.id for one in self._documents}
        self._chosen |= dict.fromkeys(name for name in documents if name in known)
        if self._documents:
            self._list()
        self._show_picked()

    def forget(self) -> None:
        """The choice is with the server now."""
        put_kept(self._picked.client, self._key, "")

    def _show_picked(self) -> None:
        self._picked.clear()
        titles = {one.id: one.title for one in self._documents}
        with self._picked:
            for document_id in self._chosen:
                title = titles[document_id]
                with box("zb-chip", tag="span"):
                    Text(title)
                    with button("", partial(self._drop, document_id), "zb-drafts-drop", aria_label=f"不用《{title}》"):
                        icon("close")
        self._picked.set_visibility(bool(self._chosen))

    @property
    def stated(self) -> Mapping[str, Any]:
        """As `read_spec` reads it."""
        collections = [name for name, chosen in self._collections.items() if chosen]
        told: dict[str, Any] = {}
        if collections:
            told["collections"] = collections
        if self._chosen:
            told["documents"] = [*self._chosen]
        if self.as_of.day is not None:
            told["as_of"] = self.as_of.day.isoformat()
        return told

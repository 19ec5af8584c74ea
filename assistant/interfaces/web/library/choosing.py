"""Several documents at once: which are chosen, and what is done with them all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial

from assistant.errors import DocumentConflictError, DocumentNotFoundError
from assistant.interfaces.labels import title
from assistant.interfaces.web.elements import Button, Check, Progress, Text, box, toast
from assistant.interfaces.web.library.changing import UNDO_SECONDS, Changed, choose_target, shelve
from assistant.interfaces.web.library.naming import collection_name
from assistant.interfaces.web.visit import Visit
from ingest.types import DocumentRecord

Work = Callable[[DocumentRecord], Awaitable[object]]


class Chosen:
    """The bar that tells how many are chosen, and offers what can be done with them.

    Args:
        on_change: What the library holds has changed.
        on_choice: Others are chosen now.
    """

    def __init__(self, visit: Visit, progress: Progress, on_change: Changed, on_choice: Callable[[], None]) -> None:
        self._visit = visit
        self._progress = progress
        self._on_change = on_change
        self._on_choice = on_choice
        self._records: dict[str, DocumentRecord] = {}
        with box("zb-library-chosen zb-card", role="toolbar", aria_label="选中的文件") as self.element:
            self._count = Text("", "zb-library-chosen-count", role="status")
            Button("移到别的库", self._move, icon_name="folder")
            Button("移除", self._remove, icon_name="delete")
            Button("取消选择", self.clear, "quiet")
        self.element.set_visibility(False)

    def __contains__(self, document_id: str) -> bool:
        return document_id in self._records

    def choose(self, records: Iterable[DocumentRecord], chosen: bool) -> None:
        for record in records:
            if chosen:
                self._records[record.id] = record
            else:
                self._records.pop(record.id, None)
        self._tell()

    def keep(self, known: Iterable[DocumentRecord]) -> None:
        """Those that are there no more are not chosen any more; the others as they are now."""
        self._records = {record.id: record for record in known if record.id in self._records}
        self._tell()

    def clear(self) -> None:
        self._records = {}
        self._tell()

    def mark(self, record: DocumentRecord) -> Check:
        """A box to choose a document by."""
        made = Check("", value=record.id in self, on_change=partial(self.choose, [record]))
        made.box.classes("zb-library-mark")
        made.element.props["aria-label"] = f"选中{title(record.title)}"
        return made

    def _tell(self) -> None:
        self._count.set_text(f"已选 {len(self._records)} 份")
        self.element.set_visibility(bool(self._records))
        self._on_choice()

    # What is done with them.

    async def _remove(self) -> None:
        async def out(record: DocumentRecord) -> None:
            await self._visit.write(partial(self._visit.service.remove, record.id, undo_seconds=UNDO_SECONDS))

        async def back(record: DocumentRecord) -> None:
            await self._visit.write(self._visit.service.restore, record.id)

        gone = await self._each("正在移除", out)
        if gone:
            undo = partial(self._undo, gone, back, "正在恢复", "已恢复")
            toast(f"已移除 {len(gone)} 份，今后的回答不再引用它们", action="撤销", on_action=undo)

    async def _move(self) -> None:
        held = {record.collection for record in self._records.values()}
        chosen = await choose_target(self._visit, next(iter(held)) if len(held) == 1 else "")
        if chosen is None:
            return

        async def there(record: DocumentRecord) -> None:
            await shelve(self._visit, record, chosen)

        async def back(record: DocumentRecord) -> None:
            await shelve(self._visit, self._visit.service.document(record.id), record.collection)

        moved = [one for one in await self._each("正在移动", there) if one.collection != chosen]
        if moved:
            undo = partial(self._undo, moved, back, "正在移回", "已移回")
            toast(f"{len(moved)} 份已移到“{collection_name(chosen)}”", action="撤销", on_action=undo)

    async def _each(self, doing: str, work: Work) -> list[DocumentRecord]:
        """Those with which it was done; what could not be done with the others is told."""
        records = list(self._records.values())
        done, told = await self._through(doing, records, work)
        self.clear()
        if told:
            toast(f"{len(told)} 份没有做成", kind="error", hint="；".join(told[:3]))
        return done

    async def _undo(self, records: Sequence[DocumentRecord], work: Work, doing: str, did: str) -> None:
        done, told = await self._through(doing, records, work)
        if done:
            toast(f"{did} {len(done)} 份")
        if told:
            toast(f"{len(told)} 份没有做成", kind="error", hint="；".join(told[:3]))

    async def _through(
        self, doing: str, records: Sequence[DocumentRecord], work: Work
    ) -> tuple[list[DocumentRecord], list[str]]:
        done, told = [], []
        try:
            for at, record in enumerate(records):
                self._progress.show(f"{doing}（{at + 1}/{len(records)}）{record.title}", at / len(records))
                try:
                    await work(record)
                    done.append(record)
                except (DocumentConflictError, DocumentNotFoundError) as error:
                    told.append(f"{title(record.title)}：{error.message}")
        finally:
            self._progress.hide()
            await self._on_change()
        return done, told

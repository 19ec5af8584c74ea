"""What a text is held against, and the form in which a person says so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from secrets import token_hex
from typing import Any

from nicegui.elements.upload_files import FileUpload

from assistant.interfaces.labels import title
from assistant.interfaces.web.elements import (
    Button,
    Choice,
    DayField,
    DropZone,
    Progress,
    Text,
    box,
    button,
    icon,
    toast,
)
from assistant.interfaces.web.library.naming import collection_name
from assistant.interfaces.web.visit import Visit
from assistant.types import Passage, written_day
from assistant.verification.sources import Given
from prompts.genres import all_genres

LIBRARY, FILES = "library", "files"
KINDS = "Word、WPS、PDF、扫描件、表格、网页、文本"


@dataclass
class Basis:
    """What a text is held against.

    Attributes:
        kind: "library", or "files" for those that were given for this text alone.
        collection: Where the library is looked through; "" is all of it.
        as_of: The day whose law and wording hold; None is today.
        genre: Id of the text's genre, or "".
        sources: The files given, each with its name.
    """

    kind: str = LIBRARY
    collection: str = ""
    as_of: date | None = None
    genre: str = ""
    sources: list[tuple[str, Given]] = field(default_factory=list)

    @property
    def given(self) -> list[Given]:
        return [given for _, given in self.sources] if self.kind == FILES else []

    @property
    def said(self) -> str:
        """In one line."""
        if self.kind == FILES:
            parts = ["、".join(title(name) for name, _ in self.sources[:2])]
            parts += [f"等 {len(self.sources)} 份"] if len(self.sources) > 2 else []
            said = "".join(parts)
        else:
            said = f"资料库 {collection_name(self.collection)}" if self.collection else "整个资料库"
        day = f"按{written_day(self.as_of)}的规定" if self.as_of else ""
        return " · ".join(part for part in (said, day, genres().get(self.genre, "")) if part)


def genres() -> dict[str, str]:
    return {genre.name: genre.title for genre in all_genres()}


async def passages_of(visit: Visit, file: FileUpload) -> tuple[str, tuple[Passage, ...]]:
    """A dropped file's name and what it holds; nothing of it is kept on the disk."""
    upload = await visit.inbox.receive(file.iterate(), file.name)
    service = visit.service

    def read() -> tuple[Passage, ...]:
        with visit.inbox.placed([upload], f"proof-{token_hex(8)}") as paths:
            return service.read_source(paths[0])

    return upload.name, await visit.read(read)


async def text_of(visit: Visit, file: FileUpload) -> tuple[str, str, tuple[str, ...]]:
    """A dropped file's name, its text, and what is to be known of it."""
    upload = await visit.inbox.receive(file.iterate(), file.name)
    service = visit.service

    def read() -> tuple[str, tuple[str, ...]]:
        with visit.inbox.placed([upload], f"proof-{token_hex(8)}") as paths:
            return service.read_text(paths[0])

    text, told = await visit.read(read)
    return upload.name, text, told


class BasisForm:
    """Asks for a `Basis`; changes the one it was given.

    Args:
        on_check: Starts the work.
        on_change: The basis is another now; may be async.
    """

    def __init__(
        self,
        visit: Visit,
        basis: Basis,
        collections: Sequence[str],
        *,
        on_check: Callable[[], Any],
        on_change: Callable[[], Awaitable[None]],
    ) -> None:
        self._visit = visit
        self._on_change = on_change
        self._basis = basis
        with box("zb-card zb-proof-basis", tag="section", aria_label="对照什么") as self.element:
            Text("对照什么", "zb-h2", tag="h2")
            with box("zb-proof-kinds", role="radiogroup", aria_label="对照什么"):
                self._kinds = [
                    (kind, button(word, partial(self._choose, kind), "zb-proof-choice", role="radio"))
                    for kind, word in ((LIBRARY, "资料库"), (FILES, "这次给的文件"))
                ]
            with box("zb-form") as self._library:
                if len(collections) > 1:
                    options = {"": "全部", **{name: collection_name(name) for name in collections}}
                    Choice("在哪个库里找", options, value=basis.collection, on_change=partial(self._set, "collection"))
                self._day = DayField(
                    "按哪一天的规定",
                    value=basis.as_of,
                    help="不填就是今天；核对以前的文稿时填写",
                    on_change=partial(self._set, "as_of"),
                )
            with box("zb-stack") as self._files:
                DropZone(self._receive, kinds=KINDS, on_begin=lambda: self._progress.show("正在上传"))
                self._progress = Progress("读取文件")
                self._list = box("zb-proof-files", tag="ul", aria_label="对照的文件")
            Choice(
                "文种",
                {"": "不限", **genres()},
                value=basis.genre,
                on_change=partial(self._set, "genre"),
                help="有的写法只在某些文种里算错",
            )
            with box("zb-proof-go"):
                self.check = Button(
                    "核对", on_check, "primary", title="核对（Ctrl + 回车）", aria_keyshortcuts="Control+Enter"
                )
        self.refresh()

    def refresh(self) -> None:
        """Show the basis as it is."""
        for kind, made in self._kinds:
            made.props["aria-checked"] = "true" if kind == self._basis.kind else "false"
            made.update()
        self._library.set_visibility(self._basis.kind == LIBRARY)
        self._files.set_visibility(self._basis.kind == FILES)
        self._list.clear()
        with self._list:
            for at, (name, _) in enumerate(self._basis.sources):
                with box("zb-proof-file", tag="li"):
                    icon("file")
                    Text(name, "zb-proof-file-name")
                    button("", partial(self._drop, at), "zb-icon-button", icon_name="close", aria_label=f"不用 {name}")

    def is_sound(self) -> bool:
        """Whether the day is one, or none; else the keyboard goes there."""
        is_sound = self._basis.kind == FILES or self._day.check()
        if not is_sound:
            self._day.focus()
        return is_sound

    async def _set(self, name: str, value: object) -> None:
        setattr(self._basis, name, value)
        await self._on_change()

    async def _choose(self, kind: str) -> None:
        self._basis.kind = kind
        self.refresh()
        await self._on_change()

    async def _drop(self, at: int) -> None:
        del self._basis.sources[at]
        self.refresh()
        await self._on_change()

    async def _receive(self, files: Sequence[FileUpload]) -> None:
        try:
            for at, file in enumerate(files):
                self._progress.show(f"正在读取 {file.name}", at / len(files))
                name, passages = await passages_of(self._visit, file)
                if not passages:
                    toast(f"“{name}”里没有文字，不能用来对照", kind="error")
                    continue
                self._basis.sources.append((name, Given(title=passages[0].document, passages=passages)))
        finally:
            self._progress.hide()
            self.refresh()
            await self._on_change()

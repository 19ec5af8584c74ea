"""The marks of an answer's citations, and the one that is open beside it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from nicegui import ui

from assistant.interfaces.labels import place
from assistant.interfaces.web.elements import Text, box, button
from assistant.interfaces.web.source import Source, SourcePanel
from assistant.interfaces.wire.answers import Citation

# The panel may cover the mark that was clicked, on a narrow screen.
_SHOW_OPENED = "document.querySelector('.zb-answer .zb-on')?.scrollIntoView({block: 'nearest', behavior: 'smooth'})"
# What had the keyboard in the panel is gone with what stood in it.
_STEP = """(() => {{
    const at = document.activeElement, side = document.querySelector('.zb-split-side');
    if (at && at !== document.body && !side.contains(at)) return;
    (side.querySelector('[data-step="{step}"]:not([disabled])') ?? side.querySelector('.zb-split-body')).focus();
}})()"""
_BACK = 'document.querySelector(\'.zb-mark[data-key="{key}"][data-of="{of}"]\')?.focus()'


class Citing:
    """One answer's citations; one is open at a time.

    Args:
        name: Tells this answer's marks from those of others.
    """

    def __init__(self, panel: SourcePanel, citations: Sequence[Citation], name: str) -> None:
        self._panel = panel
        self._citations = list(citations)
        self._name = name
        self._marks: list[Text] = []
        self._at: int | None = None

    def has(self, key: str) -> bool:
        return any(citation.key == key for citation in self._citations)

    @property
    def is_open(self) -> bool:
        return self._at is not None

    def mark(self, key: str, says: str = "") -> None:
        """The number that opens a citation; `says` is what a screen reader is told besides."""
        at = next(at for at, citation in enumerate(self._citations) if citation.key == key)
        label = f"出处 {key}：{_where(self._citations[at])}" + (f"，{says}" if says else "")
        made = button(f"[{key}]", partial(self.open, at), "zb-mark", aria_label=label, title=label)
        made.props["data-key"] = key
        made.props["data-of"] = self._name
        self._marks.append(made)

    def list_sources(self) -> None:
        """Where each stands, under the answer."""
        with box("zb-sources", tag="ol", aria_label="出处"):
            for at, citation in enumerate(self._citations):
                with box("zb-source", tag="li"):
                    self.mark(citation.key)
                    button(_where(citation), partial(self.open, at), "zb-source-name")

    async def open(self, at: int) -> None:
        self._at = at
        self._light(self._citations[at].key)
        source = Source.of(self._citations[at])
        await self._panel.open(source, self._closed, above=self._steps if len(self._citations) > 1 else None)
        self._at = at
        self._light(self._citations[at].key)
        ui.run_javascript(_SHOW_OPENED)

    async def step(self, by: int) -> None:
        """Open the next citation or the one before; nothing beyond the ends. The keyboard stays where it works."""
        if self._at is None or not 0 <= self._at + by < len(self._citations):
            return
        await self.open(self._at + by)
        ui.run_javascript(_STEP.format(step="next" if by > 0 else "before"))

    def _steps(self) -> None:
        at = self._at or 0
        with box("zb-ask-steps", role="group", aria_label="逐处查看"):
            before = button("", partial(self.step, -1), "zb-icon-button", icon_name="back", aria_label="上一处出处")
            Text(f"{at + 1} / {len(self._citations)}", "zb-hint zb-figures")
            after = button("", partial(self.step, 1), "zb-icon-button", icon_name="forward", aria_label="下一处出处")
            Text("← → 键换一处，Esc 关闭", "zb-hint zb-ask-keys")
        for made, name, keys, is_end in (
            (before, "before", "ArrowLeft", at == 0),
            (after, "next", "ArrowRight", at == len(self._citations) - 1),
        ):
            made.props["data-step"] = name
            made.props["aria-keyshortcuts"] = keys
            made.props["title"] = "上一处（← 键）" if name == "before" else "下一处（→ 键）"
            made.props["disabled"] = is_end

    def _closed(self) -> None:
        if self._at is not None:
            ui.run_javascript(_BACK.format(key=self._citations[self._at].key, of=self._name))
        self._at = None
        self._light(None)

    def _light(self, key: str | None) -> None:
        """Show which mark is open beside."""
        for mark in self._marks:
            if key is not None and mark.props.get("data-key") == key:
                mark.classes("zb-on")
            else:
                mark.classes(remove="zb-on")


def _where(citation: Citation) -> str:
    pages = [] if citation.page is None else [citation.page]
    return place(citation.document, citation.section, citation.article, pages)

"""What areas are laid out with: header, card, empty state, tabs, skeleton, progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from nicegui import ui

from assistant.interfaces.web.elements.basics import Text, box, icon, link, put_attributes
from assistant.interfaces.web.elements.buttons import button


@contextmanager
def page_header(title: str, lead: str = "", back: tuple[str, str] | None = None) -> Iterator[ui.element]:
    """The area's only h1, and one sentence on what is done here; what is put inside stands at the right: buttons.

    with page_header("资料库", "回答和文稿只取自这里的文件。"):
        Button("收入文件", pick, "primary")

    Args:
        back: Name and address of what it belongs to, as of `way_back`.
    """
    with box("zb-page-head", tag="header"):
        with box("zb-page-title"):
            if back is not None:
                way_back(*back)
            Text(title, "zb-h1", tag="h1")
            if lead:
                Text(lead, "zb-lead", tag="p")
        with box("zb-page-actions") as actions:
            yield actions


def way_back(label: str, path: str) -> None:
    """Above the title: to the list that a page belongs to."""
    with link("", path, "zb-way-back"):
        icon("back")
        Text(label)


def card(label: str = "", classes: str = "") -> ui.element:
    """A sheet of paper. With a label it is a landmark; the label is for screen readers, put a heading inside."""
    made = box(f"zb-card {classes}".strip(), tag="section")
    if label:
        put_attributes(made, {"aria_label": label, "role": "region"})
    return made


@contextmanager
def empty_state(title: str, what_to_do: str, icon_name: str = "") -> Iterator[None]:
    """Nothing here yet: says so, and what to do; put the button that does it inside."""
    with box("zb-empty"):
        if icon_name:
            icon(icon_name, "zb-empty-icon")
        Text(title, "zb-empty-title", tag="h2")
        Text(what_to_do, "zb-empty-text", tag="p")
        with box("zb-empty-actions"):
            yield


def skeleton(lines: int = 3) -> ui.element:
    """Grey lines where text is about to stand; delete it when the text is there."""
    with box("zb-skeleton", role="status") as made:
        Text("正在载入", "zb-unseen")
        for _ in range(lines):
            box("zb-skeleton-line", aria_hidden="true")
    return made


class Progress:
    """A thin line with a sentence: how far work is. `None` as the share: it goes on, nobody knows how far."""

    def __init__(self, label: str) -> None:
        with box("zb-progress") as self.element:
            self._text = Text("", "zb-progress-text", tag="p", role="status")
            with box("zb-progress-line", role="progressbar", aria_label=label, aria_valuemin="0") as self._line:
                self._bar = box("zb-progress-bar")
        self._line.props["aria-valuemax"] = "100"
        self.hide()

    def show(self, text: str, share: float | None = None) -> None:
        """Args: share: 0 to 1."""
        self._text.set_text(text)
        if share is None:
            self._line.classes("zb-endless")
            self._line.props.pop("aria-valuenow", None)
            self._bar.style("width: 100%")
        else:
            percent = round(100 * min(1.0, max(0.0, share)))
            self._line.classes(remove="zb-endless")
            self._line.props["aria-valuenow"] = str(percent)
            self._bar.style(f"width: {percent}%")
        self._line.update()
        self.element.set_visibility(True)

    def hide(self) -> None:
        self.element.set_visibility(False)


# Arrow keys go from tab to tab, as in the ARIA pattern; only the chosen one is in the tab order.
_ARROWS = """(event) => {
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (!step) return;
    const all = [...event.currentTarget.querySelectorAll('[role=tab]')];
    const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
    event.preventDefault();
    next.focus();
    next.click();
}"""


class Tabs:
    """Views of which one is seen; each is built when it is first chosen.

    Args:
        views: (label, function that builds the view; may be async).
    """

    def __init__(self, label: str, views: Sequence[tuple[str, Callable[[], Any]]]) -> None:
        self._views = list(views)
        self._built: set[int] = set()
        self._tabs: list[Text] = []
        self._panels: list[ui.element] = []
        with box("zb-tabs", role="tablist", aria_label=label) as tablist:
            for at, (name, _) in enumerate(self._views):
                self._tabs.append(button(name, partial(self.choose, at), "zb-tab", role="tab"))
        tablist.on("keydown", js_handler=_ARROWS)
        for tab in self._tabs:
            panel = box("zb-panel", role="tabpanel", aria_labelledby=f"c{tab.id}")
            tab.props["aria-controls"] = f"c{panel.id}"
            self._panels.append(panel)
        self._light(0)

    def _light(self, chosen: int) -> None:
        for at, (tab, panel) in enumerate(zip(self._tabs, self._panels, strict=True)):
            tab.props["aria-selected"] = "true" if at == chosen else "false"
            tab.props["tabindex"] = "0" if at == chosen else "-1"
            tab.update()
            panel.set_visibility(at == chosen)

    async def choose(self, at: int) -> None:
        """Show a view; call `await tabs.choose(0)` once after making them."""
        self._light(at)
        if at in self._built:
            return
        self._built.add(at)
        with self._panels[at]:
            result = self._views[at][1]()
            if hasattr(result, "__await__"):
                await result

"""The text under proof as an element: typed into, marked, corrected; and the list of what was found in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

from assistant.interfaces.render.findings import SHOULD
from assistant.interfaces.web.elements import guarded, toast
from assistant.interfaces.web.files import STATIC, address
from assistant.interfaces.web.proof.remarks import GROUPS, Remark

PATIENCE = 20.0
"""Seconds within which a browser answers, over a slow line too."""

PLACEHOLDER = "或者把要核对的文字粘贴在这里"
LABEL = "文稿。Alt 加下箭头、上箭头到下一处、上一处意见，Ctrl 加回车核对"


class _Sheet(ui.element, component=Path(STATIC / "proof_paper.js")):
    pass


class _Rows(ui.element, component=Path(STATIC / "proof_list.js")):
    pass


@dataclass(frozen=True)
class Splice:
    """A change of the text: [start, end) became `text`; `end` None is the end of all.

    Attributes:
        version: Of the browser's text.
        size: Characters of the whole text after it, where it is the last of a change.
    """

    start: int
    end: int | None
    text: str
    version: int
    size: int | None

    def applied(self, text: str) -> str:
        return text[: self.start] + self.text + ("" if self.end is None else text[self.end :])


class Paper:
    """The text area; what is typed is heard as splices, which keeps long texts fluid.

    Attributes:
        text: As the server knows it.
        version: Of that text, as the browser counts.
    """

    def __init__(
        self,
        text: str,
        remarks: Sequence[Remark],
        *,
        uploader: ui.element,
        on_change: Callable[[], Any],
        on_choose: Callable[[str, bool], Any],
        on_check: Callable[[], Any],
        on_restored: Callable[[str], Any],
        on_size: Callable[[int], Any],
    ) -> None:
        self.text = text
        self.version = 0
        self._change = on_change
        self.element = _Sheet().classes("zb-proof-frame")
        self.element.props["label"] = LABEL
        self.element.props["placeholder"] = PLACEHOLDER
        self.element.props["initial"] = text
        self.element.props["known"] = _marks(remarks)
        self.element.props["upload"] = uploader.id
        choose, check = guarded(on_choose), guarded(on_check)
        restored, size = guarded(on_restored), guarded(on_size)
        self.element.on("splice", guarded(self._spliced))
        self.element.on("choose", lambda event: choose(str(event.args), False))
        self.element.on("step", lambda event: choose(str(event.args), True))
        self.element.on("check", lambda _: check(), args=[])
        self.element.on("size", lambda event: size(int(event.args)))
        self.element.on("restored", lambda event: restored(str(event.args or "")))

    async def _spliced(self, event: GenericEventArguments) -> None:
        change = Splice(**event.args)
        self.text = _sound(change.applied(self.text))
        self.version = change.version
        if change.size is None:
            return
        if change.size != len(self.text):
            self.element.run_method("resend")
            return
        result = self._change()
        if result is not None:
            await result

    async def load(self, text: str) -> None:
        """Another text in place of what is there; the marks go."""
        self.text = _sound(text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", ""))
        self.version = int(await self.element.run_method("load", self.text, timeout=PATIENCE))

    async def flush(self) -> None:
        """Have the browser send what was typed a moment ago; `text` has it then."""
        await self.element.run_method("send", timeout=PATIENCE)

    def show(self, remarks: Sequence[Remark], version: int) -> None:
        """Mark what was found in the text as it was in `version`."""
        self.element.run_method("show", version, _marks(remarks))

    def light(self, remark: Remark | None, *, follow: bool = True) -> None:
        """Show which remark is open; `follow`: bring it into sight."""
        self.element.run_method("light", remark.id if remark else None, follow)

    async def fix(self, remark: Remark) -> bool:
        """Have the correction typed; False where the text has changed meanwhile."""
        assert remark.better is not None
        done = await self.element.run_method(
            "fix", remark.start, remark.end, remark.found, remark.better, timeout=PATIENCE
        )
        return bool(done)

    def copies_by(self, button: ui.element) -> None:
        """Have a button copy the whole text: in the browser, which lets nobody else."""

        def tell(event: GenericEventArguments) -> None:
            if event.args:
                toast("已复制全文")
            else:
                toast("浏览器不让复制", kind="error", hint="请在文稿里全选，按 Ctrl + C。")

        button.on("click", tell, js_handler=f"async () => emit(await getElement({self.element.id}).copy())")

    def focus(self) -> None:
        self.element.run_method("focus")

    def remember(self, state: str) -> None:
        """Have the browser keep beside the text what `on_restored` is to be told when it is loaded anew."""
        self.element.run_method("remember", state)


class RemarkList:
    """The remarks as rows to choose from; of many the first, more on demand."""

    def __init__(self, on_choose: Callable[[str], Any]) -> None:
        choose = guarded(on_choose)
        self._remarks: Sequence[Remark] = ()
        self._most = _STEP
        self.element = _Rows()
        self.element.props["label"] = "意见"
        self.element.props["icons"] = address("icons.svg")
        self._draw()
        self.element.on("choose", lambda event: choose(str(event.args)))
        self.element.on("more", lambda _: self._more(), args=[])

    def show(self, remarks: Sequence[Remark]) -> None:
        self._remarks = remarks
        self._draw()

    def light(self, remark: Remark | None) -> None:
        self.element.props["current"] = remark.id if remark else None
        self.element.update()

    def _more(self) -> None:
        self._most += _STEP
        self._draw()

    def _draw(self) -> None:
        self.element.props["items"] = [_row(remark) for remark in self._remarks[: self._most]]
        self.element.props["all"] = len(self._remarks)
        self.element.update()


def _marks(remarks: Sequence[Remark]) -> list[list[object]]:
    return [[remark.id, remark.start, remark.end, remark.group] for remark in remarks]


_SHORT, _STEP = 48, 80
"""Characters of a wording in a row; rows that are drawn at once."""


def _row(remark: Remark) -> dict[str, object]:
    group = GROUPS[remark.group]
    return {
        "id": remark.id,
        "kind": remark.group,
        "word": group.word,
        "icon": group.icon,
        "checks": "，".join(remark.checks),
        "found": _short(remark.found or remark.sentence),
        "better": None if remark.better is None else _short(remark.better),
        "leads": remark.leads,
        "guessed": remark.leads != SHOULD,
        "note": "" if remark.better is not None else _short(remark.notes[0]) if remark.notes else "",
    }


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHORT else f"{flat[: _SHORT - 1]}…"


def _sound(text: str) -> str:
    """Without halves of characters, which a browser may let in."""
    return text.encode("utf-8", "replace").decode("utf-8") if any("\ud800" <= one <= "\udfff" for one in text) else text

"""Where a question is written."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from nicegui import ui
from nicegui.events import GenericEventArguments

from assistant.interfaces.web.ask.scope import ScopeChooser
from assistant.interfaces.web.elements import Button, Text, box, guarded, kept_input
from assistant.interfaces.web.visit import Visit

PLACEHOLDER = "问一个资料里写着答案的问题，例如：主题党日多久开展一次？"

# Enter asks, Shift+Enter breaks the line; Enter that ends a word in an input method does neither.
SEND_ON_ENTER = """(event) => {
    if (event.isComposing || event.keyCode === 229 || event.shiftKey) return;
    event.preventDefault();
    emit(event.target.value);
}"""


class Composer:
    """The ask box with its scope; while an answer is under way it offers to stop that.

    Args:
        on_ask: Called with what was written; `clear` takes it away once that is stored.
        keep: Key under which the browser keeps what is written.
    """

    def __init__(
        self, visit: Visit, on_ask: Callable[[str], Awaitable[None]], on_stop: Callable[[], Awaitable[None]], keep: str
    ) -> None:
        self._on_ask = on_ask
        with box("zb-ask", role="group", aria_label="提问"):
            self._input = ui.textarea(placeholder=PLACEHOLDER)
            self._input.props('borderless autogrow aria-label="问题"')
            self._kept = kept_input(keep, self._input)
            self._input.on("keydown.enter", guarded(self._send), js_handler=SEND_ON_ENTER)
            with box("zb-ask-foot"):
                self.scope = ScopeChooser(visit, lambda _: self.focus())
                Text("回车发送，Shift + 回车换行", "zb-hint")
                self._stop = Button("停止", on_stop, icon_name="stop", title="停止回答")
                self._ask = Button("提问", lambda: on_ask(self.text), "primary")
        self.set_busy(False)

    @property
    def text(self) -> str:
        return str(self._input.value or "")

    async def _send(self, event: GenericEventArguments) -> None:
        await self._on_ask(str(event.args or ""))

    def set_busy(self, busy: bool) -> None:
        self._stop.set_visibility(busy)
        self._ask.set_visibility(not busy)

    def clear(self, keep: str) -> None:
        """What was written is stored; what is written from now on is kept under `keep`."""
        self._input.value = ""
        self._kept.forget()
        self._kept = kept_input(keep, self._input)
        self._input.update()

    def focus(self) -> None:
        self._input.run_method("focus")

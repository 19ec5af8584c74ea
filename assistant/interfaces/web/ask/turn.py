"""A question with what became of it, and what can be done with either."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from nicegui import ui

from assistant.interfaces.web.ask.answer import show_answer, show_nearest, show_refusal, summary
from assistant.interfaces.web.ask.citing import Citing
from assistant.interfaces.web.ask.copying import plain, rich
from assistant.interfaces.web.ask.rating import Rating
from assistant.interfaces.web.ask.scope import Choice
from assistant.interfaces.web.elements import Button, Text, box, button, icon, kept_input
from assistant.interfaces.web.source import Source, SourcePanel
from assistant.interfaces.wire.answers import Answer
from assistant.store.messages import Message
from assistant.types import Passage

WAITING = "正在查找"
STOPPED = "已停止。"
UNCHECKED = "已停止。以上文字未经核对。"
ELSEWHERE = "这个问题还在回答，过一会儿刷新就能看到。"
FOLLOW_UPS = "接着可以问"

_COPY = """(event) => {
    const button = event.currentTarget;
    emit(window.zhibiCopy(button.dataset.html, button.dataset.text));
}"""


@dataclass(frozen=True)
class TurnActions:
    """What a turn asks of its conversation."""

    ask: Callable[[str], Awaitable[None]]
    edit: Callable[[Message, str], Awaitable[None]]
    retry: Callable[[Message], Awaitable[None]]
    show: Callable[[str], Awaitable[None]]
    rate: Callable[[Message, str | None, str], Awaitable[Message]]


class Turn:
    """From the first character of an answer to the sources under it."""

    def __init__(self, message: Message, panel: SourcePanel, actions: TurnActions) -> None:
        self.message = message
        self._panel = panel
        self._actions = actions
        self.citing: Citing | None = None
        self._next: list[ui.element] = []
        with box("zb-turn", tag="article") as self.box:
            self._head = box("zb-ask-question")
            self._body = box("zb-body", aria_live="polite", aria_busy="true")
            self._foot = box("zb-ask-after")
        self._show_question()
        with self._body:
            self._growing = Text(WAITING, "zb-answer zb-waiting", tag="div")

    def _show_question(self) -> None:
        self._head.clear()
        with self._head:
            Text(self.message.question, "zb-question", tag="h2")
            with box("zb-ask-question-actions"):
                if len(self.message.versions) > 1:
                    self._show_versions()
                button(
                    "", self._edit, "zb-icon-button", icon_name="edit", aria_label="修改这个问题", title="修改这个问题"
                )

    def _show_versions(self) -> None:
        versions = self.message.versions
        at = versions.index(self.message.id)
        with box("zb-ask-versions", role="group", aria_label="同一问题的各次问答"):
            for name, step, label in (("back", -1, "上一次"), ("forward", 1, "下一次")):
                if step > 0:
                    Text(f"{at + 1} / {len(versions)}", "zb-hint zb-figures")
                to = at + step
                made = button(
                    "",
                    partial(self._actions.show, versions[to] if 0 <= to < len(versions) else self.message.id),
                    "zb-icon-button",
                    icon_name=name,
                    aria_label=label,
                    title=label,
                )
                made.props["disabled"] = not 0 <= to < len(versions)

    def _edit(self) -> None:
        """The question becomes an input in its place."""
        self._head.clear()
        with self._head, box("zb-ask-edit"):
            field = ui.textarea(value=self.message.question).props(
                'borderless autogrow autofocus aria-label="修改问题"'
            )
            kept = kept_input(f"ask/edit/{self.message.id}", field)

            async def send() -> None:
                if str(field.value or "").strip():
                    await self._actions.edit(self.message, str(field.value))
                    kept.forget()

            def leave() -> None:
                kept.forget()
                self._show_question()

            with box("zb-row"):
                Button("按此再问", send, "primary")
                Button("取消", leave)

    def grow(self, text: str) -> None:
        self._growing.classes("zb-writing", remove="zb-waiting")
        self._growing.set_text(text)

    def end(self, message: Message, follow_ups: Sequence[str] = (), nearest: Sequence[Passage] = ()) -> None:
        """What became of it, in place of what was written so far."""
        written = "" if self._growing.is_deleted or self._growing.text == WAITING else self._growing.text
        self.message = message
        self._show_question()
        self._body.clear()
        self._body.props["aria-busy"] = "false"
        self._foot.clear()
        answer = None if message.answer is None else Answer.of(message.answer)
        with self._body:
            if answer is None:
                self._show_no_answer(written)
            elif answer.refused:
                show_refusal(answer, is_narrowed=Choice.of(message.wishes) != Choice())
            else:
                self.citing = Citing(self._panel, answer.citations, message.id)
                show_answer(answer, self.citing)
        self._show_foot(answer, follow_ups, nearest)

    def _show_no_answer(self, written: str) -> None:
        if self.message.state == "answering":
            Text(ELSEWHERE, "zb-note", tag="p")
            return
        if self.message.state == "stopped":
            if written:
                Text(written, "zb-answer", tag="div")
            Text(UNCHECKED if written else STOPPED, "zb-note", tag="p")
            return
        with box("zb-callout", role="alert"):
            icon("alert")
            with box("zb-callout-text"):
                Text(self.message.reason, "zb-callout-title", tag="p")
                if self.message.hint:
                    Text(self.message.hint, tag="p")

    def _show_foot(self, answer: Answer | None, follow_ups: Sequence[str], nearest: Sequence[Passage]) -> None:
        with self._foot:
            if nearest:
                show_nearest(nearest, self._open_passage)
            with box("zb-foot"):
                if answer is not None and not answer.refused:
                    summary(answer)
                with box("zb-ask-actions"):
                    if answer is not None and not answer.refused:
                        _copy_button(answer)
                    if self.message.state != "withheld":
                        again = button(
                            "再答一次", partial(self._actions.retry, self.message), "zb-ask-action", icon_name="refresh"
                        )
                        again.props["title"] = "同样的问题再答一次，这一次的回答留着"
                    if answer is not None:
                        Rating(self.message, self._actions.rate)
            if follow_ups:
                with box("zb-ask-follow", tag="section", aria_label=FOLLOW_UPS) as following:
                    self._next = [following]
                    Text(FOLLOW_UPS, "zb-hint", tag="h3")
                    for question in follow_ups:
                        button(question, partial(self._actions.ask, question), "zb-ask-next")

    def close(self) -> None:
        """Another question follows: what could be done next is done."""
        for one in self._next:
            one.delete()
        self._next = []

    async def _open_passage(self, passage: Passage) -> None:
        chunk = passage.chunk
        await self._panel.open(
            Source(
                "原文",
                chunk.id,
                chunk.document_id,
                passage.document,
                chunk.text,
                0,
                len(chunk.text),
                chunk.address.section,
                chunk.address.article or "",
                passage.pages,
                passage.note or "",
            )
        )


def _copy_button(answer: Answer) -> None:
    made = Text("", "zb-ask-action", tag="button", type="button", title="带出处复制，可粘贴到 WPS、Word")
    made.props["data-html"] = rich(answer)
    made.props["data-text"] = plain(answer)
    with made:
        icon("copy")
        says = Text("复制", aria_live="polite")

    def told(event: Any) -> None:
        says.set_text("已复制" if event.args else "没有复制成，请选中文字后复制")

    made.on("click", told, js_handler=_COPY)

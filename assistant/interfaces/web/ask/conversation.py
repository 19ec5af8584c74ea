"""The ask box and the answers under it, the newest on top."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from functools import partial

from nicegui import background_tasks, ui
from nicegui.events import GenericEventArguments

from assistant import types as domain
from assistant.errors import ZhibiError
from assistant.interfaces.labels import VERDICTS, place
from assistant.interfaces.render.answers import answer as answer_text
from assistant.interfaces.web.elements import Button, Text, box, button, guarded, kept_input, link
from assistant.interfaces.web.elements.telling import bug
from assistant.interfaces.web.marking import Piece, cut
from assistant.interfaces.web.source import Source, SourcePanel
from assistant.interfaces.web.visit import Visit
from assistant.interfaces.wire.answers import Answer, Citation

MOST_TURNS = 20
"""So many of the page's turns are kept for follow-ups."""

REDRAW_SECONDS = 0.05
"""At most this often is a growing answer sent to the browser."""

# The panel may cover the mark that was clicked, on a narrow screen.
SHOW_OPENED = "document.querySelector('.zb-answer .zb-on')?.scrollIntoView({block: 'nearest', behavior: 'smooth'})"

WAITING = "正在查找"

# Enter asks, Shift+Enter breaks the line; Enter that ends a word in an input method does neither.
SEND_ON_ENTER = """(event) => {
    if (event.isComposing || event.keyCode === 229 || event.shiftKey) return;
    event.preventDefault();
    emit(event.target.value);
}"""


class Conversation:
    """One page's questions and answers; one question is answered at a time.

    Args:
        evidence: Opens what an answer cites.
    """

    def __init__(self, backend: Visit, evidence: SourcePanel) -> None:
        self._backend = backend
        self._evidence = evidence
        self._running: asyncio.Task[None] | None = None
        self._history: tuple[domain.Turn, ...] = ()
        self._build_ask_box()
        self._welcome = box("zb-welcome")
        self._turns = box("zb-turns", aria_live="polite")
        ui.context.client.on_delete(self._cancel)

    def welcome(self, text: str, *, empty: bool) -> None:
        """What stands under the ask box until the first question; the way to the library where that is empty."""
        with self._welcome:
            Text(text)
            if empty:
                link("去资料库", "/library", "zb-button zb-secondary")

    def _build_ask_box(self) -> None:
        with box("zb-ask"):
            self._input = ui.textarea(placeholder="问一个资料里写着答案的问题，例如：主题党日多久开展一次？")
            self._input.props('borderless autogrow aria-label="问题"')
            self._kept = kept_input("ask", self._input)
            self._input.on("keydown.enter", guarded(self._send), js_handler=SEND_ON_ENTER)
            with box("zb-ask-foot"):
                Text("回车发送，Shift + 回车换行", "zb-hint")
                self._stop = Button("停止", self._cancel, icon_name="stop")
                self._stop.set_visibility(False)
                self._ask = Button("提问", lambda: self.ask(self._input.value or ""), "primary")

    def _send(self, event: GenericEventArguments) -> None:
        self.ask(str(event.args or ""))

    def ask(self, text: str) -> None:
        """Put a question; ignored while one is being answered."""
        if self._running is not None or not text.strip():
            return
        self._backend.principal.require("read")  # raises before anything that was typed is gone
        self._input.value = ""
        self._kept.forget()
        self._evidence.close()
        self._welcome.set_visibility(False)
        with self._turns:
            turn = Turn(text.strip(), self._evidence)
        turn.box.move(target_index=0)
        self._set_busy(True)
        self._running = background_tasks.create(self._answer(text, turn), name="answer")

    def _cancel(self) -> None:
        if self._running is not None:
            self._running.cancel()

    async def _answer(self, text: str, turn: Turn) -> None:
        try:
            query = self._backend.service.query(text, history=self._history)
            async with aclosing(self._backend.stream(query)) as events:
                answer = await _follow(events, turn)
            if answer is not None:
                self._history = (*self._history, answer.as_turn(query.text))[-MOST_TURNS:]
        except ZhibiError as error:
            turn.fail(error.message, error.hint)
        except asyncio.CancelledError:
            if turn.box.is_deleted:  # the visitor left; nobody is there to be told
                return
            turn.stop()
        except Exception as error:  # noqa: BLE001 - the boundary: the page stays usable
            turn.fail(bug(error))
        finally:
            self._running = None
        self._set_busy(False)

    def _set_busy(self, busy: bool) -> None:
        self._stop.set_visibility(busy)
        self._ask.set_visibility(not busy)


async def _follow(events: AsyncIterator[domain.AnswerEvent], turn: Turn) -> domain.Answer | None:
    """Show tokens as they come, redrawn at a bounded rate, then the answer that replaces them, which is returned."""
    written, drawn_at = "", 0.0
    async for event in events:
        if isinstance(event, domain.Answer):
            turn.finish(Answer.of(event))
            return event
        written += event.text
        if time.monotonic() - drawn_at >= REDRAW_SECONDS:
            turn.grow(written)
            drawn_at = time.monotonic()
            await asyncio.sleep(0)
    turn.grow(written)
    return None


class Turn:
    """A question with its answer, from the first character to the sources under it."""

    def __init__(self, question: str, evidence: SourcePanel) -> None:
        self._evidence = evidence
        self._marks: list[Text] = []
        with box("zb-turn", tag="article") as self.box:
            Text(question, "zb-question", tag="h2")
            self._body = box("zb-body")
            with self._body:
                self._growing = Text(WAITING, "zb-answer zb-waiting", tag="div")

    def grow(self, text: str) -> None:
        self._growing.classes("zb-writing", remove="zb-waiting")
        self._growing.set_text(text)

    def stop(self) -> None:
        """Keep what was written, without the promise that it was checked."""
        written = "" if self._growing.text == WAITING else self._growing.text
        self._growing.classes(remove="zb-waiting zb-writing")
        self._growing.set_text(written)
        with self._body:
            Text("已停止。以上文字未经核对。" if written else "已停止。", "zb-note", tag="p")

    def fail(self, message: str, hint: str = "") -> None:
        self._body.clear()
        with self._body, box("zb-callout", role="alert"):
            Text(message, "zb-callout-title", tag="p")
            if hint:
                Text(hint, tag="p")

    def finish(self, answer: Answer) -> None:
        """Replace what was written so far by the verified answer."""
        self._body.clear()
        with self._body:
            if answer.standalone:
                Text(f"按“{answer.standalone}”查找", "zb-hint", tag="p")
            self._show_refusal(answer) if answer.refused else self._show_text(answer)
            for notice in answer.notices:
                Text(notice, "zb-notice", tag="p")
            if answer.citations:
                self._show_sources(answer.citations)
            if not answer.refused:
                self._show_foot(answer)

    def _show_refusal(self, answer: Answer) -> None:
        with box("zb-callout zb-refusal"):
            Text(answer.reason or answer.answer, "zb-callout-title", tag="p")
            Text("可以换一种问法，或先把相关文件收入资料库。执笔不会在没有依据时作答。", tag="p")

    def _show_text(self, answer: Answer) -> None:
        citations = {citation.key: citation for citation in answer.citations}
        with box("zb-answer"):
            for piece in cut(answer):
                self._show_piece(piece, citations)
        if any(claim.verdict in VERDICTS for claim in answer.claims):
            Text("带虚线的句子请核对后再用。", "zb-note", tag="p")

    def _show_piece(self, piece: Piece, citations: dict[str, Citation]) -> None:
        if piece.key is not None:
            self._show_mark(citations[piece.key])
        elif piece.verdict:
            with box("zb-doubt", tag="span", title=piece.verdict):
                Text(piece.text)
                Text(piece.verdict, "zb-verdict")
        else:
            Text(piece.text)

    def _show_mark(self, citation: Citation) -> None:
        made = button(
            f"[{citation.key}]",
            partial(self._open, citation),
            "zb-mark",
            aria_label=f"出处 {citation.key}：{citation.document}",
            data_key=citation.key,
        )
        self._marks.append(made)

    def _show_sources(self, citations: list[Citation]) -> None:
        with box("zb-sources", tag="ol", aria_label="出处"):
            for citation in citations:
                pages = [] if citation.page is None else [citation.page]
                with box("zb-source", tag="li"):
                    self._show_mark(citation)
                    where = place(citation.document, citation.section, citation.article, pages)
                    button(where, partial(self._open, citation), "zb-source-name")

    async def _open(self, citation: Citation) -> None:
        await self._evidence.open(Source.of(citation), lambda: self._light(None))
        self._light(citation.key)
        ui.run_javascript(SHOW_OPENED)

    def _light(self, key: str | None) -> None:
        """Show which mark is open beside."""
        for mark in self._marks:
            if key is not None and mark.props.get("data-key") == key:
                mark.classes("zb-on")
            else:
                mark.classes(remove="zb-on")

    def _show_foot(self, answer: Answer) -> None:
        made = "原文摘录" if answer.model == "extractive" else answer.model
        with box("zb-foot"):
            Text(f"{made} · {answer.seconds:.2f} 秒", "zb-hint")
            CopyButton(answer_text(answer))


class CopyButton(Text):
    """Puts a text on the clipboard and says so."""

    def __init__(self, text: str) -> None:
        super().__init__("复制", "zb-quiet-button", tag="button", type="button")
        self._copied = text
        self.on("click", self._copy, args=[])

    def _copy(self, _: GenericEventArguments) -> None:
        ui.clipboard.write(self._copied)
        self.set_text("已复制")

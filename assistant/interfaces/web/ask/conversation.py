"""One conversation: its turns, oldest first, and the question that is being answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import cast

from nicegui import background_tasks, ui

from assistant.errors import LibraryError, QuestionError
from assistant.interfaces.web.area import Place
from assistant.interfaces.web.ask.composer import Composer
from assistant.interfaces.web.ask.scope import Choice
from assistant.interfaces.web.ask.turn import Turn, TurnActions
from assistant.interfaces.web.elements import box, button, guarded
from assistant.interfaces.web.source import SourcePanel
from assistant.interfaces.web.visit import Visit
from assistant.store.messages import Message, Wishes
from assistant.store.messages import Rating as Rated
from assistant.types import Passage

REDRAW_SECONDS = 0.05
"""At most this often is a growing answer sent to the browser."""
SHOWN = 30
"""Turns of a long conversation that are shown at once, the last ones."""
NEAREST = 3
"""Passages that are shown where nothing answers."""

_SHOW_LAST = """(() => {{
    const last = document.querySelector('.zb-turn:last-child');
    last?.scrollIntoView({{block: 'start', behavior: '{behavior}'}});
}})()"""


def _key(conversation_id: str | None) -> str:
    """Under which the browser keeps a question that is being written."""
    return "ask" if conversation_id is None else f"ask/{conversation_id}"


class Conversation:
    """What is asked goes into the store at once, and so does its answer, whether or not anybody looks on.

    Args:
        place: Its address follows when a new conversation is stored.
        conversation_id: None for a new one, which is stored with its first question.
    """

    def __init__(self, visit: Visit, place: Place, panel: SourcePanel, conversation_id: str | None) -> None:
        self.id = conversation_id
        self._visit = visit
        self._place = place
        self._panel = panel
        self._turns: list[Turn] = []
        self._following: asyncio.Task[None] | None = None
        self._is_asking = False
        self._actions = TurnActions(self.ask, self._edit, self._retry, self._show_version, self._rate)
        self.welcome = box("zb-welcome")
        self._earlier = box("zb-ask-earlier")
        self._box = box("zb-turns")
        self.composer = Composer(visit, self.ask, self._stop, _key(conversation_id))
        self.welcome.set_visibility(conversation_id is None)
        ui.context.client.on_delete(self._leave)

    async def load(self) -> None:
        """Show the branch that the store has as the current one. Raises ConversationNotFoundError."""
        service = self._visit.service
        found = await self._visit.read(service.conversations.branch, self._known, SHOWN + 1)
        titles = {record.id: record.title for record in await self._visit.read(service.documents)}
        shown = found[-SHOWN:]
        self._leave()
        self._panel.close()
        self._box.clear()
        self._turns = []
        self._offer_earlier(len(found) > SHOWN)
        for message in shown:
            await self._add(message, is_last=message is shown[-1])
        self.composer.set_busy(False)
        self.welcome.set_visibility(not shown)
        if shown:
            self.composer.scope.show(Choice.of(shown[-1].wishes), titles)
            if shown[-1].state == "answering":
                self._follow(self._turns[-1])
            ui.run_javascript(_SHOW_LAST.format(behavior="instant"))

    @property
    def _known(self) -> str:
        assert self.id is not None  # only what is stored is loaded
        return self.id

    def _offer_earlier(self, is_more: bool) -> None:
        self._earlier.clear()
        if is_more:
            with self._earlier:
                button("显示更早的问答", self._show_earlier, "zb-quiet-button")

    async def _show_earlier(self) -> None:
        first = self._turns[0].message.id
        store = self._visit.service.conversations
        found = await self._visit.read(store.branch, self._known, SHOWN + 1, first)
        turns, self._turns = self._turns, []
        for at, message in enumerate(found[-SHOWN:]):
            await self._add(message, is_last=False)
            self._turns[-1].box.move(target_index=at)
        self._turns += turns
        self._offer_earlier(len(found) > SHOWN)

    async def _add(self, message: Message, *, is_last: bool) -> None:
        with self._box:
            turn = Turn(message, self._panel, self._actions)
        self._turns.append(turn)
        if message.state != "answering":
            await self._end(turn, message, is_last=is_last)

    # Asking.

    async def ask(self, text: str) -> None:
        """Put a question at the end; ignored while one is being answered.

        Raises:
            QuestionError: It cannot be asked; what was typed stays.
        """
        if self._is_busy or not text.strip():
            return
        service, wishes = self._visit.service, self.composer.scope.choice.wishes()
        service.query(text, collections=wishes.collections, documents=wishes.documents, as_of=wishes.as_of)
        self._is_asking = True
        try:
            if self.id is None:
                made = await self._visit.read(service.conversations.create)
                self.id = made.id
            message, _ = await self._visit.read(service.conversations.ask, self.id, text.strip(), wishes)
            self._visit.replies.start(message, service)
        finally:
            self._is_asking = False
        self._place.moved(f"/c/{self.id}")
        self.composer.clear(_key(self.id))
        self.welcome.set_visibility(False)
        self._panel.close()
        for turn in self._turns:
            turn.close()
        await self._add(message, is_last=True)
        self._follow(self._turns[-1])
        ui.run_javascript(_SHOW_LAST.format(behavior="smooth"))

    @property
    def _is_busy(self) -> bool:
        return self._is_asking or self._following is not None

    async def _edit(self, message: Message, question: str) -> None:
        wishes = self.composer.scope.choice.wishes()
        self._visit.service.query(question, collections=wishes.collections, documents=wishes.documents)
        await self._again(message, question.strip(), wishes)

    async def _retry(self, message: Message) -> None:
        await self._again(message, None, None)

    async def _again(self, message: Message, question: str | None, wishes: Wishes | None) -> None:
        """A branch beside the old one; what followed the old question is not lost, but not shown."""
        service = self._visit.service
        made, _ = await self._visit.read(service.conversations.ask_again, self._known, message.id, question, wishes)
        self._visit.replies.start(made, service)
        await self.load()

    async def _show_version(self, message_id: str) -> None:
        await self._visit.read(self._visit.service.conversations.show, self._known, message_id)
        await self.load()

    async def _stop(self) -> None:
        if self._turns and self._following is not None:
            await self._visit.replies.stop(self._turns[-1].message, self._visit.service)

    async def _rate(self, message: Message, rating: str | None, comment: str) -> Message:
        store = self._visit.service.feedback
        if rating is None:
            return await self._visit.read(store.unrate, self._known, message.id)
        return await self._visit.read(store.rate, self._known, message.id, cast(Rated, rating), comment)

    # Following an answer.

    def _follow(self, turn: Turn) -> None:
        self.composer.set_busy(True)
        self._following = background_tasks.create(guarded(self._write)(turn), name="answer", context=turn.box)

    async def _write(self, turn: Turn) -> None:
        """Show pieces as they come, redrawn at a bounded rate; then what the store has."""
        try:
            written, drawn_at = "", 0.0
            async for piece in self._visit.replies.pieces(turn.message.id):
                written += piece
                if turn.box.is_deleted:
                    return
                if time.monotonic() - drawn_at >= REDRAW_SECONDS:
                    turn.grow(written)
                    drawn_at = time.monotonic()
                    await asyncio.sleep(0)
            store = self._visit.service.conversations
            message = await self._visit.read(store.message, turn.message.conversation_id, turn.message.id)
            if turn.box.is_deleted:
                return
            turn.grow(written) if written else None
            await self._end(turn, message, is_last=True)
        finally:
            self._following = None
            if not turn.box.is_deleted:
                self.composer.set_busy(False)

    async def _end(self, turn: Turn, message: Message, *, is_last: bool) -> None:
        """What can be done next is offered under the last answer only."""
        follow_ups: Sequence[str] = ()
        nearest: Sequence[Passage] = ()
        if is_last and message.answer is not None:
            with suppress(LibraryError, QuestionError):  # the answer itself is there, whatever became of the library
                if message.answer.refused:
                    nearest = await self._nearest(message)
                else:
                    follow_ups = await self._visit.read(self._visit.service.follow_ups, message.answer)
        if not turn.box.is_deleted:
            turn.end(message, follow_ups, nearest)

    async def _nearest(self, message: Message) -> Sequence[Passage]:
        service, wishes = self._visit.service, message.wishes
        query = service.query(
            message.question, collections=wishes.collections, documents=wishes.documents, as_of=wishes.as_of
        )
        return (await self._visit.read(service.search, query))[:NEAREST]

    def _leave(self) -> None:
        """Nobody looks on any more; the answer goes on."""
        if self._following is not None:
            self._following.cancel()
            self._following = None

    # Reading.

    async def step(self, key: str) -> None:
        """Open the citation before or after the one that is open."""
        for turn in self._turns:
            if turn.citing is not None and turn.citing.is_open:
                await turn.citing.step(-1 if key == "ArrowLeft" else 1)
                return

"""Answers to messages under way: they go on when nobody listens, can be followed by many, and stopped by anybody."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

from assistant.errors import ZhibiError
from assistant.interfaces.backend import Backend
from assistant.service import Service
from assistant.store.conversations import BROKEN_OFF
from assistant.store.messages import Message
from assistant.types import Answer, AnswerEvent, Query

logger = logging.getLogger(__name__)

BUG = ("程序出错了", "请把服务窗口中的出错信息转给维护人员")


class Reply:
    """One answer under way: the pieces that came so far, and who waits for more."""

    def __init__(self, message: Message) -> None:
        self.message = message
        self._pieces: list[str] = []
        self._changed = asyncio.Event()
        self._is_over = False
        self.task: asyncio.Task[None] | None = None

    def say(self, piece: str) -> None:
        self._pieces.append(piece)
        self._wake()

    def end(self) -> None:
        self._is_over = True
        self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def pieces(self) -> AsyncIterator[str]:
        """Every piece from the first, until the end."""
        told = 0
        while True:
            changed = self._changed
            while told < len(self._pieces):
                told += 1
                yield self._pieces[told - 1]
            if self._is_over:
                return
            await changed.wait()


class Replies:
    """The answers of one server that are under way, by message."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._running: dict[str, Reply] = {}

    async def recover(self) -> None:
        """To be called before the first question: what a killed server left says so."""
        await self._backend.read(lambda: self._backend.service.conversations.recover())

    def start(self, message: Message, seen: Service) -> None:
        """Have the message answered in the background, for whoever asked it."""
        reply = self._running[message.id] = Reply(message)
        reply.task = asyncio.create_task(self._write(reply, seen))

    async def pieces(self, message_id: str) -> AsyncIterator[str]:
        """The pieces of an answer under way, until it is over and stored; none where none is under way."""
        reply = self._running.get(message_id)
        if reply is not None:
            async for piece in reply.pieces():
                yield piece

    async def stop(self, message: Message, seen: Service) -> None:
        """Ends an answer under way, and returns when that is stored."""
        reply = self._running.get(message.id)
        if reply is None or reply.task is None:
            await self._backend.read(seen.conversations.stop, message.id)
            return
        reply.task.cancel()
        async for _ in reply.pieces():
            pass

    async def stop_all(self, conversation_id: str, seen: Service) -> None:
        """Ends whatever is under way in a conversation."""
        for reply in list(self._running.values()):
            if reply.message.conversation_id == conversation_id:
                await self.stop(reply.message, seen)

    async def close(self) -> None:
        """Ends all of them."""
        for reply in list(self._running.values()):
            if reply.task is not None:
                reply.task.cancel(BROKEN_OFF)
        await asyncio.gather(*(one.task for one in self._running.values() if one.task), return_exceptions=True)

    async def _write(self, reply: Reply, seen: Service) -> None:
        """Store what becomes of the message; whatever that is, those who follow are told the end."""
        store, asked = seen.conversations, reply.message.id
        broken_off = (asked, BROKEN_OFF, "请再试一次")
        try:
            query = await self._backend.read(_query, reply.message, seen)
            answer = await _answer(reply, self._backend.stream(query, seen))
            if answer is None:
                await self._backend.read(store.fail, *broken_off)
            else:
                await self._backend.read(store.finish, asked, answer)
        except asyncio.CancelledError as cancelled:
            if BROKEN_OFF in cancelled.args:
                await self._backend.read(store.fail, *broken_off)
            else:
                await self._backend.read(store.stop, asked)
        except ZhibiError as error:
            await self._backend.read(store.fail, asked, error.message, error.hint)
        except Exception:
            logger.exception("answering a message failed")
            await self._backend.read(store.fail, asked, *BUG)
        finally:
            del self._running[asked]
            reply.end()


def _query(message: Message, seen: Service) -> Query:
    """The question of a message after what was said before it."""
    wishes = message.wishes
    history = seen.conversations.turns(message)
    return seen.query(
        message.question,
        k=wishes.k,
        collections=wishes.collections,
        documents=wishes.documents,
        as_of=wishes.as_of,
        history=history,
    )


async def _answer(reply: Reply, events: AsyncGenerator[AnswerEvent, None]) -> Answer | None:
    """The answer; None when the service stops before it has come."""
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Answer):
                return event
            reply.say(event.text)
    return None

"""`/api/conversations` and `/api/feedback`: questions asked one after another, kept, asked again, rated."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse

from assistant.interfaces.api.event_stream import EVENT_STREAM, is_wanted, sse_event, streamed
from assistant.interfaces.api.identity import Caller, HeldRoute, Seen
from assistant.interfaces.api.undoing import UndoSeconds
from assistant.interfaces.backend import Backend
from assistant.interfaces.replying import Replies
from assistant.interfaces.wire import Removed
from assistant.interfaces.wire.answers import Token
from assistant.interfaces.wire.conversations import (
    MAX_PAGE,
    MAX_TITLE,
    Again,
    Conversation,
    ConversationChanges,
    ConversationList,
    FeedbackGiven,
    FeedbackList,
    Message,
    MessageList,
    NewConversation,
    NewMessage,
    RatedMessage,
)
from assistant.service import Service
from assistant.store import messages as stored
from assistant.store.messages import Rating, Wishes

Id = Annotated[str, Query(max_length=64)]
Sought = Annotated[str, Query(max_length=MAX_TITLE)]
Limit = Annotated[int, Query(ge=1, le=MAX_PAGE)]
IdempotencyKey = Annotated[
    str | None, Header(alias="Idempotency-Key", min_length=1, max_length=200, description="同一请求重发时不变")
]
_STREAMED: dict[int | str, dict[str, Any]] = {
    200: {"content": {EVENT_STREAM: {}}},
    201: {"content": {EVENT_STREAM: {}}},
}


def router(backend: Backend, replies: Replies) -> APIRouter:
    """Routes that keep conversations and answer in them."""
    routes = APIRouter(route_class=HeldRoute, tags=["conversations"])
    _add_conversations(routes, backend, replies)
    _add_reading(routes, backend, replies)
    _add_asking(routes, backend, replies)
    _add_feedback(routes, backend)
    return routes


def _add_conversations(routes: APIRouter, backend: Backend, replies: Replies) -> None:
    @routes.post("/conversations", status_code=201)
    async def create(wanted: NewConversation, seen: Seen) -> Conversation:
        """An empty conversation; its first question names it where no title does."""
        return Conversation.of(await backend.read(lambda: seen.conversations.create(wanted.title)))

    @routes.get("/conversations")
    async def listed(seen: Seen, limit: Limit = 50, cursor: Id | None = None, search: Sought = "") -> ConversationList:
        """Those of which the title or a question contains `search`; all without."""
        found = await backend.read(lambda: seen.conversations.list(limit + 1, cursor, search))
        shown = [Conversation.of(one) for one in found[:limit]]
        return ConversationList(conversations=shown, next=shown[-1].id if len(found) > limit else None)

    @routes.get("/conversations/{conversation_id}")
    async def show(conversation_id: str, seen: Seen) -> Conversation:
        """A conversation without its messages."""
        return Conversation.of(await backend.read(lambda: seen.conversations.get(conversation_id)))

    @routes.patch("/conversations/{conversation_id}")
    async def change(conversation_id: str, wanted: ConversationChanges, seen: Seen) -> Conversation:
        """Rename it, or show another branch of it."""
        store = seen.conversations
        if wanted.head is not None:
            changed = await backend.read(store.show, conversation_id, wanted.head)
        if wanted.title is not None:
            changed = await backend.read(store.rename, conversation_id, wanted.title)
        return Conversation.of(changed)

    @routes.delete("/conversations/{conversation_id}")
    async def remove(conversation_id: str, seen: Seen, by: Caller, undo_seconds: UndoSeconds = 0) -> Removed:
        """With its messages and their ratings; an answer under way is stopped."""
        store = seen.conversations
        await backend.read(store.get, conversation_id)
        await replies.stop_all(conversation_id, seen)
        gone = await backend.read(store.remove, conversation_id)
        backend.removals.keep(
            by, "conversation", conversation_id, lambda now: now.conversations.restore(gone), undo_seconds
        )
        return Removed(removed=conversation_id)

    @routes.post("/conversations/{conversation_id}/restore")
    async def restore(conversation_id: str, seen: Seen, by: Caller) -> Conversation:
        """What one removed with `undo_seconds`, with its messages and their ratings, while they last."""
        await backend.read(backend.removals.restore, by, "conversation", conversation_id, seen)
        return Conversation.of(await backend.read(lambda: seen.conversations.get(conversation_id)))


def _add_reading(routes: APIRouter, backend: Backend, replies: Replies) -> None:
    @routes.get("/conversations/{conversation_id}/messages")
    async def messages(conversation_id: str, seen: Seen, limit: Limit = 50, cursor: Id | None = None) -> MessageList:
        """The branch that is shown, oldest first; of many the last `limit`; `next` leads further back."""
        found = await backend.read(lambda: seen.conversations.branch(conversation_id, limit + 1, cursor))
        shown = [Message.of(one) for one in found[-limit:]]
        return MessageList(messages=shown, next=shown[0].id if len(found) > limit else None)

    @routes.get("/conversations/{conversation_id}/messages/{message_id}")
    async def message(conversation_id: str, message_id: str, seen: Seen, by: Caller) -> Message:
        """A question with its answer; `withheld` where it quotes what may not be seen any more."""
        found = await backend.read(lambda: seen.conversations.message(conversation_id, message_id))
        await backend.note(by, "read_conversation", conversation_id, message=message_id)
        return Message.of(found)

    @routes.get("/conversations/{conversation_id}/messages/{message_id}/events", response_class=StreamingResponse)
    async def events(conversation_id: str, message_id: str, seen: Seen, by: Caller) -> StreamingResponse:
        """Follow an answer that is under way, from its first piece; of one that is over, what became of it."""
        found = await backend.read(lambda: seen.conversations.message(conversation_id, message_id))
        await backend.note(by, "read_conversation", conversation_id, message=message_id)
        return _streamed(backend, replies, seen, found)


def _add_asking(routes: APIRouter, backend: Backend, replies: Replies) -> None:
    async def answered(
        request: Request, seen: Service, begun: tuple[stored.Message, bool], stream: bool
    ) -> Message | StreamingResponse:
        message, is_new = begun
        if is_new:
            replies.start(message, seen)
        if is_wanted(request, stream):
            return _streamed(backend, replies, seen, message)
        async for _ in replies.pieces(message.id):
            pass
        return await _now(backend, seen, message)

    @routes.post(
        "/conversations/{conversation_id}/messages", status_code=201, response_model=Message, responses=_STREAMED
    )
    async def ask(
        conversation_id: str, wanted: NewMessage, request: Request, seen: Seen, key: IdempotencyKey = None
    ) -> Message | StreamingResponse:
        """Ask at the end of the branch that is shown. The answer is kept, whether or not the client stays for it."""
        wishes = _checked(seen, wanted.question, wanted.wishes())
        store = seen.conversations
        begun = await backend.read(store.ask, conversation_id, wanted.question, wishes, key)
        return await answered(request, seen, begun, wanted.stream)

    @routes.post(
        "/conversations/{conversation_id}/messages/{message_id}/edit",
        status_code=201,
        response_model=Message,
        responses=_STREAMED,
    )
    async def edit(
        conversation_id: str,
        message_id: str,
        wanted: NewMessage,
        request: Request,
        seen: Seen,
        key: IdempotencyKey = None,
    ) -> Message | StreamingResponse:
        """Ask the question of a message in other words; what it was, and what followed, stays as another branch."""
        wishes = _checked(seen, wanted.question, wanted.wishes())
        store = seen.conversations
        begun = await backend.read(store.ask_again, conversation_id, message_id, wanted.question, wishes, key)
        return await answered(request, seen, begun, wanted.stream)

    @routes.post(
        "/conversations/{conversation_id}/messages/{message_id}/retry",
        status_code=201,
        response_model=Message,
        responses=_STREAMED,
    )
    async def retry(
        conversation_id: str,
        message_id: str,
        request: Request,
        seen: Seen,
        wanted: Again | None = None,
        key: IdempotencyKey = None,
    ) -> Message | StreamingResponse:
        """Ask the same once more; the first answer stays beside the new one."""
        store = seen.conversations
        begun = await backend.read(store.ask_again, conversation_id, message_id, None, None, key)
        return await answered(request, seen, begun, wanted is not None and wanted.stream)

    @routes.post("/conversations/{conversation_id}/messages/{message_id}/stop")
    async def stop(conversation_id: str, message_id: str, seen: Seen) -> Message:
        """End an answer under way; one that is over stays as it is."""
        found = await backend.read(seen.conversations.message, conversation_id, message_id)
        await replies.stop(found, seen)
        return await _now(backend, seen, found)


def _add_feedback(routes: APIRouter, backend: Backend) -> None:
    @routes.put("/conversations/{conversation_id}/messages/{message_id}/feedback")
    async def rate(conversation_id: str, message_id: str, given: FeedbackGiven, seen: Seen) -> Message:
        """What is thought of an answer, in place of what was thought before."""
        store = seen.feedback
        return Message.of(await backend.read(store.rate, conversation_id, message_id, given.rating, given.comment))

    @routes.delete("/conversations/{conversation_id}/messages/{message_id}/feedback")
    async def unrate(conversation_id: str, message_id: str, seen: Seen) -> Message:
        """Takes back what was thought."""
        return Message.of(await backend.read(seen.feedback.unrate, conversation_id, message_id))

    @routes.get("/feedback")
    async def listed(
        seen: Seen, by: Caller, limit: Limit = 50, cursor: Id | None = None, rating: Rating | None = None
    ) -> FeedbackList:
        """What people thought of answers, with what each gives for an eval case."""
        found = await backend.read(lambda: seen.feedback.list(limit + 1, cursor, rating))
        shown = [RatedMessage.of(one) for one in found[:limit]]
        await backend.note(by, "read_feedback", "", messages=str(len(shown)))
        return FeedbackList(feedback=shown, next=shown[-1].message.id if len(found) > limit else None)


def _checked(seen: Service, question: str, wishes: Wishes) -> Wishes:
    """The wishes, once the question is one that can be asked. Raises QuestionError before anything is kept."""
    seen.query(question, k=wishes.k, collections=wishes.collections, documents=wishes.documents, as_of=wishes.as_of)
    return wishes


async def _now(backend: Backend, seen: Service, message: stored.Message) -> Message:
    return Message.of(await backend.read(seen.conversations.message, message.conversation_id, message.id))


def _streamed(backend: Backend, replies: Replies, seen: Service, message: stored.Message) -> StreamingResponse:
    return streamed(_events(backend, replies, seen, message))


async def _events(backend: Backend, replies: Replies, seen: Service, message: stored.Message) -> AsyncIterator[bytes]:
    """`message` as it is taken, `token` while its answer is written, then `message` as it has ended."""
    yield sse_event("message", Message.of(message))
    async for piece in replies.pieces(message.id):
        yield sse_event("token", Token(text=piece))
    if message.state == "answering":
        yield sse_event("message", await _now(backend, seen, message))

"""Replies that are told as they come: server-sent events (WHATWG HTML, 9.2)."""

from __future__ import annotations

from collections.abc import AsyncIterator

from fastapi import Request
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event

from assistant.interfaces.wire import Wire

EVENT_STREAM = "text/event-stream"


def is_wanted(request: Request, stream: bool) -> bool:
    """Whether the client asks for events, in the body or by what it accepts."""
    return stream or EVENT_STREAM in request.headers.get("accept", "")


def streamed(events: AsyncIterator[bytes]) -> StreamingResponse:
    """The events as they come: nothing on the way may keep them back."""
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return StreamingResponse(events, media_type=EVENT_STREAM, headers=headers)


def sse_event(name: str, data: Wire) -> bytes:
    return format_sse_event(event=name, data_str=data.line())

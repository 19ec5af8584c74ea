"""What went wrong, as it is told."""

from __future__ import annotations

from typing import Any, Self

from assistant.interfaces.wire import Wire


class Failure(Wire):
    """What went wrong, as a sentence, and what to do about it ("" when nothing can be done)."""

    message: str
    hint: str = ""


class ErrorReply(Wire):
    error: Failure

    @classmethod
    def of(cls, noun: Any) -> Self:
        """From an error that carries `message` and `hint`."""
        return cls(error=Failure.of(noun))


class ProblemReply(ErrorReply):
    """An error over HTTP as RFC 9457 (application/problem+json) has it, beside our own `error`.

    Attributes:
        type: "urn:zhibi:problem:document-not-found" and the like, or "about:blank" where `status` says it all.
        detail: Message and hint as one text.
        instance: The path that was asked for.
        request_id: As in the X-Request-ID header, and in the log.
    """

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str = ""

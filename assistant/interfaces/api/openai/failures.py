"""Errors as OpenAI's clients read them: `{"error": {"message", "type", "param", "code"}}`."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from assistant.errors import DiskFullError, LibraryBusyError, QuestionError, ZhibiError
from assistant.interfaces.api.failures import INTERNAL, SENTENCES, status_of
from assistant.interfaces.api.openai.wire import Error, ErrorReply

logger = logging.getLogger(__name__)

TYPES = {401: "authentication_error", 403: "permission_error", 404: "not_found_error", 429: "rate_limit_error"}
"""Status -> OpenAI's type; other 4xx are invalid_request_error, 5xx server_error."""


class RequestRefusedError(ZhibiError):
    """A request to `/v1` that cannot be answered as it asks.

    Attributes:
        param: The field that is wrong, or None.
    """

    def __init__(self, message: str, param: str | None = None, code: str | None = "invalid_value", status: int = 400):
        super().__init__(message)
        self.param = param
        self.code = code
        self.status = status


def refusal_of(error: Exception) -> tuple[int, Error]:
    """The status and the error that tell `error`; a bug tells nothing of itself."""
    match error:
        case RequestRefusedError():
            return error.status, _error(error.status, error.message, error.param, error.code)
        case ValidationError() | RequestValidationError():
            first = error.errors()[0]
            param = ".".join(str(part) for part in first["loc"] if part not in ("body", "query")) or None
            return 400, _error(400, f"字段 {param or '（整个请求）'}：{first['msg']}", param, "invalid_value")
        case QuestionError():
            return 400, _error(400, _sentence(error), "messages", "invalid_value")
        case LibraryBusyError() | DiskFullError():
            # Clients repeat a 409 of their own accord.
            return 503, _error(503, _sentence(error), None, "unavailable")
        case ZhibiError():
            status = status_of(error)
            return status, _error(status, _sentence(error), None, None)
        case HTTPException():
            sentence = SENTENCES.get(error.status_code, f"请求失败（{error.status_code}）")
            return error.status_code, _error(error.status_code, sentence, None, None)
        case _:
            logger.error("a request to /v1 failed", exc_info=error)
            return 500, _error(500, INTERNAL.message, None, None)


def _error(status: int, message: str, param: str | None, code: str | None) -> Error:
    kind = TYPES.get(status, "invalid_request_error" if status < 500 else "server_error")
    return Error(message=message, type=kind, param=param, code=code)


def _sentence(error: ZhibiError) -> str:
    return f"{error.message}。{error.hint}" if error.hint else error.message


class OpenAIRoute(APIRoute):
    """A route whose errors are told in OpenAI's shape."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle: Callable[[Request], Awaitable[Response]] = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except Exception as error:  # noqa: BLE001 - the edge: whatever it is, the client reads it in its own shape
                status, told = refusal_of(error)
                headers = error.headers if isinstance(error, HTTPException) else None
                return JSONResponse(ErrorReply(error=told).model_dump(), status, headers)

        return handled

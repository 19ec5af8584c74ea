"""Errors as HTTP replies: the one place where status codes are chosen."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from assistant import errors
from assistant.interfaces.wire import ErrorReply, Failure

logger = logging.getLogger(__name__)

STATUS: dict[type[Exception], int] = {
    errors.ZhibiError: 500,
    errors.IngestError: 422,
    errors.UnsupportedFormatError: 415,
    errors.LimitExceededError: 413,
    errors.LibraryError: 500,
    errors.LibraryBusyError: 409,
    errors.LibraryDamagedError: 503,
    errors.DiskFullError: 507,
    errors.DocumentNotFoundError: 404,
    errors.EncoderError: 503,
    errors.EncoderMismatchError: 409,
    errors.SettingsError: 503,
    errors.QuestionError: 422,
    errors.ModelError: 502,
    errors.PromptError: 500,
    errors.SpecError: 422,
    errors.StoreError: 503,
    errors.ConversationNotFoundError: 404,
    errors.ConversationError: 409,
    errors.DraftNotFoundError: 404,
    errors.DraftConflictError: 409,
    errors.ExportBlockedError: 409,
    errors.ExportError: 422,
    errors.TemplateError: 422,
    errors.JobNotFoundError: 404,
    errors.TaskNotFoundError: 404,
    errors.TaskError: 422,
}
"""Error class -> status; the nearest ancestor in the table rules."""

SENTENCES = {
    400: "请求不合要求",
    403: "请求被拒绝",
    404: "没有这个地址",
    405: "这个地址不接受这种请求",
    413: "请求太大",
    415: "请求的内容类型不受支持",
}
"""What is said for a status that the framework chose."""

INTERNAL = Failure(message="程序出错了", hint="请把服务窗口中的出错信息转给维护人员")

HINT_FIELD = "字段 {field}：{problem}"


def status_of(error: Exception) -> int:
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def reply(status: int, failure: Failure, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(ErrorReply(error=failure).dump(), status_code=status, headers=headers)


async def _known(request: Request, error: Exception) -> Response:
    return reply(status_of(error), Failure.of(error))


async def _chosen_by_framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    sentence = SENTENCES.get(error.status_code, f"请求失败（{error.status_code}）")
    return reply(error.status_code, Failure(message=sentence), dict(error.headers or {}))


async def _malformed(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    problem = error.errors()[0]
    field = ".".join(str(part) for part in problem["loc"] if part not in ("body", "query"))
    hint = HINT_FIELD.format(field=field or "（整个请求）", problem=problem["msg"])
    return reply(422, Failure(message="请求的内容不合要求", hint=hint))


async def _bug(request: Request, error: Exception) -> Response:
    return reply(500, INTERNAL)  # the server logs the traceback itself


HANDLERS: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
    errors.ZhibiError: _known,
    errors.PromptError: _known,
    HTTPException: _chosen_by_framework,
    RequestValidationError: _malformed,
    Exception: _bug,
}


def install(app: FastAPI) -> None:
    for kind, handler in HANDLERS.items():
        app.add_exception_handler(kind, handler)

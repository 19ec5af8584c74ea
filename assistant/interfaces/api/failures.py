"""Errors as HTTP replies: the one place where status codes are chosen."""

from __future__ import annotations

import errno
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import Scope

from assistant import errors
from assistant.interfaces.wire.failures import Failure, ProblemReply

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
    errors.DocumentConflictError: 409,
    errors.CorrectionError: 422,
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
    errors.EvalError: 422,
    errors.EvalNotFoundError: 404,
    errors.EvalBusyError: 409,
    errors.ExportBlockedError: 409,
    errors.ExportError: 422,
    errors.TemplateError: 422,
    errors.JobNotFoundError: 404,
    errors.JobConflictError: 409,
    errors.ProofNotFoundError: 404,
    errors.TaskNotFoundError: 404,
    errors.NotRestorableError: 404,
    errors.TaskError: 422,
    errors.AccountError: 422,
    errors.NotSignedInError: 401,
    errors.ForbiddenError: 403,
    errors.ThrottledError: 429,
    errors.AccountNotFoundError: 404,
    errors.BackupError: 500,
    errors.BackupNotFoundError: 404,
}
"""Error class -> status; the nearest ancestor in the table rules."""

SENTENCES = {
    400: "请求不合要求",
    403: "请求被拒绝",
    404: "没有这个地址",
    405: "这个地址不接受这种请求",
    408: "请求没有发完",
    413: "请求太大",
    415: "请求的内容类型不受支持",
}
"""What is said for a status that the framework chose."""

TITLES = {
    400: "请求不合要求",
    401: "没有登录",
    403: "没有权限",
    404: "没有找到",
    405: "不接受这种请求",
    408: "请求没有发完",
    409: "与现状冲突",
    413: "请求太大",
    415: "内容类型不受支持",
    422: "内容不合要求",
    429: "请求太频繁",
    500: "程序出错",
    502: "模型服务出错",
    503: "暂时不可用",
    507: "磁盘空间不足",
}
"""A few words for each status that we reply with; `detail` says more."""

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:zhibi:problem:"
_KEBAB = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

INTERNAL = Failure(message="程序出错了", hint="请把服务窗口中的出错信息转给维护人员")

HINT_FIELD = "字段 {field}：{problem}"


def status_of(error: Exception) -> int:
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def problem(
    status: int,
    failure: Failure,
    scope: Scope,
    headers: Mapping[str, str] | None = None,
    kind: type[Exception] | None = None,
) -> JSONResponse:
    """A failure as RFC 9457 has it, with our own sentence and hint beside.

    Args:
        scope: Of the request that failed.
        kind: The error's class, which names the type of the problem; None for what the protocol itself tells.
    """
    told = ProblemReply(
        error=failure,
        type="about:blank" if kind is None else TYPE + _KEBAB.sub("-", kind.__name__.removesuffix("Error")).lower(),
        title=TITLES.get(status, f"请求失败（{status}）"),
        status=status,
        detail=f"{failure.message}。{failure.hint}" if failure.hint else failure.message,
        instance=quote(scope["path"]),
        request_id=str(scope.get("zhibi.request_id", "")),
    )
    return JSONResponse(told.dump(), status_code=status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def known(error: errors.ZhibiError | errors.PromptError, scope: Scope) -> JSONResponse:
    """An error of ours as a reply to the request of `scope`."""
    wait = getattr(error, "retry_after", None)
    headers = {} if wait is None else {"Retry-After": str(wait)}
    if isinstance(error, errors.NotSignedInError):
        headers["WWW-Authenticate"] = "Bearer"
    return problem(status_of(error), Failure.of(error), scope, headers, type(error))


async def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, (errors.ZhibiError, errors.PromptError))
    return known(error, request.scope)


async def _chosen_by_framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if _is_full(error.__cause__):  # while a form was written down
        full = errors.DiskFullError("磁盘空间不足，请求没有收下", "请腾出磁盘空间后再试一次")
        return known(full, request.scope)
    sentence = SENTENCES.get(error.status_code, f"请求失败（{error.status_code}）")
    return problem(error.status_code, Failure(message=sentence), request.scope, error.headers)


def _is_full(cause: BaseException | None) -> bool:
    return isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT)


async def _malformed(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"] if part not in ("body", "query"))
    hint = HINT_FIELD.format(field=field or "（整个请求）", problem=first["msg"])
    return problem(422, Failure(message="请求的内容不合要求", hint=hint), request.scope)


async def _bug(request: Request, error: Exception) -> Response:
    return problem(500, INTERNAL, request.scope)  # logged where it is caught


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

"""The server's log: one JSON object a line on standard error, without secrets and without what documents say.

An exception is told by its kind and where it came from. Its message is left out: those of parsers and of pydantic
quote what they were given.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping, Sequence
from typing import Any, TextIO

import structlog
from structlog.types import EventDict, Processor

from assistant.errors import ZhibiError

HIDDEN = "[hidden]"

_SECRET = ("password", "secret", "token", "authorization", "cookie", "api_key", "apikey")
_TOLD = frozenset({"question", "answer", "text", "quote", "body", "content", "spec", "prompt", "passwords"})
"""Names under which what people and documents say would stand."""

_MOST_FRAMES = 12


def log_as_json(secrets: Sequence[str] = (), stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Send structlog's events and those of Python's own logging to `stream` (standard error) as lines of JSON.

    Args:
        secrets: Values of the settings that are shown nowhere, wherever they come up.
    """
    out = stream or sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _exception,
        _hidden([secret for secret in secrets if secret]),
    ]
    render = structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_named, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
            keep_exc_info=False,
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for noisy in ("httpx", "httpcore", "alembic", "chromadb", "nicegui", "watchfiles", "multipart"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _named(_: Any, __: str, event: EventDict) -> EventDict:
    record = event.get("_record")
    if record is not None:
        event["logger"] = record.name
    return event


def _exception(_: Any, __: str, event: EventDict) -> EventDict:
    found = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    error = found if isinstance(found, BaseException) else found[1] if isinstance(found, tuple) else None
    if error is not None:
        event["exception"] = _told(error)
    return event


def _told(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)[-_MOST_FRAMES:]
    told: dict[str, Any] = {
        "type": type(error).__name__,
        "frames": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
    if isinstance(error, ZhibiError):
        told["message"] = error.message  # ours: it names files and settings, never their content
    cause = error.__cause__ or error.__context__
    return told | ({"cause": _told(cause)} if cause is not None else {})


def _hidden(secrets: Sequence[str]) -> Processor:
    def hide(_: Any, __: str, event: EventDict) -> EventDict:
        for name in list(event):
            event[name] = _without(name, event[name], secrets)
        return event

    return hide


def _without(name: str, value: Any, secrets: Sequence[str]) -> Any:
    if name.startswith("_"):  # structlog's own
        return value
    lowered = name.lower()
    if lowered in _TOLD or any(part in lowered for part in _SECRET):
        return HIDDEN
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, HIDDEN)
        return value
    if isinstance(value, MutableMapping):
        return {key: _without(str(key), one, secrets) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_without("", one, secrets) for one in value]
    return value

"""What every command shares: opening the service, leaving with a sentence, writing to the terminal."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.interfaces.cli.usage import WrongUsageError
from ingest.errors import ZhibiError
from prompts.errors import PromptError

if TYPE_CHECKING:
    from assistant.config import Settings
    from assistant.interfaces.wire import Wire
    from assistant.service import Service

BROKEN_PIPE = 141
"""Exit code when the reader of our output went away: 128 + SIGPIPE, as shells report it."""

JsonFlag = Annotated[bool, typer.Option("--json", help="在标准输出给出一个 JSON 对象，进度在标准错误")]

_COLLECTION = re.compile(r"\w[\w\-. ]{0,63}")
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def collection_name(value: str) -> str:
    """A collection's name as `wire.CollectionName` takes it; pydantic is not imported for a check this small."""
    if not _COLLECTION.fullmatch(value):
        raise WrongUsageError(f"库名 {value!r} 应为 1—64 个汉字、字母、数字、_、-、. 或空格，以汉字、字母或数字开头")
    return value


def plain(text: str) -> str:
    """Text of a document or a question for a terminal: control and direction-changing characters shown as �."""
    return _UNSAFE.sub("�", text)


def use_utf8() -> None:
    """Write UTF-8 whatever the locale: JSON readers expect it. A file name that is no text is written escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def drop_output() -> None:
    """Nobody reads our output any more: let the interpreter's last flush go nowhere instead of complaining."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(text: str) -> None:
    """A line of progress or complaint, on standard error."""
    print(plain(text), file=sys.stderr, flush=True)


def show(text: str) -> None:
    """A line of the result, on standard output."""
    print(plain(text), flush=True)


def show_json(result: Wire) -> None:
    print(result.line(), flush=True)


@contextmanager
def reporting(as_json: bool) -> Iterator[None]:
    """A failure that a user can act on becomes a sentence and exit code 1; a bug passes through."""
    try:
        yield
        sys.stdout.flush()
    except (ZhibiError, PromptError) as error:
        say(f"错误：{error.message}")
        if error.hint:
            say(f"提示：{error.hint}")
        if as_json:
            print(json.dumps({"error": {"message": error.message, "hint": error.hint}}, ensure_ascii=False))
        raise typer.Exit(1) from None
    except BrokenPipeError:
        drop_output()
        raise typer.Exit(BROKEN_PIPE) from None


def settings_of(context: typer.Context, **overrides: object) -> Settings:
    from assistant.config import load_settings  # pydantic: not needed for --help

    return load_settings(context.obj, **overrides)


def log_to_stderr() -> None:
    """Warnings and errors of the log go to standard error: standard output belongs to the result."""
    import logging  # with structlog 0.3 s, and only commands that take documents in write a log

    import structlog

    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            # Without the values of local variables: they hold the text of documents, and passwords.
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


@contextmanager
def opened(context: typer.Context, *, write: bool = False) -> Iterator[Service]:
    """The service of the home that the command line names."""
    from assistant.service import Service  # the retrieval stack: not needed for --help

    if write:
        log_to_stderr()
    with Service.open(settings_of(context), write=write) as service:
        yield service


@contextmanager
def waiting(title: str) -> Iterator[None]:
    """A spinner on standard error, on a terminal only."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # 0.1 s that only a person watching needs

    with Console(stderr=True).status(title):
        yield

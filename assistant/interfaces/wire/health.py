"""Whether the library and the server are in order."""

from __future__ import annotations

from typing import Literal, Self

from assistant.interfaces.wire import Wire
from ingest import types as library


class Problem(Wire):
    what: str
    hint: str
    items: list[str]


class CheckReport(Wire):
    """What `library check` found wrong; empty when all is well."""

    problems: list[Problem]

    @classmethod
    def of(cls, noun: list[library.Problem]) -> Self:
        return cls(problems=[Problem.of(problem) for problem in noun])


class Health(Wire):
    status: Literal["ok", "ready"]


class Readiness(Wire):
    """Whether questions can be answered; `checks` says "ok" or what is wrong: catalog, index, disk, database."""

    status: Literal["ready", "unavailable"]
    checks: dict[str, str]

"""Whether questions can be answered: what stands in the way, each for itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from assistant.errors import DiskFullError, ZhibiError
from assistant.interfaces.backend import Backend
from assistant.interfaces.wire.health import Readiness
from assistant.store.database import is_made

LEAST_FREE = 64 * 1024**2
"""Bytes on the disk of the home; with less nothing can be taken in."""


async def readiness(backend: Backend) -> Readiness:
    """The catalog, the search index, the database, the disk, as they are at this moment."""
    found = {name: await backend.read(_state, check) for name, check in _checks(backend).items()}
    if backend.stopping:
        found["server"] = "正在停止"
    ready = all(state == "ok" for state in found.values())
    return Readiness(status="ready" if ready else "unavailable", checks=found)


def _checks(backend: Backend) -> dict[str, Callable[[], object]]:
    service = backend.service
    home = backend.settings.home

    def disk() -> None:
        if home.is_dir() and shutil.disk_usage(home).free < LEAST_FREE:
            raise DiskFullError("磁盘空间不足")

    checks: dict[str, Callable[[], object]] = {
        "catalog": service.collections,
        "index": lambda: service.idf("党"),
        "disk": disk,
    }
    if is_made(backend.settings):
        checks["database"] = lambda: service.jobs.list(limit=1)
    return checks


def _state(check: Callable[[], object]) -> str:
    try:
        check()
    except ZhibiError as error:
        return error.message
    return "ok"

"""The JSON contract of `/api/backups`."""

from __future__ import annotations

from assistant.interfaces.wire import Paged, Wire


class Backup(Wire):
    """A backup that lies in the home; `made_at` is UTC, ISO 8601, `size` in bytes."""

    name: str
    made_at: str
    documents: int
    size: int


class BackupList(Paged):
    """The newest first."""

    backups: list[Backup]

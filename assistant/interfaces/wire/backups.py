"""The JSON contract of `/api/backups`."""

from __future__ import annotations

from pydantic import Field

from assistant.interfaces.wire import Wire


class Backup(Wire):
    """A backup that lies in the home; `made_at` is UTC, ISO 8601, `size` in bytes."""

    name: str
    made_at: str
    documents: int
    size: int


class BackupList(Wire):
    """The newest first; `next` is the cursor of the page after this one, absent on the last."""

    backups: list[Backup]
    next: str | None = Field(default=None, exclude_if=lambda value: value is None)

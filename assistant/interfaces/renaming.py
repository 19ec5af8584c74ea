"""Another name for a collection: its documents go there one by one, and nobody sees more or less meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.accounts.administration import Administration
from assistant.accounts.principal import Principal
from assistant.errors import DocumentConflictError
from assistant.interfaces.backend import Backend
from ingest.types import DocumentRecord

OnStep = Callable[[int, int, DocumentRecord], None]
"""Told the number of a document, from 0, of how many, and the document, before it goes."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """What became of it.

    Attributes:
        moved: Documents that are under the new name now.
        stayed: Those that the new name holds already in another version, each with why it stayed where it was.
    """

    moved: int
    stayed: tuple[tuple[DocumentRecord, str], ...] = ()


def _unheard(_number: int, _of: int, _record: DocumentRecord) -> None:
    """Nobody wants to know."""


async def rename_collection(backend: Backend, by: Principal, old: str, new: str, on_step: OnStep = _unheard) -> Renamed:
    """Whoever sees the collection sees it from now on under the new name; a collection of that name is joined.

    Broken off, it can be done again.

    Raises:
        ForbiddenError: `by` is no administrator.
        AccountError: There is a collection of the new name that others see.
        AccountNotFoundError: There is no collection of the old name.
    """
    by.require("administer")
    seen = backend.seen_by(by)
    records = await backend.read(seen.documents, old)
    admin = None if backend.accounts is None else Administration(backend.accounts, by)
    if admin is not None:
        held = {*await backend.read(seen.collections)}
        await backend.read(admin.name_anew, old, new, held)
    stayed: list[tuple[DocumentRecord, str]] = []
    for number, record in enumerate(records):
        on_step(number, len(records), record)
        try:
            await backend.write(seen.shelve, record.id, new, backend.inbox.moved(record.path, new))
        except DocumentConflictError as error:
            stayed.append((record, error.message))
    if admin is not None and not await backend.read(seen.documents, old):  # none stayed, and none came meanwhile
        await backend.read(admin.give_up_name, old, new)
    return Renamed(len(records) - len(stayed), tuple(stayed))

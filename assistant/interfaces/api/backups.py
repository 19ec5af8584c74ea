"""`/api/backups`: what `POST /api/jobs/backup` has made, to be taken elsewhere."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath
from fastapi.responses import FileResponse

from assistant.backup.shelf import Shelf
from assistant.interfaces.api.identity import Caller, HeldRoute, requires
from assistant.interfaces.api.paging import Cursor, Limit, page
from assistant.interfaces.backend import Backend
from assistant.interfaces.wire.accounts import Done
from assistant.interfaces.wire.backups import Backup, BackupList

Name = Annotated[str, InPath(max_length=64)]


def router(backend: Backend) -> APIRouter:
    """Whoever may have a backup has everything: they are the administrators' alone."""
    routes = APIRouter(
        route_class=HeldRoute, tags=["operations"], prefix="/backups", dependencies=[requires("administer")]
    )
    shelf = Shelf(backend.settings)

    @routes.get("")
    async def listed(limit: Limit = None, cursor: Cursor = None) -> BackupList:
        """Those that lie in the home."""
        shown, following = page(await backend.read(shelf.list), lambda one: one.name, limit, cursor)
        return BackupList(backups=[Backup.of(one) for one in shown], next=following)

    @routes.get("/{name}", response_class=FileResponse)
    async def download(name: Name, by: Caller) -> FileResponse:
        """The file; `zhibi restore` makes a home from it."""
        place = await backend.read(shelf.place, name)
        await backend.note(by, "backup_download", name)
        return FileResponse(place, media_type="application/x-tar", filename=name)

    @routes.delete("/{name}")
    async def remove(name: Name, by: Caller) -> Done:
        """Gone for good."""
        await backend.read(shelf.remove, name)
        await backend.note(by, "backup_remove", name)
        return Done()

    return routes

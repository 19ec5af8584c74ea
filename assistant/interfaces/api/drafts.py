"""`/api/drafts`: outlined, written, kept, a section written anew or edited."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request, Response
from fastapi import Query as Parameter
from fastapi.responses import StreamingResponse

from assistant.drafting.comparing import compared
from assistant.drafting.spec import read_spec
from assistant.drafting.studio import Wording
from assistant.drafting.types import Draft as DraftNoun
from assistant.drafting.types import Outline as OutlineNoun
from assistant.drafting.types import Spec
from assistant.errors import ZhibiError
from assistant.export.edition import Edition
from assistant.export.templates import STANDARD
from assistant.export.types import Copy
from assistant.export.writing import rendered
from assistant.interfaces.api.event_stream import EVENT_STREAM, is_wanted, sse_event, streamed
from assistant.interfaces.api.files import MEDIA_TYPES, attachment
from assistant.interfaces.api.identity import Caller, HeldRoute, Seen, requires
from assistant.interfaces.api.paging import Cursor, Limit, page
from assistant.interfaces.api.undoing import UndoSeconds
from assistant.interfaces.backend import Backend
from assistant.interfaces.wire import Removed
from assistant.interfaces.wire.draft_requests import DraftFrame, DraftRequest, Outline, OutlineRequest, SectionText
from assistant.interfaces.wire.drafts import (
    Adopted,
    Draft,
    DraftChange,
    DraftComparison,
    DraftList,
    DraftRecord,
    SectionEvent,
    VersionList,
    VersionRecord,
)
from assistant.interfaces.wire.failures import ErrorReply
from assistant.service import Service

_FILES: dict[str, dict[str, str]] = {kind: {} for kind in MEDIA_TYPES.values()}


Version = Annotated[int | None, Parameter(ge=1, le=1_000_000)]
Compared = Annotated[int, Parameter(ge=1, le=1_000_000)]


def router(backend: Backend) -> APIRouter:
    """Routes that write drafts and keep them."""
    routes = APIRouter(route_class=HeldRoute, tags=["drafts"], prefix="/drafts", dependencies=[requires("draft")])
    _add_writing(routes, backend)
    _add_reading(routes, backend)
    _add_changing(routes, backend)
    _add_sections(routes, backend)
    return routes


def _add_writing(routes: APIRouter, backend: Backend) -> None:
    @routes.post("/outline")
    async def outline(wanted: OutlineRequest, seen: Seen) -> Outline:
        """What a draft would be made of, to be changed before it is written."""
        spec = read_spec(wanted.spec, wanted.genre)
        return Outline.told(spec.genre, await backend.read(seen.outline, spec))

    @routes.post("", response_model=Draft, responses={200: {"content": {EVENT_STREAM: {}}}})
    async def create(wanted: DraftRequest, request: Request, seen: Seen) -> Draft | StreamingResponse:
        """A draft from the library, every sentence cited. With `stream`: each `section`, then the `draft`."""
        spec = read_spec(wanted.spec, wanted.genre)
        if is_wanted(request, wanted.stream):
            return streamed(_events(backend, spec, wanted.nouns(), seen))
        return Draft.of(await backend.read(seen.draft, spec, wanted.nouns()))


def _add_reading(routes: APIRouter, backend: Backend) -> None:
    @routes.get("")
    async def listed(seen: Seen, genre: str | None = None, limit: Limit = None, cursor: Cursor = None) -> DraftList:
        """Drafts, the one that was changed last first."""
        found = await backend.read(lambda: seen.drafts.list(genre))
        shown, following = page(found, lambda record: record.id, limit, cursor)
        return DraftList(drafts=[DraftRecord(**asdict(record)) for record in shown], next=following)

    @routes.get("/{draft_id}")
    async def show(draft_id: str, seen: Seen, version: Version = None) -> Draft:
        """A draft as it stands, or one of its versions."""
        return Draft.of(await backend.read(lambda: seen.drafts.load(draft_id, version)))

    @routes.get("/{draft_id}/versions")
    async def versions(draft_id: str, seen: Seen, limit: Limit = None, cursor: Cursor = None) -> VersionList:
        """The versions of a draft, the newest first, with what made each."""
        found = await backend.read(lambda: seen.drafts.versions(draft_id))
        shown, following = page(found, lambda one: str(one.version), limit, cursor)
        return VersionList(versions=[VersionRecord(**asdict(record)) for record in shown], next=following)

    @routes.get("/{draft_id}/compare")
    async def compare(draft_id: str, seen: Seen, earlier: Compared, later: Version = None) -> DraftComparison:
        """What changed from one version to another, or to the newest."""
        old = await backend.read(lambda: seen.drafts.load(draft_id, earlier))
        new = await backend.read(lambda: seen.drafts.load(draft_id, later))
        changes = [DraftChange.of(one) for one in await backend.read(compared, old, new)]
        return DraftComparison(earlier=old.version, later=new.version, changes=changes)

    @routes.get("/{draft_id}/export", response_class=Response, responses={200: {"content": _FILES}})
    async def export(
        draft_id: str,
        seen: Seen,
        by: Caller,
        format: Literal["docx", "md", "html", "xlsx"] = "docx",
        copy: Copy = "footnotes",
        template: Annotated[str, Parameter(max_length=100)] = STANDARD,
        label: bool = True,
        acknowledged: bool = False,
        version: Version = None,
    ) -> Response:
        """The draft as a file. A clean copy of what differs from its sources is refused with 409 until acknowledged."""
        draft = await backend.read(lambda: seen.drafts.load(draft_id, version))
        folders = [backend.settings.home / "templates"]
        edition = Edition(copy, template, label, acknowledged, folders)
        made = await backend.read(rendered, draft, f".{format}", edition)
        await backend.note(by, "export", draft_id, format=format)
        return attachment(made.data, draft.title, format)


def _add_changing(routes: APIRouter, backend: Backend) -> None:
    @routes.patch("/{draft_id}")
    async def frame(draft_id: str, wanted: DraftFrame, seen: Seen) -> Draft:
        """Another title, addressee or signature, as a new version. With `version`, 409 if there is a newer one."""
        now = await backend.read(lambda: seen.drafts.load(draft_id))
        wording = Wording(
            now.title if wanted.title is None else wanted.title,
            now.addressee if wanted.addressee is None else wanted.addressee,
            now.signature if wanted.signature is None else tuple(wanted.signature),
        )
        return Draft.of(await backend.read(seen.studio.framed, draft_id, wording, wanted.version or now.version))

    @routes.post("/{draft_id}/versions/{version}/restore")
    async def restore(draft_id: str, version: Annotated[int, Path(ge=1, le=1_000_000)], seen: Seen) -> Draft:
        """An earlier version as the newest; those between stay."""
        return Draft.of(await backend.read(seen.studio.restored, draft_id, version))

    @routes.post("/{draft_id}/copy", status_code=201)
    async def copy(draft_id: str, seen: Seen) -> Draft:
        """A draft of its own with the newest version's text."""
        return Draft.of(await backend.read(seen.studio.copied, draft_id))

    @routes.delete("/{draft_id}")
    async def remove(draft_id: str, seen: Seen, by: Caller, undo_seconds: UndoSeconds = 0) -> Removed:
        """The draft with all its versions."""
        gone = await backend.read(lambda: seen.drafts.remove(draft_id))
        backend.removals.keep(by, "draft", draft_id, lambda now: now.drafts.put_back(gone), undo_seconds)
        return Removed(removed=draft_id)

    @routes.post("/{draft_id}/restore")
    async def put_back(draft_id: str, seen: Seen, by: Caller) -> Draft:
        """The draft that one removed with `undo_seconds`, with all its versions, while they last."""
        await backend.read(backend.removals.restore, by, "draft", draft_id, seen)
        return Draft.of(await backend.read(lambda: seen.drafts.load(draft_id)))

    @routes.post("/{draft_id}/tasks")
    async def adopt(draft_id: str, seen: Seen) -> Adopted:
        """The tasks of a plan are followed from now on."""
        added = await backend.read(seen.studio.adopted, draft_id)
        return Adopted(tasks=[task.id for task in added])


def _add_sections(routes: APIRouter, backend: Backend) -> None:
    @routes.post("/{draft_id}/sections/{section_id}/regenerate")
    async def regenerate(draft_id: str, section_id: str, seen: Seen, version: Version = None) -> Draft:
        """One section written anew. With `version`, 409 where somebody has saved a newer one."""
        return Draft.of(await backend.read(seen.studio.regenerated, draft_id, section_id, version))

    @routes.put("/{draft_id}/sections/{section_id}")
    async def edit(draft_id: str, section_id: str, wanted: SectionText, seen: Seen) -> Draft:
        """A section as a person wants it, its new sentences and cells verified.

        With `version`, 409 if there is a newer one.
        """
        return Draft.of(
            await backend.read(
                lambda: seen.studio.edited(draft_id, section_id, wanted.text, wanted.version, tables=wanted.rows)
            )
        )

    @routes.post("/{draft_id}/sections/{section_id}/check")
    async def check(draft_id: str, section_id: str, wanted: SectionText, seen: Seen) -> Draft:
        """As `PUT`, for somebody who is still writing: what is new is verified, and nothing is kept."""
        draft = await backend.read(lambda: seen.drafts.load(draft_id, wanted.version))
        return Draft.of(
            await backend.read(lambda: seen.studio.checked(draft, section_id, wanted.text, tables=wanted.rows))
        )


async def _events(backend: Backend, spec: Spec, outline: OutlineNoun | None, seen: Service) -> AsyncIterator[bytes]:
    """`section` as each is written, then `draft`; `error` in its place when it fails."""
    async with aclosing(backend.events(lambda: seen.draft_stream(spec, outline))) as stream:
        try:
            async for event in stream:
                if isinstance(event, DraftNoun):
                    yield sse_event("draft", Draft.of(event))
                else:
                    yield sse_event("section", SectionEvent.of(event))
        except ZhibiError as error:
            yield sse_event("error", ErrorReply.of(error))

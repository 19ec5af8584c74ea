"""`/api/ledgers`: extracted from the library, as JSON or as a file."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from fastapi import Query as Parameter

from assistant.drafting.ledgers.drafts import draft_of
from assistant.drafting.types import Spec
from assistant.export.edition import Edition
from assistant.export.writing import rendered
from assistant.interfaces.api.files import MEDIA_TYPES, attachment
from assistant.interfaces.api.identity import Caller, HeldRoute, Seen
from assistant.interfaces.backend import Backend
from assistant.interfaces.wire.ledgers import Ledger, LedgerKind, LedgerKinds
from prompts.ledgers import all_ledgers

_FILES: dict[str, dict[str, str]] = {kind: {} for kind in MEDIA_TYPES.values()}
Names = Annotated[list[str] | None, Parameter(max_length=100)]
Text = Annotated[str, Parameter(max_length=100)]


def router(backend: Backend) -> APIRouter:
    """Routes that extract ledgers from the documents of `backend`."""
    routes = APIRouter(route_class=HeldRoute, tags=["ledgers"], prefix="/ledgers")

    @routes.get("")
    async def kinds(_: Seen) -> LedgerKinds:
        """What ledgers there are."""
        return LedgerKinds(ledgers=[LedgerKind.of(form) for form in all_ledgers()])

    @routes.get("/{kind}")
    async def ledger(
        kind: str,
        seen: Seen,
        collection: Names = None,
        source: Names = None,
        period: Text = "",
        day: date | None = None,
    ) -> Ledger:
        """A ledger from the documents, every cell cited."""
        made = await backend.read(
            lambda: seen.ledger(kind, collections=collection, sources=source or (), period=period, day=day)
        )
        return Ledger.of(made)

    @routes.get("/{kind}/export", response_class=Response, responses={200: {"content": _FILES}})
    async def export(
        kind: str,
        seen: Seen,
        by: Caller,
        format: Literal["xlsx", "docx", "md", "html"] = "xlsx",
        collection: Names = None,
        source: Names = None,
        period: Text = "",
        day: date | None = None,
        label: bool = True,
    ) -> Response:
        """A ledger as a file."""
        made = await backend.read(
            lambda: seen.ledger(kind, collections=collection, sources=source or (), period=period, day=day)
        )
        draft = draft_of(made, Spec("ledger", period=period, topic=made.form.title))
        data = await backend.read(lambda: rendered(draft, f".{format}", Edition(label=label)).data)
        await backend.note(by, "export", f"ledger {kind}", format=format)
        return attachment(data, draft.title, format)

    return routes

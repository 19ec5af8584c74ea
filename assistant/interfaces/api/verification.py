"""`/api/verify`."""

from __future__ import annotations

from fastapi import APIRouter

from assistant.errors import QuestionError
from assistant.interfaces.api.identity import HeldRoute, Seen
from assistant.interfaces.backend import Backend
from assistant.interfaces.wire.verification import MAX_TEXT, SourceText, Verified, VerifyRequest
from assistant.verification.sources import Given


def router(backend: Backend) -> APIRouter:
    """The route that verifies texts; files are verified on the command line."""
    routes = APIRouter(route_class=HeldRoute, tags=["verification"])

    @routes.post("/verify")
    async def verify(wanted: VerifyRequest, seen: Seen) -> Verified:
        """What the checks say of a text, claim by claim, by the sources given or by the library."""
        given = [_given(one) for one in wanted.sources]
        if sum(len(one.text) for one in given) > MAX_TEXT:
            raise QuestionError(f"来源合计超过 {MAX_TEXT} 字", "请减少来源，或先收入资料库")
        done = await backend.read(
            seen.verify,
            wanted.text,
            given,
            genre=wanted.genre,
            as_of=wanted.as_of,
            collections=wanted.collections,
        )
        return Verified.of(done)

    return routes


def _given(source: str | SourceText) -> Given:
    if isinstance(source, str):
        return Given(text=source)
    return Given(text=source.text or "", document_id=source.document_id, key=source.key, title=source.title)

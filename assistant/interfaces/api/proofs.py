"""`/api/proofs`: texts that are kept with what they are held against, to be verified again."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query

from assistant.interfaces.api.identity import Caller, HeldRoute, Seen
from assistant.interfaces.api.undoing import UndoSeconds
from assistant.interfaces.api.verification import given_of
from assistant.interfaces.backend import Backend
from assistant.interfaces.wire import Removed
from assistant.interfaces.wire.proofs import NewProof, Proof, ProofChange, ProofDetail, ProofList, ProofVerified
from assistant.interfaces.wire.verification import Verified
from assistant.service import Service
from assistant.store.proofs import Basis, KeptProof

Id = Annotated[str, Query(max_length=64)]
Sought = Annotated[str, Query(max_length=200)]
Limit = Annotated[int, Query(ge=1, le=100)]


def router(backend: Backend) -> APIRouter:
    """Everybody's own proofs; nobody sees another's."""
    routes = APIRouter(route_class=HeldRoute, tags=["verification"])

    @routes.post("/proofs", status_code=201)
    async def add(wanted: NewProof, seen: Seen) -> ProofVerified:
        """A text is verified, as by `/verify`, and kept."""
        shown = None if wanted.collections is None else tuple(wanted.collections)
        basis = Basis(tuple(given_of(wanted)), shown, wanted.as_of, wanted.genre)
        return await backend.read(_verified, seen, KeptProof(wanted.text, basis, wanted.title), None)

    @routes.get("/proofs")
    async def listed(seen: Seen, limit: Limit = 50, cursor: Id | None = None, search: Sought = "") -> ProofList:
        """Those of which the title or the text contains `search`; all without."""
        found = await backend.read(lambda: seen.proofs.list(limit + 1, cursor, search))
        shown = [Proof.of(one) for one in found[:limit]]
        return ProofList(proofs=shown, next=shown[-1].id if len(found) > limit else None)

    @routes.get("/proofs/{proof_id}")
    async def show(proof_id: str, seen: Seen) -> ProofDetail:
        """The text, and what it is held against; what is found in it is told by `check`."""
        return await backend.read(lambda: ProofDetail.told(seen.proofs.get(proof_id), seen.proofs.load(proof_id)))

    @routes.post("/proofs/{proof_id}/check")
    async def check(proof_id: str, wanted: ProofChange, seen: Seen) -> ProofVerified:
        """Verified anew, by the library as it is now; with `text` that is kept from now on."""

        def checked() -> ProofVerified:
            kept = seen.proofs.load(proof_id)
            return _verified(seen, kept if wanted.text is None else replace(kept, text=wanted.text), proof_id)

        return await backend.read(checked)

    @routes.delete("/proofs/{proof_id}")
    async def remove(proof_id: str, seen: Seen, by: Caller, undo_seconds: UndoSeconds = 0) -> Removed:
        """The text goes, and what was given for it."""
        gone = await backend.read(lambda: seen.proofs.remove(proof_id))
        backend.removals.keep(by, "proof", proof_id, lambda now: now.proofs.put_back(gone), undo_seconds)
        return Removed(removed=proof_id)

    @routes.post("/proofs/{proof_id}/restore")
    async def restore(proof_id: str, seen: Seen, by: Caller) -> Proof:
        """What one removed with `undo_seconds`, while they last."""
        await backend.read(backend.removals.restore, by, "proof", proof_id, seen)
        return Proof.of(await backend.read(lambda: seen.proofs.get(proof_id)))

    return routes


def _verified(seen: Service, proof: KeptProof, proof_id: str | None) -> ProofVerified:
    basis = proof.basis
    done = seen.verify(proof.text, basis.given, genre=basis.genre, as_of=basis.as_of, collections=basis.collections)
    verified = Verified.of(done)
    record = seen.proofs.keep(replace(proof, counts=verified.counts), proof_id)
    return ProofVerified(proof=Proof.of(record), verified=verified)

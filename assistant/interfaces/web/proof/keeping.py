"""What is kept of a text under proof: the text with its basis for its owner, and in the browser which one that is."""

from __future__ import annotations

from asyncio import Lock
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from nicegui import ui
from pydantic import TypeAdapter, ValidationError

from assistant.errors import ProofNotFoundError
from assistant.interfaces.web.elements import guarded
from assistant.interfaces.web.proof import example
from assistant.interfaces.web.proof.basis import FILES, LIBRARY, Basis
from assistant.interfaces.web.proof.work import Work
from assistant.interfaces.web.visit import Visit
from assistant.store.proofs import Basis as KeptBasis
from assistant.store.proofs import KeptProof

_PAUSE = 4.0
"""Seconds after a change that was typed; what is typed until then the browser has."""


@dataclass(frozen=True)
class Remembered:
    """What a tab of the browser keeps beside the text; fields as of `Work` and `Basis`."""

    record: str | None = None
    kind: str = LIBRARY
    collection: str = ""
    as_of: date | None = None
    genre: str = ""
    notes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, work: Work) -> Remembered:
        basis = work.basis
        return cls(work.record, basis.kind, basis.collection, basis.as_of, basis.genre, work.notes)

    @classmethod
    def read(cls, text: str) -> Remembered:
        try:
            return _STATES.validate_json(text or "{}")
        except ValidationError:  # written by another version, or by hand
            return cls()

    @property
    def text(self) -> str:
        return "" if self == Remembered() else _STATES.dump_json(self).decode()

    def work(self) -> Work:
        basis = Basis(self.kind, self.collection, self.as_of, self.genre)
        return Work(basis=basis, notes=dict(self.notes), record=self.record)


_STATES = TypeAdapter(Remembered)


def opened(kept: KeptProof, record: str) -> Work:
    """The work as it was kept; what is found in it is to be found anew."""
    basis = Basis(
        kind=FILES if kept.basis.given else LIBRARY,
        collection=(kept.basis.collections or ("",))[0],
        as_of=kept.basis.as_of,
        genre=kept.basis.genre or "",
        sources=[(one.title or f"来源{number}", one) for number, one in enumerate(kept.basis.given, 1)],
    )
    return Work(text=kept.text, basis=basis, notes=dict(kept.settled), counts=dict(kept.counts), record=record)


class Keeper:
    """Keeps one desk's work.

    Args:
        work: What is on the desk now.
        on_kept: The work has become a record, or is none any more.
    """

    def __init__(self, visit: Visit, work: Callable[[], Work], on_kept: Callable[[], None]) -> None:
        self._visit = visit
        self._work = work
        self._on_kept = on_kept
        self._one_at_a_time = Lock()
        self._waiting: ui.timer | None = None

    async def keep(self) -> None:
        """As it is now; where there is nothing yet, or the example as it comes, nothing is kept."""
        async with self._one_at_a_time:
            work = self._work()
            if work.text == example.TEXT or (not work.text.strip() and not work.basis.given):
                return
            known, store = work.record, self._visit.service.proofs
            try:
                work.record = (await self._visit.read(store.keep, _kept(work), known)).id
            except ProofNotFoundError:  # its owner has removed it, here or in another tab
                work.record = None
            if work.record != known:
                self._on_kept()

    def keep_soon(self) -> None:
        """After a pause in which nothing else is changed."""
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = ui.timer(_PAUSE, guarded(self.keep), once=True)


def _kept(work: Work) -> KeptProof:
    basis = work.basis
    return KeptProof(
        text=work.text,
        basis=KeptBasis(
            tuple(basis.given), (basis.collection,) if basis.collection else None, basis.as_of, basis.genre or None
        ),
        counts=work.counts,
        settled=work.notes,
    )

"""Texts that were put under proof: each with what it was held against, for whoever put it there and nobody else.

What the checks found is not kept: opened again, a text is judged by the library as it is then, and as far as its owner
may see it then. What was quoted to somebody who may not see it any more is thus quoted no longer.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, Row, delete, insert, or_, select, update

from assistant.errors import ProofNotFoundError
from assistant.store.database import Database
from assistant.store.keeping import ANYBODY, Keeping
from assistant.store.messages import now
from assistant.store.paging import beyond, newest_first
from assistant.store.tables import proofs
from assistant.verification.sources import Given

TITLE_CHARS = 60


@dataclass(frozen=True, slots=True)
class Basis:
    """What a text is held against.

    Attributes:
        given: The sources that were given for this text alone; () where it is held against the library.
        collections: Where the library is looked through; None for all.
        as_of: The day whose law and wording hold; None for today.
        genre: Id of the text's genre, or None.
    """

    given: tuple[Given, ...] = ()
    collections: tuple[str, ...] | None = None
    as_of: date | None = None
    genre: str | None = None


@dataclass(frozen=True, slots=True)
class KeptProof:
    """A text under proof.

    Attributes:
        title: "" names it by its first line.
        counts: How many sentences had which verdict when it was last judged; {} before that.
        settled: What somebody looked at and found right: id of a remark -> note.
    """

    text: str
    basis: Basis = Basis()
    title: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    settled: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProofRecord:
    """A kept proof without its text.

    Attributes:
        chars: Length of the text.
        created_at, updated_at: ISO 8601, UTC.
    """

    id: str
    title: str
    chars: int
    counts: Mapping[str, int]
    created_at: str
    updated_at: str


@dataclass(frozen=True, slots=True, repr=False)
class RemovedProof:
    """What was taken out, the row as it was: `ProofStore.put_back` brings it back."""

    row: Mapping[str, Any]


class ProofStore:
    """Kept proofs in a database.

    Args:
        keeping: For whom. Administrators too see their own alone: a draft of somebody's is nobody else's business.
    """

    def __init__(self, database: Database, keeping: Keeping = ANYBODY) -> None:
        self._database = database
        self._keeping = keeping

    def keep(self, proof: KeptProof, proof_id: str | None = None) -> ProofRecord:
        """Keeps a new one, or the one of this id as it is now.

        Raises:
            ProofNotFoundError: There is none of this id.
        """
        at, values = now(), _row(proof)
        with self._database.begin() as connection:
            if proof_id is None:
                made = {"id": secrets.token_hex(8), "kept_for": self._keeping.owner, "created_at": at}
                connection.execute(insert(proofs).values(**values, **made, updated_at=at))
                found = made["id"]
            else:
                found = self._found(connection, proof_id).id
                connection.execute(update(proofs).where(proofs.c.id == found).values(**values, updated_at=at))
            record = _record(self._found(connection, found))
        if proof_id is None:
            self._keeping.note("proof", record.id, details={"title": record.title})
        return record

    def list(self, limit: int, after: str | None = None, search: str = "") -> Sequence[ProofRecord]:
        """The one that was worked on last first, `limit` at most.

        Args:
            after: Id of the last one that is known already.
            search: What the title or the text must contain, in any case of Latin letters.

        Raises:
            ProofNotFoundError: `after` is none.
        """
        chosen = select(*_ABOUT).where(self._own)
        if search := search.strip():
            title, text = (column.icontains(search, autoescape=True) for column in (proofs.c.title, proofs.c.text))
            chosen = chosen.where(or_(title, text))
        at, own_id = proofs.c.updated_at, proofs.c.id
        with self._database.read() as connection:
            if after is not None:
                last = self._found(connection, after)
                chosen = chosen.where(beyond(at, own_id, last.updated_at, last.id))
            found = connection.execute(chosen.order_by(*newest_first(at, own_id)).limit(limit))
            return [_record(row) for row in found]

    def get(self, proof_id: str) -> ProofRecord:
        """Raises ProofNotFoundError."""
        with self._database.read() as connection:
            return _record(self._found(connection, proof_id))

    def load(self, proof_id: str) -> KeptProof:
        """Raises ProofNotFoundError."""
        with self._database.read() as connection:
            row = connection.execute(select(proofs).where(proofs.c.id == proof_id, self._own)).first()
        if row is None:
            raise _not_found(proof_id)
        self._keeping.note("read_proof", proof_id)
        return KeptProof(
            row.text, _bases().validate_json(row.basis), row.title, json.loads(row.counts), json.loads(row.settled)
        )

    def remove(self, proof_id: str) -> RemovedProof:
        """Raises ProofNotFoundError."""
        with self._database.begin() as connection:
            row = connection.execute(select(proofs).where(proofs.c.id == proof_id, self._own)).mappings().first()
            if row is None:
                raise _not_found(proof_id)
            connection.execute(delete(proofs).where(proofs.c.id == proof_id))
        self._keeping.note("remove_proof", proof_id)
        return RemovedProof(dict(row))

    def put_back(self, removed: RemovedProof) -> None:
        """What `remove` has taken out stands there again."""
        with self._database.begin() as connection:
            connection.execute(insert(proofs).values(**removed.row))
        self._keeping.note("proof", str(removed.row["id"]), details={"why": "撤销移除"})

    @property
    def _own(self) -> ColumnElement[bool]:
        return proofs.c.kept_for == self._keeping.owner

    def _found(self, connection: Connection, proof_id: str) -> Row[Any]:
        row = connection.execute(select(*_ABOUT).where(proofs.c.id == proof_id, self._own)).first()
        if row is None:
            raise _not_found(proof_id)
        return row


_ABOUT = tuple(proofs.c[name] for name in ("id", "title", "chars", "counts", "created_at", "updated_at"))


@cache
def _bases() -> TypeAdapter[Basis]:
    return TypeAdapter(Basis)


def _row(proof: KeptProof) -> dict[str, object]:
    return {
        "title": proof.title or _first_line(proof.text),
        "chars": len(proof.text),
        "counts": json.dumps(dict(proof.counts)),
        "text": proof.text,
        "basis": _bases().dump_json(proof.basis).decode(),
        "settled": json.dumps(dict(proof.settled), ensure_ascii=False),
    }


def _first_line(text: str) -> str:
    """What a text is called by; "" where it is empty."""
    line = " ".join(next((line for line in text.split("\n") if line.strip()), "").split())
    return line if len(line) <= TITLE_CHARS else f"{line[: TITLE_CHARS - 1]}…"


def _record(row: Row[Any]) -> ProofRecord:
    return ProofRecord(row.id, row.title, row.chars, json.loads(row.counts), row.created_at, row.updated_at)


def _not_found(proof_id: str) -> ProofNotFoundError:
    return ProofNotFoundError(f"没有编号为 {proof_id!r} 的校核", "它可能已移除，请从以前的校核里选")

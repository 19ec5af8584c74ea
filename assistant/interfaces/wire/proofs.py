"""The JSON contract of kept proofs: texts that are verified again and again."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from assistant.interfaces.wire import CollectionName, Wire
from assistant.interfaces.wire.verification import MAX_TEXT, Verified, VerifyRequest
from assistant.store import proofs as stored

Title = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class NewProof(VerifyRequest):
    """A text to verify and to keep; `title` "" names it by its first line."""

    title: Title = ""


class ProofChange(Wire):
    """`text` in place of the one that is kept; null leaves that."""

    text: str | None = Field(default=None, max_length=MAX_TEXT)


class Proof(Wire):
    """A kept text, without it.

    Attributes:
        chars: Its length.
        counts: How many sentences had which verdict when it was last verified.
        updated_at: UTC, ISO 8601.
    """

    id: str
    title: str
    chars: int
    counts: dict[str, int]
    created_at: str
    updated_at: str


class ProofList(Wire):
    """The one that was worked on last first; `next` is the cursor of the page after this one, null on the last."""

    proofs: list[Proof]
    next: str | None


class ProofDetail(Wire):
    """A kept text with what it is held against.

    Attributes:
        sources: Titles of the sources that were given for it; [] where it is held against the library.
        collections: Where the library is looked through; null for all.
        as_of: The day whose law and wording hold; null is the day on which it is verified.
    """

    proof: Proof
    text: str
    sources: list[str]
    genre: str | None
    collections: list[CollectionName] | None
    as_of: date | None

    @classmethod
    def told(cls, record: stored.ProofRecord, kept: stored.KeptProof) -> Self:
        basis = kept.basis
        return cls(
            proof=Proof.of(record),
            text=kept.text,
            sources=[one.title for one in basis.given],
            genre=basis.genre,
            collections=None if basis.collections is None else list(basis.collections),
            as_of=basis.as_of,
        )


class ProofVerified(Wire):
    """A kept text as it was verified just now, by what its owner may see now."""

    proof: Proof
    verified: Verified

"""Drafts with all their versions: a version that was saved is never changed, the next is saved beside it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from functools import cache

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, delete, insert, select, update

from assistant.drafting.points import points
from assistant.drafting.types import Draft
from assistant.errors import DraftConflictError, DraftNotFoundError
from assistant.store.database import Database
from assistant.store.keeping import ANYBODY, Keeping, forgotten, note_collections, seen
from assistant.store.tables import draft_versions, drafts


@dataclass(frozen=True, slots=True)
class DraftRecord:
    """A stored draft, without its text.

    Attributes:
        version: The newest.
        created_at, updated_at: ISO 8601, UTC.
    """

    id: str
    genre: str
    title: str
    unit: str
    period: str
    version: int
    created_at: str
    updated_at: str


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """One version of a draft, without its text; `why` says in Chinese what made it."""

    version: int
    written_at: str
    why: str


@dataclass(frozen=True, slots=True)
class Removed:
    """What was taken out, rows as they were: `DraftStore.put_back` brings the draft back as if nothing had happened."""

    draft: Mapping[str, object]
    versions: Sequence[Mapping[str, object]]
    collections: frozenset[str]


class DraftStore:
    """Drafts in a database.

    Args:
        keeping: For whom: a draft that may not be seen is as one that does not exist.
    """

    def __init__(self, database: Database, keeping: Keeping = ANYBODY) -> None:
        self._database = database
        self._keeping = keeping

    def save(self, draft: Draft, why: str, new_id: str | None = None) -> Draft:
        """Stores `draft` as the next version, and returns it with its id, version and time.

        Args:
            new_id: What a draft that has no id yet gets; one of its own for None.

        Raises:
            DraftConflictError: `draft.version` is not the newest: somebody else has saved one meanwhile.
            DraftNotFoundError: It has an id that is not stored.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        quoted = self._keeping.collections_of({citation.document_id for citation in draft.citations})
        with self._database.begin() as connection:
            if not draft.id:
                saved = replace(draft, id=new_id or secrets.token_hex(6), version=1, written_at=now)
                connection.execute(insert(drafts).values(**_row(saved), created_at=now, kept_for=self._keeping.owner))
            else:
                newest = connection.scalar(select(drafts.c.version).where(*self._named(draft.id)))
                if newest is None:
                    raise _not_found(draft.id)
                if newest != draft.version:
                    raise DraftConflictError.between(draft.id, newest, draft.version)
                saved = replace(draft, version=newest + 1, written_at=now)
                connection.execute(update(drafts).where(drafts.c.id == saved.id).values(**_row(saved)))
            connection.execute(
                insert(draft_versions).values(
                    draft_id=saved.id, version=saved.version, written_at=now, why=why, body=_dump(saved)
                )
            )
            note_collections(connection, saved.id, quoted)
        self._keeping.note("draft", saved.id, details={"version": saved.version, "title": saved.title, "why": why})
        return saved

    def load(self, draft_id: str, version: int | None = None) -> Draft:
        """The newest version, or the one asked for.

        Raises:
            DraftNotFoundError: There is no such draft, or no such version of it.
        """
        chosen = select(draft_versions.c.body).join(drafts).where(*self._named(draft_id))
        chosen = (
            chosen.order_by(draft_versions.c.version.desc()).limit(1)
            if version is None
            else chosen.where(draft_versions.c.version == version)
        )
        with self._database.read() as connection:
            body = connection.scalar(chosen)
        if body is None:
            raise _not_found(draft_id, version)
        self._keeping.note("read_draft", draft_id, details={} if version is None else {"version": version})
        return _adapter().validate_json(body)

    def list(self, genre: str | None = None) -> Sequence[DraftRecord]:
        """All drafts, the one that was changed last first."""
        columns = (drafts.c[field.name] for field in fields(DraftRecord))
        chosen = select(*columns).where(*seen(drafts, self._keeping.visible))
        chosen = chosen.order_by(drafts.c.updated_at.desc(), drafts.c.id)
        if genre is not None:
            chosen = chosen.where(drafts.c.genre == genre)
        with self._database.read() as connection:
            return [DraftRecord(**row) for row in connection.execute(chosen).mappings()]

    def versions(self, draft_id: str) -> Sequence[VersionRecord]:
        """The versions of a draft, newest first.

        Raises:
            DraftNotFoundError: There is no such draft.
        """
        chosen = (
            select(draft_versions.c.version, draft_versions.c.written_at, draft_versions.c.why)
            .join(drafts)
            .where(*self._named(draft_id))
            .order_by(draft_versions.c.version.desc())
        )
        with self._database.read() as connection:
            found = [VersionRecord(**row) for row in connection.execute(chosen).mappings()]
        if not found:
            raise _not_found(draft_id)
        return found

    def left(self, draft_ids: Iterable[str]) -> Mapping[str, int]:
        """How many points (`assistant.drafting.points`) the newest version of each of these drafts leaves open.

        Versions never change, so that each is read once in the life of the process.
        """
        wanted = [*draft_ids]
        newest = select(drafts.c.id, drafts.c.version).where(
            drafts.c.id.in_(wanted), *seen(drafts, self._keeping.visible)
        )
        with self._database.read() as connection:
            found = {row.id: row.version for row in connection.execute(newest)}
        told = {}
        for draft_id, version in found.items():
            if (number := _left.get((draft_id, version))) is None:
                with self._database.read() as connection:
                    body = connection.scalar(select(draft_versions.c.body).where(*_version(draft_id, version)))
                number = _left[draft_id, version] = 0 if body is None else len(points(_adapter().validate_json(body)))
            told[draft_id] = number
        return told

    def remove(self, draft_id: str) -> Removed:
        """The draft and all its versions, which are gone from the store.

        Raises:
            DraftNotFoundError: There is no such draft.
        """
        with self._database.begin() as connection:
            draft = connection.execute(select(drafts).where(*self._named(draft_id))).mappings().first()
            if draft is None:
                raise _not_found(draft_id)
            versions = connection.execute(
                select(draft_versions).where(draft_versions.c.draft_id == draft_id)
            ).mappings()
            kept = [dict(row) for row in versions]
            connection.execute(delete(drafts).where(drafts.c.id == draft_id))
            quoted = forgotten(connection, draft_id)
        self._keeping.note("remove_draft", draft_id)
        return Removed(dict(draft), kept, quoted)

    def put_back(self, removed: Removed) -> None:
        """What `remove` has taken out stands there again."""
        draft_id = str(removed.draft["id"])
        with self._database.begin() as connection:
            connection.execute(insert(drafts).values(**removed.draft))
            connection.execute(insert(draft_versions), [dict(row) for row in removed.versions])
            note_collections(connection, draft_id, removed.collections)
        self._keeping.note("draft", draft_id, details={"why": "撤销移除"})

    def _named(self, draft_id: str) -> tuple[ColumnElement[bool], ...]:
        return (drafts.c.id == draft_id, *seen(drafts, self._keeping.visible))


@cache
def _adapter() -> TypeAdapter[Draft]:
    return TypeAdapter(Draft)


_left: dict[tuple[str, int], int] = {}


def _version(draft_id: str, version: int) -> tuple[ColumnElement[bool], ...]:
    return (draft_versions.c.draft_id == draft_id, draft_versions.c.version == version)


def _dump(draft: Draft) -> str:
    return _adapter().dump_json(draft).decode()


def _row(draft: Draft) -> dict[str, object]:
    return {
        "id": draft.id,
        "genre": draft.spec.genre,
        "title": draft.title,
        "unit": draft.spec.unit,
        "period": draft.spec.period,
        "version": draft.version,
        "updated_at": draft.written_at,
    }


def _not_found(draft_id: str, version: int | None = None) -> DraftNotFoundError:
    which = "" if version is None else f"的第 {version} 版"
    return DraftNotFoundError(f"没有编号为 {draft_id!r} 的文稿{which}", "zhibi drafts 列出已有的文稿")

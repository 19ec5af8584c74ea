"""What the catalog shows: visible versions only, unless a name says otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, select, text
from sqlalchemy.exc import DBAPIError

from ingest.errors import LibraryBusyError
from ingest.library import lookups
from ingest.library.corrections import from_json
from ingest.library.entries import Entry, version_of
from ingest.library.faults import RESTORE_HINT, storage_error
from ingest.library.lookups import REVISION, STATE, UNSETTLED, slices, visible, visible_chunks, within
from ingest.library.memory import Holding, Remembered, Selection
from ingest.library.rows import Row, to_chunk, to_entry, to_metadata, to_page, to_record
from ingest.library.tables import chunks, corrections, pages, texts, versions
from ingest.types import Chunk, DocumentRecord, Metadata, Page, PageState, Scope


@dataclass(frozen=True, slots=True)
class State:
    """What decides how the indexes are asked, read anew for every query.

    Attributes:
        revision: Grows with every change of what is visible or of what the indexes hold.
        vectors: Name of the folder that holds the vectors in use; "" before the first document.
        lexical: The same for the lexical index.
        encoder: Name of the encoder that made the vectors.
        fingerprint: Its fingerprint; "" before the first document.
        backlog: Vectors added or removed since the folder was last written in its compact form.
        unsettled: Versions that are staged or hidden.
    """

    revision: int = 0
    vectors: str = ""
    lexical: str = ""
    encoder: str = ""
    fingerprint: str = ""
    backlog: int = 0
    unsettled: tuple[str, ...] = ()


class CatalogReader:
    """The reading half of `Catalog`; raises as that does."""

    def __init__(self, place: Path, engine: Engine) -> None:
        self._place = place
        self._engine = engine
        self._remembered = Remembered(-1)

    def state(self) -> State:
        with self._reading() as connection:
            rows = connection.execute(STATE).all()
        known = {key: value for key, value in rows if key != UNSETTLED}
        unsettled = [value for key, value in rows if key == UNSETTLED]
        return State(
            int(known["revision"]),
            known["vectors"],
            known["lexical"],
            known["encoder"],
            known["fingerprint"],
            int(known["backlog"]),
            tuple(unsettled),
        )

    def records(self, collection: str | None = None, ids: Sequence[str] | None = None) -> list[DocumentRecord]:
        """Visible documents in the order they were taken in; those of `collection` or `ids` where given."""
        query = visible(select(versions)).order_by(versions.c.ingested_at, versions.c.path)
        if collection is not None:
            query = query.where(versions.c.collection == collection)
        if ids is None:
            return [to_record(row) for row in self._rows(query)]
        wanted = list(dict.fromkeys(ids))
        if collection is not None:
            return [to_record(row) for part in slices(wanted) for row in self._rows(query.where(_document_in(part)))]
        with self._remembering() as (connection, known):
            found = known.records.of(wanted, partial(lookups.records, connection))
        return sorted(found.values(), key=lambda record: (record.ingested_at, record.path))

    def find(self, collection: str, sha256: str) -> DocumentRecord | None:
        return self._one_record(versions.c.collection == collection, versions.c.sha256 == sha256)

    def at_path(self, collection: str, path: str) -> DocumentRecord | None:
        return self._one_record(versions.c.collection == collection, versions.c.path == path)

    def under(self, collection: str, folder: str) -> list[DocumentRecord]:
        """Visible documents whose path lies below `folder`, by path."""
        ahead = folder.rstrip("/") + "/"
        below = func.substr(versions.c.path, 1, len(ahead)) == ahead
        query = visible(select(versions)).where(versions.c.collection == collection, below)
        return [to_record(row) for row in self._rows(query.order_by(versions.c.path))]

    def in_series(self, collection: str, series: str) -> list[DocumentRecord]:
        query = visible(select(versions)).where(versions.c.collection == collection, versions.c.series == series)
        return [to_record(row) for row in self._rows(query.order_by(versions.c.path))]

    def named(self, keys: Sequence[str], numbers: Sequence[str], scope: Scope) -> list[DocumentRecord]:
        """Visible documents in scope whose title key is among `keys`, or whose 文号 among `numbers`."""
        found: dict[str, DocumentRecord] = {}
        for column, wanted in ((versions.c.title_key, keys), (versions.c.number, numbers)):
            for part in slices(wanted):
                for row in self._rows(visible(select(versions)).where(column.in_(part), *within(scope))):
                    found.setdefault(row["document_id"], to_record(row))
        return list(found.values())

    def title_keys(self, ending: str, scope: Scope) -> dict[str, str]:
        """The title keys that end so -> the series of the rule, or the key again where it belongs to none."""
        columns = (versions.c.title_key, versions.c.series)
        query = visible(select(*columns)).where(versions.c.title_key.endswith(ending, autoescape=True), *within(scope))
        return {row["title_key"]: row["series"] or row["title_key"] for row in self._rows(query)}

    def at_articles(self, ids: Sequence[str], articles: Sequence[str]) -> list[Chunk]:
        """Visible chunks of these documents and articles, by document and place."""
        query = (
            visible_chunks().where(chunks.c.article.in_(articles)).order_by(versions.c.document_id, chunks.c.ordinal)
        )
        return [to_chunk(row) for part in slices(ids) for row in self._rows(query.where(_document_in(part)))]

    def articles_of(self, document_id: str) -> list[str]:
        """The labels of a document's articles in order, each once."""
        query = visible(select(chunks.c.article).join(versions)).where(versions.c.document_id == document_id)
        labels = (row["article"] for row in self._rows(query.order_by(chunks.c.ordinal)))
        return list(dict.fromkeys(label for label in labels if label))

    def corrections(self, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Document id -> field -> the value a person gave, for the documents that have any."""
        found: dict[str, dict[str, Any]] = {}
        for part in slices(ids):
            for row in self._rows(select(corrections).where(corrections.c.document_id.in_(part))):
                found.setdefault(row["document_id"], {})[row["field"]] = row["value"]
        return found

    def as_read(self, document_id: str) -> Metadata | None:
        """The metadata of the visible version as they were read, before any correction."""
        rows = self._rows(visible(select(versions)).where(versions.c.document_id == document_id))
        if not rows:
            return None
        return from_json(rows[0]["described"]) if rows[0]["described"] else to_metadata(rows[0])

    def collections(self) -> list[str]:
        query = visible(select(versions.c.collection)).distinct().order_by(versions.c.collection)
        return [row["collection"] for row in self._rows(query)]

    def hidden(self, version_ids: Sequence[str]) -> list[DocumentRecord]:
        """Versions that are hidden and not purged yet."""
        query = select(versions).where(versions.c.id.in_(version_ids), versions.c.state == "hidden")
        return [to_record(row) for row in self._rows(query)]

    def text(self, document_id: str) -> str | None:
        query = visible(select(texts.c.text).join(versions)).where(versions.c.document_id == document_id)
        return next((row["text"] for row in self._rows(query)), None)

    def pages(self, document_id: str, numbers: Sequence[int] | None = None) -> list[Page]:
        query = visible(select(pages).join(versions)).where(versions.c.document_id == document_id)
        if numbers is not None:
            query = query.where(pages.c.number.in_(numbers))
        return [to_page(row) for row in self._rows(query.order_by(pages.c.number))]

    def page_states(self, document_id: str) -> list[PageState]:
        columns = (pages.c.number, pages.c.origin, pages.c.confidence, pages.c.note)
        query = visible(select(*columns).join(versions)).where(versions.c.document_id == document_id)
        rows = self._rows(query.order_by(pages.c.number))
        return [PageState(row["number"], row["origin"], row["confidence"], row["note"] or "") for row in rows]

    def chunks_of(self, document_id: str) -> list[Chunk]:
        query = visible_chunks().where(versions.c.document_id == document_id).order_by(chunks.c.ordinal)
        return [to_chunk(row) for row in self._rows(query)]

    def chunks(self, ids: Iterable[str]) -> dict[str, Chunk]:
        """Visible chunks by id."""
        with self._remembering() as (connection, known):
            return known.chunks.of(dict.fromkeys(ids), partial(lookups.chunks_by_id, connection))

    def chunks_at(self, keys: Iterable[str]) -> dict[str, Chunk]:
        """Visible chunks by index key."""
        with self._remembering() as (connection, known):
            return known.chunks_at.of(dict.fromkeys(keys), partial(lookups.chunks_by_key, connection))

    def chunk_ids(self, keys: Iterable[str]) -> dict[str, str]:
        """Index key -> chunk id, of versions in any state."""
        with self._remembering() as (connection, known):
            return known.chunk_ids.of(keys, partial(lookups.names, connection))

    def titles(self, keys: Sequence[str], scope: Scope) -> dict[str, str]:
        """Index key -> document's title, in their order, for the keys whose version is visible and within scope now."""
        owners = [version_of(key) for key in keys]
        with self._remembering() as (connection, known):
            volumes = known.volumes.of(dict.fromkeys(owners), partial(lookups.volumes, connection))
        titles = {version: volume.title for version, volume in volumes.items() if volume.is_within(scope)}
        return {key: titles[owner] for key, owner in zip(keys, owners, strict=True) if owner in titles}

    def narrowed(self, scope: Scope) -> Scope:
        """The scope without the limits that shut out no visible document: each costs an index time to apply."""
        if scope.collections is None and scope.as_of is None:
            return scope
        held = self._holdings()
        if scope.collections is not None and held.keys() <= scope.collections:
            scope = replace(scope, collections=None)
        if scope.as_of is not None and all(one.latest <= scope.as_of for one in held.values()):
            scope = replace(scope, as_of=None)
        return scope

    def size(self, scope: Scope) -> int:
        """How many visible chunks are within scope."""
        if scope.as_of is None and scope.documents is None:
            held = self._holdings().items()
            return sum(one.chunks for name, one in held if scope.collections is None or name in scope.collections)
        with self._remembering() as (connection, known):
            return known.sizes.at(scope, partial(lookups.size, connection, scope))

    def selection(self, scope: Scope) -> Selection:
        """The visible versions within scope."""
        with self._remembering() as (connection, known):
            return known.selections.at(scope, partial(lookups.selection, connection, scope))

    def keys(self) -> set[str]:
        return {row["key"] for row in self._rows(visible(select(chunks.c.key).join(versions)))}

    def count_chunks(self) -> int:
        query = visible(select(func.coalesce(func.sum(versions.c.chunk_count), 0).label("n")))
        return int(self._rows(query)[0]["n"])

    def entries(self, keys: Iterable[str] | None = None) -> Iterator[Entry]:
        """What the indexes should hold of the visible chunks, or of those among `keys`."""
        wanted = sorted(self.keys() if keys is None else keys)
        query = visible(entry_rows())
        for part in slices(wanted):
            yield from map(to_entry, self._rows(query.where(chunks.c.key.in_(part)).order_by(chunks.c.key)))

    def kept_originals(self) -> set[str]:
        """Hashes of the originals that versions in any state refer to."""
        return {row["sha256"] for row in self._rows(select(versions.c.sha256).where(versions.c.kept))}

    def originals(self) -> list[tuple[str, str]]:
        """Path and hash of every visible document whose original is kept."""
        query = visible(select(versions.c.path, versions.c.sha256)).where(versions.c.kept)
        return [(row["path"], row["sha256"]) for row in self._rows(query)]

    def miscounted(self) -> list[str]:
        """Ids of visible documents whose number of chunks is not the one on record."""
        counted = func.count(chunks.c.key)
        query = visible(select(versions.c.document_id).join(chunks, isouter=True)).group_by(versions.c.id)
        return [row["document_id"] for row in self._rows(query.having(counted != versions.c.chunk_count))]

    def holds_any_version(self) -> bool:
        return bool(self._rows(select(versions.c.id).limit(1)))

    def faults(self) -> list[str]:
        """What the database's own check finds wrong with the file."""
        with self._reading() as connection:
            answers = connection.scalars(text("PRAGMA integrity_check")).all()
            orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
        return [answer for answer in answers if answer != "ok"] + [f"{row[0]} #{row[1]}" for row in orphans]

    # Inside.

    def _holdings(self) -> dict[str, Holding]:
        """What each collection holds."""
        with self._remembering() as (connection, known):
            return known.holdings.at("", partial(lookups.holdings, connection))

    def _one_record(self, *conditions: Any) -> DocumentRecord | None:
        rows = self._rows(visible(select(versions)).where(*conditions))
        return to_record(rows[0]) if rows else None

    def _rows(self, query: Select[Any]) -> list[Row]:
        with self._reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _remembering(self) -> Iterator[tuple[Connection, Remembered]]:
        """A connection, and what is remembered of the revision that it reads."""
        with self._reading() as connection:
            revision = int(connection.scalar(REVISION) or 0)
            known = self._remembered
            if known.revision != revision:
                known = self._remembered = Remembered(revision)
            yield connection, known

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as exc:
            if "database is locked" in str(exc.orig):
                raise LibraryBusyError("资料库的目录数据库正被占用，等待超时", "稍后重试") from exc
            raise storage_error(exc.orig or exc, self._place, "目录数据库", RESTORE_HINT) from exc


def entry_rows() -> Select[Any]:
    about = (versions.c.document_id, versions.c.collection, versions.c.since, versions.c.title)
    return select(chunks, *about).join(versions)


def _document_in(ids: Sequence[str]) -> Any:
    return versions.c.document_id.in_(ids)

"""A library of schema 1 is carried over in place, in one transaction, by whoever opens it first."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ingest.encoder.fake import FakeEncoder
from ingest.errors import LibraryBusyError, LibraryDamagedError
from ingest.library import catalog as catalog_module
from ingest.library import tables
from ingest.library.library import Library
from ingest.types import Document, Metadata

OLD_RULE = "积分管理办法（试行）\n第一条 为加强管理，制定本办法。\n第二条 本办法自2019年1月1日起施行。"
NEW_RULE = (
    "积分管理办法（2023年修订）\n第一条 为加强管理，制定本办法。\n"
    "第二条 本办法自2023年5月1日起施行。《积分管理办法（试行）》《评优规定》同时废止。"
)
SUMMARY = "2025年党建工作总结\n一、主要做法\n内部资料"


@pytest.fixture
def outdated(home: Path, encoder: FakeEncoder, make: Callable[..., Document]) -> Path:
    """A home as the version before wrote it: schema 1, whose rows know neither genre nor series."""
    with Library.open(home, encoder, write=True) as library:
        for number, (text, since) in enumerate(
            [(OLD_RULE, date(2019, 1, 1)), (NEW_RULE, date(2023, 5, 1)), (SUMMARY, None)]
        ):
            document = make(text, f"/2025年/{number}.txt")
            document = replace(document, metadata=Metadata(text.split("\n")[0], effective=since))
            library.store(document, library.encode([document])[0], text.encode())
    with closing(sqlite3.connect(home / "catalog.sqlite3")) as database:
        for name in ("series", "title_key", "number"):
            database.execute(f"DROP INDEX versions_{name}")
        for table in ("repeals", "corrections"):
            database.execute(f"DROP TABLE {table}")
        known = {"versions": VERSION_COLUMNS, "pages": PAGE_COLUMNS}
        for table, columns in known.items():
            for row in database.execute(f"PRAGMA table_info({table})").fetchall():
                if row[1] not in columns:
                    database.execute(f'ALTER TABLE {table} DROP COLUMN "{row[1]}"')
        database.execute("UPDATE meta SET value = '1' WHERE key = 'schema'")
        database.commit()
    return home


VERSION_COLUMNS = {
    *("id", "document_id", "collection", "state", "sha256", "path", "media_type", "size", "kept", "title", "issuer"),
    *("number", "issued", "effective", "standing", "paged", "page_count", "chunk_count", "status", "warnings"),
    "ingested_at",
}
PAGE_COLUMNS = {"version_id", "number", "text", "origin", "confidence"}


def schema(home: Path) -> str:
    with closing(sqlite3.connect(home / "catalog.sqlite3")) as database:
        return str(database.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()[0])


@pytest.mark.parametrize("write", [True, False])
def test_the_first_to_open_it_carries_it_over(outdated: Path, encoder: FakeEncoder, write: bool) -> None:
    with Library.open(outdated, encoder, write=write) as library:
        old, new, summary = sorted(library.documents(), key=lambda record: record.path)
        assert (old.superseded_on, old.superseded_by) == (date(2023, 5, 1), new.id)
        assert old.metadata.series == new.metadata.series == "积分管理办法"
        assert new.metadata.repeals == ("积分管理办法（试行）", "评优规定")
        assert (summary.metadata.genre, summary.metadata.period) == ("工作总结", "2025")
        assert summary.metadata.label == "内部资料"
        assert (summary.superseded_on, summary.metadata.series) == (None, "")
        assert dict(old.metadata.provenance)["title"] == "text"
        assert library.pages(old.id)[0].note == ""
        assert library.text(old.id) == OLD_RULE
        found = library.chunks(hit.chunk_id for hit in library.search_lexical("为加强管理，制定本办法", 2))
        assert {chunk.document_id for chunk in found} == {old.id, new.id}
        assert library.check() == []
    assert schema(outdated) == str(tables.SCHEMA_VERSION)


def test_what_was_carried_over_takes_part_in_everything(outdated: Path, encoder: FakeEncoder) -> None:
    with Library.open(outdated, encoder, write=True) as library:
        old, new, _ = sorted(library.documents(), key=lambda record: record.path)
        library.correct(new.id, {"effective": "2018-01-01"})
        assert library.document(old.id).superseded_by is None
        library.remove(new.id)
        assert library.check() == []


def test_a_kill_leaves_schema_1_as_it_was(
    outdated: Path, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate = catalog_module.migrate

    class Killed(BaseException):
        pass

    def dying(connection: object) -> None:
        migrate(connection)  # type: ignore[arg-type]
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(catalog_module, "migrate", dying)
        with pytest.raises(Killed):
            Library.open(outdated, encoder, write=True)
    assert schema(outdated) == "1"
    with closing(sqlite3.connect(outdated / "catalog.sqlite3")) as database:
        assert {row[1] for row in database.execute("PRAGMA table_info(versions)")} == VERSION_COLUMNS
    with Library.open(outdated, encoder, write=True) as library:
        assert library.check() == []
        assert len(library.documents()) == 3


def test_a_reader_waits_for_the_writer_that_carries_it_over(outdated: Path, encoder: FakeEncoder) -> None:
    from ingest.library.writing import take_lock

    lock = take_lock(outdated)
    try:
        with pytest.raises(LibraryBusyError):
            Library.open(outdated, encoder)
    finally:
        lock.release()


def test_a_newer_schema_is_refused_with_a_sentence(outdated: Path, encoder: FakeEncoder) -> None:
    with closing(sqlite3.connect(outdated / "catalog.sqlite3")) as database:
        database.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
        database.commit()
    for write in (True, False):
        with pytest.raises(LibraryDamagedError, match="99"):
            Library.open(outdated, encoder, write=write)

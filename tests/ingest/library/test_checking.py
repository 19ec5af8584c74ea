"""What `library check` finds, besides what the other suites let it find."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from ingest.encoder.fake import FakeEncoder
from ingest.errors import LibraryDamagedError
from ingest.library.library import Library


def test_a_missing_original_is_named(library: Library, put) -> None:  # type: ignore[no-untyped-def]
    record = put(library, "党费每月交纳")
    library.original(record.id).unlink()
    (problem,) = library.check()
    assert problem.what == "1 份原件不在资料库中"
    assert record.path in problem.items[0]


def test_a_document_stored_without_its_file_misses_nothing(library: Library, make) -> None:  # type: ignore[no-untyped-def]
    document = make("党费每月交纳")
    library.store(document, library.encode([document])[0])
    assert library.check() == []


def test_a_tampered_catalog_is_told(home: Path, encoder: FakeEncoder, put) -> None:  # type: ignore[no-untyped-def]
    with Library.open(home, encoder, write=True) as library:
        record = put(library, "一\n二\n三")
    catalog = sqlite3.connect(home / "catalog.sqlite3")
    catalog.execute("DELETE FROM chunks WHERE ordinal = 1")
    catalog.commit()
    catalog.close()
    with Library.open(home, encoder) as reader:
        found = {problem.what: problem.items for problem in reader.check()}
    assert found["目录中记录的片段数与实际不符"] == (record.id,)
    assert any("多出 1 个" in what for what in found)


def test_long_lists_are_cut(library: Library, put) -> None:  # type: ignore[no-untyped-def]
    put(library, "\n".join(f"第{n}条" for n in range(30)))
    with library._indexes.lexical(library._catalog.state()) as index:
        index.remove_keys(index.keys())
        index.commit()
    (problem,) = library.check()
    assert problem.what == "词语索引缺少 30 个片段"
    assert len(problem.items) == 21
    assert problem.items[-1] == "…… 共 30 项"


def test_a_newer_or_foreign_catalog_is_refused_with_a_sentence(home: Path, encoder: FakeEncoder) -> None:
    Library.open(home, encoder, write=True).close()
    catalog = sqlite3.connect(home / "catalog.sqlite3")
    catalog.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    catalog.commit()
    catalog.close()
    for write in (False, True):
        with pytest.raises(LibraryDamagedError, match="版本是 '99'"):
            Library.open(home, encoder, write=write)
    (home / "catalog.sqlite3").write_bytes(b"rubbish" * 1000)
    with pytest.raises(LibraryDamagedError, match="目录数据库"):
        Library.open(home, encoder)

"""What goes in comes out, once, in its newest version, within the scope asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from ingest.encoder.fake import FakeEncoder
from ingest.errors import DocumentNotFoundError
from ingest.library.catalog import Catalog
from ingest.library.entries import Prepared, Sieve
from ingest.library.lexical import LexicalIndex
from ingest.library.library import Library
from ingest.library.vectors import VectorStore
from ingest.types import Scope

Ask = Callable[..., list[str]]


def test_a_home_that_does_not_exist_is_an_empty_library_and_stays_untouched(home: Path, encoder: FakeEncoder) -> None:
    with Library.open(home, encoder) as library:
        assert library.documents() == []
        assert library.search_lexical("党费", 5) == []
        assert library.search_dense(encoder.encode_queries(["党费"])[0], 5) == []
        assert library.idf("党费") == 0.0
        assert library.chunk("x") is None
        assert library.check() == []
    assert not home.exists()


def test_a_stored_document_comes_back_whole(library: Library, make) -> None:  # type: ignore[no-untyped-def]
    document = make(
        "第一条 党费按月交纳。\n第二条 支部每月公示。", section=("第一章 总则",), article="第一条", title="党费办法"
    )
    record = library.store(document, library.encode([document])[0], b"bytes of the file")
    assert (record.id, record.title, record.chunks, record.pages, record.status) == (
        document.id, "党费办法", 2, 1, "ready",
    )  # fmt: skip
    assert library.documents() == [record] == list(library.records([document.id]).values())
    assert library.text(document.id) == document.text
    assert library.pages(document.id) == list(document.pages)
    assert library.chunks_of(document.id) == list(document.chunks)
    assert library.chunk(document.chunks[1].id) == document.chunks[1]
    assert library.original(document.id).read_bytes() == b"bytes of the file"
    assert library.find("default", document.sha256) == record == library.at_path("default", document.source.path)


def test_chunks_come_in_the_order_asked_for(library: Library, put) -> None:  # type: ignore[no-untyped-def]
    record = put(library, "一\n二\n三")
    first, _, third = library.chunks_of(record.id)
    assert library.chunks([third.id, "unknown", first.id]) == [third, first]


def test_the_best_chunk_comes_first(library: Library, put, ask: Ask) -> None:  # type: ignore[no-untyped-def]
    put(library, "党员应当按月交纳党费\n会议室使用后应当打扫\n出差凭票据报销")
    assert ask(library, "党费按月交纳")[0] == "党员应当按月交纳党费"
    assert len(ask(library, "党费按月交纳", 1)) == 1


def test_a_new_version_takes_the_place_of_the_old(library: Library, put, ask: Ask) -> None:  # type: ignore[no-untyped-def]
    old = put(library, "党费每月二十日前交纳")
    new = put(library, "党费每月十日前交纳")
    assert new.id == old.id
    assert ask(library, "党费交纳") == ["党费每月十日前交纳"]
    assert library.documents() == [new]
    assert library.find("default", old.sha256) is None
    assert library.check() == []


def test_a_version_may_come_back(library: Library, put, ask: Ask) -> None:  # type: ignore[no-untyped-def]
    for text in ("甲方案", "乙方案", "甲方案"):
        put(library, text)
    assert ask(library, "方案") == ["甲方案"]
    assert library.check() == []


def test_a_removed_document_is_gone_from_every_answer(library: Library, put, ask: Ask) -> None:  # type: ignore[no-untyped-def]
    record = put(library, "党费每月交纳")
    kept = put(library, "党费使用公示", "/文件/乙.txt")
    chunk = library.chunks_of(record.id)[0]
    library.remove(record.id)
    assert ask(library, "党费") == ["党费使用公示"]
    assert library.documents() == [kept]
    assert library.chunk(chunk.id) is None
    assert library.check() == []
    assert not list((library.home / "originals").rglob(record.sha256))
    for read in (library.document, library.text, library.pages, library.chunks_of, library.original, library.remove):
        with pytest.raises(DocumentNotFoundError, match=record.id):
            read(record.id)


def test_same_name_in_two_folders_are_two_documents(library: Library, put) -> None:  # type: ignore[no-untyped-def]
    first = put(library, "一支部计划", "/一支部/计划.txt")
    second = put(library, "二支部计划", "/二支部/计划.txt")
    assert first.id != second.id
    assert {record.path for record in library.documents()} == {"/一支部/计划.txt", "/二支部/计划.txt"}


def test_same_content_in_two_collections_are_two_documents(library: Library, put, ask: Ask) -> None:  # type: ignore[no-untyped-def]
    first = put(library, "党费每月交纳", collection="甲")
    second = put(library, "党费每月交纳", collection="乙")
    assert first.id != second.id
    assert library.collections() == ["乙", "甲"]
    assert len(ask(library, "党费")) == 2
    library.remove(first.id)
    assert ask(library, "党费") == ["党费每月交纳"]
    assert library.original(second.id).is_file()


def test_same_content_in_one_collection_is_stored_once(library: Library, put) -> None:  # type: ignore[no-untyped-def]
    first = put(library, "党费每月交纳", "/甲.txt")
    assert put(library, "党费每月交纳", "/乙.txt") == first


def test_a_group_is_stored_at_one_stroke(library: Library, make) -> None:  # type: ignore[no-untyped-def]
    documents = [make(f"第{number}号通知", f"/通知{number}.txt") for number in range(5)]
    group = [Prepared(document, rows) for document, rows in zip(documents, library.encode(documents), strict=True)]
    records = library.store_many([*group, group[0]])
    assert [record.id for record in records] == [document.id for document in [*documents, documents[0]]]
    assert len(library.documents()) == 5
    assert library.check() == []


SCOPES = [
    (Scope(), {"旧规定", "新规定", "无日期规定", "别处规定"}),
    (Scope(collections=frozenset({"乙"})), {"别处规定"}),
    (Scope(collections=frozenset({"甲", "乙"}), as_of=date(2024, 12, 31)), {"旧规定", "无日期规定", "别处规定"}),
    (Scope(as_of=date(2025, 1, 1)), {"旧规定", "新规定", "无日期规定", "别处规定"}),
    (Scope(as_of=date(2023, 12, 31)), {"无日期规定", "别处规定"}),
    (Scope(documents=frozenset({Library.document_id("甲", "/新.txt")})), {"新规定"}),
    (Scope(documents=frozenset({Library.document_id("甲", "/新.txt")}), as_of=date(2024, 1, 1)), set()),
    (Scope(collections=frozenset()), set()),
    (Scope(documents=frozenset()), set()),
    (Scope(collections=frozenset({"丙"})), set()),
]


def test_scope_is_applied_inside_the_query(library: Library, make, ask: Ask) -> None:  # type: ignore[no-untyped-def]
    documents = [
        make("旧规定", "/旧.txt", collection="甲", effective=date(2024, 1, 1)),
        make("新规定", "/新.txt", collection="甲", effective=date(2025, 1, 1)),
        make("无日期规定", "/无.txt", collection="甲"),
        make("别处规定", "/别.txt", collection="乙"),
    ]
    library.store_many([Prepared(one, rows) for one, rows in zip(documents, library.encode(documents), strict=True)])
    for scope, expected in SCOPES:
        assert set(ask(library, "规定", scope=scope)) == expected, scope
        # Were the scope applied after ranking, asking for one hit would often find none of the allowed.
        assert len(ask(library, "旧规定", 1, scope=scope)) == min(1, len(expected)), scope


def test_limits_that_shut_nothing_out_are_not_handed_to_the_index(
    library: Library, put, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    put(library, "旧规定", "/旧.txt", collection="甲", effective=date(2024, 1, 1))
    sieves: list[Sieve] = []
    for kind in (VectorStore, LexicalIndex):
        search = kind.search

        def note(self, question, k, sieve, *further, search=search, **options):  # type: ignore[no-untyped-def]
            sieves.append(sieve)
            return search(self, question, k, sieve, *further, **options)

        monkeypatch.setattr(kind, "search", note)
    for scope in (Scope(), Scope(collections=frozenset({"甲", "乙"})), Scope(as_of=date(2024, 1, 1))):
        assert ask(library, "规定", scope=scope) == ["旧规定"]
        assert sieves.pop().is_open
    sieves.clear()
    assert ask(library, "规定", scope=Scope(as_of=date(2023, 1, 1))) == []
    assert not any(sieve.is_open for sieve in sieves)


def test_a_document_published_while_the_index_is_asked_stays_within_scope(
    library: Library, put, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    """The index is asked without a filter, because nothing was outside the scope; then something is."""
    put(library, "甲的规定", "/甲.txt", collection="甲")
    narrowed = Catalog.narrowed

    def publish_meanwhile(self: Catalog, scope: Scope) -> Scope:
        result = narrowed(self, scope)
        if len(library.documents()) == 1:
            put(library, "乙的规定", "/乙.txt", collection="乙")
        return result

    monkeypatch.setattr(Catalog, "narrowed", publish_meanwhile)
    assert ask(library, "规定", scope=Scope(collections=frozenset({"甲"}))) == ["甲的规定"]
    assert len(library.documents()) == 2


def test_a_zero_vector_finds_nothing_and_harms_nothing(library: Library, put) -> None:  # type: ignore[no-untyped-def]
    put(library, "正文\n ")
    assert library.search_dense(np.zeros(library.encoder.dimension, dtype=np.float32), 5) == []
    assert library.check() == []


def test_questions_without_words_find_nothing(library: Library, put) -> None:  # type: ignore[no-untyped-def]
    put(library, "正文")
    assert library.search_lexical("？！", 5) == []
    assert library.search_lexical('title:"x" AND (', 5) == []


def test_hidden_versions_never_show_while_their_purge_is_outstanding(
    library: Library, put, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    put(library, "党费每月二十日前交纳")
    other = put(library, "党费公示", "/乙.txt")
    monkeypatch.setattr(library._writer, "_settle", lambda: None)
    put(library, "党费每月十日前交纳")
    library.remove(other.id)
    assert len(library._catalog.state().unsettled) == 2
    assert ask(library, "党费") == ["党费每月十日前交纳"]
    assert ask(library, "党费每月二十日前交纳", 1) == ["党费每月十日前交纳"]
    assert library.check() == []


def test_vectors_of_a_wrong_shape_are_refused_before_anything_is_written(library: Library, make) -> None:  # type: ignore[no-untyped-def]
    document = make("一\n二")
    with pytest.raises(ValueError, match="expected"):
        library.store(document, np.zeros((1, library.encoder.dimension), dtype=np.float32))
    assert library.documents() == []
    assert library.check() == []


def test_a_library_opened_for_reading_cannot_be_changed(home: Path, encoder: FakeEncoder, library: Library) -> None:
    with Library.open(home, encoder) as reader, pytest.raises(RuntimeError, match="write=True"):
        reader.remove("d0")


def test_doubtful_pages_make_a_doubtful_document(library: Library, make) -> None:  # type: ignore[no-untyped-def]
    from dataclasses import replace

    document = make("乱码")
    document = replace(document, pages=(replace(document.pages[0], origin="garbled", confidence=0.1),))
    assert library.store(document, library.encode([document])[0]).status == "doubtful"

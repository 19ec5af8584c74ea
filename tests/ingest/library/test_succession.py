"""Versions of one rule in the catalog: who supersedes whom, from when, and that it follows every change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ingest.encoder.fake import FakeEncoder
from ingest.errors import DocumentNotFoundError, LibraryError
from ingest.library.library import Library
from ingest.series import series_key
from ingest.types import Document, DocumentRecord, Metadata

Make = Callable[..., Document]
Store = Callable[..., DocumentRecord]


@pytest.fixture
def store(library: Library, make: Make) -> Store:
    def put(
        path: str, title: str, since: date | None = None, collection: str = "default", **about: object
    ) -> DocumentRecord:
        document = make(f"{title}\n{path}\n第一条 {since}", path, collection)
        issuer = about.get("issuer")
        series = about.pop("series", series_key(title, issuer if isinstance(issuer, str) else None))
        metadata = Metadata(title, effective=since, series=series, **about)  # type: ignore[arg-type]
        document = replace(document, metadata=metadata)
        return library.store(document, library.encode([document])[0], b"")

    return put


def ends(library: Library, *records: DocumentRecord) -> list[tuple[date | None, str | None]]:
    found = [library.document(record.id) for record in records]
    return [(one.superseded_on, one.superseded_by) for one in found]


OLD, NEW, NEWER = date(2019, 1, 1), date(2023, 5, 1), date(2026, 4, 1)


def test_a_later_version_supersedes_an_earlier_one_in_whatever_order_they_come(library: Library, store: Store) -> None:
    new = store("/2.docx", "积分管理办法（2023年修订）", NEW)
    old = store("/1.docx", "积分管理办法（试行）", OLD)
    newer = store("/3.docx", "积分管理办法（2026年修订）", NEWER)
    assert ends(library, old, new, newer) == [(NEW, new.id), (NEWER, newer.id), (None, None)]
    assert [one.id for one in library.versions(old.id)] == [newer.id, new.id, old.id]


def test_removing_the_successor_brings_the_older_version_back(library: Library, store: Store) -> None:
    old, new = store("/1.docx", "积分管理办法", OLD), store("/2.docx", "积分管理办法（2023年修订）", NEW)
    library.remove(new.id)
    assert ends(library, old) == [(None, None)]
    assert [one.id for one in library.versions(old.id)] == [old.id]


def test_replacing_a_file_settles_what_its_older_content_superseded(library: Library, store: Store) -> None:
    old = store("/1.docx", "积分管理办法", OLD)
    new = store("/2.docx", "积分管理办法（2023年修订）", NEW)
    assert ends(library, old) == [(NEW, new.id)]
    store("/2.docx", "评优管理办法", NEWER)
    assert ends(library, old) == [(None, None)]


def test_a_repeal_ends_what_it_names_by_title_or_number(library: Library, store: Store) -> None:
    by_title = store("/1.docx", "组织生活规定（试行）", OLD)
    by_number = store("/2.docx", "评优工作方案", OLD, number="华党发〔2019〕3号")
    apart = store("/3.docx", "评优工作细则", OLD, number="华党发〔2019〕4号")
    repealer = store("/4.docx", "积分管理办法", NEW, repeals=("组织生活规定", "华党发〔2019〕3号"))
    assert ends(library, by_title, by_number, apart) == [(NEW, repealer.id), (NEW, repealer.id), (None, None)]
    library.remove(repealer.id)
    assert ends(library, by_title, by_number) == [(None, None), (None, None)]


def test_a_rule_taken_in_after_its_repeal(library: Library, store: Store) -> None:
    repealer = store("/4.docx", "积分管理办法", NEW, repeals=("组织生活规定",))
    assert ends(library, store("/1.docx", "组织生活规定", OLD)) == [(NEW, repealer.id)]
    assert ends(library, store("/5.docx", "组织生活规定（2026年修订）", NEWER)) == [(None, None)]


def test_its_own_end(library: Library, store: Store) -> None:
    old = store("/1.docx", "积分管理办法", OLD, repealed=date(2022, 1, 1))
    store("/2.docx", "积分管理办法（2023年修订）", NEW)
    assert ends(library, old) == [(date(2022, 1, 1), None)]


def test_a_draft_supersedes_nothing_and_is_superseded_by_what_was_issued(library: Library, store: Store) -> None:
    rule = store("/1.docx", "积分管理办法", OLD)
    draft = store("/2.docx", "积分管理办法（征求意见稿）", NEW, status="征求意见稿")
    assert ends(library, rule, draft) == [(None, None), (OLD, rule.id)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"title": "2025年工作总结"}, {"title": "2026年工作总结"}),
        ({"title": "积分管理办法", "collection": "a"}, {"title": "积分管理办法", "collection": "b"}),
        ({"title": "积分管理办法", "issuer": "甲川公司"}, {"title": "积分管理办法", "issuer": "乙山公司"}),
        ({"title": "积分管理办法", "since": None}, {"title": "积分管理办法"}),
        ({"title": "积分管理办法", "since": NEW}, {"title": "积分管理办法"}),
    ],
    ids=["no rule", "other collection", "other issuer", "unknown day", "same day"],
)
def test_what_does_not_supersede(
    library: Library, store: Store, one: dict[str, object], other: dict[str, object]
) -> None:
    first = store("/1.docx", **{"since": OLD, **one})
    second = store("/2.docx", **{"since": NEW, **other})
    assert ends(library, first, second) == [(None, None), (None, None)]


def test_supersession_is_settled_in_the_same_transaction(home: Path, library: Library, store: Store) -> None:
    old = store("/1.docx", "积分管理办法", OLD)
    before = library._catalog.state().revision
    new = store("/2.docx", "积分管理办法", NEW)
    with Library.open(home, FakeEncoder()) as reader:
        assert ends(reader, old) == [(NEW, new.id)]
    assert library._catalog.state().revision > before


def test_moving_keeps_id_text_and_hits(library: Library, store: Store) -> None:
    record = store("/旧/甲.docx", "积分管理办法", OLD)
    moved = library.move(record.id, "/新/甲.docx")
    assert (moved.id, moved.path) == (record.id, "/新/甲.docx")
    assert library.at_path("default", "/新/甲.docx") == moved
    assert library.at_path("default", "/旧/甲.docx") is None
    assert library.search_lexical("积分", 5)
    assert library.check() == []
    assert library.id_for("default", "/新/甲.docx") == record.id
    fresh = library.id_for("default", "/旧/甲.docx")
    assert fresh != record.id == Library.document_id("default", "/旧/甲.docx")


def test_a_move_needs_a_document_and_a_free_place(library: Library, store: Store) -> None:
    one, _ = store("/1.docx", "甲办法"), store("/2.docx", "乙办法")
    with pytest.raises(LibraryError, match="已有文档"):
        library.move(one.id, "/2.docx")
    with pytest.raises(DocumentNotFoundError):
        library.move("d000000000000", "/3.docx")


def test_what_lies_under_a_folder_or_in_an_archive(library: Library, store: Store) -> None:
    for path in ("/a/1.docx", "/a/b.zip/内/2.docx", "/a/b.zip/3.docx", "/ab/4.docx", "/a%/5.docx"):
        store(path, path)
    assert [one.path for one in library.under("default", "/a")] == [
        "/a/1.docx",
        "/a/b.zip/3.docx",
        "/a/b.zip/内/2.docx",
    ]
    assert [one.path for one in library.under("default", "/a/b.zip/")] == ["/a/b.zip/3.docx", "/a/b.zip/内/2.docx"]
    assert library.under("other", "/a") == []
    assert len(library.under("default", "/")) == 5

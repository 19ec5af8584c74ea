"""What was removed a moment ago is put back whole; what changes its collection stays the same document."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from ingest.errors import DocumentConflictError, DocumentNotFoundError
from ingest.library.library import Library
from ingest.types import DocumentRecord, Scope

Ask = Callable[..., list[str]]
Put = Callable[..., DocumentRecord]

LONG = 600.0


def purged(library: Library) -> bool:
    return library._catalog.state().unsettled == ()


def test_what_is_removed_is_gone_at_once_and_comes_back_as_it_was(library: Library, put: Put, ask: Ask) -> None:
    put(library, "会议室使用后应当打扫", "/乙.txt")
    record = put(library, "党费每月二十日前交纳")
    record = library.correct(record.id, {"issuer": "组织部"})
    chunks = library.chunks_of(record.id)
    library.remove(record.id, undo_seconds=LONG)
    assert "党费每月二十日前交纳" not in ask(library, "党费每月交纳")
    with pytest.raises(DocumentNotFoundError):
        library.document(record.id)
    assert library.removed(record.id) == record
    assert library.restore(record.id) == record == library.document(record.id)
    assert ask(library, "党费每月交纳")[0] == "党费每月二十日前交纳"
    assert library.chunks_of(record.id) == chunks
    assert library.original(record.id).is_file()
    assert library.check() == []
    library.correct(record.id, {"issuer": None})
    assert library.document(record.id).metadata.issuer is None


def test_taking_other_files_in_does_not_shorten_the_time_for_regret(library: Library, put: Put) -> None:
    record = put(library, "党费")
    library.remove(record.id, undo_seconds=LONG)
    put(library, "出差凭票据报销", "/乙.txt")
    assert library.restore(record.id) == record
    assert library.check() == []


def test_without_time_for_regret_and_after_it_everything_is_purged(library: Library, put: Put) -> None:
    record = put(library, "党费")
    original = library.original(record.id)
    library.remove(record.id, undo_seconds=0.05)
    deadline = time.monotonic() + 30
    while not purged(library) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert purged(library)
    assert not original.exists()
    with pytest.raises(DocumentNotFoundError, match="不能再撤销"):
        library.restore(record.id)
    record = put(library, "党费")
    library.remove(record.id)
    assert purged(library)
    with pytest.raises(DocumentNotFoundError, match="不能再撤销"):
        library.restore(record.id)


def test_a_library_that_is_closed_purges_what_was_removed(library: Library, put: Put) -> None:
    record = put(library, "党费")
    original = library.original(record.id)
    library.remove(record.id, undo_seconds=LONG)
    assert original.exists()
    library.close()
    assert not original.exists()


def test_a_file_taken_in_again_is_not_put_back_beside_itself(library: Library, put: Put) -> None:
    record = put(library, "党费")
    library.remove(record.id, undo_seconds=LONG)
    again = put(library, "党费")
    assert again.id == record.id
    with pytest.raises(DocumentNotFoundError):
        library.restore(record.id)
    other = put(library, "党课", "/乙.txt")
    library.remove(other.id, undo_seconds=LONG)
    put(library, "党课", "/丙.txt")
    with pytest.raises(DocumentConflictError, match="已有同一份文件"):
        library.restore(other.id)
    assert library.check() == []


def test_a_document_changes_its_collection_and_stays_the_same(library: Library, put: Put, ask: Ask) -> None:
    record = put(library, "党费每月二十日前交纳")
    library.correct(record.id, {"issuer": "组织部"})
    moved = library.shelve(record.id, "制度", "/制度/甲.txt")
    assert (moved.id, moved.collection, moved.path) == (record.id, "制度", "/制度/甲.txt")
    assert moved.metadata.issuer == "组织部"
    assert library.collections() == ["制度"]
    assert ask(library, "党费交纳", scope=Scope(frozenset({"制度"}))) == ["党费每月二十日前交纳"]
    assert ask(library, "党费交纳", scope=Scope(frozenset({"default"}))) == []
    assert library.check() == []
    assert library.correct(record.id, {"issuer": None}).metadata.issuer is None
    assert library.shelve(record.id, "制度") == library.document(record.id)


def test_a_collection_that_holds_the_same_takes_no_second(library: Library, put: Put) -> None:
    record = put(library, "党费")
    put(library, "党费", collection="制度")
    with pytest.raises(DocumentConflictError, match="“制度”里已有同一份文件"):
        library.shelve(record.id, "制度")
    other = put(library, "党课", "/乙.txt")
    put(library, "别的", "/乙.txt", collection="制度")
    with pytest.raises(DocumentConflictError, match="“制度”里已有同名的文件"):
        library.shelve(other.id, "制度")
    with pytest.raises(DocumentNotFoundError):
        library.shelve("d000000000000", "制度")
    assert library.document(record.id).collection == "default"


def test_pages_are_had_one_by_one_and_their_states_without_text(library: Library, put: Put) -> None:
    record = put(library, "党费")
    [page] = library.pages(record.id)
    assert library.pages(record.id, [1]) == [page]
    assert library.pages(record.id, [2]) == []
    [state] = library.page_states(record.id)
    assert (state.number, state.origin, state.confidence, state.is_doubtful) == (1, "native", 1.0, False)


def test_what_was_read_stays_known_beside_what_a_person_says(library: Library, put: Put) -> None:
    record = put(library, "党费", title="党费办法")
    library.correct(record.id, {"title": "党费管理办法"})
    assert library.as_read(record.id).title == "党费办法"
    with pytest.raises(DocumentNotFoundError):
        library.as_read("d000000000000")

"""What is remembered is asked for once, never grows without bound, and never outlives a change."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ingest.library.library import Library
from ingest.library.memory import Memory
from ingest.library.view import LibraryView
from ingest.types import DocumentRecord


def test_what_is_held_is_not_asked_for_again() -> None:
    asked: list[list[str]] = []

    def look_up(names: list[str]) -> dict[str, int]:
        asked.append(names)
        return {name: len(name) for name in names if name != "none"}

    memory: Memory[str, int] = Memory(10)
    assert memory.of(["a", "bb", "none"], look_up) == {"a": 1, "bb": 2}
    assert memory.of(["a", "ccc"], look_up) == {"a": 1, "ccc": 3}
    assert asked == [["a", "bb", "none"], ["ccc"]]


@pytest.mark.parametrize("most", [1, 3, 100])
def test_full_it_forgets_and_still_answers(most: int) -> None:
    memory: Memory[int, int] = Memory(most)
    for start in range(0, 50, 5):
        wanted = list(range(start, start + 5))
        assert memory.of(wanted, lambda names: {name: -name for name in names}) == {one: -one for one in wanted}
    assert len(memory._held) <= max(most, 5)


def test_a_change_is_seen_by_who_has_asked_before(library: Library, put: Callable[..., DocumentRecord]) -> None:
    record = put(library, "党费每月二十日前交纳")
    (hit,) = library.search_lexical("党费", 5)
    assert library.chunks([hit.chunk_id])[0].text == "党费每月二十日前交纳"
    assert library.records([record.id])[record.id].title == hit.title
    library.correct(record.id, {"title": "党费办法"})
    assert library.records([record.id])[record.id].title == "党费办法"
    assert [hit.title for hit in library.search_lexical("党费", 5)] == ["党费办法"]
    library.remove(record.id)
    assert library.chunks([hit.chunk_id]) == []
    assert library.records([record.id]) == {}
    assert library.search_lexical("党费", 5) == []


def test_hits_without_ids_lead_to_the_same_chunks(library: Library, put: Callable[..., DocumentRecord]) -> None:
    record, other = put(library, "党费每月二十日前交纳"), put(library, "党费由专人收缴", collection="支部")
    vector = library.encoder.encode_queries(["党费"])[0]
    for hits, bare in (
        (library.search_lexical("党费", 5), library.search_lexical("党费", 5, named=False)),
        (library.search_dense(vector, 5), library.search_dense(vector, 5, named=False)),
    ):
        found = library.chunks_at(hit.chunk_id for hit in bare)
        assert [found[hit.chunk_id].id for hit in bare] == [hit.chunk_id for hit in hits]
        assert [(hit.score, hit.title) for hit in bare] == [(hit.score, hit.title) for hit in hits]
    shown = LibraryView(library, frozenset({"支部"}))
    assert [chunk.document_id for chunk in shown.chunks_at(found).values()] == [other.id]
    library.remove(record.id)
    assert [chunk.document_id for chunk in library.chunks_at(found).values()] == [other.id]

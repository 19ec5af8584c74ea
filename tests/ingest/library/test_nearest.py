"""Whatever the way they are found, the nearest within a scope are those of a library that holds nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from ingest.encoder.fake import FakeEncoder
from ingest.library import nearest
from ingest.library.entries import Prepared
from ingest.library.library import Library
from ingest.library.matrix import LIST, ROWS, Matrix
from ingest.library.vectors import VectorStore
from ingest.types import Document, Scope

DOCUMENTS, LINES = 40, 15
QUESTION = "第3号通知 党费 收缴"
K = 20


@pytest.fixture(scope="module")
def documents(make: Callable[..., Document]) -> list[Document]:
    """Three of four in collection 甲, one of ten from 2025."""
    rng = np.random.default_rng(0)
    words = [f"{a}{b}" for a in "党费收缴公示通知会议学习" for b in "办法规定记录计划总结报告"]
    return [
        make(
            "\n".join(f"第{rng.integers(90)}号" + "".join(rng.choice(words, 6)) for _ in range(LINES)),
            f"/{number}.txt",
            collection="甲" if number % 4 else "乙",
            effective=date(2025 if number % 10 == 0 else 2020, 1, 1),
        )
        for number in range(DOCUMENTS)
    ]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, documents: list[Document]) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("home"), FakeEncoder(), write=True) as library:
        rows = library.encode(documents)
        library.store_many([Prepared(one, part) for one, part in zip(documents, rows, strict=True)])
        yield library


SCOPES = [
    Scope(collections=frozenset({"甲"})),
    Scope(collections=frozenset({"乙", "丙"})),
    Scope(as_of=date(2024, 1, 1)),
    Scope(documents=frozenset({Library.document_id("甲", "/1.txt")})),
    Scope(collections=frozenset({"甲"}), as_of=date(2024, 1, 1)),
    Scope(collections=frozenset({"丙"})),
]


def expected(library: Library, documents: list[Document], scope: Scope) -> list[float]:
    """The scores of the best chunks, from their texts."""
    texts = [
        chunk.text
        for one in documents
        if (scope.collections is None or one.collection in scope.collections)
        and (scope.documents is None or one.id in scope.documents)
        and (scope.as_of is None or (one.metadata.since or date.min) <= scope.as_of)
        for chunk in one.chunks
    ]
    vector = library.encoder.encode_queries([QUESTION])[0]
    return sorted((library.encoder.encode_documents(texts) @ vector).tolist(), reverse=True)[:K]


def scores(library: Library, scope: Scope) -> list[float]:
    return [hit.score for hit in library.search_dense(library.encoder.encode_queries([QUESTION])[0], K, scope)]


@pytest.mark.parametrize("dearer", [0, 30, 1_000_000], ids=["graph first", "as shipped", "rows only"])
@pytest.mark.parametrize("scope", SCOPES)
def test_the_best_within_scope(
    filled: Library, documents: list[Document], scope: Scope, dearer: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nearest, "DEARER", dearer)
    assert scores(filled, scope) == pytest.approx(expected(filled, documents, scope), abs=1e-5)


def test_little_left_out_needs_no_filter_of_the_graph(
    filled: Library, documents: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    search = VectorStore.search

    def note(self, vector, k, sieve):  # type: ignore[no-untyped-def]
        asked.append(sieve.is_open)
        return search(self, vector, k, sieve)

    monkeypatch.setattr(VectorStore, "search", note)
    monkeypatch.setattr(nearest, "DEARER", 0)
    scores(filled, Scope(as_of=date(2024, 1, 1)))
    assert asked == [True]


def test_a_library_without_rows_is_searched_by_the_graph_and_gets_them(
    tmp_path: Path, documents: list[Document]
) -> None:
    encoder, scope = FakeEncoder(), SCOPES[0]
    with Library.open(tmp_path, encoder, write=True) as library:
        rows = library.encode(documents)
        library.store_many([Prepared(one, part) for one, part in zip(documents, rows, strict=True)])
        for name in (ROWS, LIST):
            (tmp_path / "vectors" / library._catalog.state().vectors / name).unlink()
        library._indexes._vectors.clear()
        assert scores(library, scope) == pytest.approx(expected(library, documents, scope), abs=1e-5)
        folder = tmp_path / "beside"
        with library._indexes.vectors(library._catalog.state()) as store:
            store.compact_into(folder)
    assert Matrix(folder).count() == DOCUMENTS * LINES

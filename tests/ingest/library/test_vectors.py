"""Chroma behind its seam: nothing is lost between folders, graph files stay as they are, errors are translated."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from ingest.encoder.protocol import Vectors
from ingest.errors import LibraryDamagedError
from ingest.library.entries import Entry, Sieve
from ingest.library.vectors import VectorStore

FINGERPRINT = "0123456789abcdef" * 4


def entries(count: int, version: str = "d1.v1", start: int = 0) -> list[Entry]:
    return [Entry(f"{version}.{n}", version, "d1", "default", 0, "", "", "") for n in range(start, start + count)]


def unit_rows(count: int, seed: int = 0) -> Vectors:
    rows = np.random.default_rng(seed).standard_normal((count, 16)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[VectorStore]:
    opened = VectorStore(tmp_path / "1", FINGERPRINT, create=True)
    yield opened
    opened.close()


def graph_files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*.bin")}


def test_the_nearest_come_first_with_their_dot_product(store: VectorStore) -> None:
    rows = unit_rows(50)
    store.add(entries(50), rows)
    found = store.search(rows[7], 3, Sieve())
    assert found[0].key == "d1.v1.7"
    expected = sorted((rows @ rows[7]).tolist(), reverse=True)[:3]
    assert [match.score for match in found] == pytest.approx(expected, abs=1e-5)


def test_zero_rows_are_kept_and_harm_no_ranking(store: VectorStore) -> None:
    rows = unit_rows(5)
    rows[2] = 0
    store.add(entries(5), rows)
    assert store.count() == 5
    assert [match.key for match in store.search(rows[1], 1, Sieve())] == ["d1.v1.1"]
    assert store.search(rows[2], 5, Sieve()) == []


def test_asking_for_more_than_there_is_gives_what_there_is(store: VectorStore) -> None:
    assert store.search(unit_rows(1)[0], 5, Sieve()) == []
    store.add(entries(3), unit_rows(3))
    assert len(store.search(unit_rows(1)[0], 100, Sieve())) == 3


def test_adding_more_than_chroma_takes_at_once(store: VectorStore) -> None:
    store._batch = 7
    store.add(entries(20), unit_rows(20))
    assert store.keys() == {entry.key for entry in entries(20)}
    store.remove_keys(entry.key for entry in entries(15))
    assert store.count() == 5


def test_removing_versions_leaves_the_others(store: VectorStore) -> None:
    store.add(entries(3, "d1.v1"), unit_rows(3))
    store.add(entries(3, "d1.v2"), unit_rows(3, seed=1))
    store.remove_versions(["d1.v1", "d9.unknown"])
    assert store.keys() == {entry.key for entry in entries(3, "d1.v2")}


def test_the_graph_on_disk_never_changes_while_a_folder_is_in_use(tmp_path: Path) -> None:
    store = VectorStore(tmp_path / "1", FINGERPRINT, create=True)
    store.add(entries(1), unit_rows(1))
    before = graph_files(tmp_path)
    store.add(entries(1_200, start=1), unit_rows(1_200))  # more than Chroma's default would synchronise at
    assert graph_files(tmp_path) == before
    store.close()


def test_compacting_keeps_every_vector_and_empties_the_log(tmp_path: Path) -> None:
    store = VectorStore(tmp_path / "1", FINGERPRINT, create=True)
    rows = unit_rows(400)
    store.add(entries(400), rows)
    store.remove_keys(["d1.v1.3"])
    store.compact_into(tmp_path / "2")
    assert store.count() == 399  # still in use
    store.close()

    compact = VectorStore(tmp_path / "2", FINGERPRINT)
    held = compact.vectors()
    assert len(held) == 399
    assert all(np.array_equal(held[entry.key], rows[n]) for n, entry in enumerate(entries(400)) if n != 3)
    assert compact.search(rows[9], 1, Sieve())[0].key == "d1.v1.9"
    after = graph_files(tmp_path / "2")
    assert len(after["data_level0.bin"]) > 399 * 16 * 4
    compact.add(entries(1_200, "d2.v1"), unit_rows(1_200, seed=2))
    assert graph_files(tmp_path / "2") == after
    compact.compact_into(tmp_path / "3")
    compact.close()
    third = VectorStore(tmp_path / "3", FINGERPRINT)
    assert third.count() == len(third.vectors()) == 1_599
    third.close()


def test_an_emptied_store_can_be_compacted_and_filled_again(tmp_path: Path, store: VectorStore) -> None:
    store.add(entries(40), unit_rows(40))
    store.remove_versions(["d1.v1"])
    store.compact_into(tmp_path / "2")
    compact = VectorStore(tmp_path / "2", FINGERPRINT)
    assert compact.count() == 0
    assert compact.search(unit_rows(1)[0], 5, Sieve()) == []
    compact.add(entries(2), unit_rows(2))
    assert len(compact.search(unit_rows(1)[0], 5, Sieve())) == 2
    compact.close()


def test_a_store_opened_anew_sees_what_another_wrote(tmp_path: Path, store: VectorStore) -> None:
    store.add(entries(1), unit_rows(1))
    beside = VectorStore(tmp_path / "1", FINGERPRINT)
    assert beside.count() == 1
    store.add(entries(5, "d2.v1"), unit_rows(5, seed=1))
    again = VectorStore(tmp_path / "1", FINGERPRINT)
    assert len(again.search(unit_rows(1)[0], 10, Sieve())) == 6
    beside.close()
    again.close()


@pytest.mark.parametrize("state", ["absent", "another encoder's", "not a database"])
def test_what_cannot_be_opened_is_damage(tmp_path: Path, state: str) -> None:
    if state != "absent":
        VectorStore(tmp_path / "1", FINGERPRINT, create=True).close()
    if state == "not a database":
        (tmp_path / "1" / "chroma.sqlite3").write_bytes(b"rubbish" * 1000)
    with pytest.raises(LibraryDamagedError, match="向量索引"):
        VectorStore(tmp_path / "1", "f" * 64 if state == "another encoder's" else FINGERPRINT)

"""Vectors of two encoders never mix, and the library says what to run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ingest.encoder.fake import FakeEncoder
from ingest.errors import EncoderMismatchError
from ingest.library.indexes import Indexes
from ingest.library.library import Library
from ingest.types import ProgressEvent


@pytest.fixture
def other() -> FakeEncoder:
    return FakeEncoder("other", dimension=48)


def test_a_mismatch_names_both_encoders_and_the_ways_out(home: Path, library: Library, put, other: FakeEncoder) -> None:  # type: ignore[no-untyped-def]
    put(library, "党费每月交纳")
    with Library.open(home, other) as reader:
        with pytest.raises(EncoderMismatchError) as caught:
            reader.search_dense(other.encode_queries(["党费"])[0], 5)
        assert "'fake'" in caught.value.message
        assert "'other'" in caught.value.message
        assert "zhibi library rebuild" in caught.value.hint
        assert "ZHIBI_ENCODER=fake" in caught.value.hint
        assert len(reader.search_lexical("党费", 5)) == 1
        assert any("'other'" in problem.what for problem in reader.check())


def test_rebuild_makes_the_vectors_of_the_configured_encoder(
    home: Path, encoder: FakeEncoder, other: FakeEncoder, put
) -> None:  # type: ignore[no-untyped-def]
    with Library.open(home, encoder, write=True) as library:
        put(library, "党费每月交纳\n支部每月公示")
    events: list[ProgressEvent] = []
    with Library.open(home, other, write=True) as library:
        with pytest.raises(EncoderMismatchError):
            put(library, "别的文件", "/乙.txt")
        library.rebuild(events.append)
        assert library.fingerprint() == other.fingerprint
        put(library, "别的文件", "/乙.txt")
        assert library.check() == []
        with library._indexes.vectors(library._catalog.state()) as store:
            assert {row.shape for row in store.vectors().values()} == {(48,)}
    assert (events[-1].index, events[-1].total) == (2, 2)
    assert len(list((home / "vectors").iterdir())) == 1


def test_an_interrupted_rebuild_changes_nothing(
    home: Path, encoder: FakeEncoder, other: FakeEncoder, put, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    with Library.open(home, encoder, write=True) as library:
        put(library, "党费每月交纳")

    def stop(event: ProgressEvent) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Indexes, "sweep", lambda self: None)
    with Library.open(home, other, write=True) as library, pytest.raises(KeyboardInterrupt):
        library.rebuild(stop)
    monkeypatch.undo()
    with Library.open(home, encoder, write=True) as library:
        assert library.check() == []
        assert len(library.search_dense(encoder.encode_queries(["党费"])[0], 5)) == 1
    assert len(list((home / "vectors").iterdir())) == len(list((home / "lexical").iterdir())) == 1


def test_a_library_emptied_again_adopts_the_next_encoder(
    home: Path, encoder: FakeEncoder, other: FakeEncoder, put
) -> None:  # type: ignore[no-untyped-def]
    with Library.open(home, encoder, write=True) as library:
        library.remove(put(library, "党费每月交纳").id)
    with Library.open(home, other, write=True) as library:
        put(library, "党费每月交纳")
        assert library.fingerprint() == other.fingerprint
        assert len(library.search_dense(other.encode_queries(["党费"])[0], 5)) == 1


def test_rebuilding_with_the_same_encoder_gives_the_same_vectors(library: Library, put) -> None:  # type: ignore[no-untyped-def]
    put(library, "党费每月交纳\n支部每月公示")

    def vectors() -> dict[str, np.ndarray]:  # type: ignore[type-arg]
        with library._indexes.vectors(library._catalog.state()) as store:
            return store.vectors()

    before = vectors()
    library.rebuild()
    after = vectors()
    assert before.keys() == after.keys()
    assert all(np.array_equal(before[key], after[key]) for key in before)


def test_rebuilding_an_empty_library_is_no_error(library: Library) -> None:
    library.rebuild()
    assert library.check() == []

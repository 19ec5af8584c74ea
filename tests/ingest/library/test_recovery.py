"""Whatever a writer leaves when it dies, the next writer mends; nothing unfinished is ever shown."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.encoder.fake import FakeEncoder
from ingest.errors import EncoderMismatchError, LibraryDamagedError
from ingest.library import catalog as catalog_module
from ingest.library.catalog import Catalog
from ingest.library.entries import Prepared
from ingest.library.indexes import Indexes
from ingest.library.lexical import LexicalIndex
from ingest.library.library import Library
from ingest.library.originals import Originals
from ingest.library.vectors import VectorStore
from ingest.library.writing import Writer

Ask = Callable[..., list[str]]


class Killed(BaseException):
    """Stands for the process's end: after it, nothing of this library object runs again."""


def die_at(patch: pytest.MonkeyPatch, owner: object, method: str, *, after: bool) -> None:
    original = getattr(owner, method)

    def dying(*args: object, **options: object) -> None:
        if after:
            original(*args, **options)
        raise Killed

    patch.setattr(owner, method, dying)


def abandon(library: Library) -> None:
    """Frees what the kernel would free."""
    library._indexes.close()
    library._catalog.close()
    assert library._lock is not None
    library._lock.release()


MOMENTS = [
    (Originals, "put", False),
    (Originals, "put", True),
    (Catalog, "stage", True),
    (VectorStore, "add", True),
    (LexicalIndex, "add", True),
    (LexicalIndex, "commit", True),
    (Catalog, "publish", False),
    (Catalog, "publish", True),
    (VectorStore, "remove_versions", True),
    (Indexes, "remove", True),
    (Catalog, "drop", True),
]


@pytest.mark.parametrize(
    ("owner", "method", "after"), MOMENTS, ids=[f"{o.__name__}.{m}{'+' if a else '-'}" for o, m, a in MOMENTS]
)
def test_a_replacement_is_undone_or_done(home: Path, encoder: FakeEncoder, put, owner, method, after) -> None:  # type: ignore[no-untyped-def]
    library = Library.open(home, encoder, write=True)
    kept = put(library, "旧的规定")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Writer, "_later", lambda self, step: step())
        settle = Writer._settle
        # In the dying process nothing is tidied up after the blow.
        patch.setattr(Writer, "_settle", lambda self: settle(self) if _published(library) else None)
        die_at(patch, owner, method, after=after)
        with pytest.raises(Killed):
            put(library, "新的规定")
    abandon(library)
    with Library.open(home, encoder) as reader:
        texts = [reader.text(record.id) for record in reader.documents()]
        assert texts in (["旧的规定"], ["新的规定"])
        found = reader.search_lexical("规定", 9)
        assert [chunk.text for chunk in reader.chunks(hit.chunk_id for hit in found)] == texts
    with Library.open(home, encoder, write=True) as again:
        assert again.check() == []
        assert again._catalog.state().unsettled == ()
        assert [again.text(record.id) for record in again.documents()] == texts
        assert set(again._originals.kept()) == {again.documents()[0].sha256}
        assert put(again, "新的规定").id == kept.id
        assert again.check() == []


def _published(library: Library) -> bool:
    return any(library.text(record.id) == "新的规定" for record in library.documents())


def group(library: Library, make: Callable[..., object], count: int = 4) -> None:
    documents = [make(f"第{number}号规定\n附则", f"/{number}.txt") for number in range(count)]
    rows = library.encode(documents)  # type: ignore[arg-type]
    library.store_many([Prepared(one, row) for one, row in zip(documents, rows, strict=True)])  # type: ignore[arg-type]


def lose_lexical_entries(library: Library) -> None:
    with library._indexes.lexical(library._catalog.state()) as index:
        index.remove_keys(sorted(index.keys())[:3])
        index.commit()


def drop_folder(kind: str) -> Callable[[Library], None]:
    return lambda library: shutil.rmtree(next((library.home / kind).iterdir()))


def scramble(pattern: str) -> Callable[[Library], None]:
    def damage(library: Library) -> None:
        for place in library.home.glob(pattern):
            place.write_bytes(b"\x00rubbish" * 512)

    return damage


@pytest.mark.parametrize(
    "damage",
    [
        lose_lexical_entries,
        drop_folder("lexical"),
        drop_folder("vectors"),
        scramble("lexical/*/meta.json"),
    ],
    ids=["entries lost", "no lexical folder", "no vectors folder", "lexical scrambled"],
)
def test_an_index_that_lost_something_is_filled_from_the_catalog(
    home: Path, encoder: FakeEncoder, make, ask: Ask, damage: Callable[[Library], None]
) -> None:  # type: ignore[no-untyped-def]
    with Library.open(home, encoder, write=True) as library:
        group(library, make)
        before = ask(library, "第2号规定")
    with Library.open(home, encoder, write=True) as library:
        damage(library)
        abandon(library)
    with Library.open(home, encoder, write=True) as library:
        assert library.check() == []
        assert ask(library, "第2号规定") == before


def test_entries_and_folders_nobody_refers_to_are_dropped(home: Path, encoder: FakeEncoder, make) -> None:  # type: ignore[no-untyped-def]
    with Library.open(home, encoder, write=True) as library:
        group(library, make)
        stray = replace(next(library._catalog.entries()), key="d0.0.0", version="d0.0", document_id="d0")
        library._indexes.add([stray], library._indexes.encode([stray]))
        assert [problem.items for problem in library.check()] == [("d0.0.0",)] * 2
    (home / "vectors" / "77").mkdir()
    (home / "originals" / "ab").mkdir(parents=True)
    (home / "originals" / "ab" / ".abc.half").write_bytes(b"half")
    with Library.open(home, encoder, write=True) as library:
        library.check_encoder()
        assert library.check() == []
    assert not (home / "vectors" / "77").exists()
    assert not (home / "originals" / "ab" / ".abc.half").exists()


def test_vectors_that_went_missing_come_back_with_the_next_ingest(home: Path, encoder: FakeEncoder, make) -> None:  # type: ignore[no-untyped-def]
    with Library.open(home, encoder, write=True) as library:
        group(library, make)
        with library._indexes.vectors(library._catalog.state()) as store:
            store.remove_keys(sorted(store.keys())[:3])
        assert ["缺少 3 个片段" in problem.what for problem in library.check()] == [True]
    with Library.open(home, encoder, write=True) as library:
        library.check_encoder()
        assert library.check() == []


def test_damaged_vectors_are_reported_and_rebuilt(home: Path, encoder: FakeEncoder, make, ask: Ask) -> None:  # type: ignore[no-untyped-def]
    with Library.open(home, encoder, write=True) as library:
        group(library, make)
        before = ask(library, "第2号规定")
    scramble("vectors/*/chroma.sqlite3")(library)
    with Library.open(home, encoder) as library:
        with pytest.raises(LibraryDamagedError, match="rebuild"):
            library.search_dense(encoder.encode_queries(["规定"])[0], 5)
        assert len(library.search_lexical("规定", 9)) == 4
    with Library.open(home, encoder, write=True) as library:
        problems = library.check()
        assert any("向量索引" in problem.what and "rebuild" in problem.hint for problem in problems)
        library.rebuild()
        assert library.check() == []
        assert ask(library, "第2号规定") == before


def test_a_catalog_is_made_whole_or_not_at_all(home: Path, encoder: FakeEncoder) -> None:
    with pytest.MonkeyPatch.context() as patch:
        die_at(patch, catalog_module, "_defaults", after=False)
        with pytest.raises(Killed):
            Library.open(home, encoder, write=True)
    with Library.open(home, encoder) as reader:
        assert reader.documents() == []
    with Library.open(home, encoder, write=True) as library:
        assert library.check() == []


def test_a_foreign_encoder_still_undoes_what_was_staged(home: Path, encoder: FakeEncoder, put) -> None:  # type: ignore[no-untyped-def]
    library = Library.open(home, encoder, write=True)
    put(library, "旧的规定")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Writer, "_later", lambda self, step: None)
        die_at(patch, Catalog, "publish", after=False)
        with pytest.raises(Killed):
            put(library, "新的规定")
    abandon(library)
    with Library.open(home, FakeEncoder("other"), write=True) as again:
        assert again._catalog.state().unsettled == ()
        with pytest.raises(EncoderMismatchError):
            put(again, "新的规定")
    with Library.open(home, encoder, write=True) as again:
        assert again.check() == []

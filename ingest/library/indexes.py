"""The two indexes derived from the catalog: where they lie, how they are kept equal to it, how they are replaced.

Each index lies in a numbered folder (`vectors/3`, `lexical/1`); the catalog says which number is in use. A new index is
written beside the old one and takes its place in one catalog transaction, so a process killed meanwhile leaves nothing
but a folder that nobody refers to.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ingest.encoder.protocol import Encoder, Vectors
from ingest.errors import EncoderMismatchError, LibraryDamagedError
from ingest.library.batches import batched
from ingest.library.catalog import Catalog
from ingest.library.entries import Entry, Sieve
from ingest.library.faults import require_space
from ingest.library.shown import State
from ingest.library.slot import Edition, Slot

if TYPE_CHECKING:
    from ingest.library.lexical import LexicalIndex
    from ingest.library.vectors import VectorStore

COMPACT_AFTER = 2_000
"""So many vectors may wait in the log: each costs a later start about 0.4 ms."""

COMPACT_SHARE = 0.2
"""… or this share of all vectors, since compacting copies them all."""

COMPACT_ON_CLOSE = 500
"""At the end of a writer's life there is time to spare the next start even a short log."""

_ENCODED_AT_ONCE = 256

Count = Callable[[int, int], None]
"""Called with how many entries are done, and how many there are."""


class Indexes:
    """Chroma and tantivy behind their folders.

    Args:
        write: True for the holder of the write lock, whose own changes are the only ones. A reader opens an index anew
            whenever the catalog's revision has moved on.
    """

    def __init__(self, home: Path, catalog: Catalog, encoder: Encoder, *, write: bool) -> None:
        self._home = home
        self._catalog = catalog
        self._encoder = encoder
        self._write = write
        self._vectors: Slot[VectorStore] = Slot()
        self._lexical: Slot[LexicalIndex] = Slot()
        self._counted = False

    def close(self) -> None:
        self._vectors.clear()
        self._lexical.clear()

    # Asking.

    def vectors(self, state: State) -> AbstractContextManager[VectorStore]:
        """The vector index in use, for the length of a `with`."""

        def open_store() -> VectorStore:
            from ingest.library.vectors import VectorStore  # chromadb takes 1.4 s to import

            return VectorStore(self._folder("vectors", state.vectors), state.fingerprint)

        return self._vectors.use(self._edition(state.vectors, state), open_store)

    def lexical(self, state: State) -> AbstractContextManager[LexicalIndex]:
        def open_store() -> LexicalIndex:
            from ingest.library.lexical import LexicalIndex  # brings the tokeniser's dictionary

            return LexicalIndex(self._folder("lexical", state.lexical))

        return self._lexical.use(self._edition(state.lexical, state), open_store)

    def idf(self, token: str) -> float:
        """See `LexicalIndex.idf`; from the index that was last asked, since this is called for every word."""
        index = self._lexical.latest()
        if index is not None:
            return index.idf(token)
        state = self._catalog.state()
        if not state.lexical:
            return 0.0
        with self.lexical(state) as opened:
            return opened.idf(token)

    def idf_within(self, token: str, sieve: Sieve) -> float:
        """As `idf`, over the sieve's collections."""
        index = self._lexical.latest()
        if index is not None:
            return index.idf_within(token, sieve)
        state = self._catalog.state()
        if not state.lexical:
            return 0.0
        with self.lexical(state) as opened:
            return opened.idf_within(token, sieve)

    # Changing; for the holder of the write lock.

    def ensure(self) -> None:
        """Makes sure that what is added next fits: empty indexes where there is no document yet, else sound ones.

        Raises:
            EncoderMismatchError: The vectors in the library were made by another encoder.
        """
        state = self._catalog.state()
        if state.fingerprint != self._encoder.fingerprint:
            if state.fingerprint and self._catalog.holds_any_version():
                raise mismatch(state, self._encoder)
            self.renew(vectors=True, lexical=True)
        elif not self._counted and not state.unsettled:
            self._count_vectors(state)
        self._counted = True

    def add(self, entries: Sequence[Entry], vectors: Vectors) -> None:
        state = self._catalog.state()
        with self._changing(), self.vectors(state) as store, self.lexical(state) as index:
            store.add(entries, vectors)
            index.add(entries)
            index.commit()

    def remove(self, versions: Sequence[str]) -> None:
        """Forgets all entries of these versions; unknown ones are no error."""
        state = self._catalog.state()
        if not versions or not state.fingerprint:
            return
        with self._changing(), self.vectors(state) as store, self.lexical(state) as index:
            store.remove_versions(versions)
            index.remove_versions(versions)
            index.commit()

    def reconcile(self) -> None:
        """Drops entries the catalog does not know, adds those it misses; an index beyond that is made anew."""
        state, known = self._catalog.state(), self._catalog.keys()
        if not state.fingerprint:
            return
        try:
            self._reconcile_lexical(state, known)
        except LibraryDamagedError:
            self.renew(vectors=False, lexical=True)
        try:
            self._reconcile_vectors(state, known)
        except LibraryDamagedError:
            if state.fingerprint != self._encoder.fingerprint:
                raise
            self.renew(vectors=True, lexical=False)

    def renew(self, *, vectors: bool, lexical: bool, count: Count | None = None) -> None:
        """Makes indexes anew from the catalog, and lets them take the place of the old ones at the end."""
        self.sweep()
        require_space(self._home, 2 * self._size("vectors") * vectors + 2 * self._size("lexical") * lexical)
        state = self._catalog.state()
        new_vectors = self._new_name("vectors") if vectors else state.vectors
        new_lexical = self._new_name("lexical") if lexical else state.lexical
        with self._swept_on_failure():
            if lexical:
                self._make_lexical(self._folder("lexical", new_lexical))
            backlog = self._make_vectors(self._folder("vectors", new_vectors), count) if vectors else state.backlog
        encoder = (self._encoder.name, self._encoder.fingerprint) if vectors else (state.encoder, state.fingerprint)
        self._catalog.adopt(*encoder, vectors=new_vectors, lexical=new_lexical, backlog=backlog)
        self.close()

    def compact(self, *, ending: bool = False) -> None:
        """Works the vectors' log into their graph if it has grown long, so that the next start stays fast."""
        state = self._catalog.state()
        least = COMPACT_ON_CLOSE if ending else max(COMPACT_AFTER, COMPACT_SHARE * self._catalog.count_chunks())
        if not state.vectors or state.backlog <= least:
            return
        self.sweep()
        require_space(self._home, 2 * self._size("vectors"))
        name = self._new_name("vectors")
        with self._swept_on_failure(), self.vectors(state) as store:
            store.compact_into(self._folder("vectors", name))
        self._catalog.adopt(state.encoder, state.fingerprint, vectors=name, lexical=state.lexical, backlog=0)
        self._vectors.clear()

    def sweep(self) -> None:
        """Deletes the folders that are not in use.

        Called before the next replacement and at the end, not right after one: another process may be opening the old
        folder at that moment.
        """
        state = self._catalog.state()
        for kind, used in (("vectors", state.vectors), ("lexical", state.lexical)):
            for folder in self._folders(kind):
                if folder.name != used:
                    shutil.rmtree(folder, ignore_errors=True)

    def sound(self) -> bool:
        """A quick look before work: both folders there, the lexical index as large as the catalog says."""
        state = self._catalog.state()
        if not state.fingerprint:
            return True
        try:
            with self.lexical(state) as index:
                return self._folder("vectors", state.vectors).is_dir() and index.count() == self._catalog.count_chunks()
        except LibraryDamagedError:
            return False

    # Inside.

    def _count_vectors(self, state: State) -> None:
        """Once in a writer's life: opening Chroma just to look would slow every start."""
        try:
            with self.vectors(state) as store:
                equal = store.count() == self._catalog.count_chunks()
        except LibraryDamagedError:
            equal = False
        if not equal:
            self.reconcile()

    def _reconcile_lexical(self, state: State, known: set[str]) -> None:
        with self._changing(), self.lexical(state) as index:
            held = index.keys()
            index.remove_keys(held - known)
            index.add(self._catalog.entries(known - held))
            index.commit()

    def _reconcile_vectors(self, state: State, known: set[str]) -> None:
        with self._changing(), self.vectors(state) as store:
            held = store.keys()
            store.remove_keys(held - known)
            if known <= held:
                return
            if state.fingerprint != self._encoder.fingerprint:
                raise LibraryDamagedError(f"向量索引缺 {len(known - held)} 条", "运行 zhibi library rebuild 重建索引")
            for entries in batched(self._catalog.entries(known - held), _ENCODED_AT_ONCE):
                store.add(entries, self.encode(entries))

    def encode(self, entries: Sequence[Entry]) -> Vectors:
        """The vectors of entries: of their text alone."""
        if not entries:
            return np.zeros((0, self._encoder.dimension), dtype=np.float32)
        return self._encoder.encode_documents([entry.text for entry in entries])

    def _make_lexical(self, folder: Path) -> None:
        from ingest.library.lexical import LexicalIndex  # see above

        index = LexicalIndex(folder, create=True)
        index.add(self._catalog.entries())
        index.commit()
        index.close()

    def _make_vectors(self, folder: Path, count: Count | None) -> int:
        from ingest.library.vectors import VectorStore  # see above

        total, done = self._catalog.count_chunks(), 0
        store = VectorStore(folder, self._encoder.fingerprint, create=True)
        try:
            for entries in batched(self._catalog.entries(), _ENCODED_AT_ONCE):
                store.add(entries, self.encode(entries))
                done += len(entries)
                if count is not None:
                    count(done, total)
        finally:
            store.close()
        return done

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """After a failed change Chroma must be opened anew; tantivy drops by itself what it did not commit."""
        try:
            yield
        except BaseException:
            self._vectors.clear()
            raise

    @contextmanager
    def _swept_on_failure(self) -> Iterator[None]:
        """A replacement that is given up (a full disk, say) gives back its space at once."""
        try:
            yield
        except BaseException:
            self.sweep()
            raise

    def _edition(self, name: str, state: State) -> Edition:
        return (int(name), 0 if self._write else state.revision)

    def _folder(self, kind: str, name: str) -> Path:
        return self._home / kind / name

    def _folders(self, kind: str) -> list[Path]:
        parent = self._home / kind
        return sorted(parent.iterdir()) if parent.is_dir() else []

    def _size(self, kind: str) -> int:
        """Bytes of all folders of a kind."""
        return sum(path.stat().st_size for folder in self._folders(kind) for path in folder.rglob("*"))

    def _new_name(self, kind: str) -> str:
        taken = [int(folder.name) for folder in self._folders(kind) if folder.name.isdecimal()]
        return str(max(taken, default=0) + 1)


def mismatch(state: State, encoder: Encoder) -> EncoderMismatchError:
    return EncoderMismatchError(
        f"资料库的向量由编码器 {state.encoder!r}（{state.fingerprint[:12]}）生成，"
        f"当前配置的是 {encoder.name!r}（{encoder.fingerprint[:12]}）",
        f"运行 zhibi library rebuild 用当前编码器重建，或设置 ZHIBI_ENCODER={state.encoder} 改回原编码器",
    )

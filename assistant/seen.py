"""The service as one person may use it: narrowed to what may be seen, held to what may be done, noted as it is done.

The library is seen through a `LibraryView`, drafts and tasks through stores that know for whom they ask. What else the
service learns to do reads through the same two, and is narrowed without a word here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.accounts.audit import Notes
from assistant.accounts.collections import no_collection
from assistant.accounts.principal import Principal, Right
from assistant.errors import DocumentNotFoundError, ForbiddenError, ZhibiError
from assistant.retrieval.retriever import Found
from assistant.service import OnProgress, Service
from assistant.types import Answer, AnswerEvent, Passage, Query, Verification
from ingest.library.view import LibraryView
from ingest.types import Chunk, DocumentRecord, IngestReport, Metadata, Page, PageState, Problem

if TYPE_CHECKING:
    from assistant.checking import Checker
    from assistant.drafting.ledgers.types import Ledger
    from assistant.drafting.studio import Studio
    from assistant.drafting.types import Draft, DraftEvent, Outline, Spec
    from assistant.marking import MarkedPage
    from assistant.store.database import Database
    from assistant.store.keeping import Keeping
    from assistant.trials import EncoderTried, ModelTried
    from assistant.verification.proof import Proof
    from assistant.verification.sources import Given
    from ingest.marking import PageBoxes


class NarrowedService(Service):
    """What `whole` has, as far as a principal may see it. It shares what is costly with `whole`, which closes it."""

    def __init__(self, whole: Service, principal: Principal, note: Notes) -> None:
        shown = principal.visible.collections
        library = whole._library if shown is None else LibraryView(whole._library, shown)
        super().__init__(whole.settings, library, whole._retriever.on(library), whole._clock)
        self.on_answer = whole.on_answer
        self._model = whole._model
        self.principal = principal
        self._whole = whole
        self._note = note

    def close(self) -> None:
        """The whole stays open, and nothing else was opened."""

    @cached_property
    def _checker(self) -> Checker:
        return self._whole._checker.seeing(self._passages_of)

    def boxes(self, chunk_id: str, start: int, end: int) -> tuple[PageBoxes, ...]:
        self._require_shown(chunk_id)
        return self._whole.boxes(chunk_id, start, end)

    def marked(self, chunk_id: str, start: int = 0, end: int | None = None, page: int | None = None) -> MarkedPage:
        self._require_shown(chunk_id)
        return self._whole.marked(chunk_id, start, end, page)

    def _require_shown(self, chunk_id: str) -> None:
        if self._library.chunk(chunk_id) is None:
            raise DocumentNotFoundError(f"资料库中没有段落 {chunk_id!r}", "它所在的文件可能已更新或移除，请重新提问")

    def picture(self, document_id: str, page: int) -> bytes:
        return self._whole.picture(self.document(document_id).id, page)

    @property
    def _keeping(self) -> Keeping:
        from assistant.store.keeping import Keeping  # brings the database

        return Keeping(self.principal.visible, self.principal.user_id, self._collections_of, self._note)

    @cached_property
    def _database(self) -> Database:
        return self._whole._database


class SeenService(NarrowedService):
    """A narrowed service that asks for the right to each kind of work first, and takes down what was done.

    What may not be done raises `ForbiddenError` before anything is looked up. What may not be seen reads as what does
    not exist.
    """

    def __init__(self, whole: Service, principal: Principal, note: Notes) -> None:
        super().__init__(whole, principal, note)
        self._inner = NarrowedService(whole, principal, note)

    # Asking.

    def search(self, query: Query) -> list[Passage]:
        return list(self.find(query).passages)

    def find(self, query: Query) -> Found:
        with self._noting("read", "search", query.text):
            return self._inner.find(query)

    def ask(self, query: Query) -> Answer:
        with self._noting("read", "ask", query.text):
            return self._inner.ask(query)

    def stream(self, query: Query) -> Iterator[AnswerEvent]:
        with self._noting("read", "ask", query.text):
            events = self._inner.stream(query)
        yield from events

    def sought_in(self, query: Query) -> tuple[Passage, ...]:
        with self._noting("read", "search", query.text):
            return self._inner.sought_in(query)

    def verify(
        self,
        text: str | Path,
        sources: Sequence[Given] = (),
        *,
        genre: str | None = None,
        as_of: date | None = None,
        collections: Iterable[str] | None = None,
    ) -> Verification:
        with self._noting("read", "verify", text.name if isinstance(text, Path) else text[:100]):
            return self._inner.verify(text, sources, genre=genre, as_of=as_of, collections=self._shown(collections))

    def proof(
        self,
        sources: Sequence[Given] = (),
        *,
        genre: str | None = None,
        as_of: date | None = None,
        collections: Iterable[str] | None = None,
    ) -> Proof:
        """Noted once, when it begins."""
        with self._noting("read", "verify", "", sources=len(sources)):
            return self._inner.proof(sources, genre=genre, as_of=as_of, collections=self._shown(collections))

    def read_text(self, path: Path) -> tuple[str, tuple[str, ...]]:
        with self._noting("read", "verify", path.name):
            return self._inner.read_text(path)

    def read_source(self, path: Path) -> tuple[Passage, ...]:
        with self._noting("read", "verify", path.name):
            return self._inner.read_source(path)

    def ledger(
        self,
        kind: str,
        *,
        collections: Iterable[str] | None = None,
        sources: Sequence[str] = (),
        period: str = "",
        day: date | None = None,
    ) -> Ledger:
        with self._noting("read", "ledger", kind, sources=list(sources)[:50], period=period):
            shown = self._shown(collections)
            return self._inner.ledger(kind, collections=shown, sources=sources, period=period, day=day)

    # Reading.

    def documents(self, collection: str | None = None) -> list[DocumentRecord]:
        self._require("read", "list", collection or "")
        return self._inner.documents(collection)

    def document(self, document_id: str) -> DocumentRecord:
        self._require("read", "read", document_id)
        return self._inner.document(document_id)

    def text(self, document_id: str) -> str:
        with self._noting("read", "read", document_id, part="text"):
            return self._inner.text(document_id)

    def pages(self, document_id: str, numbers: Sequence[int] | None = None) -> list[Page]:
        with self._noting("read", "read", document_id, part="pages"):
            return self._inner.pages(document_id, numbers)

    def page_states(self, document_id: str) -> list[PageState]:
        self._require("read", "read", document_id)
        return self._inner.page_states(document_id)

    def as_read(self, document_id: str) -> Metadata:
        self._require("read", "read", document_id)
        return self._inner.as_read(document_id)

    def original(self, document_id: str) -> Path:
        with self._noting("read", "read", document_id, part="original"):
            return self._inner.original(document_id)

    def chunk(self, chunk_id: str) -> Chunk | None:
        with self._noting("read", "read", chunk_id, part="chunk"):
            return self._inner.chunk(chunk_id)

    def chunks_of(self, document_id: str) -> list[Chunk]:
        with self._noting("read", "read", document_id, part="chunks"):
            return self._inner.chunks_of(document_id)

    def follow_ups(self, answer: Answer) -> tuple[str, ...]:
        self._require("read", "ask", "")
        return self._inner.follow_ups(answer)

    def boxes(self, chunk_id: str, start: int, end: int) -> tuple[PageBoxes, ...]:
        with self._noting("read", "read", chunk_id, part="boxes"):
            return self._inner.boxes(chunk_id, start, end)

    def marked(self, chunk_id: str, start: int = 0, end: int | None = None, page: int | None = None) -> MarkedPage:
        with self._noting("read", "read", chunk_id, part="marked"):
            return self._inner.marked(chunk_id, start, end, page)

    def picture(self, document_id: str, page: int) -> bytes:
        with self._noting("read", "read", document_id, part="picture", page=page):
            return self._inner.picture(document_id, page)

    # Drafting.

    @cached_property
    def studio(self) -> Studio:
        self._require("draft", "draft", "")
        return self._inner.studio

    def outline(self, spec: Spec) -> Outline:
        with self._noting("draft", "outline", spec.genre):
            return self._inner.outline(spec)

    def draft(self, spec: Spec, outline: Outline | None = None) -> Draft:
        """Noted by the store that keeps it."""
        self._require("draft", "draft", spec.genre)
        return self._inner.draft(spec, outline)

    def draft_stream(self, spec: Spec, outline: Outline | None = None) -> Iterator[DraftEvent]:
        """As `draft`."""
        self._require("draft", "draft", spec.genre)
        return self._inner.draft_stream(spec, outline)

    # Changing the library.

    def ingest(
        self,
        paths: Sequence[Path],
        collection: str = "default",
        on_progress: OnProgress | None = None,
        *,
        sync: bool = False,
        gone: Sequence[Path] = (),
        passwords: Sequence[str] = (),
    ) -> IngestReport:
        """Raises AccountNotFoundError: there is no such collection for this principal."""
        with self._noting("manage", "ingest", collection, files=[path.name for path in paths][:50]):
            self.require_collection(collection)
            return self._whole.ingest(paths, collection, on_progress, sync=sync, gone=gone, passwords=passwords)

    def require_collection(self, name: str) -> None:
        """Raises AccountNotFoundError: the collection may not be seen, or there is none."""
        if not self.principal.visible.shows(name):
            raise no_collection(name)

    def correct(self, document_id: str, changes: Mapping[str, object]) -> DocumentRecord:
        with self._noting("manage", "correct", document_id, fields=sorted(changes)):
            return self._whole.correct(self._inner.document(document_id).id, changes)

    def remove(self, document_id: str, *, undo_seconds: float = 0.0) -> None:
        with self._noting("manage", "remove", document_id):
            record = self._inner.document(document_id)
            self._whole.remove(record.id, undo_seconds=undo_seconds)

    def restore(self, document_id: str) -> DocumentRecord:
        with self._noting("manage", "restore", document_id):
            return self._whole.restore(self._library.removed(document_id).id)

    def shelve(self, document_id: str, collection: str, path: str = "") -> DocumentRecord:
        """Raises AccountNotFoundError: there is no such collection for this principal."""
        with self._noting("manage", "shelve", document_id, collection=collection):
            self.require_collection(collection)
            return self._whole.shelve(self._inner.document(document_id).id, collection, path)

    def rebuild(self, on_progress: OnProgress | None = None) -> None:
        with self._noting("administer", "rebuild", ""):
            self._whole.rebuild(on_progress)

    def check(self) -> list[Problem]:
        self._require("administer", "check", "")
        return self._whole.check()

    def try_model(self) -> ModelTried:
        self._require("administer", "try", "model")
        return self._whole.try_model()

    def try_encoder(self) -> EncoderTried:
        self._require("administer", "try", "encoder")
        return self._whole.try_encoder()

    # Inside.

    def _shown(self, wanted: Iterable[str] | None) -> frozenset[str] | None:
        return self.principal.visible.narrowed(None if wanted is None else frozenset(wanted))

    def _require(self, right: Right, action: str, subject: str) -> None:
        try:
            self.principal.require(right)
        except ForbiddenError:
            self._note(action, subject, "denied")
            raise

    @contextmanager
    def _noting(self, right: Right, action: str, subject: str, **details: Any) -> Iterator[None]:
        """Who may not is turned away first; what was done, or could not be, is noted before it is handed out."""
        self._require(right, action, subject)
        try:
            yield
        except ZhibiError as error:
            self._note(action, subject, "failed", {**details, "reason": type(error).__name__})
            raise
        self._note(action, subject, "done", details)

"""The one door: what every face (command line, API, page) and the eval suite call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from assistant.answering.answerer import Answerer
from assistant.answering.extractive import ExtractiveAnswerer
from assistant.config import Settings
from assistant.errors import QuestionError, SpecError
from assistant.model_work import ModelWork
from assistant.retrieval.ranking import LazyJudge
from assistant.retrieval.retriever import Found, Retriever
from assistant.retrieval.understanding.searched import bounded
from assistant.store.stores import Stores
from assistant.trials import EncoderTried, ModelTried, tried_encoder
from assistant.types import Answer, AnswerEvent, Passage, Query, Turn, Verification
from ingest.encoder import Encoder, load_encoder
from ingest.library.library import Library
from ingest.types import (
    Chunk,
    DocumentRecord,
    IngestReport,
    Metadata,
    Page,
    PageState,
    Problem,
    ProgressEvent,
    ReadOptions,
    Scope,
)

if TYPE_CHECKING:
    from assistant.checking import Checker
    from assistant.drafting.ledgers.types import Ledger
    from assistant.drafting.studio import Studio
    from assistant.drafting.types import Draft, DraftEvent, Outline, Spec
    from assistant.marking import MarkedPage, Marker
    from assistant.retrieval.understanding.understood import Understood
    from assistant.store.keeping import Keeping
    from assistant.verification.proof import Proof
    from assistant.verification.sources import Given
    from assistant.verification.verifier import Find
    from ingest.marking import PageBoxes

OnProgress = Callable[[ProgressEvent], None]


class Service(Stores):
    """An open library with everything that answers from it.

    Args:
        settings: Fixed for the life of the service; with a model set, it writes the answers.
        library: Open; closed with the service.
        clock: Tells the day whose law a question is asked under that names no day.
    """

    def __init__(
        self, settings: Settings, library: Library, retriever: Retriever, clock: Callable[[], date] = date.today
    ) -> None:
        super().__init__(settings)
        self.on_answer: Callable[[Answer], None] = _unheard
        """Hears every answer and refusal, in the thread that made it."""
        self._clock = clock
        self._library = library
        self._retriever = retriever
        self._model = ModelWork(settings)

    @classmethod
    def open(cls, settings: Settings, *, write: bool = False, clock: Callable[[], date] = date.today) -> Self:
        """Open the library of `settings.home`.

        Args:
            write: Take the write lock and mend what a killed process left; without it the library is read
                beside whoever writes.
            clock: As of the class.

        Raises:
            LibraryBusyError: `write` was asked for while another process holds the lock.
            EncoderError: The configured encoder cannot be loaded.
        """
        encoder = load_encoder(settings.encoder)
        library = Library.open(settings.home, encoder, write=write)
        judge = LazyJudge(settings.reranker) if settings.reranker else None
        return cls(settings, library, Retriever(library, encoder, judge), clock)

    def close(self) -> None:
        if "_marker" in vars(self):
            self._marker.close()
        if "_checker" in vars(self):
            self._checker.close()
        super().close()
        self._library.close()

    def query(
        self,
        text: str,
        *,
        k: int | None = None,
        collections: Iterable[str] | None = None,
        documents: Iterable[str] | None = None,
        as_of: date | None = None,
        history: Sequence[Turn] = (),
    ) -> Query:
        """A query from what a user typed: control characters dropped, length checked.

        Args:
            history: The conversation so far, oldest first; its end is kept.

        Raises:
            QuestionError: Nothing is left of the text, or it is longer than `settings.max_question_chars`.
        """
        cleaned = _printable(text)
        if not cleaned:
            raise QuestionError("问题是空的", "请输入要问的内容")
        if len(cleaned) > self.settings.max_question_chars:
            raise QuestionError(
                f"问题有 {len(cleaned)} 字，上限是 {self.settings.max_question_chars} 字",
                "请缩短问题；要检索的长文件请用 ingest 放进资料库",
            )
        scope = Scope(
            collections=self._shown(collections),
            as_of=as_of,
            documents=None if documents is None else frozenset(documents),
        )
        earlier = bounded([replace(turn, question=_printable(turn.question)) for turn in history])
        return Query(text=cleaned, scope=scope, k=k or self.settings.k, today=self._clock(), history=earlier)

    def _shown(self, wanted: Iterable[str] | None) -> frozenset[str] | None:
        """The collections to look in, of those that are wanted; None for all."""
        return None if wanted is None else frozenset(wanted)

    def understand(self, query: Query) -> Understood:
        """What the query asks, in full; with a model configured, that may complete a follow-up."""
        from assistant.retrieval.understanding.understood import understand  # its patterns are not needed to answer

        rewrite = self._answerer.rewriter(query)
        return understand(query.text, today=query.day, history=query.history, rewrite=rewrite)

    def search(self, query: Query) -> list[Passage]:
        """The best passages, best first."""
        return list(self.find(query).passages)

    def find(self, query: Query) -> Found:
        """The best passages, best first, with what degraded on the way."""
        return self._answerer.find(query)

    def ask(self, query: Query) -> Answer:
        """The answer, with its citations, or a refusal."""
        return self._answerer.ask(query)

    def stream(self, query: Query) -> Iterator[AnswerEvent]:
        """Tokens as they come, then the Answer that replaces them. See `Answerer.stream`."""
        return self._answerer.stream(query)

    def sought_in(self, query: Query) -> tuple[Passage, ...]:
        """The passages in which an answer to the query is sought, best first: `query.k` and some more."""
        return self._answerer.sought_in(query)

    @cached_property
    def _answerer(self) -> Answerer:
        extractive = ExtractiveAnswerer(self._library.idf, self._passages_of)
        return Answerer(self._retriever, extractive, self._model, lambda answer: self.on_answer(answer))

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
        """Take files, folders and archives in; one bad file never stops the rest.

        Args:
            sync: Documents whose file has left one of the folders in `paths` leave the library too.
            gone: Files and folders known to be gone: what was taken from there leaves the library.
            passwords: Tried on files that ask for one.
        """
        from assistant.parsing import parser  # readers cost start-up time that asking does not need
        from ingest.pipeline import Wishes, ingest

        settings = self.settings
        wishes = Wishes(
            options=ReadOptions(tuple(passwords), settings.ocr),
            refused_marks=settings.refused_marks,
            max_bytes=settings.max_file_mb * 1024**2,
            sync=sync,
            gone=tuple(gone),
        )
        with parser(settings, settings.workers) as parsing:
            return ingest(self._library, paths, collection, on_progress, wishes=wishes, parser=parsing)

    def verify(
        self,
        text: str | Path,
        sources: Sequence[Given] = (),
        *,
        genre: str | None = None,
        as_of: date | None = None,
        collections: Iterable[str] | None = None,
    ) -> Verification:
        """What the checks say of a text, or of a file's text, claim by claim.

        Args:
            sources: What it may rest on; with none, every claim is looked up in the library.
            genre: Id of its genre.
            as_of: The day whose law and wording hold; None is today.
            collections: Where the library is looked through; None for all.

        Raises:
            QuestionError: The text is too long.
            IngestError: The file cannot be read.
        """
        find = self._finding(as_of, collections)
        return self._checker.verify(text, sources, genre=genre, day=as_of or self._clock(), find=find)

    def proof(
        self,
        sources: Sequence[Given] = (),
        *,
        genre: str | None = None,
        as_of: date | None = None,
        collections: Iterable[str] | None = None,
    ) -> Proof:
        """What verifies one text again and again while it is changed, each time only what changed; as `verify`.

        Raises:
            IngestError: None of the sources can be read.
        """
        find = self._finding(as_of, collections)
        return self._checker.proof(sources, genre=genre, day=as_of or self._clock(), find=find)

    def read_text(self, path: Path) -> tuple[str, tuple[str, ...]]:
        """The text of a file that is not in the library, as `verify` reads it, and what is to be known of it.

        Raises:
            IngestError: The file cannot be read, or is marked as secret.
        """
        return self._checker.text(path)

    def read_source(self, path: Path) -> tuple[Passage, ...]:
        """What a file that is not in the library holds, to verify against (`Given.passages`). Raises as `read_text`."""
        return self._checker.passages(path)

    def _finding(self, as_of: date | None, collections: Iterable[str] | None) -> Find:
        """Looks a claim up in the library."""
        searched = None if collections is None else tuple(collections)

        def find(claim: str) -> Sequence[Passage]:
            cleaned = _printable(claim)[: self.settings.max_question_chars]
            return self.search(self.query(cleaned, collections=searched, as_of=as_of)) if cleaned else ()

        return find

    def documents(self, collection: str | None = None) -> list[DocumentRecord]:
        return self._library.documents(collection)

    def document(self, document_id: str) -> DocumentRecord:
        """Raises DocumentNotFoundError."""
        return self._library.document(document_id)

    def text(self, document_id: str) -> str:
        return self._library.text(document_id)

    def pages(self, document_id: str, numbers: Sequence[int] | None = None) -> list[Page]:
        """All pages, or those of `numbers`."""
        return self._library.pages(document_id, numbers)

    def page_states(self, document_id: str) -> list[PageState]:
        """What is known of each page, without its text."""
        return self._library.page_states(document_id)

    def as_read(self, document_id: str) -> Metadata:
        """A document's metadata as they were read, before any correction."""
        return self._library.as_read(document_id)

    def idf(self, term: str) -> float:
        """How telling a term is in this library, 0 or more."""
        return self._library.idf(term)

    def chunk(self, chunk_id: str) -> Chunk | None:
        return self._library.chunk(chunk_id)

    def chunks_of(self, document_id: str) -> list[Chunk]:
        return self._library.chunks_of(document_id)

    def original(self, document_id: str) -> Path:
        """Where the bytes of a document's visible version lie."""
        return self._library.original(document_id)

    def follow_ups(self, answer: Answer) -> tuple[str, ...]:
        """Questions that the cited documents answer next, made of their own headings; none after a refusal."""
        from assistant.follow_ups import follow_ups  # as of drafts: not needed to answer

        cited = [(one.document_id, one.document, one.chunk_id) for one in answer.citations]
        return follow_ups(cited, self.chunks_of)

    def boxes(self, chunk_id: str, start: int, end: int) -> tuple[PageBoxes, ...]:
        """Where on its pages a quotation stands: boxes around [start, end) of a chunk's text, page by page.

        Empty in formats without pages to show, and where the words cannot be found with certainty.

        Raises:
            DocumentNotFoundError: There is no such chunk.
            IngestError: The original cannot be read any more.
        """
        return self._marker.boxes(chunk_id, start, end)

    def picture(self, document_id: str, page: int) -> bytes:
        """A page of a document's original, from 1, as a JPEG file: what `boxes` lie on.

        Raises:
            DocumentNotFoundError: There is no such document, or it has no such page, or none that can be shown.
            IngestError: The original cannot be read any more.
        """
        return self._marker.picture(document_id, page)

    def marked(self, chunk_id: str, start: int = 0, end: int | None = None, page: int | None = None) -> MarkedPage:
        """A page of the original with a quotation marked on it: what `boxes` tells, drawn.

        Args:
            start, end: Of the quotation in the chunk's text; all of it without them.
            page: One of the pages that it is on; None is the first.

        Raises:
            DocumentNotFoundError: There is no such chunk, or the quotation cannot be shown on such a page.
            IngestError: The original cannot be read any more.
        """
        return self._marker.marked(chunk_id, start, end, page)

    @cached_property
    def _checker(self) -> Checker:
        from assistant.checking import Checker  # the checks cost start-up time that asking does not need

        return Checker(self.settings, self._passages_of)

    def _passages_of(self, document_id: str) -> list[Passage]:
        about = self.document(document_id)
        return [Passage(chunk, about.title, about.path, about.paged, 1.0) for chunk in self.chunks_of(document_id)]

    @cached_property
    def _marker(self) -> Marker:
        from assistant.marking import Marker  # parsers cost start-up time that asking does not need

        return Marker(self._library, self.settings)

    @cached_property
    def studio(self) -> Studio:
        """Drafts: outlined, written, kept, changed."""
        from assistant.drafting.drafter import Drafter  # as above
        from assistant.drafting.studio import Studio

        drafter = Drafter(
            self._library,
            self._retriever.search,
            self._library.idf,
            book=lambda unit, year: self.tasks.find(unit=unit, year=year),
            exchange=self._model.exchange,
            today=self._clock,
        )
        return Studio(drafter, lambda: self.drafts, lambda: self.tasks, self._retriever.search, self.chunk, self._clock)

    def outline(self, spec: Spec) -> Outline:
        """What a draft would be made of, to be changed before it is written. Raises as `Drafter.outline`."""
        return self.studio.outline(spec)

    def draft(self, spec: Spec, outline: Outline | None = None) -> Draft:
        """The whole draft, stored as its first version. Raises as `Drafter.stream`."""
        return self.studio.draft(spec, outline)

    def draft_stream(self, spec: Spec, outline: Outline | None = None) -> Iterator[DraftEvent]:
        """The draft section by section, then whole. Raises as `Drafter.stream`."""
        return self.studio.stream(spec, outline)

    def ledger(
        self,
        kind: str,
        *,
        collections: Iterable[str] | None = None,
        sources: Sequence[str] = (),
        period: str = "",
        day: date | None = None,
    ) -> Ledger:
        """A ledger from the library's documents.

        Args:
            kind: Its name, English or Chinese.
            sources: Titles, ids or paths of the documents to take it from; empty takes all.
            period: The time whose matters are wanted; "" takes all.
            day: The day on which it is judged what is overdue; None is today.

        Raises:
            SpecError: There is no such ledger, source, collection or period.
        """
        from assistant.drafting.ledgers.building import Wanted, build  # as above
        from prompts.ledgers import UnknownLedgerError, load_ledger

        try:
            form = load_ledger(kind)
        except UnknownLedgerError as exc:
            raise SpecError(exc.message, exc.hint) from exc
        scope = Scope(collections=None if collections is None else frozenset(collections))
        wanted = Wanted(form, scope, tuple(sources), period)
        return build(wanted, self._library, self._retriever.search, day or self._clock())

    @property
    def _keeping(self) -> Keeping:
        from assistant.store.keeping import Keeping  # brings the database

        return Keeping(collections_of=self._collections_of)

    def _collections_of(self, document_ids: Iterable[str]) -> frozenset[str]:
        return frozenset(record.collection for record in self._library.records(document_ids).values())

    def collections(self) -> list[str]:
        return self._library.collections()

    def versions(self, document_id: str) -> list[DocumentRecord]:
        """All versions of the rule that the document is a version of, newest first."""
        return self._library.versions(document_id)

    def correct(self, document_id: str, changes: Mapping[str, object]) -> DocumentRecord:
        """Correct a document's metadata by hand; see `Library.correct`."""
        return self._library.correct(document_id, changes)

    def remove(self, document_id: str, *, undo_seconds: float = 0.0) -> None:
        """Take a document out of every answer at once; for `undo_seconds`, `restore` puts it back."""
        self._library.remove(document_id, undo_seconds=undo_seconds)

    def restore(self, document_id: str) -> DocumentRecord:
        """Put back what was removed a moment ago; see `Library.restore`."""
        return self._library.restore(document_id)

    def shelve(self, document_id: str, collection: str, path: str = "") -> DocumentRecord:
        """Put a document into another collection; see `Library.shelve`."""
        return self._library.shelve(document_id, collection, path)

    def rebuild(self, on_progress: OnProgress | None = None) -> None:
        """Make both indexes anew from the catalog, with the configured encoder."""
        self._library.rebuild(on_progress)

    def check(self) -> list[Problem]:
        return self._library.check()

    @property
    def encoder(self) -> Encoder:
        """What turns texts into vectors."""
        return self._library.encoder

    def try_model(self) -> ModelTried:
        """One short question to the configured model. Raises as `model_work.ModelWork.tried`."""
        return self._model.tried()

    def try_encoder(self) -> EncoderTried:
        """Three short sentences encoded. Raises EncoderError."""
        return tried_encoder(self.encoder)


def _unheard(answer: Answer) -> None:
    """Nobody counts answers."""


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text).strip()

"""A service of a few documents held in memory, for what a real library cannot be made to do on demand."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from assistant.checking import Checker
from assistant.config import Settings
from assistant.errors import DocumentNotFoundError, QuestionError
from assistant.retrieval.retriever import Found
from assistant.retrieval.understanding.fetched import NOTHING
from assistant.store.stores import Stores
from assistant.types import Answer, AnswerEvent, Citation, Claim, Passage, Query, Turn, Verification
from assistant.verification.sources import Given
from ingest.types import (
    Address,
    Chunk,
    DocumentRecord,
    IngestFailure,
    IngestReport,
    Metadata,
    Page,
    PageRun,
    Problem,
    ProgressEvent,
    Scope,
)

RULE = "党支部每月相对固定1天开展主题党日，组织党员集中学习、过组织生活、进行民主议事和志愿服务等。"
RULE_CHUNK = f"第十二条　{RULE}主题党日开展前，党支部应当认真研究确定主题和内容；开展后，应当抓好议定事项的组织落实。"


def record(number: int, title: str, path: str = "", collection: str = "default") -> DocumentRecord:
    return DocumentRecord(
        id=f"d{number}",
        title=title,
        path=path or f"/资料/{title}.pdf",
        collection=collection,
        sha256=hashlib.sha256(title.encode()).hexdigest(),
        media_type="pdf",
        pages=12,
        paged=True,
        chunks=1,
        status="ready",
        metadata=Metadata(title, issuer="中共示例集团委员会", number="示党发〔2026〕3号", issued=date(2026, 1, 8)),
        warnings=(),
        ingested_at=f"2026-02-01T08:00:{number:02}+00:00",
    )


class FakeService(Stores):
    """Answers every question with the one rule it knows; its stores are real. A test sets the attributes to steer it.

    Attributes:
        events: What `stream` yields instead, when set; an exception among them is raised, a float waits.
        error: What every call raises, when set.
        notices: What every search says of itself.
        asked: The queries that came.
        corrected: Document id -> the last changes that came.
    """

    def __init__(self, settings: Settings, titles: Sequence[str] = ("示例集团党支部工作办法",)) -> None:
        super().__init__(settings)
        self.records = {one.id: one for one in (record(number, title) for number, title in enumerate(titles, 1))}
        self.texts = dict.fromkeys(self.records, RULE_CHUNK)
        self.events: list[AnswerEvent | Exception | float] | None = None
        self.error: Exception | None = None
        self.notices: tuple[str, ...] = ()
        self.problems: list[Problem] = []
        self.asked: list[Query] = []
        self.closed = False
        self.corrected: dict[str, dict[str, object]] = {}

    def close(self) -> None:
        super().close()
        self.closed = True

    def query(
        self,
        text: str,
        *,
        k: int | None = None,
        collections: Sequence[str] | None = None,
        documents: Sequence[str] | None = None,
        as_of: date | None = None,
        history: Sequence[Turn] = (),
    ) -> Query:
        if not text.strip():
            raise QuestionError("问题是空的", "请输入要问的内容")
        if len(text) > 2000:
            raise QuestionError(f"问题有 {len(text)} 字，上限是 2000 字", "请缩短问题")
        scope = Scope(
            collections=frozenset(collections) if collections else None,
            as_of=as_of,
            documents=None if documents is None else frozenset(documents),
        )
        return Query(text.strip(), scope, k or 8, history=tuple(history))

    def search(self, query: Query) -> list[Passage]:
        return list(self.find(query).passages)

    def find(self, query: Query) -> Found:
        self._call(query)
        passages = tuple(
            Passage(chunk, self.records[chunk.document_id].title, self.records[chunk.document_id].path, True, 0.9)
            for document_id in self.records
            for chunk in self.chunks_of(document_id)
        )
        return Found(passages, NOTHING, self.notices)

    def verify(
        self,
        text: str | Path,
        sources: Sequence[Given] = (),
        *,
        genre: str | None = None,
        as_of: date | None = None,
        collections: Sequence[str] | None = None,
    ) -> Verification:
        def find(claim: str) -> Sequence[Passage]:
            return self.search(self.query(claim, collections=collections, as_of=as_of))

        with Checker(self.settings) as checker:
            return checker.verify(text, sources, genre=genre, day=as_of, find=find)

    def ask(self, query: Query) -> Answer:
        return [event for event in self.stream(query) if isinstance(event, Answer)][-1]

    def stream(self, query: Query) -> Iterator[AnswerEvent]:
        self._call(query)
        for event in self.events if self.events is not None else [self.answer()]:
            if isinstance(event, Exception):
                raise event
            if isinstance(event, float):
                time.sleep(event)
            elif isinstance(event, threading.Event):
                assert event.wait(30), "nobody let the answer go on"
            else:
                yield event

    def answer(self, document_id: str = "d1", **changes: object) -> Answer:
        start = RULE_CHUNK.index(RULE)
        one = self.records[document_id]
        citation = Citation(
            key="1",
            chunk_id=f"{document_id}-1",
            document_id=document_id,
            document=one.title,
            path=one.path,
            address=Address(("第三章 组织生活",), "第十二条"),
            page=3,
            quote=RULE,
            start=start,
            end=start + len(RULE),
        )
        answer = Answer(
            text=f"{RULE}[1]",
            refused=False,
            reason=None,
            claims=(Claim(RULE, "supported", ("1",)),),
            citations=(citation,),
            passages=(),
            model="extractive",
            seconds=0.012,
        )
        return replace(answer, **changes)  # type: ignore[arg-type]

    def refusal(self) -> Answer:
        reason = "资料库中未找到依据"
        return self.answer(text=f"{reason}。", refused=True, reason=reason, claims=(), citations=())

    def ingest(
        self,
        paths: Sequence[Path],
        collection: str = "default",
        on_progress: Callable[[ProgressEvent], None] | None = None,
        *,
        sync: bool = False,
        gone: Sequence[Path] = (),
        passwords: Sequence[str] = (),
    ) -> IngestReport:
        self._call()
        self.wishes = {"sync": sync, "gone": tuple(gone), "passwords": tuple(passwords)}
        taken, failed = [], []
        for index, path in enumerate(paths):
            if on_progress:
                on_progress(ProgressEvent("reading", str(path), index, len(paths)))
            if path.suffix == ".bad" or not path.is_file():
                failed.append(IngestFailure(str(path), "读不出来"))
                continue
            one = record(len(self.records) + 1, path.stem, str(path), collection)
            self.records[one.id] = one
            self.texts[one.id] = path.read_text(encoding="utf-8")
            taken.append(one)
        return IngestReport(tuple(taken), (), tuple(failed), 0.5)

    def documents(self, collection: str | None = None) -> list[DocumentRecord]:
        self._call()
        return [one for one in self.records.values() if collection in (None, one.collection)]

    def document(self, document_id: str) -> DocumentRecord:
        self._call()
        if document_id not in self.records:
            raise DocumentNotFoundError(f"没有编号为 {document_id!r} 的文件", "编号见 zhibi library list")
        return self.records[document_id]

    def text(self, document_id: str) -> str:
        return self.texts[document_id]

    def pages(self, document_id: str) -> list[Page]:
        return [Page(1, self.texts[document_id], "native", 1.0)]

    def chunk(self, chunk_id: str) -> Chunk | None:
        document_id = chunk_id.removesuffix("-1")
        return self.chunks_of(document_id)[0] if document_id in self.records else None

    def chunks_of(self, document_id: str) -> list[Chunk]:
        text = self.texts[document_id]
        address = Address(("第三章 组织生活",), "第十二条")
        return [Chunk(f"{document_id}-1", document_id, 0, 0, len(text), text, address, (PageRun(0, 3),))]

    def original(self, document_id: str) -> Path:
        return Path(self.records[document_id].path)

    def idf(self, term: str) -> float:
        self._call()
        return 1.0

    def collections(self) -> list[str]:
        self._call()
        return sorted({one.collection for one in self.records.values()})

    def versions(self, document_id: str) -> list[DocumentRecord]:
        return [self.document(document_id)]

    def correct(self, document_id: str, changes: Mapping[str, object]) -> DocumentRecord:
        self.corrected = {document_id: dict(changes)}
        return self.document(document_id)

    def as_read(self, document_id: str) -> Metadata:
        return self.document(document_id).metadata

    def remove(self, document_id: str, *, undo_seconds: float = 0.0) -> None:
        self.document(document_id)
        del self.records[document_id]

    def rebuild(self, on_progress: Callable[[ProgressEvent], None] | None = None) -> None:
        self._call()

    def check(self) -> list[Problem]:
        self._call()
        return self.problems

    def _call(self, query: Query | None = None) -> None:
        if self.error is not None:
            raise self.error
        if query is not None:
            self.asked.append(query)

"""A small library of three documents, and outcomes made by hand upon it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.types import Answer, Citation, Claim, Passage
from eval.cases import Case, Evidence
from eval.outcome import Context, Outcome
from ingest.types import Address, Chunk, DocumentRecord, Metadata, PageRun


def chunk(key: str, document_id: str, text: str, address: Address, page: int = 1) -> Chunk:
    return Chunk(key, document_id, 0, 0, len(text), text, address, (PageRun(0, page),))


def record(key: str, path: str, title: str) -> DocumentRecord:
    return DocumentRecord(
        key, title, path, "demo", "0" * 64, "docx", 1, path.endswith(".pdf"), 1, "ready", Metadata(title), (),
        "2026-03-05T08:00:00+00:00",
    )  # fmt: skip


DOCUMENTS = {
    one.id: one
    for one in (
        record("old", "/资料/01-平台管理办法（试行）.docx", "党员先锋创新平台管理办法（试行）"),
        record("new", "/资料/02-平台管理办法（2026年修订）.docx", "党员先锋创新平台管理办法（2026年修订）"),
        record("sum", "/资料/05-2025年党建工作总结.pdf", "2025年党建工作总结"),
        record("memo", "/资料/06-情况通报.pdf", "情况通报"),
    )
}
ORGANISATION = ("第二章 组织管理",)
CHUNKS = {
    one.id: one
    for one in (
        chunk("old8", "old", "第八条　所属单位党组织每年至少听取2次平台工作汇报。", Address(ORGANISATION, "第八条")),
        chunk("new8", "new", "第八条　所属单位党组织每年至少听取3次平台工作汇报。", Address(ORGANISATION, "第八条")),
        chunk("new9", "new", "第九条　平台负责人对经费使用负责。", Address(ORGANISATION, "第九条")),
        chunk("sum1", "sum", "集团共有党支部46个、党员1128名。一线党员占65.6%。", Address(("一、基本情况",)), page=2),
        chunk("sum2", "sum", "全年开展主题党日活动12次。", Address(("二、主要做法", "（一）主题党日"))),
        chunk("memo1", "memo", "全年开展主题党日活动11次。", Address()),
    )
}
CONTEXT = Context(CHUNKS, DOCUMENTS)


def passage(key: str) -> Passage:
    one, owner = CHUNKS[key], DOCUMENTS[CHUNKS[key].document_id]
    return Passage(one, owner.title, owner.path, owner.paged, 1.0)


def cite(key: str, chunk_id: str, quote: str) -> Citation:
    """`quote` as it stands in the chunk."""
    one, owner = CHUNKS[chunk_id], DOCUMENTS[CHUNKS[chunk_id].document_id]
    start = one.text.index(quote)
    page = one.runs[0].page if owner.paged else None
    return Citation(
        key, one.id, owner.id, owner.title, owner.path, one.address, page, quote, start, start + len(quote)
    )  # fmt: skip


def answer(claims: Sequence[tuple[str, str]], citations: Sequence[Citation], refused: bool = False) -> Answer:
    """Claims as (text, keys): ("……。", "12") cites [1] and [2]."""
    text = "\n".join(said + "".join(f"[{key}]" for key in keys) for said, keys in claims)
    made = tuple(Claim(said, "supported", tuple(keys)) for said, keys in claims)
    return Answer(
        text, refused, "资料库中未找到依据" if refused else None, made, tuple(citations), (), "extractive", 0.1
    )


REFUSAL = Answer("资料库中未找到依据。", True, "资料库中未找到依据", (), (), (), "extractive", 0.1)


def outcome(said: Answer | None, found: Sequence[str] | None = (), **fields: Any) -> Outcome:
    passages = None if found is None else tuple(map(passage, found))
    base: dict[str, Any] = {"case_id": "c1", "depth": 10, "error": None, "seconds": 0.25}
    return Outcome(answer=said, passages=passages, **(base | fields))


def case(**fields: Any) -> Case:
    """An answerable figure case unless the fields say otherwise."""
    base: dict[str, Any] = {"id": "c1", "kind": "figure", "question": "共有多少个党支部？", "answerable": True}
    return Case(**(base | fields))


BRANCHES = Evidence("05-2025年党建工作总结.pdf", quote="党支部46个、党员1128名", section="基本情况", page=2)
REPORTS = Evidence("02-平台管理办法（2026年修订）", quote="每年至少听取3次平台工作汇报", article="第8条")


def values_of(scores: Mapping[str, Any]) -> dict[str, float | None]:
    return {name: score.value for name, score in scores.items()}

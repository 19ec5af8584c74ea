"""What a clean copy may not leave the house with, unless somebody has looked at it."""

from __future__ import annotations

from collections.abc import Iterator

import structlog

from assistant.drafting.points import placed_cells, sentence_of
from assistant.drafting.types import Draft, Sentence
from assistant.errors import ExportBlockedError
from assistant.export.cleaning import one_line
from assistant.export.types import Copy

FAULTY = frozenset({"altered", "wrong_citation"})
"""Verdicts of a sentence that says other than what it cites."""

_log = structlog.get_logger(__name__)


def faulty(draft: Draft) -> tuple[Sentence, ...]:
    """The sentences, headings and cells among them, that differ from their source or cite the wrong one."""
    return tuple(sentence for sentence in _all(draft) if is_faulty(sentence))


def is_faulty(sentence: Sentence) -> bool:
    return sentence.claim.verdict in FAULTY


def check(draft: Draft, copy: Copy, acknowledged: bool) -> None:
    """Lets a copy pass; what passes on somebody's word is logged.

    Raises:
        ExportBlockedError: A clean copy of a draft with faulty sentences that nobody has acknowledged.
    """
    found = faulty(draft) if copy == "clean" else ()
    if not found:
        return
    if not acknowledged:
        first = one_line(found[0].text)
        stored = f"文稿 {draft.id} 第 {draft.version} 版" if draft.id else ""
        raise ExportBlockedError(
            f"{stored}有 {len(found)} 句与所引原文有出入或所注出处不符，不能导出不带出处的净稿；"
            f"第一句是“{first[:40]}{'……' if len(first) > 40 else ''}”",
            "请先按依据稿改正并重新核对；确认无误的，声明已知悉后再导出，系统会留下记录",
        )
    _log.warning(
        "clean_copy_acknowledged",
        draft=draft.id,
        version=draft.version,
        sentences=len(found),
        verdicts=[sentence.claim.verdict for sentence in found],
    )


def _all(draft: Draft) -> Iterator[Sentence]:
    for section in draft.sections:
        for paragraph in section.paragraphs:
            yield from paragraph.sentences
        yield from (sentence_of(cell) for _, cell in placed_cells(section))


__all__ = ["FAULTY", "check", "faulty", "is_faulty"]

"""Passages to answer from."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.types import Passage
from ingest.types import Address, Chunk, PageRun

MakePassage = Callable[..., Passage]

MEETINGS = (
    "第十条 支部党员大会由全体党员参加，一般每季度召开1次。支部党员大会由支部书记主持。"
    "到会有表决权的党员超过应到会人数的一半方可开会。\n支部委员会会议一般每月召开1次，由支部书记召集。"
)
SUMMARY = "2025年，公司党委发展党员12名，同比增长20%。全年开展“双联”走访86次，解决问题1.2万件，完成率达到95%。"


def build(
    text: str, name: str = "规则", *, paged: bool = True, score: float = 1.0, article: str | None = None
) -> Passage:
    """A passage whose first half stands on page 3 and whose second half on page 4."""
    chunk = Chunk(
        id=f"chunk-{name}",
        document_id=f"document-{name}",
        ordinal=0,
        start=0,
        end=len(text),
        text=text,
        address=Address(("第二章 组织生活",), article),
        runs=(PageRun(0, 3), PageRun(max(1, len(text) // 2), 4)),
    )
    return Passage(chunk, name, f"/files/{name}.pdf", paged, score)


@pytest.fixture
def make_passage() -> MakePassage:
    return build


@pytest.fixture
def passages() -> list[Passage]:
    return [build(MEETINGS, "组织生活规则", article="第十条"), build(SUMMARY, "2025年工作总结", paged=False, score=0.6)]

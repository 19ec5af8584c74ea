"""What became of files that were taken in, as plain text."""

from __future__ import annotations

from pathlib import PurePath

from assistant.interfaces.labels import ORIGINS, ingest_counts
from assistant.interfaces.render.documents import document
from assistant.interfaces.wire.intake import DoubtfulPage, IngestReport

MOST_DOUBTS = 30
"""Doubtful pages that are listed one by one."""


def ingest_report(report: IngestReport) -> str:
    counts = ingest_counts(len(report.documents), len(report.skipped), len(report.failed))
    lines = [f"{counts}，用时 {report.seconds:.1f} 秒"]
    for one in report.documents:
        lines += [f"  {document(one)}", *(f"      注意：{warning}" for warning in one.warnings)]
    lines += [f"  改了位置 {move.before} → {move.now}" for move in report.moved]
    lines += [f"  已移除 {path}：文件已不在原处" for path in report.removed]
    lines += [f"  未能收入 {failure.path}：{failure.reason}" for failure in report.failed]
    return "\n".join([*lines, *_doubts(report.doubtful)])


def _doubts(pages: list[DoubtfulPage]) -> list[str]:
    """The pages to be looked at, as a table under its heading; long lists end in a count."""
    if not pages:
        return []
    rows = [f"  {_doubt(one)}" for one in pages[:MOST_DOUBTS]]
    more = len(pages) - len(rows)
    return [f"需要人工核对的页（{len(pages)}）：", *rows, *([f"  …… 另有 {more} 页，见 --json"] if more else [])]


def _doubt(one: DoubtfulPage) -> str:
    parts = [PurePath(one.path).name, f"第 {one.page} 页", ORIGINS.get(one.origin, one.origin)]
    return " · ".join([*parts, f"可信度 {one.confidence:.0%}", *([one.note] if one.note else [])])

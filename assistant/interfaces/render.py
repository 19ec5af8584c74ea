"""Results as plain text: for the terminal, and for the clipboard of the page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from assistant.interfaces.labels import FIELDS, ORIGINS, SOURCES, VERDICTS, ingest_counts, place, size, title
from assistant.interfaces.wire import (
    Answer,
    Citation,
    Document,
    DocumentBase,
    DocumentDetail,
    DoubtfulPage,
    IngestReport,
    Metadata,
    PageText,
    Passage,
    Problem,
    SearchResult,
)

MOST_DOUBTS = 30
"""Doubtful pages that are listed one by one."""


def answer(result: Answer) -> str:
    """The answer, what to mind about it, then its sources."""
    parts = [f"（按“{result.standalone}”查找）"] if result.standalone else []
    parts.append(result.answer)
    if result.reason and result.reason not in result.answer:
        parts.append(result.reason)
    doubtful = [claim for claim in result.claims if claim.verdict in VERDICTS]
    if doubtful:
        parts.append("\n".join(["请核实：", *(f"  {VERDICTS[claim.verdict]}：{claim.text}" for claim in doubtful)]))
    parts += [f"注意：{notice}" for notice in result.notices]
    if result.citations:
        parts.append("\n".join(["出处：", *(citation(one) for one in result.citations)]))
    return "\n\n".join(parts)


def citation(one: Citation) -> str:
    where = place(one.document, one.section, one.article, [] if one.page is None else [one.page])
    note = f"（{one.note}）" if one.note else ""
    return f"[{one.key}] {where}{note}\n    “{_indented(one.quote)}”"


def search_result(result: SearchResult) -> str:
    return "\n".join([*(f"注意：{notice}" for notice in result.notices), passages(result.passages)])


def passages(found: list[Passage]) -> str:
    if not found:
        return "没有找到相关的段落。"
    return "\n".join(f"{rank}. {passage(one)}" for rank, one in enumerate(found, 1))


def passage(one: Passage) -> str:
    where = place(one.document, one.section, one.article, one.pages) + (f"（{one.note}）" if one.note else "")
    return f"{where}  {one.score:.3f}\n    {_indented(one.text)}"


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


def documents(listed: list[Document]) -> str:
    if not listed:
        return "资料库还是空的。收入文件：zhibi ingest 文件或文件夹"
    titles = {one.id: one.title for one in listed}
    return "\n".join([f"共 {len(listed)} 份", *(document(one, titles) for one in listed)])


def document(one: Document, titles: Mapping[str, str] | None = None) -> str:
    doubtful = "" if one.status == "ready" else " · 部分文字存疑"
    over = standing(one, titles or {})
    known = f"{size(one.pages, one.paged, one.chunks)} · {one.collection}{doubtful}"
    return f"{one.id}  {title(one.title)} · {known}{f' · {over}' if over else ''}"


def standing(one: DocumentBase, titles: Mapping[str, str]) -> str:
    """Since when and by which a document is superseded, by its title where `titles` has it; "" where it is not."""
    if one.superseded_on is None and one.superseded_by is None:
        return ""
    since = f"{one.superseded_on} 起" if one.superseded_on else "已"
    if one.superseded_by is None:
        return f"{since}失效"
    by = titles.get(one.superseded_by)
    return f"{since}由{title(by)}取代" if by else f"{since}由 {one.superseded_by} 取代"


def versions(found: list[Document]) -> str:
    titles = {one.id: one.title for one in found}
    rows = (f"{_since(one)}  {document(one, titles)}" for one in found)
    return "\n".join([f"共 {len(found)} 个版本，新的在前", *rows])


def _since(one: Document) -> str:
    day = one.metadata.effective or one.metadata.issued
    return str(day) if day else "日期不详  "


def _sources(about: Metadata) -> dict[str, list[str]]:
    """Where the pieces of metadata came from, in the order of `SOURCES`."""
    found = {where: [name for name, of in about.provenance.items() if of == where] for where in SOURCES}
    return {where: [FIELDS.get(name, name) for name in names] for where, names in found.items() if names}


def document_detail(one: DocumentDetail) -> str:
    about = one.metadata
    facts = {
        "编号": one.id,
        "库": one.collection,
        "文件": one.path,
        "格式": one.media_type,
        "篇幅": size(one.page_count, one.paged, one.chunks),
        "发文机关": about.issuer,
        "文号": about.number,
        "印发": about.issued,
        "施行": about.effective,
        "废止": about.repealed,
        "效力": about.status,
        "取代": standing(one, {}),
        "文种": about.genre,
        "时段": about.period,
        "标识": about.label,
        "作者": "、".join(about.authors),
        "刊物": about.journal,
        "废止了": "、".join(about.repeals),
        "收入时间": one.ingested_at,
    }
    lines = [title(one.title), *(f"  {name}：{value}" for name, value in facts.items() if value)]
    lines += [f"  取自{SOURCES[where]}：{'、'.join(names)}" for where, names in _sources(about).items()]
    lines += [f"  注意：{warning}" for warning in one.warnings]
    if isinstance(one.pages, list):
        lines += [page(each) for each in one.pages]
    if one.text is not None:
        lines += ["", one.text]
    return "\n".join(lines)


def page(one: PageText) -> str:
    note = f" · {one.note}" if one.note else ""
    origin = f"{ORIGINS.get(one.origin, one.origin)} · 可信度 {one.confidence:.2f}"
    return f"\n—— 第{one.number}页 · {origin}{note} ——\n{one.text}"


def problems(found: list[Problem]) -> str:
    if not found:
        return "资料库完好。"
    lines = []
    for one in found:
        lines += [one.what, *(f"  {item}" for item in one.items)]
        if one.hint:
            lines.append(f"  处理：{one.hint}")
    return "\n".join(lines)


def _indented(text: str) -> str:
    return text.strip().replace("\n", "\n    ")
